"""What people ask for by touching tiles: recorded once, without a name, and answered by a ticket or a credential."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core.commands import LookUp, Record
from station_app.core.events import BoardArrived, Known, OfferAsked, OfferLeft, Presented, ReplyHeard
from station_app.core.memory.offers import Board, Reply, Wanted
from station_app.core.offers.requests import MOST_AN_HOUR, ticket_hash

TICKET = "482173650194"
OFFERS = frozenset({"fault", "advice"})


def station(hub: bool = True) -> CoreStation:
    house = one_door()
    return CoreStation(replace(house, has_hub=hub, policy=replace(house.policy, offers=OFFERS)))


def ask(at: CoreStation, **changes: object) -> list[object]:
    """Somebody touches; what the rules want done."""
    wanted = Wanted(**{"ask": "ask-0001", "id": "request-1", "offer": "fault", "act": "ask", "choice": ("water",),
                       "ticket": TICKET, **changes})  # fmt: skip
    return list(at.hear(OfferAsked(at=at.at, wanted=wanted)))


def told(at: CoreStation) -> tuple[str, dict[str, object]]:
    """What the screen is told of it."""
    answer = at.state.offers.answer
    assert answer is not None
    return answer.result, dict(answer.values)


def facts(commands: list[object]) -> list[tuple[str, dict[str, object]]]:
    return [(one.fact.kind, dict(one.fact.body)) for one in commands if isinstance(one, Record)]


def card(here: CoreStation) -> list[object]:
    """Somebody lays a card on the kiosk's reader; what the rules want done."""
    known = Presented(
        at=here.at, id="p-1", reader="reader", credential="id-card", finding=Known(person="person-1", lasting="year-1")
    )
    return list(here.hear(known))


def test_a_touch_on_a_tile_is_one_fact_with_the_tickets_digest_alone() -> None:
    made = {"request": "request-1", "matter": "fault", "topic": "water", "ticket": ticket_hash(TICKET)}

    assert facts(ask(station())) == [("request.made", made)]


def test_whoever_asked_takes_the_ticket_along_by_fours() -> None:
    here = station()
    ask(here)

    assert told(here) == ("made", {"ticket": "4821 7365 0194", "called": 0})


def test_a_second_touch_with_the_same_id_is_the_same_touch() -> None:
    here = station()
    ask(here)

    assert ask(here) == []


def test_what_no_tile_says_makes_nothing() -> None:
    here = station()

    assert (facts(ask(here, choice=("dragons",))), told(here)[0]) == ([], "unknown")


def test_an_offer_that_the_policy_does_not_switch_on_makes_nothing() -> None:
    here = station()

    assert (facts(ask(here, offer="lost", choice=("keys",))), told(here)[0]) == ([], "unknown")


def test_without_a_hub_nobody_would_answer_and_nothing_is_made() -> None:
    here = station(hub=False)

    assert (facts(ask(here)), told(here)[0]) == ([], "unknown")


def test_a_call_back_without_a_sealed_number_is_not_promised() -> None:
    here = station()

    assert (facts(ask(here, offer="advice", act="call", choice=("wages",))), told(here)[0]) == ([], "no-call")


def test_a_sealed_number_goes_along_as_it_is() -> None:
    (_, body), *_ = facts(ask(station(), offer="advice", act="call", choice=("wages",), contact="c2VhbGVk"))

    assert body["contact"] == "c2VhbGVk"


def test_somebody_who_plays_with_the_tiles_is_stopped_within_the_hour() -> None:
    here = station()
    for number in range(MOST_AN_HOUR):
        ask(here, ask=f"ask-{number:04d}", id=f"request-{number}")

    assert (facts(ask(here, ask="ask-more", id="more")), told(here)[0]) == ([], "too-many")


def test_a_signed_request_waits_for_a_credential_and_then_names_its_pseudonym() -> None:
    here = station()
    ask(here, act="sign")
    assert told(here)[0] == "present"

    commands = card(here)

    assert [(kind, body.get("person")) for kind, body in facts(commands)] == [("request.made", "person-1")]


def test_the_credential_that_signs_opens_no_door() -> None:
    here = station()
    ask(here, act="sign")

    assert [kind for kind, _ in facts(card(here))] == ["request.made"]


def test_a_credential_that_comes_too_late_is_an_entry_again() -> None:
    here = station()
    ask(here, act="sign")
    here.wait(31)

    assert facts(card(here))[0][0] == "access.granted"


def test_whoever_walks_away_leaves_nothing_waiting() -> None:
    here = station()
    ask(here, act="sign")
    here.hear(OfferLeft(at=here.at))

    assert facts(card(here))[0][0] == "access.granted"


def answered(here: CoreStation, **changes: object) -> None:
    """The hub says how the request stands."""
    reply = Reply(**{"request": "request-1", "state": "answered", "text": "请带合同来", "desk": "法律咨询", **changes})
    here.hear(BoardArrived(at=here.at, board=Board(made_ms=1, replies=(reply,))))


def test_by_the_ticket_the_answer_is_read_and_that_is_a_fact() -> None:
    here = station()
    ask(here)
    answered(here)

    commands = ask(here, ask="ask-read", offer="answers", act="read", choice=(TICKET,))

    assert (facts(commands), told(here)[1]["text"]) == ([("request.read", {"request": "request-1"})], "请带合同来")


def test_what_nobody_has_answered_yet_says_so_and_is_not_read() -> None:
    here = station()
    ask(here)

    commands = ask(here, ask="ask-read", offer="answers", act="read", choice=(TICKET,))

    assert (facts(commands), told(here)[1]["state"]) == ([], "waiting")


def test_a_ticket_of_another_station_is_asked_of_the_hub() -> None:
    here = station()

    commands = ask(here, offer="answers", act="read", choice=("000011112222",))

    assert [one.ticket for one in commands if isinstance(one, LookUp)] == [ticket_hash("000011112222")]


def test_a_hub_that_cannot_be_asked_is_said() -> None:
    here = station()
    ask(here, offer="answers", act="read", choice=("000011112222",))
    here.hear(ReplyHeard(at=here.at, ask="ask-0001", reply=None, reached=False))

    assert told(here)[0] == "no-hub"


@pytest.mark.parametrize("code", ["", "12", "48217365019a", "４８２１７３６５０１９４"])
def test_what_is_no_ticket_asks_nobody(code: str) -> None:
    here = station()

    assert (ask(here, offer="answers", act="read", choice=(code,)), told(here)[0]) == ([], "no-ticket")


def test_only_whoever_has_just_read_an_answer_rates_it() -> None:
    here = station()
    ask(here)
    answered(here)
    early = facts(ask(here, ask="ask-early", offer="answers", act="rate", about="request-1", choice=("5",)))
    ask(here, ask="ask-read", offer="answers", act="read", choice=(TICKET,))

    rated = facts(ask(here, ask="ask-rate", offer="answers", act="rate", about="request-1", choice=("5",)))

    assert (early, rated) == ([], [("request.rated", {"request": "request-1", "stars": 5})])
