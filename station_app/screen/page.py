"""What the page says: from a snapshot, a language and the time of day to words. No Qt, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from station_app.core.reasons import REASONS
from station_app.screen import calls
from station_app.screen.elsewhere import HELPS, elsewhere, nearest
from station_app.screen.entry.told import told_words
from station_app.screen.leading_on import WAYS, advice
from station_app.screen.prompts import prompt_of
from station_app.screen.when import date_words, is_night, opening_words, time_words
from station_app.wire import Snapshot

Texts = Mapping[str, str]

_SYMBOLS: Mapping[str, str] = {
    "card-expired": "clock",
    "card-not-accepted": "card",
    "card-unreadable": "card",
    "card-not-authentic": "card",
    "pass-expired": "clock",
    "pass-not-yet-valid": "clock",
    "pass-foreign": "code",
    "pass-tampered": "code",
    "pass-used": "code",
    "pass-revoked": "code",
    "code-unknown": "code",
    "code-unreadable": "code",
    "code-wrong": "code",
    "code-wait": "clock",
    "full": "people",
    "closed": "clock",
    "maintenance": "tools",
    "not-recorded": "tools",
    "door-fault": "tools",
}


_STANDING: Mapping[str, str] = {
    "evacuation": "leave",
    "lockdown": "shut",
    "shelter": "house",
    "wellbeing": "bell",
    "turn": "people",
    "told": "note",
}
"""Moment -> its symbol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWords:
    """The time and the light it brings."""

    time: str = ""
    date: str = ""
    night: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StationWords:
    """The station as a passer-by sees it."""

    name: str = ""
    greeting: str = ""
    """Or what a manager has written to everybody here."""
    state: str = ""
    open: bool = True
    full: bool = False
    count: str = ""
    invitation: str = ""
    degraded: str = ""
    """For staff; empty when all is well."""
    place: str = ""
    """Where else to go, while nobody can come in."""
    look: str = ""
    """That a camera is asked, or was a moment ago, in both languages; empty for neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayWords:
    """One way in."""

    offered: bool = False
    works: bool = True
    name: str = ""
    title: str = ""
    sentence: str = ""
    badge: str = ""
    """`use this one`, when no other way works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentWords:
    """What happens to the person at the door right now."""

    kind: str = "starting"
    """A moment of the wire, or `starting` while there is no core."""
    symbol: str = "house"
    tone: str = "wait"
    """`good`, `calm`, `wait` or `alarm`: the page's colours, never its only message."""
    label: str = ""
    headline: str = ""
    advice: str = ""
    """What to do next."""
    phone: str = ""
    """Whom to call, where that helps."""
    also: str = ""
    """The page in another language, where nobody is asked to touch anything first."""
    place: str = ""
    """Where else to go."""
    place_label: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWords:
    """What is kept of a person, and the rules of the house."""

    title: str = ""
    short: str = ""
    brief: str = ""
    """Where large words leave no room for the short one."""
    paragraphs: tuple[str, ...] = ()
    rules_title: str = ""
    rules: tuple[str, ...] = ()
    button: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the screen that is made of words."""

    clock: ClockWords
    station: StationWords
    card: WayWords
    tag: WayWords
    code: WayWords
    moment: MomentWords
    notice: NoticeWords
    help: str


def page_of(snapshot: Snapshot, text: Texts, now: datetime) -> Page:
    """The page for a snapshot at a local time."""
    return Page(
        clock=_clock(text, now),
        station=_station(snapshot, text, now),
        card=_way(snapshot, "id-card", text),
        tag=_way(snapshot, "tag", text),
        code=_way(snapshot, "code", text),
        moment=_moment(snapshot, text, now),
        notice=_notice(snapshot, text),
        help=text["button.help"],
    )


def starting_page(last: Snapshot | None, text: Texts, now: datetime) -> Page:
    """The page while there is no core: calm, the way out named, the phone if it was ever told."""
    phone = last.help_phone if last else ""
    moment = MomentWords(
        headline=_lines(text["starting.headline"]),
        advice=text["starting.next"],
        phone=text["starting.phone"].format(phone=_unbroken(phone)) if phone else "",
    )
    return Page(
        clock=_clock(text, now),
        station=StationWords(name=last.station if last else ""),
        card=WayWords(),
        tag=WayWords(),
        code=WayWords(),
        moment=moment,
        notice=NoticeWords(),
        help=text["button.help"],
    )


def _clock(text: Texts, now: datetime) -> ClockWords:
    return ClockWords(time=time_words(now), date=date_words(now, text), night=is_night(now))


def _station(snapshot: Snapshot, text: Texts, now: datetime) -> StationWords:
    full = snapshot.open and 0 < snapshot.capacity <= snapshot.inside
    state = "full" if full else "open" if snapshot.open else "closed"
    count = "count.of" if snapshot.capacity else "count.plain"
    return StationWords(
        name=snapshot.station,
        greeting=snapshot.told or text["idle.greeting"],
        state=text[f"state.{state}"],
        open=snapshot.open,
        full=full,
        count=text[count].format(inside=snapshot.inside, capacity=snapshot.capacity),
        invitation=_invitation(snapshot, full, text, now),
        degraded=text["state.degraded"] if snapshot.degraded else "",
        place=nearest(snapshot, text) if full or not snapshot.open else "",
        look=_look(snapshot, text),
    )


def _look(snapshot: Snapshot, text: Texts) -> str:
    """Everybody here is told at once, whatever language the page is in."""
    if not snapshot.look:
        return ""
    key = f"look.{snapshot.look}"
    return f"{text[key].format(zone=snapshot.look_zone)}  {text[f'{key}.also']}"


def _invitation(snapshot: Snapshot, full: bool, text: Texts, now: datetime) -> str:
    if not snapshot.open:
        return _until("idle.closed", snapshot, text, now)
    if full:
        return text["idle.full"]
    working = {way.kind for way in snapshot.ways if way.works}
    which = "-".join(name for kind, name in WAYS.items() if kind in working)
    return text[f"idle.invite.{which or 'none'}"]


def _until(key: str, snapshot: Snapshot, text: Texts, now: datetime) -> str:
    time = opening_words(snapshot.opens_at, now, text)
    return _lines(text[f"{key}.until"].format(time=time)) if time else text[key]


def _lines(sentence: str) -> str:
    """Key lines break where a speaker would breathe, not where the page ends; as on signs, the break is the comma."""
    return sentence.replace("，", "\n").replace(", ", "\n")


def _unbroken(phone: str) -> str:
    """A telephone number stays on one line."""
    return phone.replace(" ", "\u00a0")


def _way(snapshot: Snapshot, kind: str, text: Texts) -> WayWords:
    # Two readers of a kind are one way in, which works while one of them does.
    works: dict[str, bool] = {}
    for way in snapshot.ways:
        works[way.kind] = works.get(way.kind, False) or way.works
    if kind not in works:
        return WayWords()
    others = [other for other in WAYS if other != kind and works.get(other)]
    name = WAYS[kind]
    if works[kind]:
        sentence = text[f"way.{name}.sentence"]
    elif len(works) > 2:  # there is less room, and the invitation says what to do
        sentence = text["way.broken.short"]
    elif others:
        sentence = text["way.broken"].format(other=text[f"way.{WAYS[others[-1]]}.name"])
    else:
        sentence = text["way.broken.alone"]
    only = works[kind] and not others and len(works) > 1
    return WayWords(
        offered=True,
        works=works[kind],
        name=text[f"way.{name}.name"],
        title=text[f"way.{name}.title"],
        sentence=sentence,
        badge=text["way.recommended"] if only else "",
    )


def _moment(snapshot: Snapshot, text: Texts, now: datetime) -> MomentWords:
    prompt = prompt_of(snapshot)
    match snapshot.moment:
        case "idle":
            return MomentWords(kind="idle", prompt=prompt)
        case "reading":
            return _said("reading", text, symbol="card", tone="wait", prompt=prompt)
        case "welcome" | "goodbye":
            symbol = "tick" if snapshot.moment == "welcome" else "leave"
            said = _said(_sort(snapshot, text), text, symbol=symbol, tone="good", prompt=prompt)
            advice = text["welcome.next.card"] if snapshot.card_on else said.advice
            return replace(said, kind=snapshot.moment, advice=advice)
        case "take-card":
            return _said("take-card", text, symbol="take", tone="calm", prompt=prompt)
        case "help":
            return _help(snapshot, text, prompt)
        case "maintenance":
            said = _said("maintenance", text, symbol="tools", tone="wait", prompt=prompt)
            label, place = elsewhere(snapshot, text)
            if not place and snapshot.neighbour:  # the config's own note: where one is, not whether it is open
                label, place = text["maintenance.neighbour"], snapshot.neighbour
            return replace(said, also=text["maintenance.also"], place=place, place_label=label)
        case "turn":
            return _turn(snapshot, text, prompt)
        case "told":
            return _told(snapshot, text, prompt)
        case "evacuation" | "lockdown" | "shelter" | "wellbeing":
            return _standing(snapshot, text, prompt)
        case "refused":
            return _refused(snapshot, text, now, prompt)


def _help(snapshot: Snapshot, text: Texts, prompt: str) -> MomentWords:
    """Where a call for help stands."""
    unanswered = snapshot.reason == "unanswered"
    return MomentWords(
        kind="help",
        symbol="tick" if snapshot.reason == "taken" else "phone" if unanswered else "bell",
        tone="good" if snapshot.reason == "taken" else "calm" if unanswered else "wait",
        headline=_lines(calls.headline(snapshot, text)),
        advice=calls.advice(snapshot, text),
        phone=calls.phone(snapshot, text),
        prompt=prompt,
    )


def _standing(snapshot: Snapshot, text: Texts, prompt: str) -> MomentWords:
    """What stands for everybody here until it is over."""
    kind, sort = snapshot.moment, _sort(snapshot, text)
    loud = kind == "evacuation" or sort != kind
    said = _said(sort, text, symbol=_STANDING[kind], tone="alarm" if loud else "wait", prompt=prompt)
    also = text["evacuation.also"] if kind == "evacuation" else ""
    return replace(said, kind=kind, label=snapshot.told, also=also)


def _sort(snapshot: Snapshot, text: Texts) -> str:
    """The texts of a moment's own sort, where this screen has them."""
    key = f"{snapshot.moment}.{snapshot.reason}"
    return key if snapshot.reason and f"{key}.headline" in text else snapshot.moment


def _said(kind: str, text: Texts, *, symbol: str, tone: str, prompt: str) -> MomentWords:
    headline, advice = _lines(text[f"{kind}.headline"]), text[f"{kind}.next"]
    return MomentWords(kind=kind, symbol=symbol, tone=tone, headline=headline, advice=advice, prompt=prompt)


def _told(snapshot: Snapshot, text: Texts, prompt: str) -> MomentWords:
    headline, advice = told_words(snapshot, text)
    return MomentWords(
        kind="told",
        symbol=_STANDING["told"],
        tone="wait",
        headline=_lines(headline),
        advice=advice,
        prompt=prompt,
    )


def _turn(snapshot: Snapshot, text: Texts, prompt: str) -> MomentWords:
    """A number that waits, or what becomes of it."""
    known = f"turn.{snapshot.reason}.headline" in text
    key = f"turn.{snapshot.reason}" if known else "turn"
    words = {"number": snapshot.number, "minutes": snapshot.minutes}
    advice = text[f"{key}.next" if known or snapshot.minutes else "turn.next.soon"]
    return MomentWords(
        kind="turn",
        symbol=_STANDING["turn"],
        tone="good" if snapshot.reason == "called" else "wait",
        label=snapshot.told,
        headline=text[f"{key}.headline"].format(**words),
        advice=advice.format(**words),
        prompt=prompt,
    )


def _refused(snapshot: Snapshot, text: Texts, now: datetime, prompt: str) -> MomentWords:
    # A reason that this screen is too old to know still gets an answer that helps.
    reason = snapshot.reason if snapshot.reason in REASONS else "not-recorded"
    key = f"reason.{reason}.headline"
    headline = _until(key, snapshot, text, now) if reason == "closed" else _lines(text[key])
    label, place = elsewhere(snapshot, text) if reason in HELPS else ("", "")
    return MomentWords(
        kind="refused",
        symbol=_SYMBOLS.get(reason, "tools"),
        tone="calm",
        label=text["refused.label"],
        headline=headline,
        advice=advice(snapshot, reason, text),
        place=place,
        place_label=label,
        prompt=prompt,
    )


def _notice(snapshot: Snapshot, text: Texts) -> NoticeWords:
    operator = snapshot.operator or text["notice.operator"]
    phone, days = _unbroken(snapshot.help_phone), snapshot.retention_days
    rights = text["notice.rights.phone"].format(phone=phone) if phone else text["notice.rights"]
    return NoticeWords(
        title=text["notice.title"],
        short=text["notice.short"].format(operator=operator, days=days),
        brief=text["notice.brief"],
        paragraphs=(
            text["notice.what"].format(operator=operator),
            text["notice.why.camera" if snapshot.cameras else "notice.why"],
            text["notice.kept"].format(days=days),
            rights,
            text["notice.other-way"],
        ),
        rules_title=text["rules.title"],
        rules=tuple(text[f"rules.{rule}"] for rule in ("smoke", "battery", "stay", "belongings")),
        button=text["button.notice"],
        back=text["button.back"],
    )
