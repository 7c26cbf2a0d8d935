"""Lists about passes in the feed: to whom they are meant, once, and again where a hub has forgotten."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hub_rig import Enrolled, HubRig, enrolled

from station_app.hub import pass_feed, passes
from station_app.hub.models import Audit, ListReach, Revocation
from station_app.identity.keys import Issuer, IssuingKey
from station_app.identity.pass_key_list import KeyList, seal
from station_app.upstream.feed_messages import MOST_REVOCATIONS, Fed, read_revocation

ROOT = IssuingKey(seed=bytes(range(32)), name="union")


def a_pass(number: int) -> str:
    return f"hub:{number:016x}"


def revoke(rig: HubRig, *numbers: int, station: str | None = "ST-1", until: float = 0) -> None:
    until_ms = round((until or time.time() + 60) * 1000)
    what = [(a_pass(number), until_ms) for number in numbers]
    rig.in_thread(lambda: pass_feed.revoke(what, station, datetime.now(UTC)))


def brought(fed: Fed) -> list[str]:
    return [one.what for raw in fed.answer.revocations if (one := read_revocation(raw)) is not None]


def signed(path: Path, *issuers: Issuer, number: int = 1, station: str = "*") -> Path:
    path.write_bytes(seal(KeyList(number=number, issuers=issuers, station=station), ROOT.seed))
    return path


def mine(rig: HubRig) -> Issuer:
    public = rig.in_thread(passes.public_key)
    return Issuer(name="hub", public=public, not_before=1, until=86_401)


def passkeys(rig: HubRig, *told: str) -> str:
    said = StringIO()
    rig.in_thread(lambda: call_command("passkeys", *told, stdout=said, stderr=said))
    return said.getvalue()


async def test_a_station_gets_what_was_revoked_for_it_and_for_all(rig: HubRig, station: Enrolled) -> None:
    revoke(rig, 1)
    revoke(rig, 2, station=None)

    fed = await station.client().feed("", 0)

    assert (brought(fed), fed.answer.revoked_through) == ([a_pass(1), a_pass(2)], 2)


async def test_another_stations_passes_are_never_told(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    revoke(rig, 1)

    assert brought(await neighbour.client().feed("", 0)) == []


async def test_what_was_taken_does_not_come_again(rig: HubRig, station: Enrolled) -> None:
    revoke(rig, 1)
    first = await station.client().feed("", 0)
    revoke(rig, 2)

    assert brought(await station.client().feed(first.answer.after, 0)) == [a_pass(2)]


async def test_revoking_twice_is_one_line(rig: HubRig, station: Enrolled) -> None:
    revoke(rig, 1)
    revoke(rig, 1, 2)

    assert rig.in_thread(lambda: list(Revocation.objects.order_by("number").values_list("number", "what"))) == [
        (1, a_pass(1)),
        (2, a_pass(2)),
    ]


async def test_many_come_in_several_answers(rig: HubRig, station: Enrolled) -> None:
    revoke(rig, *range(MOST_REVOCATIONS + 3))
    first = await station.client().feed("", 0)
    second = await station.client().feed(first.answer.after, 0)

    assert (len(brought(first)), len(brought(second))) == (MOST_REVOCATIONS, 3)


async def test_a_hub_that_was_restored_sends_everything_again(rig: HubRig, station: Enrolled) -> None:
    backup = rig.back_up()
    revoke(rig, 1)
    before = await station.client().feed("", 0)
    rig.restore(backup)
    revoke(rig, 2)  # has the number that 1 had

    assert brought(await station.client().feed(before.answer.after, 0)) == [a_pass(2)]


async def test_what_is_expired_for_long_is_not_sent_any_more(rig: HubRig, station: Enrolled) -> None:
    revoke(rig, 1, until=time.time() - 91 * 86_400)

    assert brought(await station.client().feed("", 0)) == []


async def test_the_cursor_of_an_older_station_is_understood(rig: HubRig, station: Enrolled) -> None:
    revoke(rig, 1)

    assert brought(await station.client().feed("0.0", 0)) == [a_pass(1)]


async def test_a_stations_own_word_says_how_far_it_has_the_list(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("list.taken", list="revocations", taken=2, total=2, through=9, waiting=1)
    station.paper.write("list.refused", list="pass-keys", reason="unknown-key")
    await station.push_all()

    told = ListReach.objects.order_by("list").values_list("list", "through", "waiting", "refused")
    assert rig.in_thread(lambda: list(told)) == [("pass-keys", 0, 0, "unknown-key"), ("revocations", 9, 1, "")]


async def test_a_signed_list_is_offered_as_it_is(rig: HubRig, station: Enrolled, tmp_path: Path) -> None:
    path = signed(tmp_path / "keys.json", mine(rig))
    said = passkeys(rig, str(path))

    fed = await station.client().feed("", 0)

    assert said == "published: number 1, 1 keys\n"
    assert fed.answer.pass_keys is not None
    assert fed.answer.pass_keys.envelope.encode() == path.read_bytes()


async def test_a_list_without_this_hub_is_published_with_a_word_of_warning(
    rig: HubRig, station: Enrolled, tmp_path: Path
) -> None:
    assert "own key is not in it" in passkeys(rig, str(signed(tmp_path / "keys.json")))


async def test_a_number_of_pass_keys_is_published_once(rig: HubRig, station: Enrolled, tmp_path: Path) -> None:
    path = signed(tmp_path / "keys.json")
    passkeys(rig, str(path))

    with pytest.raises(CommandError, match="raise it"):
        passkeys(rig, str(path))


async def test_a_list_for_one_station_is_not_offered_to_all(rig: HubRig, station: Enrolled, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--station ST-1"):
        passkeys(rig, str(signed(tmp_path / "keys.json", station="ST-1")))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"kid": "x", "pass_keys": "{}", "signature": ""}', b"\xff"])
def test_what_is_no_signed_list_is_not_published(rig: HubRig, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(content)

    with pytest.raises(CommandError):
        passkeys(rig, str(path))


async def test_this_hubs_key_is_revoked_at_every_station(rig: HubRig, station: Enrolled) -> None:
    public = rig.in_thread(passes.public_key)
    passkeys(rig, "--revoke")

    fed = await station.client().feed("", 0)

    assert brought(fed) == [IssuingKey(seed=bytes(32), public=public).issuer().kid.hex()]
    assert rig.in_thread(lambda: Audit.objects.filter(what="pass-key-revoked").count()) == 1


def test_the_key_of_passes_is_another_than_the_hubs_own(rig: HubRig) -> None:
    from django.conf import settings

    from station_app.hub.secret import hub_key

    assert bytes.fromhex(passkeys(rig).strip()) != hub_key(settings.HUB_KEY_FILE).public_key().public_bytes_raw()
