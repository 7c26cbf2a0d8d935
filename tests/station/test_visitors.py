"""A screen's line becomes an event, or nothing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from station_app.core.events import (
    CompanionsDeclared,
    EntryAsked,
    HelpAsked,
    NeedDeclared,
    SilentHelpAsked,
    SubjectAsked,
    Touched,
    TurnAsked,
    VisitorAnswered,
)
from station_app.core.instant import Instant
from station_app.core.model import Door, House, Zone
from station_app.station.visitors import event_of
from station_app.wire import WireError, intent_of

AT = Instant(wall_ms=1_795_233_600_000, mono_ms=0, boot="b")
HOUSE = House(
    doors={"main": Door(name="main", zone="hall", readers=())},
    zones={"hall": Zone(name="hall", title="Hall", capacity=4)},
)


def heard(**told: Any) -> object:
    return event_of(intent_of(msgspec.json.encode({"type": "intent", **told})), HOUSE, AT)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"want": "help"}, HelpAsked),
        ({"want": "silent-help"}, SilentHelpAsked),
        ({"want": "touched"}, Touched),
        ({"want": "tell"}, SubjectAsked),
        ({"want": "forget"}, SubjectAsked),
        ({"want": "entry", "door": "main"}, EntryAsked),
        ({"want": "need", "zone": "hall", "need": "nursing"}, NeedDeclared),
        ({"want": "turn", "zone": "hall"}, TurnAsked),
        ({"want": "companions", "presentation": "p1", "children": 2}, CompanionsDeclared),
        ({"want": "answer", "presentation": "p1", "remember": True, "notice": "1"}, VisitorAnswered),
    ],
)
def test_what_a_visitor_does_is_an_event(told: dict[str, Any], kind: type) -> None:
    assert type(heard(**told)) is kind


@pytest.mark.parametrize(
    "told",
    [
        {"want": "entry", "door": "cellar"},
        {"want": "need", "zone": "hall"},
        {"want": "turn", "zone": "attic"},
        {"want": "companions", "children": 2},
        {"want": "answer", "remember": True},
        {"want": "service-run"},
    ],
)
def test_what_names_nothing_of_this_house_is_no_event(told: dict[str, Any]) -> None:
    assert heard(**told) is None


@pytest.mark.parametrize(
    "told",
    [
        {"want": "companions", "presentation": "p1", "children": 21},
        {"want": "companions", "presentation": "p1", "adults": -1},
        {"want": "turn", "zone": "x" * 65},
        {"want": "answer", "presentation": "p1", "remember": 1},
    ],
)
def test_a_line_beyond_all_measure_does_not_fit_the_schema(told: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        heard(**told)
