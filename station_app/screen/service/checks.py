"""The list of checks, and what the technician is asked to do now, in words. No Qt, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from station_app.screen.service.words import Remedy, Texts, Tongues, pairs_of, remedy_of
from station_app.wire import CheckRow, Prompt

STATES = ("red", "unfinished", "running", "waiting", "never", "green")
"""What needs somebody comes first."""

WARNING = "warning"
"""Among what a green check said: the code of what will fail soon."""
LATEST_MS = 4_102_444_800_000
"""The year 2100; a clock that says more than that is not believed."""

SYMBOLS: Mapping[str, str] = {
    "lay-card": "card",
    "lift-card": "take",
    "show-code": "code",
    "touch-tag": "tag",
    "lift-tag": "take",
    "lean-on-door": "shut",
    "push-door": "open",
    "did-it-open": "open",
    "close-door": "shut",
    "press-exit": "press",
    "press-help": "press",
    "hear-click": "hear",
    "listen": "hear",
}
"""Step -> its drawing among the kiosk's symbols."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One check as a row."""

    check: str
    """Its id."""
    heading: str
    """The device or door it is about, on the first of its rows; else empty."""
    worst: str
    """The state in its group that needs somebody most."""
    summary: str
    """How many of its group are in each state, in words."""
    pressing: bool
    """Something in its group needs to be seen: it failed, warns, or is being made."""
    device: str
    """What the heading's button runs; empty for the station."""
    standing: str
    """Its state on the wire."""
    word: str
    """The state in a word, so that neither shape nor colour is alone."""
    title: str
    proves: str
    grave: bool
    """What follows is why it failed, and not only a warning."""
    means: str
    next: str
    also: str
    said: str
    last: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptWords:
    """What the technician is asked to do now."""

    shown: bool = False
    symbol: str = "next"
    device: str = ""
    title: str = ""
    title_also: str = ""
    advice: str = ""
    advice_also: str = ""
    seconds: str = ""
    unit: str = ""
    count: str = ""
    """`12 / 50`; empty for a step that is not counted."""
    done: float = 0.0
    """0 to 1, of a counted step."""
    confirm: bool = False
    yes: str = ""
    no: str = ""
    check: str = ""
    """The id of the check that asks: what `skip` leaves out."""
    skip: str = ""


def check_lines(checks: Iterable[CheckRow], tongues: Tongues, utc_offset_minutes: int) -> tuple[CheckLine, ...]:
    """The checks, those of one device together, in the order in which the core first names them."""
    groups: dict[str, list[CheckRow]] = {}
    for check in checks:
        groups.setdefault(check.device, []).append(check)
    lines: list[CheckLine] = []
    for device, rows in groups.items():
        group = _group_of(rows, tongues.text)
        first, *others = [_line(check, tongues, utc_offset_minutes, group) for check in rows]
        lines += [replace(first, heading=device or tongues.text["service.station"]), *others]
    return tuple(lines)


def tally_of(checks: Iterable[CheckRow], text: Texts) -> tuple[dict[str, str], ...]:
    """How many checks are in each state that occurs: `standing` and `words`."""
    counted = Counter(check.state for check in checks)
    return tuple(
        {"standing": state, "words": f"{counted[state]} {text[f'check.state.{state}']}"}
        for state in STATES
        if counted[state]
    )


def making_of(checks: Iterable[CheckRow]) -> str:
    """The id of the check that is being made; empty for none."""
    return next((check.id for check in checks if check.state in ("running", "waiting")), "")


def prompt_words(prompt: Prompt | None, tongues: Tongues, *, making: str = "") -> PromptWords:
    """The words for a prompt; a step that this screen is too old to know is shown by its code."""
    if prompt is None:
        return PromptWords()
    text, other, step = tongues.text, tongues.other, f"step.{prompt.step}"
    known = f"{step}.title" in text
    return PromptWords(
        shown=True,
        symbol=SYMBOLS.get(prompt.step, "next"),
        device=prompt.device,
        title=text.get(f"{step}.title", prompt.step),
        title_also=other[f"{step}.title"] if known else "",
        advice=text.get(f"{step}.next", ""),
        advice_also=other.get(f"{step}.next", ""),
        seconds=str(max(0, prompt.seconds_left)),
        unit=text["step.seconds"],
        count=f"{prompt.done} / {prompt.of}" if prompt.of else "",
        done=min(1.0, prompt.done / prompt.of) if prompt.of else 0.0,
        confirm=prompt.confirm,
        yes=text["button.yes"],
        no=text["button.no"],
        check=making,
        skip=text["button.skip"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    worst: str
    summary: str
    pressing: bool


def _group_of(checks: list[CheckRow], text: Texts) -> _Group:
    states = {check.state for check in checks}
    return _Group(
        worst=next(state for state in STATES if state in states),
        summary="  ".join(part["words"] for part in tally_of(checks, text)),
        pressing=not states <= {"never", "green"} or any(WARNING in check.said for check in checks),
    )


def _line(check: CheckRow, tongues: Tongues, utc_offset_minutes: int, group: _Group) -> CheckLine:
    text, kind = tongues.text, check.id.rpartition(".")[2]
    remedy = _remedy(check, tongues)
    return CheckLine(
        check=check.id,
        heading="",
        worst=group.worst,
        summary=group.summary,
        pressing=group.pressing,
        device=check.device,
        standing=check.state,
        word=text[f"check.state.{check.state}"],
        title=text.get(f"check.{kind}.title", kind),
        proves=text.get(f"check.{kind}.proves", ""),
        grave=check.state in ("red", "unfinished"),
        means=remedy.means,
        next=remedy.next,
        also=remedy.also,
        said=pairs_of({key: value for key, value in check.said.items() if key != WARNING}, "said", text),
        last=_last(check, text, utc_offset_minutes),
        button=text["button.run-one"],
    )


def _remedy(check: CheckRow, tongues: Tongues) -> Remedy:
    if check.state == "green":
        return remedy_of(check.said.get(WARNING, ""), tongues, "warning")
    if check.state not in ("red", "unfinished"):
        return Remedy()
    if not check.fault and check.state == "unfinished":
        return remedy_of("unfinished", tongues)
    return remedy_of(check.fault or "unnamed", tongues)


def _last(check: CheckRow, text: Texts, utc_offset_minutes: int) -> str:
    if check.at_ms <= 0:
        return ""
    at = datetime.fromtimestamp(min(check.at_ms, LATEST_MS) / 1000, UTC) + timedelta(minutes=utc_offset_minutes)
    key = "check.last.by" if check.tester else "check.last"
    return text[key].format(time=f"{at:%Y-%m-%d %H:%M}", tester=check.tester)
