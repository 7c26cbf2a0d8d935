"""Zones and doors are called by what their station calls them, and facts about doors and orders are told in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from policy_rig import begun, in_force, run

from station_app.hub import timeline
from station_app.hub.models import Station, Vitals
from station_app.hub.pages.policy_rollout import context_for
from station_app.hub.places import NOWHERE, places_in, places_of, zones_of_all
from station_app.upstream.vitals_message import DoorNow, ZoneNow
from station_app.upstream.vitals_message import Vitals as Told


def told(*doors: tuple[str, str]) -> Told:
    """A station with a rest area and a nameless store."""
    titles = {"rest": "休息区", "store": ""}
    return Told(
        station="ST-1", boot="b", mono_ms=1, wall_ms=1, version="0.1.0", clock="trusted",
        zones=tuple(ZoneNow(name=name, title=title, inside="0", open=True) for name, title in titles.items()),
        doors=tuple(DoorNow(name=name, zone=zone, contact="closed") for name, zone in doors),
    )  # fmt: skip


ONE, TWO = told(("main", "rest"), ("back", "store")), told(("main", "rest"), ("side", "rest"))


@pytest.mark.parametrize(
    ("state", "door", "called"),
    [
        (ONE, "main", "休息区的门"),
        (ONE, "back", "back"),
        (ONE, "gone", "gone"),
        (TWO, "side", "休息区的门 side"),
    ],
)
def test_a_door_is_called_after_its_zone(state: Told, door: str, called: str) -> None:
    assert places_in(state).door(door) == called


@pytest.mark.parametrize(
    ("state", "way"),
    [(ONE, "休息区"), (TWO, "休息区的门 main · 休息区"), (None, "main · rest")],
    ids=["one", "several", "untold"],
)
def test_a_way_in_names_the_door_where_there_are_several(state: Told | None, way: str) -> None:
    places = NOWHERE if state is None else places_in(state)

    assert places.way("main", "rest") == way


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"door": "main", "cause": "order"}, "远程指令"),
        ({"door": "main", "cause": "entry"}, "验证通过"),
        ({"door": "main", "open_seconds": 3}, "休息区的门"),
        ({"command": "c1", "verb": "open", "reason": "忘带卡"}, "开门 · 忘带卡"),
        ({"command": "c1", "reason": "late"}, "到达时已过时"),
        ({"zone": "rest", "minutes": 4}, "休息区 · 4 分钟"),
    ],
)
def test_a_line_of_what_happened_last_has_no_code_in_it(body: dict[str, object], words: str) -> None:
    assert timeline.about(body, places_in(ONE)) == words


async def test_zones_of_several_stations_have_a_name_where_all_call_them_the_same(
    rig: HubRig, station: Enrolled
) -> None:
    def named() -> tuple[str, str, str]:
        in_force("ST-1", 0)
        one = Station.objects.get()
        other = Station.objects.create(id="ST-2", public_key="0", enrolled_at=timezone.now())
        content = Vitals.objects.get().content.replace("母婴室", "哺乳室")
        Vitals.objects.create(station=other, boot="b", mono=1, came_at=timezone.now(), content=content)
        both = zones_of_all([one, other])
        return both.zone("hall"), both.zone("private"), places_of(other).zone("private")

    assert run(rig, named) == ("休息区", "private", "哺乳室")


@pytest.mark.parametrize(("minutes", "word"), [(0, "等待生效"), (5, "站点无联系")])
async def test_a_station_is_called_silent_only_when_it_is(
    rig: HubRig, station: Enrolled, minutes: int, word: str
) -> None:
    def state() -> str:
        draft = begun().draft
        Station.objects.update(last_contact=timezone.now() - timedelta(minutes=minutes))
        ((_, (line,)),) = context_for(draft)["roll_stages"]
        return line.state

    assert word in run(rig, state)
