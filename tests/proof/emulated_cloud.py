"""``python -m tests.proof.emulated_cloud``: everything in infra/terraform made on an emulator of AWS on this machine.

Makes, says what a second plan would still change (what moto does not give back as it was given), and reads every role's
policy as it was made. Ends with 1 where something could not be made, or a second plan would change what is not expected.
"""

import json
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import services
from tests.infra.terraform import Terraform, find_plugins

NOT_GIVEN_BACK = {
    "aws_backup_plan": "tags of everything",
    "aws_backup_vault": "tags of everything",
    "aws_cloudtrail": "the topic, by its name",
    "aws_db_instance": "performance insights and the password's secret",
    "aws_db_parameter_group": "when a parameter applies",
    "aws_ecs_service": "what is spread where",
    "aws_flow_log": "how often",
    "aws_lb": "logs of access",
    "aws_vpc_endpoint": "its policy",
    "aws_vpc_security_group_ingress_rule": "tags of everything",
    "aws_vpc_security_group_egress_rule": "tags of everything",
    "aws_config_configuration_recorder": "what is recorded by default",
}
"""Kinds that moto tells otherwise than it was told, and what of them."""


def main() -> int:
    plugins = find_plugins()
    if plugins is None:
        print("terraform's providers are not on this machine (RELIEF_TERRAFORM_PLUGINS)")
        return 1
    with services.moto_of_everything() as address, tempfile.TemporaryDirectory() as name:
        terraform, there = Terraform(Path(name), plugins), {"AWS_ENDPOINT_URL": address}
        terraform.run("init", "-input=false")
        certificate = f"-var=certificate_arn={_import_certificate(address)}"
        terraform.run("apply", "-auto-approve", "-input=false", certificate, more=there)
        made = terraform.run("state", "list").split()
        terraform.run("plan", "-input=false", "-out=again", certificate, more=there)
        changes = json.loads(terraform.run("show", "-json", "again"))["resource_changes"]
        state = json.loads(terraform.run("show", "-json"))["values"]["root_module"]
    drifted = {
        c["address"]: c["type"] for c in changes if c["mode"] == "managed" and c["change"]["actions"] != ["no-op"]
    }
    wide = [address for address, statement in _statements(state) if _is_wide(statement)]
    resources = [address for address in made if ".data." not in address and not address.startswith("data.")]
    print(f"{len(resources)} resources made; a second plan would change {len(drifted)}")
    unexpected = sorted(address for address, kind in drifted.items() if kind not in NOT_GIVEN_BACK)
    for line in (*(f"  unexpected: {address}" for address in unexpected), *(f"  too wide: {role}" for role in wide)):
        print(line)
    return 1 if unexpected or wide else 0


def _import_certificate(address: str) -> str:
    """A certificate of nobody, for the page's load balancer; its ARN."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relief.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    plain = serialization.NoEncryption()
    acm = boto3.client(
        "acm", endpoint_url=address, region_name="us-gov-west-1", aws_access_key_id="t", aws_secret_access_key="t"
    )
    imported = acm.import_certificate(
        Certificate=made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        PrivateKey=key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain),
    )
    return str(imported["CertificateArn"])


def _statements(state: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    told = [r for r in state["resources"] if r["type"] in ("aws_iam_role_policy", "aws_iam_policy")]
    return [(r["address"], statement) for r in told for statement in json.loads(r["values"]["policy"])["Statement"]]


def _is_wide(statement: dict[str, Any]) -> bool:
    """Whether a role may do everything, or one thing to everything that could be named."""
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    if any(action == "*" or action.endswith(":*") for action in actions):
        return True
    return bool(statement["Resource"] == "*" and actions != ["ecr:GetAuthorizationToken"])


if __name__ == "__main__":
    sys.exit(main())
