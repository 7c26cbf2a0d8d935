"""The whole script on answers alone: two doors on one board, detectors of each kind, nothing but values."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from station_app.selftest.commissioning.learned import Brief, Learned
from station_app.selftest.commissioning.script import commissioning
from station_app.selftest.commissioning.sights import Found, Move, Rest, Shown, Sight
from station_app.selftest.commissioning.talk import Answer, Conversation, Pulse, Question, Watch

BOARD, READER_1, READER_2 = "pty:board", "pty:one", "pty:two"
FOUND = (
    Found(port=BOARD, driver="modbus-board", baud=9600),
    Found(port=READER_1, driver="sam-id-reader", baud=115200),
    Found(port=READER_2, driver="sam-id-reader", baud=115200),
)


def rest(before: set[int], after: set[int]) -> tuple[Sight, ...]:
    """What eight inputs were before and after; the numbers of those that were on."""

    def states(on: set[int]) -> tuple[bool, ...]:
        return tuple(channel in on for channel in range(1, 9))

    return (Rest(device="board", before=states(before), after=states(after)),)


class Building:
    """Two doors: contacts on 1 and 3, buttons on 2 and 4, locks on relays 1 and 2; a latch on 5 follows the first."""

    contacts: Mapping[str, set[int]] = {"main": {1, 5}, "back": {3}}
    buttons: Mapping[str, int] = {"main": 2, "back": 4}
    locks: Mapping[str, int] = {"main": 1, "back": 2}
    readers: Mapping[str, str] = {"main": "id_reader_2", "back": "id_reader"}
    quiet: frozenset[int] = frozenset({6, 8})
    """Smoke and mains, which are on while all is well."""

    def __init__(self, **said: str) -> None:
        self._said = said
        self._names = iter(("main", "back"))
        self._more = iter(("yes", "no"))
        self.asked: list[tuple[str, str]] = []

    def answer(self, question: Question) -> Answer:
        code, door = question.code, question.about.get("door", "")
        self.asked.append((code, door))
        return Answer(code=code, said=self._say(question, door), seen=self._see(question, door))

    def _say(self, question: Question, door: str) -> str:
        code = question.code
        match code:
            case "door.name":
                return next(self._names)
            case "door.another":
                return next(self._more)
            case "lock.try":
                return "opened" if self._is_lock(question, door) else "nothing"
            case "door.try" | "missing" | "speaks":
                return "no"
            case "others":
                return "none"
            case "which.contact":
                return "board/input/1"
            case "pulse.check" | "write" | "detector.smoke" | "detector.power-good" | "detector.help":
                return "yes"
            case "station.id" | "station.name":
                return "station"
            case _:
                return self._said.get(code, question.default or ("done" if question.kind == "done" else ""))

    def _see(self, question: Question, door: str) -> tuple[Sight, ...]:
        quiet = set(self.quiet)
        match question.code:
            case "search":
                return FOUND
            case "door.open":
                return rest(quiet, quiet | self.contacts[door])
            case "door.shut":
                return rest(quiet | self.contacts[door], quiet)
            case "exit.press":
                return rest(quiet, quiet | {self.buttons[door]})
            case "exit.release":
                return rest(quiet | {self.buttons[door]}, quiet)
            case "smoke.act" | "power-good.act" | "help.act":
                return rest(quiet, quiet ^ {self._detector(question)})
            case "smoke.end" | "power-good.end" | "help.end":
                return rest(quiet ^ {self._detector(question)}, quiet)
            case "reader.card":
                return (Shown(device=self.readers[door], what="card"),)
            case "lock.try" | "pulse.measure" | "pulse.check" if self._is_lock(question, door):
                return (Move(device="board", channel=min(self.contacts[door]), on=True, after=0.9),)
            case _:
                return ()

    def _detector(self, question: Question) -> int:
        return {"smoke": 6, "power-good": 8, "help": 7}[question.code.partition(".")[0]]

    def _is_lock(self, question: Question, door: str) -> bool:
        assert isinstance(question.action, Pulse)
        return question.action.relay == self.locks[door]


def told(building: Building) -> Learned:
    ports = (BOARD, READER_1, READER_2)
    conversation = Conversation(lambda: commissioning(Brief(ports=ports)))
    while (question := conversation.question) is not None:
        assert len(building.asked) < 200
        conversation.answer(building.answer(question))
    return conversation.result


@pytest.fixture(scope="module")
def learned() -> Learned:
    return told(Building())


def test_each_door_gets_its_own_terminals(learned: Learned) -> None:
    assert [(door.lock.text, door.contact and door.contact.text) for door in learned.doors] == [
        ("board/relay/1", "board/input/1"),
        ("board/relay/2", "board/input/3"),
    ]


def test_each_door_gets_the_reader_at_which_a_card_was_laid(learned: Learned) -> None:
    assert [door.readers for door in learned.doors] == [("id_reader_2",), ("id_reader",)]


def test_two_devices_of_one_kind_get_names_of_their_own(learned: Learned) -> None:
    assert [wired.name for wired in learned.devices] == ["board", "id_reader", "id_reader_2"]


def test_an_input_that_is_on_while_all_is_well_is_read_by_what_it_means(learned: Learned) -> None:
    assert {one.name: one.terminal.text for one in learned.inputs} == {
        "smoke": "!board/input/6",  # on: no smoke
        "help": "board/input/7",
        "power": "board/input/8",  # on: there is power
    }


def test_where_two_inputs_follow_one_door_a_person_says_which_is_its_contact() -> None:
    building = Building()
    told(building)

    assert building.asked.count(("which.contact", "main")) == 1
    assert ("which.contact", "back") not in building.asked


def test_the_second_door_has_no_expected_terminals(learned: Learned) -> None:
    assert learned.miswirings == ()


def test_no_relay_that_moves_a_lock_is_tried_for_another_door() -> None:
    building = Building()
    told(building)

    assert building.asked.count(("lock.try", "back")) == 1


def test_only_boards_are_watched_while_a_door_moves() -> None:
    ports = (BOARD, READER_1, READER_2)
    conversation, building = Conversation(lambda: commissioning(Brief(ports=ports))), Building()
    watched: list[tuple[str, ...]] = []
    while (question := conversation.question) is not None:
        if question.code == "door.open" and isinstance(question.action, Watch):
            watched.append(tuple(wired.name for wired in question.action.devices))
        conversation.answer(building.answer(question))

    assert watched == [("board",), ("board",)]
