"""One sentence on how a station is. What is not of now is told with its age, and never as if it were of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from station_app.hub import texts
from station_app.hub.ages import age
from station_app.hub.known import Known
from station_app.hub.templatetags.hub import short_clock
from station_app.upstream.vitals_message import TestedNow
from station_app.upstream.vitals_message import Vitals as Told

Tone = Literal["good", "plain", "bad"]
_TONES: Final[dict[str, tuple[Tone, str]]] = {
    "open": ("good", "●"),
    "closed": ("plain", "◐"),
    "running": ("plain", "○"),
    "maintenance": ("plain", "⚙"),
    "evacuation": ("bad", "⚠"),
    "lockdown": ("bad", "⚠"),
    "shelter": ("bad", "⚠"),
    "silent": ("bad", "⚠"),
    "new": ("bad", "⚠"),
    "revoked": ("plain", "⊘"),
}
SEPARATOR: Final = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """The one word for a station."""

    code: str
    text: str
    tone: Tone
    sign: str
    """Tells the same as the colour does."""


def code_of(known: Known) -> str:
    """The one word for a station, as a code."""
    if known.station.revoked_at is not None:
        return "revoked"
    if known.silent:
        return "silent" if known.station.last_contact is not None else "new"
    if known.live is not None:
        return _code_of_live(known.live)
    if known.state.admitting is None:
        return "running"
    return "open" if known.state.admitting else "closed"


def chip_of(known: Known) -> Chip:
    """The one word for a station."""
    code = code_of(known)
    tone, sign = _TONES[code]
    return Chip(code=code, text=texts.word(f"is-{code}"), tone=tone, sign=sign)


def sentence_of(known: Known) -> str:
    """How a station is, in one sentence."""
    code = code_of(known)
    if code in {"revoked", "new"}:
        return texts.word(f"is-{code}")
    if code == "silent":
        return _of_silent(known)
    if known.live is not None:
        return SEPARATOR.join(_of_live(known.live, code))
    parts = [texts.word(f"is-{code}"), inside_words(known.inside, known.inside, 0)]
    if known.told_at is None:
        return SEPARATOR.join([*parts, texts.word("no-live-state")])
    return SEPARATOR.join([*parts, texts.sentence("live-state-old", age=age(known.now - known.told_at))])


def people_in(told: Told) -> tuple[int, int, int] | None:
    """People inside, at least and at most, and places, over all zones but private ones; None without any."""
    zones = [zone for zone in told.zones if not zone.private]
    if not zones:
        return None
    ranges = [zone.inside.partition("-") for zone in zones]
    low = sum(int(first) for first, _, _ in ranges)
    high = sum(int(last or first) for first, _, last in ranges)
    return low, high, sum(zone.capacity for zone in zones)


def inside_words(low: int, high: int, places: int) -> str:
    """`3 inside`; a range that says nothing is said to."""
    if high == 0:
        return texts.word("inside-none")
    if low == 0 and 0 < places <= high:
        return texts.word("inside-unsure")
    n = low if low == high else texts.sentence("range", low=low, high=high)
    return texts.sentence("inside-some", n=n)


def tested_words(tested: TestedNow) -> str:
    """What the self-test said last; empty where there is nothing to say."""
    if tested.failed:
        return texts.sentence("tests-failed", n=tested.failed)
    if tested.verdict == "ready" and tested.oldest_ms:
        return texts.sentence("all-tested", at=short_clock(_moment(tested.oldest_ms)))
    return texts.sentence("tests-never", n=tested.never) if tested.never else ""


def warmth(told: Told) -> str:
    """`21 ℃`, of the first zone that tells; empty where none does."""
    found = next((zone.temperature for zone in told.zones if zone.temperature is not None), None)
    return "" if found is None else f"{round(found)} ℃"


def _code_of_live(told: Told) -> str:
    if told.mode in {"evacuation", "lockdown", "shelter"}:
        return told.mode
    if told.maintenance:
        return "maintenance"
    return "open" if told.zones and told.zones[0].open else "closed"


def _of_live(told: Told, code: str) -> list[str]:
    parts = [texts.word(f"is-{code}")]
    if code == "closed" and told.zones and told.zones[0].opens_at:
        parts.append(texts.sentence("opens-then", at=texts.weekday_time(told.zones[0].opens_at)))
    if (people := people_in(told)) is not None:
        parts.append(inside_words(*people))
    return [part for part in (*parts, warmth(told), tested_words(told.tested)) if part]


def _of_silent(known: Known) -> str:
    last = known.station.last_contact
    parts = [texts.sentence("no-word-for", age=age(known.now - last))] if last else []
    if known.told is not None:
        told = _of_live(known.told, _code_of_live(known.told))
        parts.append(texts.sentence("known-last", what=SEPARATOR.join(told[:3])))
    return SEPARATOR.join([*parts, texts.word("door-goes-on")])


def _moment(wall_ms: int) -> datetime:
    """A station's wall time; one beyond all calendars is held within them."""
    return datetime.fromtimestamp(min(wall_ms / 1000, 250_000_000_000), UTC)
