"""Publishing a signed policy: offered once a number, and only what is one."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hub_rig import Enrolled, HubRig

from station_app.core.policy import Policy
from station_app.core.policy_text import text_of
from station_app.identity.policy_seal import MAX_BYTES, seal

SEALED = seal(text_of(Policy(version="winter", number=4)), bytes(32))


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A signed policy in a file."""
    path = tmp_path / "winter.json"
    path.write_bytes(SEALED)
    return path


def publish(rig: HubRig, path: Path, *more: str) -> str:
    said = StringIO()
    rig.in_thread(lambda: call_command("publish", str(path), *more, stdout=said))
    return said.getvalue()


async def test_a_signed_policy_is_offered_to_every_station(rig: HubRig, station: Enrolled, sealed: Path) -> None:
    said = publish(rig, sealed)

    fed = await station.client().feed("", 0)

    assert said == "published: number 4 for every station\n"
    assert fed.answer.policy is not None
    assert fed.answer.policy.envelope.encode() == SEALED


async def test_a_number_is_published_once(rig: HubRig, station: Enrolled, sealed: Path) -> None:
    publish(rig, sealed)

    with pytest.raises(CommandError, match="raise it"):
        publish(rig, sealed)


async def test_a_station_that_is_not_known_is_offered_nothing(rig: HubRig, station: Enrolled, sealed: Path) -> None:
    with pytest.raises(CommandError, match="no station ST-9"):
        publish(rig, sealed, "--station", "ST-9")


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"[]", b'{"policy": 5}', b'{"policy": "{}"}', b"\xff", b" " * MAX_BYTES + b"{}"]
)
def test_what_is_no_signed_policy_is_not_published(rig: HubRig, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "policy.json"
    path.write_bytes(content)

    with pytest.raises(CommandError):
        publish(rig, path)


def test_a_file_that_is_not_there_is_said_to_be_missing(rig: HubRig, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        publish(rig, tmp_path / "none.json")
