"""Which offer has which page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from station_app.core.offers.first_aid import ITEMS
from station_app.screen.offers.activities_view import ActivitiesView
from station_app.screen.offers.advice_view import AdviceView
from station_app.screen.offers.aid_view import AID
from station_app.screen.offers.answers_view import AnswersView, ReplyView
from station_app.screen.offers.books_view import BooksView
from station_app.screen.offers.code_view import CodeView
from station_app.screen.offers.first_aid_view import COUNT, CountView, FirstAidView
from station_app.screen.offers.loans_view import LoansView
from station_app.screen.offers.notices_view import CODE as NOTICE_CODE
from station_app.screen.offers.notices_view import ONE as NOTICE
from station_app.screen.offers.notices_view import BulletinCodeView, BulletinView, NoticesView
from station_app.screen.offers.offer_view import OfferView
from station_app.screen.offers.parking_view import ParkingView
from station_app.screen.offers.phone_view import PhoneView
from station_app.screen.offers.request_view import RequestView
from station_app.screen.offers.supplies_view import SuppliesView
from station_app.screen.offers.survey_view import SurveyView
from station_app.screen.offers.turns_view import TurnsView
from station_app.screen.offers.union_view import CALL, UnionCallView, UnionView


def _count(item: str, name: str) -> OfferView:
    del name
    return CountView(item)


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
    "supplies": SuppliesView,
    "first-aid": FirstAidView,
    "loans": LoansView,
    "books": BooksView,
    "activities": ActivitiesView,
    "parking": ParkingView,
    "notices": NoticesView,
    "turns": TurnsView,
    "union": UnionView,
}
"""Offer -> its page; called with the offer's name. An offer that is not here has no tile on the menu."""
INNER: Final[Mapping[str, Callable[[str], OfferView]]] = {
    **{f"{COUNT}/{item}": partial(_count, item) for item in ITEMS},
    CALL: UnionCallView,
    **AID,
    NOTICE: BulletinView,
    NOTICE_CODE: BulletinCodeView,
}
"""Pages that another one leads to; they have no tile of their own. What stands behind a colon is the page's own."""
READERS: Final[Mapping[tuple[str, str], Callable[[str], OfferView]]] = {("answers", "told"): ReplyView}
"""Offer and result -> the page that shows such an answer, instead of the one that shows any."""
