"""`station commission`: leads a technician from bare ports to a station.toml and its wiring sheet, in a terminal."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, TextIO

from hardware.clock import Clock, SystemClock
from hardware.links import OpenLink
from hardware.links.port import opener, parse_port
from station_app.assets import texts
from station_app.config import ConfigError, Settings, load, parse
from station_app.identity.memory import forbid_core_dumps
from station_app.identity.vault import KeyFault
from station_app.selftest.commissioning import progress
from station_app.selftest.commissioning.hands import Hands
from station_app.selftest.commissioning.host import BACK, STOP, lead
from station_app.selftest.commissioning.learned import Brief, Learned, Plan
from station_app.selftest.commissioning.ports import ports_of_this_machine
from station_app.selftest.commissioning.script import commissioning
from station_app.selftest.commissioning.sheet import SheetFacts, svg_of
from station_app.selftest.commissioning.station_talk import may_be_hub
from station_app.selftest.commissioning.talk import SKIP, Answer, Conversation, Question
from station_app.selftest.commissioning.worded import hint_of, lines_of, meant_by
from station_app.selftest.commissioning.written import tables_of, toml_of
from station_app.wiring import standard_input
from station_app.wiring.devices import check_devices, checked_settings
from station_app.wiring.process import UsageError, data_dir, until_told_to_stop
from station_app.wiring.whole_file import make_whole, write_new, write_whole

_UNREADABLE: Final = "\ufffd"
_NO_ANSWER: Final = "\n"
"""Fits no question, and so it is asked again."""
_SPOKEN: Final = 2.0
"""Seconds between two lines that tell how far a search is, for one port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    output: Path
    sheet: Path | None
    data: Path | None
    ports: tuple[str, ...]
    only_given: bool
    """Search no other ports than `ports`."""
    language: str
    station_id: str
    station_name: str
    zone_title: str
    help_phone: str
    operator: str
    hub_url: str


def commission(wanted: Wanted) -> int:
    """Lead the conversation; status 0 when a file was written, 1 when the person stopped or refused."""
    text = texts(wanted.language)
    ports = _ports(wanted)
    if not ports:
        raise UsageError(text["commission.no-ports"])
    if wanted.sheet is not None:
        _check_kind(wanted.sheet)
    if wanted.hub_url and not may_be_hub(wanted.hub_url):
        raise UsageError(f"--hub {wanted.hub_url}: {text['commission.hub.wrong']}")
    data = data_dir(wanted.data)
    forbid_core_dumps()  # people show cards and codes
    done: list[bool] = []

    async def work() -> None:
        done.append(await _Commissioning(wanted, ports, data, text).run())

    until_told_to_stop(work())
    return 0 if done == [True] else 1


def draw_sheet(config: Path, sheet: Path, language: str) -> int:
    """Draw the wiring sheet of a configuration that exists."""
    _check_kind(sheet)
    settings = checked_settings(config)
    try:
        _write_sheet(settings, config.read_bytes(), sheet, texts(language))
    except OSError as error:
        raise UsageError(f"{error.filename}: cannot be written ({error.strerror}); give another --output") from None
    print(sheet)  # noqa: T201 - the command's answer
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where what was learned is written, and on which day."""

    output: Path
    sheet: Path | None = None
    """None: an SVG beside `output`."""
    day: str


def write_down(learned: Learned, goal: Goal, text: Mapping[str, str]) -> list[str]:
    """Write configuration and sheet; an older configuration is kept beside it. What was written, in words.

    Raises UsageError when it cannot be written.
    """
    raw = toml_of(learned, goal.day).encode()
    settings = parse(raw.decode())
    check_devices(settings)
    try:
        return _write(settings, raw, goal, text)
    except OSError as error:
        raise UsageError(f"{error.filename}: cannot be written ({error.strerror}); give another --output") from None


def _write(settings: Settings, raw: bytes, goal: Goal, text: Mapping[str, str]) -> list[str]:
    output, said = goal.output, list[str]()
    output.parent.mkdir(parents=True, exist_ok=True)
    if output.exists():
        old = _free_name(output)
        # copied, so that there is a whole file under the name at any moment
        write_new(old, output.read_bytes(), stat.S_IMODE(output.stat().st_mode))
        said.append(text["commission.kept-old"].format(path=old))
    write_whole(output, raw)
    sheet = goal.sheet or output.with_suffix(".wiring.svg")
    _write_sheet(settings, raw, sheet, text, goal.day)
    return [*said, *(text["commission.written"].format(path=path) for path in (output, sheet))]


class _Commissioning:
    """One run of the command."""

    def __init__(self, wanted: Wanted, ports: tuple[str, ...], data: Path, text: Mapping[str, str]) -> None:
        self._wanted, self._ports, self._data, self._text = wanted, ports, data, text
        self._clock: Clock = SystemClock()
        self._told: dict[str, float] = {}

    async def run(self) -> bool:
        """True when a file was written."""
        text, wanted = self._text, self._wanted
        brief = _brief(wanted, self._ports)
        conversation = Conversation(lambda: commissioning(brief), progress.load(self._data, self._ports))
        _say(text["commission.how"])
        if conversation.answers:
            _say(text["commission.resumed"])
        terminal = Terminal(text)
        hands = Hands(self._open_port, self._clock, self._searching)
        try:
            learned = await lead(conversation, hands, terminal, self._keep)
        except asyncio.CancelledError:
            _say(f"\n{text['commission.stopped']}")
            raise
        finally:
            await hands.close()
        if learned is None:
            _say(text["commission.stopped"])
            return False
        if not learned.write:
            progress.forget(self._data)
            _say(text["commission.refused"])
            return False
        day = datetime.fromtimestamp(self._clock.wall(), UTC).astimezone().date().isoformat()
        for line in write_down(learned, Goal(output=wanted.output, sheet=wanted.sheet, day=day), text):
            _say(line)
        progress.forget(self._data)
        return True

    def _keep(self, answers: tuple[Answer, ...]) -> None:
        try:
            progress.save(self._data, self._ports, answers)
        except KeyFault as fault:
            raise UsageError(str(fault)) from None

    def _open_port(self, port: str, baud: int) -> OpenLink:
        return opener(parse_port(port), baud, self._data)

    def _searching(self, port: str, what: str) -> None:
        now = self._clock.monotonic()
        if now - self._told.get(port, 0.0) >= _SPOKEN:
            self._told[port] = now
            _say("  " + self._text["commission.trying"].format(port=port, what=what))


class Terminal:
    """Shows questions on standard output and reads answers from standard input; its end means stop."""

    def __init__(self, text: Mapping[str, str]) -> None:
        self._text = text
        typed: TextIO = sys.stdin
        if isinstance(typed, io.TextIOWrapper):
            typed.reconfigure(errors="replace")  # a terminal that writes another encoding ends nothing
        self._lines = standard_input.lines_of(sys.stdin)

    async def ask(self, question: Question) -> str:
        """Show a question and give what was said."""
        if sys.stdin.isatty():
            self._forget_early_lines()
        for line in lines_of(question, self._text):
            _say(line)
        if question.kind == "tell":
            return ""
        print("> ", end="", flush=True)  # noqa: T201 - the prompt
        line = await self._lines.get()
        if not line:
            self._lines.put_nowait("")  # the end stays the end
            return STOP
        said = line.strip()
        if _UNREADABLE in said:
            return _NO_ANSWER
        return said.lower() if said.lower() in (BACK, SKIP, STOP) else meant_by(question, said, self._text)

    def wrong(self, question: Question) -> None:
        """Say what would be an answer."""
        _say(hint_of(question, self._text))

    def _forget_early_lines(self) -> None:
        """A key pressed too often, or a code that a scanner has typed, answers no question that comes later."""
        while not self._lines.empty():
            if not self._lines.get_nowait():
                self._lines.put_nowait("")
                return


def _brief(wanted: Wanted, ports: tuple[str, ...]) -> Brief:
    fresh = Brief(
        ports=ports,
        file_exists=wanted.output.exists(),
        station_id=wanted.station_id,
        station_name=wanted.station_name,
        zone_title=wanted.zone_title,
        help_phone=wanted.help_phone,
        operator=wanted.operator,
        hub_url=wanted.hub_url,
    )
    try:
        old = load(wanted.output)
    except ConfigError:
        return fresh  # none there, or one that cannot be read: it expects nothing, and is kept beside the new one
    # what no wire decides stays as it was written, unless the command line says otherwise
    told = wanted.station_id or wanted.station_name or wanted.help_phone or wanted.operator
    names = [
        *(() if told else ("station",)),
        *(() if wanted.hub_url else ("hub",)),
        "policy",
    ]
    return replace(
        fresh,
        plan=Plan.of(old),
        station_id=wanted.station_id or old.station.id,
        station_name=wanted.station_name or old.station.name,
        help_phone=wanted.help_phone or old.station.help_phone,
        operator=wanted.operator or old.station.operator,
        kept=tables_of(wanted.output.read_text(encoding="utf-8"), tuple(names)),
    )


def _ports(wanted: Wanted) -> tuple[str, ...]:
    for port in wanted.ports:
        try:
            parse_port(port)
        except ValueError as error:
            raise UsageError(f"--port: {error}") from None
    found = () if wanted.only_given else ports_of_this_machine()
    return tuple(dict.fromkeys([*wanted.ports, *found]))


def _write_sheet(settings: Settings, config: bytes, sheet: Path, text: Mapping[str, str], day: str = "") -> None:
    facts = SheetFacts(day=day, config_hash=hashlib.sha256(config).hexdigest())
    svg = svg_of(settings, facts, text)
    sheet.parent.mkdir(parents=True, exist_ok=True)
    if sheet.suffix == ".pdf":
        from station_app.screen.wiring_sheet import write_pdf

        make_whole(sheet, partial(write_pdf, svg))
    else:
        write_whole(sheet, svg)


def _check_kind(sheet: Path) -> None:
    if sheet.suffix not in (".svg", ".pdf"):
        raise UsageError(f"{sheet}: a wiring sheet is an .svg or a .pdf")


def _free_name(path: Path) -> Path:
    number = 1
    while os.path.lexists(old := path.with_name(f"{path.name}.old{number}")):
        number += 1
    return old


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the conversation
