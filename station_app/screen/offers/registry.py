"""Which offer has which page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from station_app.screen.offers.code_view import CodeView
from station_app.screen.offers.offer_view import OfferView
from station_app.screen.offers.phone_view import PhoneView
from station_app.screen.offers.request_view import RequestView
from station_app.screen.offers.turns_view import TurnsView
from station_app.screen.offers.union_view import UnionView

PAGES: Final[Mapping[str, Callable[[str], OfferView]]] = {
    "phone": PhoneView,
    "code": CodeView,
    "fault": RequestView,
    "hazard": RequestView,
    "turns": TurnsView,
    "union": UnionView,
}
"""Offer -> its page; called with the offer's name. An offer that is not here has no tile on the menu."""
