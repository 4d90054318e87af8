"""``relief serve`` as a process of its own, over TLS: it answers, says nothing of itself, and stops when it is told."""

import json
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.flows.whole_runs import command, surroundings
from tests.services import free_ports


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's loopback name for a day, and its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    certificate, plain = folder / "chain.pem", serialization.NoEncryption()
    certificate.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return certificate, folder / "key.pem"


def test_the_page_is_served_over_tls_by_the_verb_itself(tmp_path: Path) -> None:
    (certificate, key), [port] = write_certificate(tmp_path), free_ports(1)
    words = ["serve", "--out", tmp_path / "work", "--port", port, "--address", f"https://localhost:{port}"]
    words += ["--tls-cert", certificate, "--tls-key", key]
    log = tmp_path / "log"
    with log.open("wb") as sink:
        environment = surroundings({}, home=tmp_path / "home")
        process = subprocess.Popen(command(*words), stdout=sink, stderr=sink, env=environment)
    try:
        trusted = ssl.create_default_context(cafile=str(certificate))
        with httpx.Client(base_url=f"https://localhost:{port}", verify=trusted) as client:
            answer = wait_for(client, process)
            assert answer.text == "alive\n"
            page = client.get("/sign-in?to=/packages")
            assert "__Host-relief-form" in client.cookies and page.status_code == 200
            assert "strict-transport-security" in page.headers and "server" not in page.headers
    finally:
        process.terminate()
        code = process.wait(30)
    said = log.read_text()
    assert code in (0, -15, 143) and "Traceback" not in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert lines[-1]["route"] == "/sign-in" and "?to=" not in said


def wait_for(client: httpx.Client, process: "subprocess.Popen[bytes]") -> httpx.Response:
    """Its first answer."""
    for _ in range(600):
        assert process.poll() is None, "it has ended"
        try:
            return client.get("/livez")
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("it did not start")
