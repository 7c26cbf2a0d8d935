"""The snapshot for the screen, and only when it would look different."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from station_bench import NOON, minute_of_week, open_from, settings, stamp_of

from hardware.clock import ManualClock
from station_app.core.hours import Hours
from station_app.core.instant import Instant
from station_app.core.loudness import Loudness
from station_app.core.memory.incidents import Incident
from station_app.core.model import Screen, StationState, Visit
from station_app.core.policy import AlarmRule
from station_app.station.held_data import Held
from station_app.station.picture import Face, Picture
from station_app.wire import Snapshot, Way

DAY_MS = 86_400_000

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


def open_incident(cause: str) -> dict[str, Incident]:
    since = Instant(wall_ms=1, mono_ms=1, boot="b")
    return {cause: Incident(id=f"1-1-{cause}", cause=cause, since=since)}


def test_an_incident_is_shown_to_staff(bench: PictureBench) -> None:
    assert bench.show(incidents=open_incident("journal")).degraded


def test_a_call_for_help_is_no_defect(bench: PictureBench) -> None:
    assert not bench.show(incidents=open_incident("help")).degraded


async def test_closing_time_is_shown_though_nothing_else_has_changed(bench: PictureBench) -> None:
    minute = minute_of_week(bench.stamp.now())
    policy = replace(bench.state.house.policy, hours=open_from(minute, 10))
    house = replace(bench.state.house, policy=policy)
    assert bench.show(house=house).open
    await bench.clock.advance(600)

    assert not bench.show().open


def test_an_idle_kiosk_of_a_closed_station_says_when_it_opens(bench: PictureBench) -> None:
    policy = replace(bench.state.house.policy, hours=Hours.weekly({}))
    assert bench.show(house=replace(bench.state.house, policy=policy)).opens_at == ""
    minute = (minute_of_week(bench.stamp.now()) // 1440 + 1) % 7 * 1440 + 390
    policy = replace(policy, hours=open_from(minute, 10))

    assert bench.show(house=replace(bench.state.house, policy=policy)).opens_at == f"{minute // 1440} 06:30"


def test_what_is_held_is_said_with_its_first_day_and_the_day_it_will_be_gone(bench: PictureBench) -> None:
    at, days = bench.stamp.now(), bench.state.house.policy.retention.visits_days
    bench.show(screen=Screen(moment="told", since=at))

    bench.picture.told(Held(visits=3, first_ms=at.wall_ms - 5 * DAY_MS, last_ms=at.wall_ms))

    said = bench.published[-1]
    gone = date.fromisoformat(said.held_until) - date.fromisoformat(said.held_since)
    assert (said.held_visits, gone.days) == (3, 5 + days + 1)


def test_that_nothing_is_held_is_said_without_days(bench: PictureBench) -> None:
    bench.show(screen=Screen(moment="told", since=bench.stamp.now()))

    bench.picture.told(Held(visits=0))

    said = bench.published[-1]
    assert (said.held_visits, said.held_since, said.held_until) == (0, "", "")


def test_what_was_held_about_one_is_not_said_to_the_next(bench: PictureBench) -> None:
    told = Screen(moment="told", since=bench.stamp.now())
    bench.show(screen=told)
    bench.picture.told(Held(visits=3, first_ms=1, last_ms=2))
    bench.show(screen=Screen(moment="idle"))

    assert bench.show(screen=told).held_visits != 3


def test_what_is_found_before_anything_was_shown_is_said_with_the_first_state() -> None:
    bench = PictureBench()
    bench.picture.told(Held(visits=0))
    assert bench.published == []

    assert bench.show(screen=Screen(moment="told", since=bench.stamp.now())).held_visits == 0


def test_the_nearest_other_station_is_named_while_this_one_is_under_maintenance() -> None:
    bench = PictureBench()
    bench.picture = Picture(replace(FACE, neighbour="信成花园 300 米"), bench.stamp.now, bench.published.append)

    assert bench.show(screen=Screen(moment="maintenance")).neighbour == "信成花园 300 米"


def test_maintenance_alone_is_no_fault_for_staff_to_look_after(bench: PictureBench) -> None:
    assert not bench.show(incidents=open_incident("maintenance")).degraded


def test_a_moment_that_begins_anew_is_told_anew(bench: PictureBench) -> None:
    at = bench.stamp.now()
    bench.show(screen=Screen(moment="refused", reason="full", since=at))
    bench.show(screen=Screen(moment="refused", reason="full", since=replace(at, mono_ms=at.mono_ms + 900)))

    assert [one.since_ms - at.mono_ms for one in bench.published[1:]] == [0, 900]


def test_the_volume_is_that_of_the_hour() -> None:
    bench = PictureBench()
    bench.picture = Picture(
        replace(FACE, sound_device="plughw:0", loudness=Loudness(day=70, night=30)),
        bench.stamp.now,
        bench.published.append,
    )

    assert (bench.show().volume, bench.show().sound_device) == (70, "plughw:0")


def test_a_station_silenced_by_its_config_has_no_loudspeaker() -> None:
    bench = PictureBench()
    face = replace(FACE, sound_device="plughw:0", loudness=Loudness(day=0, night=0))
    bench.picture = Picture(face, bench.stamp.now, bench.published.append)

    assert (bench.show().volume, bench.show().sound_device) == (0, "")


def _calling(bench: PictureBench, *chain: str, level: int = 0) -> Snapshot:
    at = bench.stamp.now()
    policy = replace(bench.state.house.policy, alarms=AlarmRule(chain=chain))
    help_ = Incident(id="h", cause="help", since=at, severity="urgent", level=level)
    return bench.show(
        house=replace(bench.state.house, policy=policy),
        incidents={"help": help_},
        screen=Screen(moment="help", since=at, number=1, minutes=1),
    )


def test_a_call_for_help_names_whom_it_asks(bench: PictureBench) -> None:
    shown = _calling(bench, "keeper", "union", level=1)

    assert (shown.roles, shown.asked, shown.minutes) == (("keeper", "union"), 1, 1)


def test_of_a_very_long_chain_the_last_that_is_told_keeps_the_call(bench: PictureBench) -> None:
    shown = _calling(bench, *(f"r{n}" for n in range(12)), level=11)

    assert (len(shown.roles), shown.asked) == (10, 9)


def test_a_call_that_is_not_on_the_screen_names_nobody(bench: PictureBench) -> None:
    _calling(bench, "keeper")

    assert bench.show(screen=Screen()).roles == ()


def test_what_is_needed_in_an_emergency_is_told_as_configured() -> None:
    bench = PictureBench()
    face = replace(FACE, address="A", emergency_note="B", aed="C", first_aid="D")
    bench.picture = Picture(face, bench.stamp.now, bench.published.append)
    shown = bench.show()

    assert (shown.address, shown.emergency_note, shown.aed, shown.first_aid) == ("A", "B", "C", "D")
