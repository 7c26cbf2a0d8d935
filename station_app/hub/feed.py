"""What is there for a station: orders, a policy and lists of passes, by cursor, with a wait until something comes.

The wait is one call of the bell and nothing else knows of threads, so an event loop can take its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import msgspec
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from station_app.hub import board_news, orders, pass_feed, shown_codes
from station_app.hub.bell import BELL, ring
from station_app.hub.live_at import origin_beside
from station_app.hub.models import Order, PublishedPolicy, Station
from station_app.hub.turns import apart
from station_app.upstream.feed_messages import HOLD_SECONDS, POLL_MS, FeedAnswer, FeedOrder, FeedPolicy, FeedShown

CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})(?:\.(\d{1,18})\.([0-9a-f]{8})\.(\d{1,18})(?:\.(\d{1,18}))?)?")


class BadQuestion(ValueError):
    """The query is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """What a station has, as its cursor says."""

    order: int = 0
    """Number of the last one."""
    policy: int = 0
    lists: pass_feed.Had
    board: int = 0
    """Mark of the newest change of its board that it has heard of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a query says."""

    cursor: str
    wait: float
    """Seconds that the station would wait."""

    @property
    def had(self) -> Had:
        """What the station has, as it says itself."""
        told = CURSOR.fullmatch(self.cursor)
        assert told is not None
        # An older station's cursor knows nothing of lists.
        lists = pass_feed.Had(number=int(told[3]), mark=told[4], keys=int(told[5])) if told[3] else pass_feed.Had()
        return Had(order=int(told[1]), policy=int(told[2]), lists=lists, board=int(told[6] or 0))


def question(url: str) -> Question:
    """Read a query. Raises BadQuestion."""
    told = dict(parse_qsl(urlsplit(url).query))
    cursor, wait = told.get("after") or "0.0", told.get("wait", "0")
    if not CURSOR.fullmatch(cursor) or not re.fullmatch(r"\d{1,3}", wait):
        raise BadQuestion("`after` is a cursor of an earlier answer or empty, `wait` whole seconds")
    return Question(cursor=cursor, wait=float(min(int(wait), HOLD_SECONDS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A station that asks what is there for it, and may wait until something is."""

    station: Station
    had: Had
    wait: float
    """Seconds."""
    asked: datetime
    wait_at: str
    """Where it may wait, as the answer's."""

    def look(self) -> FeedAnswer | None:
        """What is there now; None for nothing new."""
        found = _look(self.station, self.had, self.asked)
        return None if found is None else self._at(found)

    def nothing(self, again_ms: int = 0) -> FeedAnswer:
        """The answer where nothing new came; `again_ms` as the answer's."""
        nothing = _made(self.station, self.had, self.asked, _New(policy=_policy_of(self.station)))
        return self._at(msgspec.structs.replace(nothing, again_ms=again_ms))

    def _at(self, answer: FeedAnswer) -> FeedAnswer:
        return msgspec.structs.replace(answer, wait_at=self.wait_at)


def asking(station: Station, url: str, asked: datetime) -> Asking:
    """Read a question. Raises BadQuestion."""
    asks = question(url)
    had = asks.had
    # A hub restored from a copy counts its orders anew: then a cursor from before says nothing.
    if had.order and not Order.objects.filter(id=had.order, station=station).exists():
        had = replace(had, order=0)
    had = replace(had, lists=pass_feed.believed(station.pk, had.lists))
    return Asking(station=station, had=had, wait=asks.wait, asked=asked, wait_at=origin_beside(url))


def again(nothing: FeedAnswer, asked: datetime, again_ms: int = 0) -> FeedAnswer:
    """An earlier answer that nothing is there, to a question of `asked`."""
    return msgspec.structs.replace(nothing, asked_ms=_ms(asked), at_ms=_ms(timezone.now()), again_ms=again_ms)


def answer(station: Station, url: str, asked: datetime) -> FeedAnswer:
    """What is there now, or comes while the request waits in its thread. Raises BadQuestion."""
    one = asking(station, url, asked)
    if one.wait == 0:
        return one.look() or one.nothing()

    def look() -> FeedAnswer | None:
        found = one.look()
        if found is None:
            connection.close()  # whoever waits keeps a thread, and no database's memory
        return found

    with apart():
        found, kept = BELL.wait(station.pk, look, one.wait)
    return found or one.nothing(again_ms=0 if kept else POLL_MS)


def publish(station: str | None, number: int, envelope: str) -> None:
    """Offer a signed policy to one station, or to all (None); what was published for it before is offered no more."""
    PublishedPolicy.objects.create(station_id=station, number=number, envelope=envelope, published_at=timezone.now())
    ring(*([station] if station else Station.objects.filter(revoked_at=None).values_list("id", flat=True)))


def withdraw(station: str, number: int) -> None:
    """Offer a policy no more; a station that has it keeps it."""
    mine = PublishedPolicy.objects.filter(station=station, number=number, withdrawn_at=None)
    if mine.update(withdrawn_at=timezone.now()):
        transaction.on_commit(lambda: ring(station))


def _look(station: Station, had: Had, asked: datetime) -> FeedAnswer | None:
    now = timezone.now()
    handed: Sequence[Order] = ()
    if orders.is_anything(station.pk, had.order):  # a look costs a question a kind and no write
        handed = orders.hand(station.pk, station.public_key, had.order, now)
    newest = _policy_of(station)
    shown = shown_codes.hand(station, now) if shown_codes.is_anything(station.pk) else ()
    lists = pass_feed.given(station.pk, had.lists)
    board = board_news.mark_of(station.pk)
    same_policy = newest is None or newest.pk == had.policy
    if not handed and not shown and lists is None and same_policy and board == had.board:
        return None
    return _made(station, had, asked, _New(policy=newest, orders=handed, lists=lists, shown=shown, board=board))


@dataclass(frozen=True, slots=True, kw_only=True)
class _New:
    """What goes into an answer."""

    policy: PublishedPolicy | None
    """The newest one, whether or not the station has it."""
    orders: Sequence[Order] = ()
    lists: pass_feed.Given | None = None
    shown: Sequence[FeedShown] = ()
    board: int | None = None
    """Mark of the newest change of its board; None for the one that the station knows."""


def _made(station: Station, had: Had, asked: datetime, told: _New) -> FeedAnswer:
    newest, lists = told.policy, told.lists or pass_feed.Given(had=had.lists)
    new = newest if newest is not None and newest.pk != had.policy and not _went_back(newest, had.policy) else None
    board = had.board if told.board is None else told.board
    last = max([had.order, *(order.pk for order in told.orders)])
    return FeedAnswer(
        station=station.pk,
        after=f"{last}.{newest.pk if newest is not None else 0}.{lists.had}" + (f".{board}" if board else ""),
        asked_ms=_ms(asked),
        at_ms=_ms(timezone.now()),
        orders=[msgspec.Raw(msgspec.json.encode(_told(order))) for order in told.orders],
        shown=[msgspec.Raw(msgspec.json.encode(one)) for one in told.shown],
        policy_number=newest.number if newest is not None else 0,
        policy=FeedPolicy(number=new.number, envelope=new.envelope) if new is not None else None,
        revocations=lists.told,
        revoked_through=lists.had.number,
        pass_keys=lists.pass_keys,
        board=board != had.board,
    )


def _policy_of(station: Station) -> PublishedPolicy | None:
    mine = PublishedPolicy.objects.filter(Q(station=station) | Q(station=None), withdrawn_at=None)
    return mine.order_by("-number", "-id").first()


def _went_back(newest: PublishedPolicy, had: int) -> bool:
    """Whether the station was handed a higher number, which was withdrawn since: it would refuse a lower one."""
    return PublishedPolicy.objects.filter(pk=had, number__gt=newest.number, withdrawn_at__isnull=False).exists()


def _told(order: Order) -> FeedOrder:
    return FeedOrder(
        id=order.order_id,
        verb=order.verb,
        target=order.target,
        value=order.value,
        seconds=order.minutes * 60,
        reason=order.reason,
        by=f"account-{order.who.pk}",
        drill=order.drill,
        not_after_ms=_ms(order.not_after),
    )


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
