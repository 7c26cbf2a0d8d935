"""Which offer has which page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from station_app.screen.offers.advice_view import AdviceView
from station_app.screen.offers.answers_view import AnswersView, ReplyView
from station_app.screen.offers.code_view import CodeView
from station_app.screen.offers.offer_view import OfferView
from station_app.screen.offers.phone_view import PhoneView
from station_app.screen.offers.request_view import RequestView
from station_app.screen.offers.survey_view import SurveyView

PAGES: Final[Mapping[str, Callable[[str], OfferView]]] = {
    "advice": AdviceView,
    "answers": AnswersView,
    "phone": PhoneView,
    "code": CodeView,
    "fault": RequestView,
    "found": RequestView,
    "hazard": RequestView,
    "lost": RequestView,
    "suggestion": RequestView,
    "survey": SurveyView,
}
"""Offer -> its page; called with the offer's name. An offer that is not here has no tile on the menu."""
READERS: Final[Mapping[tuple[str, str], Callable[[str], OfferView]]] = {("answers", "told"): ReplyView}
"""Offer and result -> the page that shows such an answer, instead of the one that shows any."""
