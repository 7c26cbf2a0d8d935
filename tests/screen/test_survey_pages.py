"""The survey at the screen: one touch a question, nothing sent before the last."""

from __future__ import annotations

import msgspec
import pytest
from screen_world import LANDSCAPE, PORTRAIT, SMALL, MakeKiosk, item, visible_items
from test_request_pages import OFFERS, Desk

from station_app.core.offers.survey import QUESTIONS
from station_app.screen.offers.figures_line import figures_line
from station_app.wire import RequestFigures

WITH = {"offered": (*OFFERS.offered, "survey"), "questions": dict(QUESTIONS)}
ALL = RequestFigures(
    accept_minutes=3.4, answered_percent=100.0, rating=4.84, fleet_accept_minutes=6.0, fleet_answered_percent=97.0,
    fleet_rating=4.5,
)  # fmt: skip


def test_three_touches_are_one_wish(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), **WITH)
    desk.choose("survey", "good", "fair", "seats", "seats")

    assert desk.wishes == [("survey", "answer", ("overall:good", "clean:fair", "missing:seats"), "")]


def test_a_question_can_be_skipped_and_who_skips_all_sends_nothing(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), **WITH)
    desk.choose("survey", "skip", "skip", "skip")
    nothing = list(desk.wishes)
    desk.choose("survey", "skip", "good", "skip")

    assert (nothing, desk.wishes) == ([], [("survey", "answer", ("clean:good",), "")])


def test_who_leaves_before_the_last_question_has_answered_nothing(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), **WITH)
    desk.choose("survey", "good", "good")
    desk.kiosk.offers.close()

    assert desk.wishes == []


def test_back_goes_to_the_question_before(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), **WITH)
    desk.choose("survey", "poor")
    desk.kiosk.offers.back()
    desk.choose("good", "good", "water")

    assert desk.wishes == [("survey", "answer", ("overall:good", "clean:good", "missing:water"), "")]


def finished(kiosk_of: MakeKiosk, invited: bool) -> Desk:
    """Somebody has reported a fault and read the answer."""
    desk = Desk(kiosk_of(), **WITH)
    desk.choose("fault", "water")
    desk.offers = msgspec.structs.replace(desk.offers, invited=invited)
    desk.answer("made", {"ticket": "4821 7365 0194", "called": 0, "way": ""})
    desk.kiosk.offers.view.finish()
    return desk


def test_whoever_is_asked_sees_the_first_question_after_the_answer(kiosk_of: MakeKiosk) -> None:
    assert "您对这个站点满意吗？" in finished(kiosk_of, True).words


def test_whoever_is_not_asked_goes_back_to_the_menu(kiosk_of: MakeKiosk) -> None:
    assert finished(kiosk_of, False).kiosk.offers.view.offer == "menu"


def test_whoever_is_asked_can_go_away(kiosk_of: MakeKiosk) -> None:
    desk = finished(kiosk_of, True)
    desk.kiosk.offers.back()

    assert desk.kiosk.offers.view.offer == "menu"


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL])
def test_the_line_makes_no_sheet_of_the_idle_page(kiosk_of: MakeKiosk, size: tuple[int, int]) -> None:
    desk = Desk(kiosk_of(size=size), figures=ALL)
    desk.kiosk.offers.close()
    desk.kiosk.picture()

    assert not item(desk.kiosk, "sheet further").isVisible()


def test_the_idle_page_tells_how_requests_fare_here_and_everywhere(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), figures=ALL)
    desk.kiosk.offers.close()
    desk.kiosk.picture()

    assert item(desk.kiosk, "figures").property("text") == ("求助受理：本站4分钟，全部站点6分钟；答复率100%；评分4.8")


def test_where_nothing_is_known_no_line_stands(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), figures=RequestFigures())
    desk.kiosk.offers.close()
    desk.kiosk.picture()
    names = [one.objectName() for one in visible_items(desk.kiosk.window.contentItem())]

    assert "figures" not in names


def test_ninety_nine_and_a_half_are_not_told_as_all_answered() -> None:
    text = {"figures.answered": "{percent}%", "figures.join": "；"}

    assert figures_line(RequestFigures(answered_percent=99.6), text) == "99%"
