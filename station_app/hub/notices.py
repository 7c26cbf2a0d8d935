"""From the rules of who is told to rows: who was told, the messages that go out, and the digest of what could wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation

from station_app.hub import cases, oncall, texts
from station_app.hub.models import (
    Case,
    Channel,
    Digest,
    Exchange,
    Message,
    Notice,
    QuietHours,
    Shift,
    Step,
)
from station_app.hub.templatetags.hub import short_clock

AT_ONCE: Final = 100
LINES: Final = 8
"""So many cases one message names; the rest are in the inbox."""


def tell(now: datetime, address: str) -> int:
    """Tell whoever is to be told of what nobody has taken on; returns how many cases were due."""
    due = list(Case.objects.filter(next_at__lte=now).select_related("station").order_by("next_at", "id")[:AT_ONCE])
    if due:
        with transaction.atomic():
            desk = Desk(now)
            for case in due:
                desk.tell(case)
            desk.write(address)
    return len(due)


class Desk:
    """What is read once for many cases, and what is to be written for all of them together."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._rotas: dict[tuple[str, bool], oncall.Rota] = {}
        self._people: dict[tuple[str, bool], oncall.People] = {}
        self._letters: dict[int, list[tuple[Case, Notice]]] = defaultdict(list)
        self._channels = {one.pk: one for one in Channel.objects.filter(removed_at=None).order_by("id")}

    def tell(self, case: Case) -> None:
        """Decide who is told of one case, and note it."""
        if case.state != "open":
            Case.objects.filter(pk=case.pk, next_at=case.next_at).update(next_at=None)
            return
        district = case.station.district
        about = oncall.About(cause=case.cause, severity=case.severity or "fault", drill=case.drill)
        plan = oncall.telling(self._rota(case), self._reach(case), about, case.told, self.now)
        mine = Case.objects.filter(pk=case.pk, round=case.round, told=case.told, next_at=case.next_at)
        if not mine.update(told=plan.told, next_at=plan.next_at):
            return  # somebody has taken it on this very moment, or another worker was faster
        for who in sorted(plan.held):
            self._notice(case, plan, f"held:{who}", who, held=True)
        for who in sorted(plan.whom):
            own = [one.pk for one in self._channels.values() if one.who_id == who]  # pyright: ignore[reportAttributeAccessIssue]
            self._told(case, self._notice(case, plan, f"{case.told}:{who}", who), own)
        if plan.group:
            group = [one.pk for one in self._channels.values() if one.district == district]
            self._told(case, self._notice(case, plan, f"{case.told}:group", None), group)

    def write(self, address: str) -> None:
        """Write the messages: one a channel, however many cases there are at this moment."""
        for number, told in self._letters.items():
            apart = [[one] for one in told if one[0].silent]
            together = [one for one in told if not one[0].silent]
            for some in (*apart, *([together] if together else [])):
                channel = self._channels[number]
                with translation.override(channel.language):
                    text = words([case for case, _ in some], address)
                _put(channel, f"{some[0][1].key}:{channel.pk}", text, self.now, [notice for _, notice in some])

    def _notice(self, case: Case, plan: oncall.Telling, about: str, who: int | None, *, held: bool = False) -> Notice:
        told = {
            "case": case,
            "round": case.round,
            "number": case.told,
            "step": plan.step,
            "who_id": who,
            "at": self.now,
            "held": held,
        }
        return Notice.objects.get_or_create(key=f"{case.pk}:{case.round}:{about}", defaults=told)[0]

    def _told(self, case: Case, notice: Notice, channels: Iterable[int]) -> None:
        for number in channels:
            self._letters[number].append((case, notice))

    def _rota(self, case: Case) -> oncall.Rota:
        key = (case.station.district, case.silent)
        if key not in self._rotas:
            self._rotas[key] = rota_of(key[0], everybody=[one.pk for one in cases.colleagues(case)])
        return self._rotas[key]

    def _reach(self, case: Case) -> oncall.People:
        key = (case.station.district, case.silent)
        if key not in self._people:
            able = frozenset(one.pk for one in cases.colleagues(case))
            with_channel = {one.who_id for one in self._channels.values()}  # pyright: ignore[reportAttributeAccessIssue]
            # What many read may be read at the station: of a silent call no group is told.
            group = not case.silent and any(one.district == key[0] for one in self._channels.values())
            self._people[key] = oncall.People(reachable=able & with_channel, quiet=quiet_of(able), group=group)
        return self._people[key]


def rota_of(district: str, everybody: Collection[int] = ()) -> oncall.Rota:
    """The rota of a district; without any shifts everybody who may take incidents on is on duty on the first step."""
    steps = Step.objects.filter(district=district).order_by("number")
    rungs = [oncall.Rung(urgent_minutes=one.urgent_minutes, minutes=one.minutes) for one in steps]
    shifts = [
        oncall.Duty(step=step, who=who, days=frozenset(map(int, days)), begin=begin, end=end)
        for step, who, days, begin, end in Shift.objects.filter(district=district).values_list(
            "step", "who", "days", "begin", "end"
        )
    ]
    instead = [
        oncall.Instead(step=step, who=who, since=since, until=until)
        for step, who, since, until in Exchange.objects.filter(district=district).values_list(
            "step", "who", "since", "until"
        )
    ]
    if not shifts:
        shifts = [oncall.Duty(step=0, who=who, days=range(7)) for who in everybody]
    return oncall.Rota(rungs=rungs or (oncall.Rung(),), duties=shifts, instead=instead)


def quiet_of(accounts: Collection[int]) -> Mapping[tuple[int, str], oncall.Quiet]:
    """When these accounts are not told of what can wait: as they have said, else as stations do."""
    found = {(who, severity): quiet for who in accounts for severity, quiet in oncall.BY_DEFAULT.items()}
    said = QuietHours.objects.filter(who__in=accounts).values_list("who", "severity", "begin", "end")
    return {**found, **{(who, severity): oncall.Quiet(begin=begin, end=end) for who, severity, begin, end in said}}


def words(told: Sequence[Case], address: str) -> str:
    """A message: station and code in words, never a person, and where to look."""
    if len(told) > 1:
        lines = [f"{case.station.pk} {texts.code(case.cause)} ({_severity(case)})" for case in told[:LINES]]
        more = [texts.sentence("notice-more", n=len(told) - LINES)] if len(told) > LINES else []
        return "\n".join([texts.sentence("notice-many", n=len(told)), *lines, *more, f"{address}/incidents/"])
    (case,) = told
    link = f"{address}/incidents/{case.pk}/"
    if case.silent:  # whoever looks over a shoulder learns nothing
        return f"{_head(case)}{case.station.pk} {texts.word('notice-look')}\n{link}"
    again = f" · {texts.sentence('case-step-n', n=case.told + 1)}" if case.told else ""
    about = f"{case.station.pk} {texts.code(case.cause)} · {short_clock(case.opened_ms)}"
    return f"{_head(case)}{about}{again}\n{texts.next_step(case.cause)}\n{link}"


def _head(case: Case) -> str:
    return texts.sentence("notice-head", what=_severity(case))


def _severity(case: Case) -> str:
    return texts.word("drill") if case.drill else texts.code(case.severity or "fault")


def digests(now: datetime, address: str) -> int:
    """Tell each account, once a day, of what quiet hours have held back; returns how many were told."""
    waiting = Notice.objects.filter(held=True, digested_at=None).order_by("who").values_list("who", flat=True)
    return sum(_digest(who, now, address) for who in list(waiting.distinct()) if who is not None)


def _digest(who: int, now: datetime, address: str) -> bool:
    digest = Digest.objects.get_or_create(who_id=who)[0]
    moment = oncall.digest_moment(digest.minute, now)
    if digest.last_at is not None and digest.last_at >= moment:
        return False
    mine = Notice.objects.filter(who=who, held=True, digested_at=None, at__lt=moment)
    with transaction.atomic():
        held = list(mine.select_related("case__station").order_by("case__opened_ms"))
        if not held or not Digest.objects.filter(pk=who, last_at=digest.last_at).update(last_at=now):
            return False
        Notice.objects.filter(pk__in=[one.pk for one in held]).update(digested_at=now)
        user = User.objects.get(pk=who)
        seen = cases.cases_for(user, silent=False).values("pk")
        left = [
            one for one in held if not _told_since(one) and Case.objects.filter(pk__in=seen, pk=one.case.pk).exists()
        ]
        for channel in Channel.objects.filter(who=who, removed_at=None) if left and user.is_active else ():
            with translation.override(channel.language):
                text = _digest_words([one.case for one in left], address)
            _put(channel, f"digest:{who}:{moment.isoformat()}:{channel.pk}", text, now, left)
    return bool(left)


def _told_since(held: Notice) -> bool:
    """Whether the same account was told of it by itself, afterwards."""
    return Notice.objects.filter(case=held.case, who=held.who, held=False, at__gte=held.at).exists()


def _digest_words(told: Sequence[Case], address: str) -> str:
    lines = [_digest_line(case) for case in told[: 2 * LINES]]
    more = [texts.sentence("notice-more", n=len(told) - 2 * LINES)] if len(told) > 2 * LINES else []
    return "\n".join([texts.sentence("notice-digest", n=len(told)), *lines, *more, f"{address}/incidents/"])


def _digest_line(case: Case) -> str:
    state = texts.word(f"case-is-{case.state}")
    return f"{case.station.pk} {texts.code(case.cause)} · {short_clock(case.opened_ms)} · {state}"


def trial(channel: Channel, now: datetime) -> Message:
    """Put a message in the outbox that only says that it came."""
    with translation.override(channel.language):
        text = texts.word("notice-test")
    return _put(channel, f"test:{channel.pk}:{now.isoformat()}", text, now, [])


def _put(channel: Channel, key: str, text: str, now: datetime, notices: Sequence[Notice]) -> Message:
    told = {"channel": channel, "text": text, "made_at": now, "due_at": now}
    message, _ = Message.objects.get_or_create(key=key[:120], defaults=told)
    for notice in notices:
        notice.messages.add(message)
    return message
