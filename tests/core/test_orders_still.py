"""Orders for a camera's still: who may look where, how often, that it is registered and announced, what proves it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import NOON_MS
from order_world import OrderedStation, guarded_house

from station_app.core.commands import Record, TakeStill
from station_app.core.events import CameraViewed, StillBegan, StillEnded, WorkNotBegun
from station_app.core.model import Camera, House, Zone
from station_app.core.order_stills import TOLD_SECONDS, announced


def watched_house() -> House:
    """A house with a camera in the hall, one in the yard that nobody may ask from afar, and a private room."""
    house = guarded_house()
    nursing = Zone(name="nursing", title="Nursing room", capacity=1, privacy="private")
    cameras = {
        "porch": Camera(name="porch", zone="hall", remote=True),
        "yard": Camera(name="yard", zone="yard"),
        "hidden": Camera(name="hidden", zone="nursing", remote=True),
    }
    return replace(house, zones={**house.zones, "nursing": nursing}, cameras=cameras)


@pytest.fixture
def desk() -> OrderedStation:
    return OrderedStation(watched_house())


def begin(desk: OrderedStation, name: str) -> None:
    """The screen has announced it."""
    desk.hear(StillBegan(at=desk.at, order=name))


def finish(desk: OrderedStation, name: str, result: str = "picture") -> None:
    """The camera has been asked, and the hub told."""
    desk.hear(StillEnded(at=desk.at, order=name, result=result))  # pyright: ignore[reportArgumentType]


def whole(desk: OrderedStation, camera: str = "porch") -> str:
    """A still from order to proof."""
    name = desk.order("still", camera, reason="help was called")
    begin(desk, name)
    finish(desk, name)
    return name


def test_who_looks_is_in_the_register_before_the_camera_is_asked(desk: OrderedStation) -> None:
    name = desk.order("still", "porch", reason="help was called")

    assert [type(command) for command in desk.told if isinstance(command, Record | TakeStill)] == [
        Record,
        Record,
        TakeStill,
    ]
    assert desk.recorded() == ["command.received", "camera.viewed"]
    told = {"camera": "porch", "zone": "hall", "by": "keeper", "reason": "help was called", "command": name}
    assert desk.last("camera.viewed").body == told


def test_a_still_is_confirmed_when_the_hub_has_the_picture_and_not_before(desk: OrderedStation) -> None:
    name = desk.order("still", "porch", reason="help was called")
    begin(desk, name)
    before = desk.course(name)
    finish(desk, name)

    assert (before, desk.course(name)) == (["received", "acted"], ["received", "acted", "confirmed picture"])


@pytest.mark.parametrize("result", ["no-picture", "not-sent", "not-taken"])
def test_a_picture_that_did_not_come_is_not_confirmed(desk: OrderedStation, result: str) -> None:
    name = desk.order("still", "porch", reason="help was called")
    begin(desk, name)
    finish(desk, name, result)

    assert desk.course(name)[-1] == f"expired {result}"


REFUSED = [
    ("cellar", "unknown-target", {}),
    ("hidden", "private-zone", {}),
    ("yard", "not-allowed", {}),
    ("porch", "no-reason", {"reason": "  "}),
    ("porch", "too-long", {"not_after_ms": NOON_MS + 700_000}),
]


@pytest.mark.parametrize(("camera", "why", "more"), REFUSED)
def test_nobody_looks_where_that_is_not_allowed(
    desk: OrderedStation, camera: str, why: str, more: dict[str, object]
) -> None:
    name = desk.order("still", camera, **{"reason": "help was called", **more})

    assert (desk.course(name), desk.works) == (["received", f"refused {why}"], [])
    assert "camera.viewed" not in [fact.kind for fact in desk.facts]


def test_a_zone_that_a_policy_has_made_private_is_not_looked_into() -> None:
    house = watched_house()
    hall = replace(house.zones["hall"], privacy="private")
    desk = OrderedStation(replace(house, zones={**house.zones, "hall": hall}))

    assert desk.course(desk.order("still", "porch", reason="help was called"))[-1] == "refused private-zone"


def test_one_picture_is_taken_at_a_time(desk: OrderedStation) -> None:
    desk.order("still", "porch", reason="help was called")

    assert desk.course(desk.order("still", "porch", reason="again"))[-1] == "refused still-under-way"


def test_six_pictures_an_hour_are_the_most(desk: OrderedStation) -> None:
    ends = [desk.course(whole(desk))[-1] for _ in range(7)]
    desk.later(3601)

    assert ends == [*["confirmed picture"] * 6, "refused too-many"]
    assert desk.course(whole(desk))[-1] == "confirmed picture"


def test_a_restart_makes_no_more_of_them(desk: OrderedStation) -> None:
    for _ in range(6):
        whole(desk)
    desk.restart()

    assert desk.course(desk.order("still", "porch", reason="help was called"))[-1] == "refused too-many"


def test_the_screen_tells_before_and_for_a_while_afterwards(desk: OrderedStation) -> None:
    name = desk.order("still", "porch", reason="help was called")
    before = announced(desk.state)
    begin(desk, name)
    finish(desk, name)
    looked = desk.state.orders.looked
    desk.wait(TOLD_SECONDS - 1)
    late = desk.state.orders.looked
    desk.wait(2)

    assert (before, announced(desk.state)) == ("hall", "")
    assert (looked and looked.value, late and late.value, desk.state.orders.looked) == ("hall", "hall", None)


def test_other_orders_under_way_announce_no_look(desk: OrderedStation) -> None:
    desk.order("lights", "hall", "on")

    assert (len(desk.state.orders.open), announced(desk.state)) == (1, "")


def test_a_look_that_was_not_made_leaves_nothing_on_the_screen(desk: OrderedStation) -> None:
    name = desk.order("still", "porch", reason="help was called")
    desk.hear(WorkNotBegun(at=desk.at, order=name, reason="no-screen"))

    assert (desk.course(name)[-1], announced(desk.state), desk.state.orders.looked) == ("refused no-screen", "", None)


def test_a_look_that_a_restart_has_interrupted_is_told_of_afterwards(desk: OrderedStation) -> None:
    name = desk.order("still", "porch", reason="help was called")
    begin(desk, name)
    desk.restart(off_seconds=5, reboot=True)
    looked = desk.state.orders.looked

    assert (desk.course(name)[-1], looked and looked.value) == ("expired restart", "hall")


@pytest.mark.parametrize(("begun", "seconds", "why"), [(False, 30, "not-begun"), (True, 60, "not-sent")])
def test_what_nobody_tells_of_in_time_has_ended(desk: OrderedStation, begun: bool, seconds: int, why: str) -> None:
    name = desk.order("still", "porch", reason="help was called")
    if begun:
        begin(desk, name)
    desk.wait(seconds - 1)
    before = desk.course(name)
    desk.wait(2)

    assert ("expired" in before[-1], desk.course(name)[-1]) == (False, f"expired {why}")


def test_another_orders_end_is_no_proof(desk: OrderedStation) -> None:
    name = desk.order("still", "porch", reason="help was called")
    finish(desk, name)
    begin(desk, "another")
    finish(desk, "another")

    assert desk.course(name) == ["received"]


def test_a_look_by_somebody_at_the_machine_is_told_of_on_the_screen_too(desk: OrderedStation) -> None:
    desk.hear(CameraViewed(at=desk.at, zone="yard"))

    assert desk.state.orders.looked is not None
    assert (desk.state.orders.looked.value, desk.told) == ("yard", [])
