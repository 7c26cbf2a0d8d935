from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from screen_world import IDLE, Core
from service_world import CLOSED, SERVICE

from station_app.screen.link import CoreLink
from station_app.wire import MAX_LINE, Intent, Snapshot, line_of

change = msgspec.structs.replace


class Ear:
    """Hears what a link tells."""

    def __init__(self, link: CoreLink) -> None:
        self.serials: list[int] = []
        self.losses = 0
        link.arrived.connect(self._arrived)
        link.lost.connect(self._lost)

    def _arrived(self, snapshot: Snapshot) -> None:
        self.serials.append(snapshot.serial)

    def _lost(self) -> None:
        self.losses += 1


@pytest.fixture
def link(core: Core, qtbot: QtBot) -> Iterator[CoreLink]:
    link = CoreLink(core.path, again_ms=10)
    link.start()
    qtbot.waitUntil(lambda: core.connected)
    yield link
    link.close()


def test_a_snapshot_arrives(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    with qtbot.waitSignal(link.arrived) as arrival:
        core.show(IDLE)

    assert arrival.args == [IDLE]


def test_an_intent_arrives(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    link.send(Intent(want="help"))

    qtbot.waitUntil(lambda: core.heard == [Intent(want="help")])


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"hello\n",
        b"\xff\xfe\x00\n",
        b'{"type":"intent","want":"help"}\n',
        line_of(IDLE).replace(b'"idle"', b'"party"'),
        line_of(IDLE)[:-2] + b',"name":"somebody"}\n',
        b"[" * 3000 + b"\n",
        b'"' + b"x" * (MAX_LINE + 10) + b'"\n',
        b"x" * (3 * MAX_LINE) + b"\n",
    ],
    ids=["empty", "text", "bytes", "intent", "moment", "field", "nested", "long", "very long"],
)
def test_a_line_that_breaks_the_schema_is_left_out(core: Core, link: CoreLink, qtbot: QtBot, line: bytes) -> None:
    ear = Ear(link)
    core.say(line + line_of(change(IDLE, serial=7)))
    qtbot.waitUntil(lambda: ear.serials == [7])

    assert link.refused == 1


def test_a_stale_snapshot_is_left_out(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    ear = Ear(link)
    for serial in (5, 4, 5, 6):
        core.show(change(IDLE, serial=serial))
    qtbot.waitUntil(lambda: ear.serials[-1:] == [6])

    assert (ear.serials, link.refused) == ([5, 6], 2)


def test_a_service_arrives_beside_snapshots(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    core.show(change(IDLE, serial=40))
    with qtbot.waitSignal(link.served) as arrival:
        core.say(line_of(SERVICE))

    assert arrival.args == [SERVICE]


def test_snapshots_and_services_are_numbered_apart(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    ear, served = Ear(link), list[int]()
    link.served.connect(lambda service: served.append(service.serial))
    for number in (9, 2):
        core.show(change(IDLE, serial=number + 10))
        core.say(line_of(change(SERVICE, serial=12 - number)))
    qtbot.waitUntil(lambda: served == [3, 10])

    assert (ear.serials, link.refused) == ([19], 1)


def test_a_stale_service_is_left_out(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    served: list[bool] = []
    link.served.connect(lambda service: served.append(service.open))
    core.say(line_of(change(CLOSED, serial=7)) + line_of(change(SERVICE, serial=7)) + line_of(change(CLOSED, serial=8)))
    qtbot.waitUntil(lambda: len(served) == 2)

    assert (served, link.refused) == ([False, False], 1)


def test_a_core_that_came_back_numbers_its_services_from_the_start(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    ear, served = Ear(link), list[int]()
    link.served.connect(lambda service: served.append(service.serial))
    core.say(line_of(change(SERVICE, serial=900)))
    qtbot.waitUntil(lambda: served == [900])
    core.die()
    qtbot.waitUntil(lambda: ear.losses == 1)
    core.listen()
    qtbot.waitUntil(lambda: core.connected)
    core.say(line_of(SERVICE))

    qtbot.waitUntil(lambda: served == [900, 1])


@pytest.mark.parametrize(
    "line",
    [
        line_of(SERVICE).replace(b'"works"', b'"fine"'),
        line_of(SERVICE).replace(b'"open":true', b'"open":"yes"'),
        line_of(SERVICE)[:-2] + b',"name":"somebody"}\n',
    ],
    ids=["state", "open", "field"],
)
def test_a_service_that_breaks_the_schema_opens_nothing(core: Core, link: CoreLink, qtbot: QtBot, line: bytes) -> None:
    served: list[int] = []
    link.served.connect(lambda service: served.append(service.serial))
    core.say(line + line_of(change(SERVICE, serial=5)))
    qtbot.waitUntil(lambda: bool(served))

    assert (served, link.refused) == ([5], 1)


def test_a_core_that_came_back_counts_from_the_start(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    ear = Ear(link)
    core.show(change(IDLE, serial=900))
    qtbot.waitUntil(lambda: ear.serials == [900])
    core.die()
    qtbot.waitUntil(lambda: ear.losses == 1)
    core.listen()
    qtbot.waitUntil(lambda: core.connected)
    core.show(IDLE)

    qtbot.waitUntil(lambda: ear.serials == [900, 1])


def test_half_a_line_of_a_dead_core_is_forgotten(core: Core, link: CoreLink, qtbot: QtBot) -> None:
    ear = Ear(link)
    with qtbot.waitSignal(link.lost):
        core.say(line_of(IDLE)[:40])
        core.die()
    core.listen()
    qtbot.waitUntil(lambda: core.connected)
    core.show(IDLE)
    qtbot.waitUntil(lambda: ear.serials == [1])

    assert link.refused == 0


def test_a_link_without_a_core_keeps_looking(tmp_path: object, qtbot: QtBot) -> None:
    link = CoreLink(f"{tmp_path}/late.sock", again_ms=10)
    link.start()
    core = Core(f"{tmp_path}/late.sock")
    qtbot.waitUntil(lambda: core.connected)
    link.close()
    core.die()


def test_nothing_is_kept_for_a_core_that_is_not_there(tmp_path: object, qtbot: QtBot) -> None:
    link = CoreLink(f"{tmp_path}/late.sock", again_ms=10)
    link.start()
    link.send(Intent(want="help"))
    core = Core(f"{tmp_path}/late.sock")
    qtbot.waitUntil(lambda: core.connected)
    link.send(Intent(want="painted"))
    qtbot.waitUntil(lambda: bool(core.heard))
    link.close()
    core.die()

    assert core.heard == [Intent(want="painted")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 800), max_size=6))
def test_cutting_the_stream_anywhere_changes_nothing(core: Core, link: CoreLink, qtbot: QtBot, cuts: list[int]) -> None:
    ear = Ear(link)
    first = link.newest + 1
    stream = line_of(change(IDLE, serial=first)) + line_of(change(IDLE, serial=first + 1))
    edges = [0, *sorted(cuts), len(stream)]
    for start, end in pairwise(edges):
        core.say(stream[start:end])
    qtbot.waitUntil(lambda: len(ear.serials) == 2)

    assert ear.serials == [first, first + 1]
