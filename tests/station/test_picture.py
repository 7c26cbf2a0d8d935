"""The snapshot for the screen, and only when it would look different."""

from __future__ import annotations

from dataclasses import replace

import pytest
from station_bench import NOON, settings, stamp_of

from hardware.clock import ManualClock
from station_app.core.hours import Hours
from station_app.core.model import Screen, StationState, Visit
from station_app.station.picture import Face, Picture
from station_app.wire import Snapshot, Way

FACE = Face(
    station="惠南站",
    zone="hall",
    ways={"reader": "id-card", "scanner": "code"},
    languages=("zh-CN",),
    help_phone="12351",
    operator="O",
    retention_days=30,
)


class PictureBench:
    """A picture and what it published."""

    def __init__(self) -> None:
        self.clock = ManualClock(wall=NOON)
        self.stamp = stamp_of(self.clock)
        self.state = StationState.fresh(settings().house)
        self.published: list[Snapshot] = []
        self.picture = Picture(FACE, self.stamp.now, self.published.append)

    def show(self, **changes: object) -> Snapshot:
        """Take over a state; the newest that was published."""
        self.state = replace(self.state, **changes)  # pyright: ignore[reportArgumentType] - any field of the state
        self.picture.show(self.state)
        return self.published[-1]


@pytest.fixture
def bench() -> PictureBench:
    made = PictureBench()
    made.show()
    return made


def test_the_first_state_is_shown_whole(bench: PictureBench) -> None:
    assert bench.published == [
        Snapshot(
            serial=1,
            station="惠南站",
            zone="Hall",
            moment="idle",
            open=True,
            inside=0,
            capacity=16,
            ways=(Way(kind="id-card", works=True), Way(kind="code", works=True)),
            languages=("zh-CN",),
            utc_offset_minutes=480,
            help_phone="12351",
            operator="O",
            retention_days=30,
        )
    ]


def test_the_same_again_is_not_published(bench: PictureBench) -> None:
    bench.show()

    assert len(bench.published) == 1


def test_what_the_screen_does_not_show_publishes_nothing(bench: PictureBench) -> None:
    bench.show(used_passes={"one": 1}, lost_devices=frozenset({"board"}))

    assert len(bench.published) == 1


def test_serials_rise_by_one(bench: PictureBench) -> None:
    bench.show(screen=Screen(moment="reading"))
    bench.show(screen=Screen(moment="welcome"))

    assert [snapshot.serial for snapshot in bench.published] == [1, 2, 3]


def test_a_refusal_carries_its_reason_and_when_it_opens(bench: PictureBench) -> None:
    shown = bench.show(screen=Screen(moment="refused", reason="closed", opens_at="0 06:00"))

    assert (shown.moment, shown.reason, shown.opens_at) == ("refused", "closed", "0 06:00")


def test_who_is_inside_is_counted(bench: PictureBench) -> None:
    at = bench.stamp.now()
    inside = Visit(id="1", person="a", zone="hall", started=at)
    gone = Visit(id="2", person="b", zone="hall", started=at, inside=False)

    assert bench.show(visits={"1": inside, "2": gone}).inside == 1


def test_a_lost_reader_is_a_way_that_does_not_work(bench: PictureBench) -> None:
    assert bench.show(lost_devices=frozenset({"scanner"})).ways == (
        Way(kind="id-card", works=True),
        Way(kind="code", works=False),
    )


def test_a_card_on_the_reader_is_shown(bench: PictureBench) -> None:
    assert bench.show(card_on="reader").card_on


def test_an_incident_is_shown_to_staff(bench: PictureBench) -> None:
    assert bench.show(incidents={"journal": "1-1-journal"}).degraded


def test_a_call_for_help_is_no_defect(bench: PictureBench) -> None:
    assert not bench.show(incidents={"help": "1-1-help"}).degraded


async def test_closing_time_is_shown_though_nothing_else_has_changed(bench: PictureBench) -> None:
    minute = bench.stamp.now().local_minutes
    policy = replace(bench.state.house.policy, hours=Hours(((minute, minute + 10),)))
    house = replace(bench.state.house, policy=policy)
    assert bench.show(house=house).open
    await bench.clock.advance(600)

    assert not bench.show().open


def test_an_idle_kiosk_of_a_closed_station_says_when_it_opens(bench: PictureBench) -> None:
    policy = replace(bench.state.house.policy, hours=Hours.weekly({}))
    assert bench.show(house=replace(bench.state.house, policy=policy)).opens_at == ""
    minute = (bench.stamp.now().local_minutes // 1440 + 1) % 7 * 1440 + 390
    policy = replace(policy, hours=Hours(((minute, minute + 10),)))

    assert bench.show(house=replace(bench.state.house, policy=policy)).opens_at == f"{minute // 1440} 06:30"


def test_the_nearest_other_station_is_named_while_this_one_is_under_maintenance() -> None:
    bench = PictureBench()
    bench.picture = Picture(replace(FACE, neighbour="信成花园 300 米"), bench.stamp.now, bench.published.append)

    assert bench.show(screen=Screen(moment="maintenance")).neighbour == "信成花园 300 米"


def test_maintenance_alone_is_no_fault_for_staff_to_look_after(bench: PictureBench) -> None:
    assert not bench.show(incidents={"maintenance": "1"}).degraded
