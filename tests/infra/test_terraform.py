"""What is set up in the cloud: formatted, valid, and as the law on criminal records asks, by its plan."""

import json
import re
import shutil
from typing import Any

import pytest

from tests.infra.terraform import ACCOUNT, SOURCE, Terraform, find_plugins

Resources = list[dict[str, Any]]

BUCKETS = ["inbound", "work", "packages", "audit", "trail", "access-logs"]
ENCRYPTED = BUCKETS[:5]


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    plugins = find_plugins()
    if shutil.which("terraform") is None or plugins is None:
        # Neither Debian nor the package indexes have it: only machines that came with it can look.
        pytest.skip("terraform and a folder of its providers (RELIEF_TERRAFORM_PLUGINS) are not on this machine")
    made = Terraform(tmp_path_factory.mktemp("terraform"), plugins)
    made.run("init", "-input=false")
    return made


@pytest.fixture(scope="module")
def planned(terraform: Terraform) -> Resources:
    return terraform.plan()


def _all(planned: Resources, kind: str) -> dict[str, dict[str, Any]]:
    return {resource["address"]: resource["values"] for resource in planned if resource["type"] == kind}


def _of_bucket(planned: Resources, kind: str, bucket: str) -> dict[str, Any]:
    place = "module.access_logs" if bucket == "access-logs" else f'module.bucket["{bucket}"]'
    [found] = [values for address, values in _all(planned, kind).items() if address.startswith(place + ".")]
    return found


def _policy(planned: Resources, bucket: str) -> dict[str, dict[str, Any]]:
    told = json.loads(_of_bucket(planned, "aws_s3_bucket_policy", bucket)["policy"])
    return {statement["Sid"]: statement for statement in told["Statement"]}


def test_it_is_formatted_valid_and_passes_its_own_tests(terraform: Terraform) -> None:
    terraform.run("fmt", "-check", "-recursive", "-diff")
    assert "The configuration is valid" in terraform.run("validate")
    assert "0 failed" in terraform.run("test")


def test_some_hundred_things_are_made(planned: Resources) -> None:
    assert len(planned) >= 83


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_is_private_versioned_and_over_tls_only(planned: Resources, bucket: str) -> None:
    access = _of_bucket(planned, "aws_s3_bucket_public_access_block", bucket)
    assert all(
        access[f"{verb}_public_{what}"] for verb, what in [("block", "acls"), ("block", "policy"), ("ignore", "acls")]
    )
    assert access["restrict_public_buckets"]
    assert _of_bucket(planned, "aws_s3_bucket_versioning", bucket)["versioning_configuration"][0]["status"] == "Enabled"
    ownership = _of_bucket(planned, "aws_s3_bucket_ownership_controls", bucket)
    assert ownership["rule"][0]["object_ownership"] == "BucketOwnerEnforced"
    policy = _policy(planned, bucket)
    assert policy["OverTlsOnly"]["Effect"] == policy["NoOldTls"]["Effect"] == "Deny"
    assert policy["OverTlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert policy["NoOldTls"]["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    for statement in (policy["OverTlsOnly"], policy["NoOldTls"]):
        arn = f"arn:aws-us-gov:s3:::relief-test-{bucket}-{ACCOUNT}"
        assert statement["Resource"] == [f"{arn}/*", arn] and statement["Principal"] == {"AWS": "*"}
    parts = _of_bucket(planned, "aws_s3_bucket_lifecycle_configuration", bucket)["rule"][0]
    assert parts["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 1}]


@pytest.mark.parametrize("bucket", ENCRYPTED)
def test_a_bucket_with_records_has_a_key_of_ours_and_is_logged(planned: Resources, bucket: str) -> None:
    rule = _of_bucket(planned, "aws_s3_bucket_server_side_encryption_configuration", bucket)["rule"][0]
    assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "aws:kms"
    assert "NoOtherEncryption" in _policy(planned, bucket)
    assert _of_bucket(planned, "aws_s3_bucket_logging", bucket)["target_prefix"]


@pytest.mark.parametrize(
    ("bucket", "mode"), [("packages", "GOVERNANCE"), ("audit", "COMPLIANCE"), ("trail", "COMPLIANCE")]
)
def test_what_was_filed_and_what_was_done_cannot_be_changed(planned: Resources, bucket: str, mode: str) -> None:
    [retention] = _of_bucket(planned, "aws_s3_bucket_object_lock_configuration", bucket)["rule"][0]["default_retention"]
    assert retention["mode"] == mode and retention["days"] >= 1826
    assert "NobodyLiftsTheLock" in _policy(planned, bucket)


@pytest.mark.parametrize("bucket", ["packages", "audit"])
def test_a_package_and_an_entry_are_written_once_or_not_at_all(planned: Resources, bucket: str) -> None:
    once = _policy(planned, bucket)["WriteOnce"]
    assert once["Effect"] == "Deny" and once["Action"] == "s3:PutObject"
    assert once["Condition"]["Null"] == {"s3:if-none-match": "true"}


def test_no_rule_opens_a_door_to_the_world(planned: Resources) -> None:
    rules = _all(planned, "aws_vpc_security_group_ingress_rule") | _all(planned, "aws_vpc_security_group_egress_rule")
    assert len(rules) >= 15
    assert not [
        address for address, rule in rules.items() if rule.get("cidr_ipv4") == "0.0.0.0/0" or rule.get("cidr_ipv6")
    ]
    assert not _all(planned, "aws_internet_gateway") and not _all(planned, "aws_nat_gateway")


def test_no_role_may_do_everything_or_reach_everything() -> None:
    # Most roles name keys by what AWS calls them when they are made: here they are read as written, and as made by
    # tests/proof/emulated_cloud.py.
    text = (SOURCE / "roles.tf").read_text(encoding="utf-8")
    statements = re.findall(r"statement {(.*?)\n  }", text, re.DOTALL)
    assert len(statements) >= 15
    for statement in statements:
        assert not re.search(r'"[a-z0-9]*:?\*"', statement.replace('resources = ["*"]', "")), statement
        if 'resources = ["*"]' in statement:
            assert re.findall(r'actions   = \["(.*)"\]', statement) == ["ecr:GetAuthorizationToken"]


def test_tasks_run_as_nobody_on_a_root_that_nobody_writes(planned: Resources) -> None:
    tasks = _all(planned, "aws_ecs_task_definition")
    assert len(tasks) == 3
    # What a task is told holds addresses that are known when they are made; the rest of it is read from its source.
    source = (SOURCE / "services.tf").read_text(encoding="utf-8")
    for line in (
        'user                   = "10001:10001"',
        "readonlyRootFilesystem = true",
        "privileged             = false",
        "image                  = var.image",
    ):
        assert line in source


def test_databases_in_the_plan_are_the_two_that_never_mix(planned: Resources) -> None:
    databases = _all(planned, "aws_db_instance")
    assert {values["db_name"] for values in databases.values()} == {"relief", "prefect"}
    for values in databases.values():
        assert values["storage_encrypted"] and values["multi_az"] and not values["publicly_accessible"]
        assert values["iam_database_authentication_enabled"] and values["deletion_protection"]
        assert "password" not in values or values["password"] is None


def test_every_alarm_reaches_somebody(planned: Resources) -> None:
    alarms = _all(planned, "aws_cloudwatch_metric_alarm")
    assert len(alarms) >= 15
    silent = [address for address, values in alarms.items() if values.get("treat_missing_data") == "ignore"]
    assert not silent
    assert _all(planned, "aws_sns_topic_subscription")
