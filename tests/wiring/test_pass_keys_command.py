"""`station pass sign-keys`: the list of accepted issuers, signed away from any hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from station_app.__main__ import main
from station_app.identity.keys import IssuingKey
from station_app.identity.pass_key_list import KeyList, ListTaker, opened

HUB = IssuingKey(seed=bytes(range(32))).issuer().public.hex()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key that signs policies."""
    path = tmp_path / "root.key"
    path.touch(0o600)
    path.write_bytes(bytes(range(32, 64)))
    return path


def sign(key: Path, *told: str) -> int:
    return main(["pass", "sign-keys", "--key", str(key), *told])


def taken(key: Path, envelope: bytes) -> object:
    root = IssuingKey(seed=key.read_bytes()).issuer()
    return opened(envelope, ListTaker(station="ST-1", signers={root.kid.hex(): root.public}))


def test_a_station_takes_what_it_has_written(key: Path, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    status = sign(key, "--issuer", f"wuxi={HUB}", "--number", "3", "--output", str(path))
    found = taken(key, path.read_bytes())

    assert status == 0
    assert isinstance(found, KeyList)
    assert [(one.name, one.public.hex(), one.staff) for one in found.issuers] == [("wuxi", HUB, False)]


def test_a_list_without_issuers_withdraws_all(key: Path, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    sign(key, "--number", "4", "--output", str(path))
    found = taken(key, path.read_bytes())

    assert isinstance(found, KeyList)
    assert found.issuers == ()


@pytest.mark.parametrize("issuer", ["wuxi", "wuxi=", "wuxi=12", f"a name={HUB}"])
def test_what_is_no_issuer_is_told_and_signs_nothing(
    key: Path, issuer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sign(key, "--issuer", issuer, "--number", "1") == 2
    assert "no list can be made" in capsys.readouterr().err


def test_a_key_that_others_can_read_signs_nothing(key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key.chmod(0o644)

    assert sign(key, "--number", "1") == 2
    assert "chmod 600" in capsys.readouterr().err
