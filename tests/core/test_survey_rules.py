"""Three taps on how it is here: few are asked, nobody twice a week, and the facts name nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.commands import Record
from station_app.core.events import Known, OfferAsked, OfferLeft, Presented
from station_app.core.memory.offers import Wanted
from station_app.core.offers.survey import EDITION, MOST_AN_HOUR, ONE_IN, QUESTIONS

DAY = 86_400.0


def station(offers: frozenset[str] = frozenset({"fault", "survey"}), hub: bool = True) -> CoreStation:
    house = one_door()
    return CoreStation(replace(house, has_hub=hub, policy=replace(house.policy, offers=offers)))


class Counter:
    """Numbers the touches of a test."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self) -> int:
        self.last += 1
        return self.last


NEXT = Counter()


def touch(here: CoreStation, **changes: object) -> list[dict[str, object]]:
    """Somebody touches; bodies of what is recorded."""
    number = NEXT()
    wanted = Wanted(**{"ask": f"ask-{number:05d}", "id": f"request-{number}", "offer": "survey", "act": "answer",
                       "choice": ("overall:good",), "ticket": f"{number:012d}", **changes})  # fmt: skip
    commands = here.hear(OfferAsked(at=here.at, wanted=wanted))
    return [dict(one.fact.body) for one in commands if isinstance(one, Record)]


def report(here: CoreStation) -> bool:
    """Somebody without a name reports a fault and goes; whether they were asked."""
    touch(here, offer="fault", act="ask", choice=("water",))
    asked = here.state.offers.asking.invited
    here.hear(OfferLeft(at=here.at))
    return asked


def sign(here: CoreStation, who: str) -> bool:
    """Somebody signs a report with a card and goes; whether they were asked."""
    touch(here, offer="fault", act="sign", choice=("water",))
    finding = Known(person=f"day-{who}", lasting=f"year-{who}")
    here.hear(Presented(at=here.at, id=f"p-{NEXT()}", reader="reader", credential="id-card", finding=finding))
    asked = here.state.offers.asking.invited
    here.hear(OfferLeft(at=here.at))
    here.wait(60)
    return asked


def result(here: CoreStation) -> str:
    answer = here.state.offers.answer
    return "" if answer is None else answer.result


def test_three_answers_are_three_facts_that_name_nobody() -> None:
    here = station()
    facts = touch(here, choice=("overall:good", "clean:fair", "missing:seats"))

    assert facts == [
        {"survey": EDITION, "question": "overall", "answer": "good"},
        {"survey": EDITION, "question": "clean", "answer": "fair"},
        {"survey": EDITION, "question": "missing", "answer": "seats"},
    ]


def test_it_can_be_answered_where_there_is_no_hub() -> None:
    assert len(touch(station(hub=False))) == 1


@pytest.mark.parametrize("choice", [(), ("overall",), ("overall:splendid",), ("height:good",), ("overall:good", "x:y")])
def test_what_no_tile_says_is_counted_nowhere(choice: tuple[str, ...]) -> None:
    here = station()

    assert (touch(here, choice=choice), result(here)) == ([], "unknown")


def test_one_in_so_many_who_were_served_is_asked() -> None:
    here = station()

    assert [report(here) for _ in range(2 * ONE_IN)] == ([False] * (ONE_IN - 1) + [True]) * 2


def test_nobody_is_asked_where_the_policy_has_no_survey() -> None:
    here = station(frozenset({"fault"}))

    assert not any(report(here) for _ in range(3 * ONE_IN))


def test_whoever_was_served_with_nothing_is_not_asked() -> None:
    here = station()
    for _ in range(3 * ONE_IN):
        touch(here, offer="fault", act="ask", choice=("dragons",))

    assert here.state.offers.asking.served == 0


def test_the_same_person_is_asked_again_only_after_a_week() -> None:
    here = station()
    first = [sign(here, "a") for _ in range(4 * ONE_IN)]
    here.wait(8 * DAY)
    later = [sign(here, "a") for _ in range(ONE_IN)]

    assert (sum(first), any(later)) == (1, True)


def test_in_place_of_somebody_who_was_asked_the_next_one_is() -> None:
    here = station()
    for _ in range(2 * ONE_IN):
        sign(here, "a")

    assert sign(here, "b")


@given(st.lists(st.sampled_from("abcd"), max_size=60))
def test_nobody_is_ever_asked_twice_in_a_week(people: list[str]) -> None:
    here = station()
    asked = [who for who in people if sign(here, who)]

    assert len(asked) == len(set(asked))


def test_whom_it_asked_is_kept_under_a_name_that_nothing_else_uses() -> None:
    here = station()
    for _ in range(ONE_IN):
        sign(here, "a")

    (name,) = here.state.offers.asking.asked
    assert name not in ("day-a", "year-a")


def test_somebody_who_plays_with_the_tiles_is_stopped_within_the_hour() -> None:
    here = station()
    for _ in range(MOST_AN_HOUR):
        touch(here)
    too_many = touch(here)
    here.wait(3700)

    assert (too_many, len(touch(here))) == ([], 1)


def test_whoever_answers_is_not_asked_again_at_once() -> None:
    here = station()
    for _ in range(ONE_IN - 1):
        report(here)
    touch(here, offer="fault", act="ask", choice=("water",))
    touch(here, choice=tuple(f"{name}:{answers[0]}" for name, answers in QUESTIONS.items()))

    assert not here.state.offers.asking.invited
