"""What holds for whatever is offered: staff pass by, nothing waits for ever, and names are good for one thing only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core.commands import Erase, Record
from station_app.core.events import BoardArrived, Known, OfferAsked, Presented, ReplyHeard, SubjectAsked
from station_app.core.memory.offers import Board, Reply, Wanted
from station_app.core.memory.things import Given, Loan
from station_app.core.offers.answering import ANSWER_SECONDS
from station_app.core.offers.holding import holder

TICKET = "482173650194"


@pytest.fixture
def here() -> CoreStation:
    house = one_door()
    return CoreStation(
        replace(house, has_hub=True, policy=replace(house.policy, offers=frozenset({"fault", "advice"})))
    )


def ask(here: CoreStation, **changes: object) -> list[object]:
    wanted = Wanted(**{"ask": "ask-0001", "id": "request-1", "offer": "fault", "act": "ask", "choice": ("water",),
                       "ticket": TICKET, **changes})  # fmt: skip
    return list(here.hear(OfferAsked(at=here.at, wanted=wanted)))


def lay(here: CoreStation, credential: str = "id-card", **known: object) -> list[str]:
    """A credential at the kiosk; the kinds of facts that follow."""
    finding = Known(**{"person": "day-1", "lasting": "year-1", **known})
    event = Presented(at=here.at, id="p-1", reader="reader", credential=credential, finding=finding)
    return [one.fact.kind for one in here.hear(event) if isinstance(one, Record)]


def result(here: CoreStation) -> str:
    answer = here.state.offers.answer
    return "" if answer is None else answer.result


def test_a_staff_pass_opens_the_door_as_ever_while_a_credential_is_waited_for(here: CoreStation) -> None:
    ask(here, act="sign")

    assert "access.granted" in lay(here, "staff", staff=True)


def test_under_maintenance_nothing_is_offered(here: CoreStation) -> None:
    lay(here, "staff", staff=True)
    here.state = replace(here.state, maintenance=here.state.service or here.state.keeper)

    assert (ask(here), result(here)) == ([], "unknown")


def test_a_wish_to_be_told_gives_way_to_what_is_touched_last(here: CoreStation) -> None:
    here.hear(SubjectAsked(at=here.at, want="tell"))
    ask(here, act="sign")

    assert lay(here) == ["request.made"]


def test_an_answer_that_nobody_leaves_does_not_stand_for_ever(here: CoreStation) -> None:
    ask(here)
    here.wait(ANSWER_SECONDS + 1)

    assert result(here) == ""


def test_a_credential_that_does_not_come_is_said_to_be_late(here: CoreStation) -> None:
    ask(here, act="sign")
    here.wait(31)

    assert result(here) == "late"


def test_one_who_signed_reads_the_answer_by_the_same_credential(here: CoreStation) -> None:
    ask(here, act="sign")
    lay(here)
    reply = Reply(request="request-1", state="answered", text="请带合同来")
    here.hear(BoardArrived(at=here.at, board=Board(made_ms=1, replies=(reply,))))
    ask(here, ask="ask-mine", offer="answers", act="mine", choice=())

    assert (lay(here), result(here)) == (["request.read"], "told")


def test_whoever_has_signed_nothing_has_no_answer_of_theirs(here: CoreStation) -> None:
    ask(here, offer="answers", act="mine", choice=())

    assert (lay(here), result(here)) == ([], "none-of-yours")


def test_a_forgotten_person_signs_for_nothing_any_more(here: CoreStation) -> None:
    ask(here, act="sign")
    lay(here)
    here.hear(SubjectAsked(at=here.at, want="forget"))
    lay(here)

    assert [one.person for one in here.state.offers.requests.values()] == [None]


def test_a_forgotten_person_holds_nothing_by_name_and_what_is_out_stays_out(here: CoreStation) -> None:
    known = Known(person="day-1", lasting="year-1")
    name = holder(known, "loan/books")
    loan = Loan(loan="l-1", shelf="books", item="9787020002207", at_ms=1, until_ms=2, holder=name)
    round_name = holder(known, "handout/heat-1")
    given = {"heat-1": Given(pieces=1, holders=frozenset({str(round_name)}))}
    offers = here.state.offers
    here.state = replace(
        here.state, offers=replace(offers, things=replace(offers.things, loans={"l-1": loan}, given=given))
    )
    here.hear(SubjectAsked(at=here.at, want="forget"))
    told = Presented(at=here.at, id="p-1", reader="reader", credential="id-card", finding=known)
    erased = {one.person for one in here.hear(told) if isinstance(one, Erase)}
    things = here.state.offers.things

    assert (
        {name, round_name} <= erased,
        [one.holder for one in things.loans.values()],
        things.given["heat-1"],
    ) == (True, [None], Given(pieces=1, holders=frozenset()))


def test_an_act_that_there_is_none_of_makes_nothing(here: CoreStation) -> None:
    assert (ask(here, offer="answers", act="dance", choice=()), result(here)) == ([], "unknown")


def test_a_station_that_has_lost_its_hub_from_the_config_asks_nobody(here: CoreStation) -> None:
    here.state = replace(here.state, house=replace(here.state.house, has_hub=False))

    assert (ask(here, offer="answers", act="read", choice=(TICKET,)), result(here)) == ([], "unknown")


@pytest.mark.parametrize(
    ("reply", "reached", "said"),
    [
        (Reply(request="r-9", state="accepted"), True, "told"),
        (None, True, "no-ticket"),
        (None, False, "no-hub"),
    ],
)
def test_what_the_hub_says_of_another_stations_ticket_is_shown(
    here: CoreStation, reply: Reply | None, reached: bool, said: str
) -> None:
    ask(here, offer="answers", act="read", choice=("000011112222",))
    here.hear(ReplyHeard(at=here.at, ask="ask-0001", reply=reply, matter="advice", reached=reached))

    assert result(here) == said


def test_what_the_hub_says_to_somebody_who_has_left_is_shown_to_nobody(here: CoreStation) -> None:
    here.hear(ReplyHeard(at=here.at, ask="ask-0001", reply=Reply(request="r-9", state="accepted"), matter="advice"))

    assert result(here) == ""


def test_a_holders_name_is_another_one_for_another_thing() -> None:
    known = Known(person="day-1", lasting="year-1")

    assert holder(known, "round-1") != holder(known, "round-2")


def test_a_holders_name_is_the_same_on_another_day_of_the_year() -> None:
    assert holder(Known(person="day-1", lasting="year-1"), "x") == holder(Known(person="day-2", lasting="year-1"), "x")


def test_a_credential_that_names_nobody_has_no_holders_name() -> None:
    assert holder(Known(person=None), "round-1") is None
