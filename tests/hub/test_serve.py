"""`station hub` as a process."""

from __future__ import annotations

import datetime
import ipaddress
import re
import signal
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_process import HubProcess, code
from paper_journal import Paper

from station_app.hub.certificate import names_in
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("served") / "data") as one:
        yield one


def test_it_prints_its_address_when_it_answers(hub: HubProcess) -> None:
    assert httpx.get(hub.url + "/healthy", trust_env=False).status_code == 200


def test_its_data_are_nobody_elses(hub: HubProcess) -> None:
    secret = [hub.data / "hub.db", *(hub.data / "keys").iterdir()]

    assert ({oct(file.stat().st_mode & 0o777) for file in secret}, oct(hub.data.stat().st_mode & 0o777)) == (
        {"0o600"},
        "0o700",
    )


async def test_a_station_enrols_and_pushes_beside_a_running_hub(hub: HubProcess) -> None:
    key = Ed25519PrivateKey.generate()
    address = HubAddress(url=hub.url)
    enrolled = await enrol(address, Newcomer(station="ST-1", key=key, code=code(hub.data, "ST-1")))
    pinned = Pinned(station="ST-1", key=key, hub_key=bytes.fromhex(enrolled.hub_public_key))
    client = HubClient(address, pinned)
    paper = Paper()
    paper.visit()

    answer = await client.push(paper.batch())
    await client.close()

    assert answer.acked_through == 6


def test_a_second_hub_with_the_same_data_is_kept_out(hub: HubProcess) -> None:
    with HubProcess(hub.data) as second:
        _, said = second.process.communicate(timeout=30)

    assert (second.process.returncode, "is running" in said) == (2, True)


def test_a_port_that_is_taken_is_said_in_a_sentence(hub: HubProcess, tmp_path: Path) -> None:
    with HubProcess(tmp_path / "other", hub.port) as second:
        _, said = second.process.communicate(timeout=30)

    assert (second.process.returncode, f"port {hub.port} is taken" in said) == (2, True)


def test_the_first_login_is_printed_once(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data") as first:
        password = first.read_password()
        signed_in = _sign_in(first.url, password)
    with HubProcess(tmp_path / "data") as second:
        assert second.process.stdout is not None
        told = second.process.stdout.readline()

    assert (signed_in, "first login" in told) == (302, False)


def test_it_ends_when_told_to(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data") as one:
        one.process.send_signal(signal.SIGTERM)

        assert one.process.wait(timeout=5) == 0


def test_with_a_certificate_it_serves_https(tmp_path: Path) -> None:
    cert, key = _certificate(tmp_path)
    with HubProcess(tmp_path / "data", 0, cert, key) as one:
        context = ssl.create_default_context(cafile=str(cert))
        answer = httpx.get(one.url + "/login/", verify=context, trust_env=False)

    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_hub_answers_to_the_names_in_its_certificate(tmp_path: Path) -> None:
    assert names_in(_certificate(tmp_path)[0]) == ("hub.example.org", "127.0.0.1")


def _sign_in(url: str, password: str) -> int:
    with httpx.Client(base_url=url, trust_env=False) as http:
        page = http.get("/login/").text
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        form = {"username": "manager", "password": password, "csrfmiddlewaretoken": token[1]}
        return http.post("/login/", data=form, headers={"Referer": url + "/login/"}).status_code


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hub")])
    hosts = [x509.DNSName("hub.example.org"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return cert, secret
