"""A manager orders a camera's still: the kiosk tells first, the register stands, the picture is with the hub alone."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from test_story_hub import Way, way
from test_story_remote_orders import becomes, ordered, state

from hardware.clock import SystemClock
from hardware.simulators.generated_picture import picture
from hardware.simulators.still_camera import SimulatedStillCamera
from station_app.wire import Intent, line_of

if TYPE_CHECKING:
    from hub_rig import HubRig

ORDERED: dict[str, Any] = {"target": "porch", "reason": "求助按钮响了"}
PAINTED = line_of(Intent(want="painted"))


def camera(address: str) -> str:
    """A camera that is switched on, for whoever is at the station."""
    return f'[cameras.porch]\nsource = "{address}/still.jpg"\nzone = "hall"\nsign = true\nenabled = true\n'


class Watched:
    """A station with a camera on the same machine, and a hub that knows it."""

    def __init__(self, machine: Machine, hub: HubRig, twin: SimulatedStillCamera) -> None:
        self.machine, self.hub, self.twin = machine, hub, twin

    def look(self, **more: Any) -> str:
        """A manager has ordered a still."""
        return ordered(self.hub, "still", **{**ORDERED, **more})

    async def becomes(self, order: str, end: tuple[str, str], *, screen: bool = True) -> None:
        """Time passes beside a screen that paints, or one that hangs, until the hub shows this end."""

        def ended() -> bool:
            if screen:
                self.machine.kiosk.touch(PAINTED)
            return state(self.hub, order) == end

        await self.machine.until(ended, stride=0.5, strides=400)

    def pictures(self) -> list[tuple[str, str, bytes]]:
        """What the hub holds: station, order, picture."""
        from station_app.hub.models import Still

        found = self.hub.in_thread(lambda: list(Still.objects.values_list("station", "order__order_id", "picture")))
        return [(station, order, bytes(raw)) for station, order, raw in found]

    @property
    def looks(self) -> list[str]:
        """What the kiosk has said of the camera, each change once."""
        told = [(shown.look, shown.look_zone) for shown in self.machine.kiosk.shown]
        return [f"{look} {zone}".strip() for look, zone in dict.fromkeys(told)]


@pytest.fixture
async def watched(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Watched]:
    """The camera is on, and the operator has allowed stills from afar."""
    twin = SimulatedStillCamera(SystemClock())
    async with twin.listening() as address:
        table = camera(address) + "remote = true"
        machine = build(Site(hub=URL, inputs=table), hub=Way(hub.transport), wall=time.time() - 20)
        await make_known(machine, hub)
        await machine.start()
        yield Watched(machine, hub, twin)
        await machine.stop()  # before the hub ends


async def test_a_still_is_announced_registered_taken_and_with_the_hub_alone(watched: Watched) -> None:
    seen: list[tuple[int, str]] = []
    made = watched.twin._next

    def asked() -> bytes:
        seen.append((len(watched.machine.told("camera.viewed")), watched.machine.kiosk.now.look))
        return made()

    watched.twin._next = asked  # type: ignore[method-assign]
    order = watched.look()
    await watched.becomes(order, ("confirmed", "picture"))
    data = watched.machine.data
    files = [path for path in data.rglob("*") if path.is_file() and "ballast" not in path.name]

    assert seen == [(1, "now")]
    assert watched.looks == ["", "now 休息区", "lately 休息区"]
    assert watched.pictures() == [(STATION, order, picture(1))]
    told = ("camera", "zone", "by", "reason", "command")
    assert watched.machine.bodies("camera.viewed", *told) == [("porch", "hall", "account-1", ORDERED["reason"], order)]
    assert [path.name for path in files if picture(1)[200:400] in path.read_bytes()] == []


async def test_where_no_screen_answers_no_picture_is_taken(watched: Watched) -> None:
    order = watched.look()
    await watched.becomes(order, ("refused", "no-screen"), screen=False)

    assert (watched.twin.asked, watched.pictures()) == ([], [])


async def test_a_camera_that_gives_no_picture_is_told_as_such(watched: Watched) -> None:
    watched.twin.fault("not-a-picture", on=True)
    order = watched.look()
    await watched.becomes(order, ("expired", "no-picture"))

    assert watched.pictures() == []


async def test_a_picture_that_cannot_reach_the_hub_is_dropped(watched: Watched) -> None:
    below = way(watched.machine)._below
    way(watched.machine)._below = Choosy(below)
    order = watched.look()
    await watched.becomes(order, ("expired", "not-sent"))

    assert (watched.twin.served, watched.pictures()) == (1, [])


async def test_without_the_operators_word_nobody_looks(build: Callable[..., Machine], hub: HubRig) -> None:
    machine = build(Site(hub=URL, inputs=camera("http://127.0.0.1:9")), hub=Way(hub.transport), wall=time.time() - 20)
    await make_known(machine, hub)
    await machine.start()
    order = ordered(hub, "still", **ORDERED)
    await becomes(machine, hub, order, ("refused", "not-allowed"))
    viewed = machine.told("camera.viewed")
    await machine.stop()

    assert viewed == []


class Choosy(Way):
    """Lets everything pass but pictures."""

    async def handle_async_request(self, request: Any) -> Any:
        import httpx

        if request.url.path.endswith("/still"):
            raise httpx.ConnectError("no route")
        return await super().handle_async_request(request)
