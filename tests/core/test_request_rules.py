"""What people ask for by touching tiles: recorded once, without a name, and answered by a ticket or a credential."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core.commands import LookUp, Record
from station_app.core.events import BoardArrived, Known, OfferAsked, OfferLeft, Presented, ReplyHeard, Unknown
from station_app.core.memory.offers import Board, Reply, Wanted
from station_app.core.offers.requests import MOST_AN_HOUR, mended, reply_of, ticket_hash
from station_app.core.offers.slips import ticket_of

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

    assert told(here) == ("made", {"ticket": "4821 7365 0194", "called": 0, "way": ""})


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


def slip(here: CoreStation, code: str = TICKET) -> list[object]:
    """Somebody holds the code of a slip to the kiosk's scanner."""
    finding = Unknown(reason="code-unknown")
    shown = Presented(at=here.at, id="p-2", reader="reader", credential="code", finding=finding,
                      ticket=ticket_of(code))  # fmt: skip
    return list(here.hear(shown))


def listening(here: CoreStation) -> None:
    """The page on which answers are read is open."""
    ask(here, ask="ask-open", offer="answers", act="listen", choice=())


def test_a_slip_at_the_scanner_reads_its_answer_while_the_page_is_open() -> None:
    here = station()
    ask(here)
    answered(here)
    listening(here)

    assert (facts(slip(here, f"https://hub.example.org/t/{TICKET}")), told(here)[1]["text"]) == (
        [("request.read", {"request": "request-1"})], "请带合同来"
    )  # fmt: skip


def test_a_slip_of_another_station_is_asked_of_the_hub() -> None:
    here = station()
    listening(here)

    commands = slip(here, "0000 1111 2222")

    assert [one.ticket for one in commands if isinstance(one, LookUp)] == [ticket_hash("000011112222")]


def test_a_slip_while_nobody_reads_answers_is_a_code_like_any_other() -> None:
    here = station()
    ask(here)

    assert [(kind, body["reason"]) for kind, body in facts(slip(here))] == [("access.denied", "code-unknown")]


def test_a_code_of_another_system_is_refused_and_the_slip_is_still_waited_for() -> None:
    here = station()
    ask(here)
    answered(here)
    listening(here)

    refused = facts(slip(here, "https://pay.example.org/4711"))
    read = facts(slip(here))

    assert ([kind for kind, _ in refused], [kind for kind, _ in read]) == (["access.denied"], ["request.read"])


def test_a_card_opens_the_door_while_a_slip_is_waited_for() -> None:
    here = station()
    listening(here)

    assert facts(card(here))[0][0] == "access.granted"


def test_a_page_that_was_left_waits_for_no_slip() -> None:
    here = station()
    ask(here)
    listening(here)
    here.hear(OfferLeft(at=here.at))

    assert facts(slip(here))[0][0] == "access.denied"


def test_a_screen_that_died_makes_nobody_wait_for_ever() -> None:
    here = station()
    ask(here)
    listening(here)
    here.wait(601)

    assert (facts(slip(here))[0][0], here.state.offers.answer) == ("access.denied", None)


def test_an_answer_is_rated_once() -> None:
    here = station()
    ask(here)
    answered(here)
    for number in (1, 2):
        ask(here, ask=f"ask-read{number}", offer="answers", act="read", choice=(TICKET,))
        rated = ask(here, ask=f"ask-rate{number}", offer="answers", act="rate", about="request-1", choice=("4",))

    assert (facts(rated), told(here)[0]) == ([], "rated-before")


def test_stars_that_the_hub_knows_are_shown_and_not_given_again() -> None:
    here = station()
    ask(here)
    answered(here, stars=3)
    ask(here, ask="ask-read", offer="answers", act="read", choice=(TICKET,))

    assert told(here)[1]["stars"] == 3


def test_a_text_beyond_the_limit_is_cut_and_the_rest_of_the_board_stands() -> None:
    here = station()
    ask(here)
    ask(here, ask="ask-2", id="request-2", ticket="111122223333")
    endless = Reply(request="request-1", state="answered", text="答😀" * 2000 + "\x00")
    good = Reply(request="request-2", state="answered", text="请带合同来")
    here.hear(BoardArrived(at=here.at, board=Board(made_ms=1, replies=(endless, good))))
    texts = [reply_of(here.state, name).text for name in ("request-1", "request-2")]

    assert (len(texts[0]), texts[0][-1], texts[1]) == (500, "…", "请带合同来")


def test_what_was_mended_is_known_until_it_is_reported_again() -> None:
    here = station()
    ask(here)
    answered(here, state="closed", answered_ms=77)
    before = dict(mended(here.state))
    ask(here, ask="ask-again", id="request-2")

    assert (before, dict(mended(here.state))) == ({"water": 77}, {})


@pytest.mark.parametrize(
    "text",
    ["", "48217365019", "4821736501944", "https://hub.example.org/t/48217365019", "https://hub.example.org/t/482173650194/x",
     "https://hub.example.org/?t=/t/482173650194", "javascript:/t/482173650194", "４８２１７３６５０１９４",
     "https://hub.example.org/" + "a/" * 200 + "t/482173650194"],
)  # fmt: skip
def test_what_is_no_slip_is_none(text: str) -> None:
    assert ticket_of(text) == ""


@pytest.mark.parametrize(
    "text",
    [TICKET, "4821 7365 0194", f"https://hub.example.org/t/{TICKET}", f"http://127.0.0.1:8000/t/{TICKET}/",
     f"https://example.org/hub/t/{TICKET}\r\n"],
)  # fmt: skip
def test_a_slip_is_known_by_its_digits_or_its_page(text: str) -> None:
    assert ticket_of(text) == ticket_hash(TICKET)
