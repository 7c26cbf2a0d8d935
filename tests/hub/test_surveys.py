"""The survey's results: counted once, by station and district, and never so few that somebody is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hub_rig import Enrolled, HubRig
from request_rig import asking_station
from test_pages import Browser

from station_app.core.offers.survey import EDITION, QUESTIONS
from station_app.hub import surveys, texts
from station_app.hub.models import SurveySum
from station_app.hub.projections import rebuild


def answer(station: Enrolled, times: int = 1, question: str = "overall", said: str = "good") -> None:
    """So many people answer at the kiosk."""
    for _ in range(times):
        station.paper.write("survey.answered", survey=EDITION, question=question, answer=said)


def sums(rig: HubRig) -> list[tuple[str, str, str, int]]:
    rows = SurveySum.objects.order_by("station_id", "question", "answer")
    return rig.in_thread(lambda: list(rows.values_list("station_id", "question", "answer", "count")))


@pytest.fixture
async def here(rig: HubRig) -> Enrolled:
    return await asking_station(rig)


async def test_answers_are_counted_and_a_second_sending_adds_nothing(rig: HubRig, here: Enrolled) -> None:
    answer(here, 3)
    answer(here, 2, said="poor")
    await here.push_all()
    here.paper.cursor = 0
    await here.push_all()

    assert sums(rig) == [("ST-1", "overall", "good", 3), ("ST-1", "overall", "poor", 2)]


async def test_read_again_they_are_as_many(rig: HubRig, here: Enrolled) -> None:
    answer(here, 6)
    await here.push_all()
    before = sums(rig)
    rig.in_thread(rebuild)

    assert sums(rig) == before


async def test_five_answers_are_broken_down_and_four_are_not(rig: HubRig, here: Enrolled) -> None:
    answer(here, 4)
    answer(here, 4, question="clean")
    answer(here, 1, question="clean", said="poor")
    await here.push_all()
    page = Browser(rig, "manager").get("/surveys/").text_now

    assert (">不到5份<" in page, "满意 4" in page, "干净 4" in page, "80%" in page) == (True, False, True, True)


async def test_a_district_is_the_sum_of_its_stations(rig: HubRig, here: Enrolled) -> None:
    other = await asking_station(rig, "ST-2")
    for station in (here, other):
        answer(station, 3)
        await station.push_all()
    found = rig.in_thread(lambda: surveys.counts(["ST-1", "ST-2"], surveys.months(datetime.now(UTC))))

    assert surveys.cells(surveys.together(found.values()))[0].parts[0] == ("good", 6, 100)


async def test_what_was_answered_long_ago_is_not_shown(rig: HubRig, here: Enrolled) -> None:
    here.paper.wall = datetime.now(UTC) - timedelta(days=150)
    answer(here, 9)
    await here.push_all()

    assert "这三个月还没有人回答" in Browser(rig, "manager").get("/surveys/").text_now


def test_three_months_are_shown_across_the_turn_of_a_year() -> None:
    # 17:00 UTC on the last of December is the new year in China.
    assert surveys.months(datetime(2026, 12, 31, 17, tzinfo=UTC)) == ("2027-01", "2026-12", "2026-11")


def test_every_question_and_answer_has_a_word() -> None:
    for question, answers in QUESTIONS.items():
        assert all(texts.word(f"survey-{question}-{one}") for one in answers)
        assert texts.word(f"survey-{question}")


async def test_another_district_s_answers_are_not_there(rig: HubRig, here: Enrolled) -> None:
    other = await asking_station(rig, "ST-2", title="滨湖驿站", district="滨湖")
    for station in (here, other):
        answer(station, 7)
        await station.push_all()
    page = Browser(rig, "manager").get("/surveys/").text_now

    assert ("信成花园驿站" in page, "滨湖" in page) == (True, False)
