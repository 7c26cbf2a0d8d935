"""A station's key comes to be trusted by a one-time code, and by nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from hub_rig import URL, Enrolled, HubRig, enrolled

from station_app.hub.models import EnrolmentCode, Station
from station_app.upstream.address import HubAddress
from station_app.upstream.client import Newcomer, enrol
from station_app.upstream.faults import HubRefusal
from station_app.upstream.messages import Enrolled as Answer


async def _try(rig: HubRig, code: str, station: str = "ST-1") -> Answer:
    newcomer = Newcomer(station=station, key=Ed25519PrivateKey.generate(), code=code)
    return await enrol(HubAddress(url=URL), newcomer, below=rig.transport)


async def _refused(rig: HubRig, code: str, station: str = "ST-1") -> str:
    with pytest.raises(HubRefusal) as refused:
        await _try(rig, code, station)
    return refused.value.code


async def test_a_code_enrols(rig: HubRig) -> None:
    answer = await _try(rig, rig.code("ST-1"))

    assert len(bytes.fromhex(answer.hub_public_key)) == 32


async def test_a_code_is_read_however_it_is_typed(rig: HubRig) -> None:
    code = rig.code("ST-1").replace("-", " ").lower()

    assert (await _try(rig, code)).station == "ST-1"


async def test_a_code_works_once(rig: HubRig) -> None:
    code = rig.code("ST-1")
    await _try(rig, code)

    assert await _refused(rig, code) == "code"


async def test_a_code_older_than_an_hour_is_refused(rig: HubRig) -> None:
    code = rig.code("ST-1", now=timezone.now() - timedelta(minutes=61))

    assert await _refused(rig, code) == "code"


async def test_a_wrong_code_is_refused(rig: HubRig) -> None:
    rig.code("ST-1")

    assert await _refused(rig, "00000-00000") == "code"


async def test_the_code_of_another_station_is_refused(rig: HubRig) -> None:
    code = rig.code("ST-1")

    assert await _refused(rig, code, station="ST-2") == "code"


async def test_an_older_code_is_void_once_there_is_a_newer(rig: HubRig) -> None:
    older = rig.code("ST-1")
    rig.code("ST-1")

    assert await _refused(rig, older) == "code"


async def test_ten_wrong_tries_are_the_last(rig: HubRig) -> None:
    code = rig.code("ST-1")
    rig.in_thread(lambda: EnrolmentCode.objects.update(wrong_tries=10))
    await _refused(rig, "00000-00000")

    assert await _refused(rig, code) == "code"


async def test_the_code_itself_is_not_stored(rig: HubRig) -> None:
    code = rig.code("ST-1").replace("-", "")

    assert (rig.holds("ST-1"), rig.holds(code)) == (True, False)


async def test_a_new_computer_goes_on_with_the_old_history(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    await station.push_all()

    newer = await enrolled(rig, "ST-1")
    newer.paper.replace_journal("epoch-2")
    newer.paper.boot()
    await newer.push_all()

    assert {epoch for epoch, _, _ in rig.facts("ST-1")} == {"epoch-1", "epoch-2"}


async def test_the_key_of_a_replaced_computer_is_refused(rig: HubRig, station: Enrolled) -> None:
    await enrolled(rig, "ST-1")

    with pytest.raises(HubRefusal, match="another computer took this station over"):
        await station.client().cursors()


async def test_a_revoked_station_is_refused(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: Station.objects.update(revoked_at=timezone.now()))

    with pytest.raises(HubRefusal, match="revoked"):
        await station.client().cursors()


async def test_a_revoked_station_comes_back_with_a_new_code(rig: HubRig) -> None:
    await enrolled(rig)
    rig.in_thread(lambda: Station.objects.update(revoked_at=timezone.now()))

    again = await enrolled(rig)

    assert (await again.client().cursors()).station == "ST-1"


async def test_a_station_unknown_to_the_hub_is_refused(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: Station.objects.all().delete())

    with pytest.raises(HubRefusal, match="does not know"):
        await station.client().cursors()


@pytest.mark.parametrize("name", ["", "a b", "x" * 33, "../x"])
def test_a_code_is_made_for_a_station_id_only(rig: HubRig, name: str) -> None:
    with pytest.raises(ValueError, match="station id"):
        rig.code(name)
