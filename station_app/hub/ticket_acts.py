"""What people do about a request. Whoever takes it on owns it, and only the owner brings it on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from station_app.hub import audit, board_news, desks, tickets
from station_app.hub.cases import CannotBeDone as CannotBeDone
from station_app.hub.cases import checked as checked_note
from station_app.hub.live import rings
from station_app.hub.models import Desk, Ticket, TicketDeed, TicketStage
from station_app.hub.oncall import CHINA
from station_app.hub.request_models import LONGEST_ANSWER

RETURNS: Final = ("not-ours", "twice", "unclear", "withdrawn", "other")
"""Why a request is given back to its maker, as people choose."""
STAGES: Final = ("registered", "contacted", "mediation", "legal-aid", "done")
"""How unpaid wages are followed up: noted down, platform or employer spoken to, mediation, legal aid, paid."""
KEEPS: Final = (30, 60, 90)
"""Days that something found can be kept."""
FARTHEST: Final = timedelta(days=366)
_UNTOLD: Final = frozenset({"noted", "stage", "kept-for"})
"""What is done about a request and shown at no station."""
_PERSONAL: Final = re.compile(r"(?<!\d)1[3-9]\d(?:[ \-]?\d){8}(?!\d)|(?<!\d)\d{15}(?:\d\d[\dXx])?(?!\d)")
"""A mobile or an ID number; an office's own number may stand in an answer."""


def accept(ticket: Ticket, who: User, now: datetime | None = None) -> Ticket:
    """Take a request on: of all who try at once, one does. Raises CannotBeDone."""
    now = now or timezone.now()
    with transaction.atomic():
        values: dict[str, Any] = {
            "owner": who, "state": "accepted", "accepted_ms": tickets.ms(now), "next_at": _reminder(ticket, now),
        }  # fmt: skip
        if not Ticket.objects.filter(pk=ticket.pk, state="waiting", owner=None).update(**values):
            if Ticket.objects.filter(pk=ticket.pk, owner=who).exists():
                return ticket  # a second tap
            raise CannotBeDone("request-taken")
        if (ticket.matter, ticket.topic) == ("advice", "wages"):
            began = tickets.moment(ticket.made_ms).astimezone(CHINA).date()
            TicketStage.objects.get_or_create(ticket=ticket, stage=STAGES[0], defaults={"reached_on": began})
        _did(ticket, who, "accepted", now)
    return ticket


def give_back(ticket: Ticket, who: User, now: datetime | None = None) -> None:
    """Offer it to the others again; its clocks run on from its making. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _still(mine, "accepted")
        _offer_anew(mine, at)

    _change(ticket, who, "gave-back", change, now)


def move(ticket: Ticket, who: User, desk: Desk, now: datetime | None = None) -> None:
    """Give it to another desk of its district. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _still(mine, "accepted")
        if desk.district != tickets.district_of(mine):
            raise CannotBeDone("request-no-desk")
        mine.desk = desk
        _offer_anew(mine, at)

    _change(ticket, who, "moved", change, now, detail=desk.field.code)


def hand(ticket: Ticket, who: User, whom: User, now: datetime | None = None) -> None:
    """Hand it to a colleague: by its owner, or by who sees to the desks. Raises CannotBeDone."""
    if not tickets.colleagues(ticket).filter(pk=whom.pk).exists():
        raise CannotBeDone("case-no-colleague")

    def change(mine: Ticket, at: datetime) -> None:
        if mine.state == "waiting":
            mine.state, mine.accepted_ms = "accepted", tickets.ms(at)
        mine.owner = whom
        mine.next_at = _reminder(mine, at)

    _change(ticket, who, "handed", change, now, whom=whom, others=who.has_perm("hub.change_desk"))


def answer(ticket: Ticket, who: User, text: str, now: datetime | None = None) -> None:
    """Answer it, or better an answer; the station and the phone's page show it. Raises CannotBeDone."""
    text = checked(text)

    def change(mine: Ticket, at: datetime) -> None:
        mine.answer, mine.state, mine.next_at = text, "answered", None
        _first_answer(mine, at)

    _change(ticket, who, "answered", change, now)


def say_due(ticket: Ticket, who: User, day: date, now: datetime | None = None) -> None:
    """Say until when it is meant to be mended: the end of a day. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "fault", "hazard")
        due = end_of(day)
        if not at <= due <= at + FARTHEST:
            raise CannotBeDone("request-day-wrong")
        mine.due_ms = tickets.ms(due)

    _change(ticket, who, "due", change, now, detail=day.isoformat())


def mend(ticket: Ticket, who: User, text: str = "", now: datetime | None = None) -> None:
    """It is mended. Raises CannotBeDone."""
    text = checked(text, needed=False)

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "fault", "hazard")
        _end(mine, at, "mended", text)

    _change(ticket, who, "mended", change, now)


def judge(ticket: Ticket, who: User, *, adopted: bool, text: str, now: datetime | None = None) -> None:
    """Take a suggestion up or not; either way its maker is told why. Raises CannotBeDone."""
    text = checked(text)

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "suggestion")
        _end(mine, at, "adopted" if adopted else "not-adopted", text)

    _change(ticket, who, "adopted" if adopted else "not-adopted", change, now)


def match(ticket: Ticket, who: User, other: Ticket, now: datetime | None = None) -> None:
    """What was lost has been found: both rows know of each other. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "lost", "found")
        pair = {mine.matter, other.matter}
        if pair != {"lost", "found"} or not other.is_open:
            raise CannotBeDone("request-no-match")
        mine.match, mine.outcome = other, "matched"
        Ticket.objects.filter(pk=other.pk).update(match=mine, outcome="matched")

    _change(ticket, who, "matched", change, now, detail=f"#{other.pk}")


def keep_for(ticket: Ticket, who: User, days: int, now: datetime | None = None) -> None:
    """Say how long something found is kept. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "found")
        if days not in KEEPS:
            raise CannotBeDone("request-day-wrong")
        mine.keep_until_ms = mine.made_ms + days * 86_400_000

    _change(ticket, who, "kept-for", change, now, detail=str(days))


def hand_over(ticket: Ticket, who: User, now: datetime | None = None) -> None:
    """It has its owner again; the row that it was matched with ends, too. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "lost", "found")
        _end(mine, at, "handed-over", "")
        if mine.match is not None and mine.match.is_open:
            other = Ticket.objects.select_for_update(no_key=True).get(pk=mine.match.pk)
            _end(other, at, "handed-over", "")
            other.save()
            _did(other, who, "handed-over", at)

    _change(ticket, who, "handed-over", change, now)


def hand_on(ticket: Ticket, who: User, now: datetime | None = None) -> None:
    """Nobody came for it in its time: it was handed on, as the rules for lost things say. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "found")
        if mine.keep_until_ms is None or tickets.ms(at) < mine.keep_until_ms:
            raise CannotBeDone("request-kept-still")
        _end(mine, at, "handed-on", "")

    _change(ticket, who, "handed-on", change, now)


def close(ticket: Ticket, who: User, now: datetime | None = None) -> None:
    """There is nothing more to do with what was answered. Raises CannotBeDone."""

    def change(mine: Ticket, at: datetime) -> None:
        _still(mine, "answered")
        _end(mine, at, mine.outcome, "")

    _change(ticket, who, "closed", change, now)


def send_back(ticket: Ticket, who: User, reason: str, text: str, now: datetime | None = None) -> None:
    """Give it back to its maker, with a reason and a word on where to turn. Raises CannotBeDone."""
    if reason not in RETURNS:
        raise CannotBeDone("request-reason-wrong")
    text = checked(text)

    def change(mine: Ticket, at: datetime) -> None:
        _still(mine, "accepted")
        mine.state, mine.outcome, mine.answer = "returned", reason, text
        mine.closed_ms, mine.next_at = tickets.ms(at), None

    _change(ticket, who, "returned", change, now, detail=reason)


def note(ticket: Ticket, who: User, text: str, now: datetime | None = None) -> None:
    """Add a note for colleagues. Raises CannotBeDone."""
    text = checked_note(text)
    with transaction.atomic():
        _did(ticket, who, "noted", now or timezone.now(), detail=text)


def follow_up(ticket: Ticket, who: User, stage: str, days: Mapping[str, date | None], now: datetime) -> None:
    """Note when a stage was reached, and when to be reminded of it: `reached_on`, `remind_on`. Raises CannotBeDone."""
    if stage not in STAGES or set(days) - {"reached_on", "remind_on"}:
        raise CannotBeDone("request-day-wrong")

    def change(mine: Ticket, at: datetime) -> None:
        _of(mine, "advice")
        values: dict[str, Any] = {**days, "reminded_at": None}
        TicketStage.objects.update_or_create(ticket=mine, stage=stage, defaults=values)

    _change(ticket, who, "stage", change, now, detail=stage)


def checked(text: str, *, needed: bool = True) -> str:
    """Words that everybody with the code can read: short, and without a person's number. Raises CannotBeDone."""
    text = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if (needed and not text) or len(text) > LONGEST_ANSWER or not text.replace("\n", "").isprintable():
        raise CannotBeDone("request-answer-wrong")
    if _PERSONAL.search(text):
        raise CannotBeDone("request-answer-number")
    return text


def end_of(day: date) -> datetime:
    """The last moment of a day in China."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=CHINA)


def _change(
    ticket: Ticket, who: User, what: str, change: Callable[[Ticket, datetime], None], now: datetime | None, **told: Any
) -> None:
    """Change the row as it is now, as its owner; `others`: somebody else may, too."""
    now, others = now or timezone.now(), told.pop("others", False)
    with transaction.atomic():
        mine = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        if not mine.is_open:
            raise CannotBeDone("request-over")
        if mine.owner != who and not others:
            raise CannotBeDone("request-not-yours")
        change(mine, now)
        mine.save()
        _did(mine, who, what, now, **told)


def _did(ticket: Ticket, who: User, what: str, now: datetime, **told: Any) -> None:
    TicketDeed.objects.create(ticket=ticket, at=now, who=who, what=what, **told)
    station = ticket.station.pk if ticket.station is not None else ""
    audit.record(who, f"request-{what}", station, f"#{ticket.pk}")
    if station and what not in _UNTOLD:
        board_news.changed(station)
    if station:  # pages that stand open look again
        transaction.on_commit(lambda: rings.state(station))


def _still(ticket: Ticket, state: str) -> None:
    if ticket.state != state:
        raise CannotBeDone("request-other-state")


def _of(ticket: Ticket, *matters: str) -> None:
    if ticket.matter not in matters:
        raise CannotBeDone("request-other-matter")


def _first_answer(ticket: Ticket, now: datetime) -> None:
    ticket.answered_ms = ticket.answered_ms or tickets.ms(now)


def _end(ticket: Ticket, now: datetime, outcome: str, text: str) -> None:
    _first_answer(ticket, now)
    ticket.state, ticket.outcome, ticket.closed_ms, ticket.next_at = "closed", outcome, tickets.ms(now), None
    ticket.answer = text or ticket.answer


def _offer_anew(ticket: Ticket, now: datetime) -> None:
    ticket.owner, ticket.state, ticket.accepted_ms, ticket.due_ms = None, "waiting", None, None
    ticket.round, ticket.step, ticket.next_at = ticket.round + 1, 0, now


def _reminder(ticket: Ticket, now: datetime) -> datetime | None:
    """When its owner is told that the answer is due: once, an hour before; soon, where that is over already."""
    del now
    return tickets.moment(ticket.answer_by_ms) - timedelta(hours=1) if ticket.answered_ms is None else None


def desks_beside(ticket: Ticket) -> list[Desk]:
    """Other desks of its district."""
    found = Desk.objects.filter(district=tickets.district_of(ticket)).exclude(
        pk=ticket.desk.pk if ticket.desk else None
    )
    return [one for one in found.select_related("field").order_by("field__position") if desks.order_of(one) or one.lead]
