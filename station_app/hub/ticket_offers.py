"""The hub's loop over requests: offered to the next expert when it is time, owners reminded, what is over forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import translation

from station_app.hub import desks, notices, offering, oncall, request_words, texts, tickets
from station_app.hub.models import Channel, Desk, Message, Ticket, TicketDeed, TicketOffer, TicketStage
from station_app.hub.templatetags.hub import short_clock

AT_ONCE: Final = 100
LINES: Final = 8
REMIND_AT: Final = 9
"""O'clock from which people are reminded of a stage's day."""


def tick(now: datetime, address: str) -> int:
    """Ask whoever is to be asked, remind whoever is to be reminded; returns how many rows were due."""
    due = Ticket.objects.filter(next_at__lte=now).select_related("station", "desk__field", "owner")
    found = list(due.order_by("next_at", "id")[:AT_ONCE])
    stages = _stages_due(now)
    if found or stages:
        with transaction.atomic():
            round_ = _Round(now)
            for ticket in found:
                round_.see_to(ticket)
            for stage in stages:
                round_.remind_of_stage(stage)
            round_.write(address)
    return len(found) + len(stages)


def tell_owner(ticket: Ticket, what: str, now: datetime, address: str) -> None:
    """Tell a request's owner of something that has happened with it."""
    if ticket.owner is not None:
        round_ = _Round(now)
        round_.tell([ticket.owner.pk], ticket, what)
        round_.write(address)


class _Round:
    """What is read once for many rows, and what is written for all of them together."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._channels = list(Channel.objects.filter(removed_at=None).order_by("id"))
        self._letters: dict[int, list[tuple[Ticket, str]]] = defaultdict(list)

    def see_to(self, ticket: Ticket) -> None:
        if ticket.state == "waiting":
            self._offer(ticket)
        elif ticket.state == "accepted" and self._claim(ticket, next_at=None):
            self.tell([ticket.owner.pk] if ticket.owner else [], ticket, "notice-request-answer")
        elif ticket.state not in ("waiting", "accepted"):
            self._claim(ticket, next_at=None)

    def _offer(self, ticket: Ticket) -> None:
        desk = self._desk(ticket)
        sitting = self._sitting(ticket, desk)
        asking = offering.asked(sitting, ticket.step)
        if not self._claim(ticket, step=asking.step, next_at=self.now + asking.after, desk=desk):
            return  # somebody has taken it on this very moment, or another worker was faster
        told = asking.whom & sitting.reachable
        TicketOffer.objects.bulk_create(
            [
                TicketOffer(
                    ticket=ticket, who_id=who, round=ticket.round, step=asking.step, at=self.now, told=who in told
                )
                for who in sorted(asking.whom)
            ],
            ignore_conflicts=True,
        )
        self.tell(told, ticket, "notice-request")
        if asking.everybody:
            district = tickets.district_of(ticket)
            self._put([one.pk for one in self._channels if one.district == district], ticket, "notice-request")

    def _claim(self, ticket: Ticket, **values: object) -> bool:
        mine = Ticket.objects.filter(pk=ticket.pk, state=ticket.state, round=ticket.round, next_at=ticket.next_at)
        return bool(mine.update(**values))

    def _desk(self, ticket: Ticket) -> Desk | None:
        """Its desk; where there was none when it came, there may be one by now."""
        return ticket.desk or desks.desk_for(ticket.matter, ticket.topic, tickets.district_of(ticket))

    def _sitting(self, ticket: Ticket, desk: Desk | None) -> offering.Sitting:
        experts: list[int] = []
        others = frozenset[int]()
        minutes = 5
        if desk is not None:
            back = TicketDeed.objects.filter(ticket=ticket, what="gave-back").values_list("who", flat=True)
            declined = set(back)
            experts = [who for who in desks.order_of(desk) if who not in declined]
            others = frozenset(desks.members(desk)) & frozenset(self._able(desk.district))
            minutes = desk.minutes
        if not experts and not others:
            others = frozenset(self._able(tickets.district_of(ticket)))
        able = frozenset(experts) | others
        return offering.Sitting(
            experts=experts, others=others, minutes=minutes, reachable=self._reachable(able, ticket.matter)
        )

    def _able(self, district: str) -> Iterable[int]:
        return desks.able(district).values_list("pk", flat=True)

    def _reachable(self, able: frozenset[int], matter: str) -> frozenset[int]:
        """Who has a channel and does not sleep; what is dangerous wakes people."""
        found = able & {one.who_id for one in self._channels}  # pyright: ignore[reportAttributeAccessIssue]
        if matter == "hazard":
            return found
        quiet = notices.quiet_of(found)
        asleep = {who for (who, kind), one in quiet.items() if kind == "fault" and one.until(self.now) is not None}
        return found - asleep

    def remind_of_stage(self, stage: TicketStage) -> None:
        mine = TicketStage.objects.filter(pk=stage.pk, reminded_at=None)
        if mine.update(reminded_at=self.now) and stage.ticket.owner is not None:
            self.tell([stage.ticket.owner.pk], stage.ticket, "notice-request-stage")

    def tell(self, whom: Iterable[int], ticket: Ticket, what: str) -> None:
        """Put a message to these accounts' channels together."""
        accounts = set(whom)
        own = [one.pk for one in self._channels if one.who_id in accounts]  # pyright: ignore[reportAttributeAccessIssue]
        self._put(own, ticket, what)

    def _put(self, channels: Iterable[int], ticket: Ticket, what: str) -> None:
        for number in channels:
            self._letters[number].append((ticket, what))

    def write(self, address: str) -> None:
        """Write the messages: one a channel, however many requests there are at this moment."""
        by_number = {one.pk: one for one in self._channels}
        for number, told in self._letters.items():
            channel = by_number[number]
            with translation.override(channel.language):
                text = words(told, address)
            first = told[0][0]
            key = f"request:{first.pk}:{first.round}:{self.now.isoformat()}:{number}"
            values = {"channel": channel, "text": text, "made_at": self.now, "due_at": self.now}
            Message.objects.get_or_create(key=key[:120], defaults=values)


def words(told: list[tuple[Ticket, str]], address: str) -> str:
    """A message: where, what and since when; never who, nor what was written."""
    lines = [
        f"{texts.word(what)} {one.station or tickets.district_of(one)} · {request_words.about(one.matter, one.topic)}"
        f" · {short_clock(one.made_ms)}"
        for one, what in told[:LINES]
    ]
    more = [texts.sentence("notice-more", n=len(told) - LINES)] if len(told) > LINES else []
    link = f"{address}/requests/{told[0][0].pk}/" if len(told) == 1 else f"{address}/requests/?show=offered"
    return "\n".join([*lines, *more, link])


def _stages_due(now: datetime) -> list[TicketStage]:
    local = now.astimezone(oncall.CHINA)
    today = local.date() if local.hour >= REMIND_AT else local.date() - timedelta(days=1)
    due = TicketStage.objects.filter(reminded_at=None, remind_on__lte=today, ticket__state__in=("accepted", "answered"))
    return list(due.select_related("ticket__station", "ticket__owner", "ticket__desk").order_by("id")[:AT_ONCE])
