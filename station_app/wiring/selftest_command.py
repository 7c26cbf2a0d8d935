"""`station selftest`: runs the checks, tells each result as it comes, and what to do about the red ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from xml.etree import ElementTree

from station_app.selftest.words import next_steps, proves, remedies, warning_steps
from station_app.store.rows import wall_text
from station_app.wire import CheckRow, Service
from station_app.wiring.core_for_a_while import at_station
from station_app.wiring.guided_terminal import Guided, Keyboard
from station_app.wiring.service_client import Talk
from station_app.wiring.service_messages import Ask

Form = Literal["text", "json", "junit"]
_ENDED: Final = frozenset({"green", "red", "unfinished"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for at the command line."""

    device: str = ""
    guided: bool = False
    tester: str = ""
    form: Form = "text"


@dataclass(slots=True, kw_only=True)
class Made:
    """What a run has made of the checks."""

    before: dict[str, CheckRow] = field(default_factory=dict[str, CheckRow])
    last: Service | None = None
    ended: dict[str, CheckRow] = field(default_factory=dict[str, CheckRow])
    """Checks with a result of this run."""

    @property
    def passed(self) -> bool:
        """Whether the run came to its end and all of it was green; what was cut off has failed."""
        whole = self.last is not None and not self.last.running and bool(self.ended)
        return whole and all(row.state == "green" for row in self.ended.values())

    def news(self, service: Service) -> list[CheckRow]:
        """Results that a document tells of for the first time."""
        if self.last is None:
            self.before = {row.id: row for row in service.checks}
        self.last = service
        fresh = [row for row in service.checks if row.state in _ENDED and self._is_new(row)]
        self.ended |= {row.id: row for row in fresh}
        return fresh

    def _is_new(self, row: CheckRow) -> bool:
        known = self.ended.get(row.id, self.before.get(row.id))
        return known is None or row.at_ms != known.at_ms


def selftest(config: Path, data: Path | None, wanted: Wanted) -> int:
    """Test a station: status 0 when all that was tested is green, else 1."""
    made = Made()

    def talk(station: Talk) -> Made:
        ask = Ask(verb="selftest", device=wanted.device, tester=wanted.tester, guided=wanted.guided)
        guided = Guided(station, Keyboard(sys.stdin.fileno(), sys.stdin.encoding)) if wanted.guided else None
        for service in station.ask(ask):
            for row in made.news(service):
                if wanted.form == "text":
                    _say(check_line(row))
            if guided is not None:
                guided.follow(service)
        return made

    at_station(config, data, talk)
    match wanted.form:
        case "text":
            _say(summary(made, wanted))
        case "json":
            _say(json.dumps(as_json(made), ensure_ascii=False, indent=2))
        case "junit":
            _say(as_junit(made))
    return 0 if made.passed else 1


def check_line(row: CheckRow) -> str:
    """A result as one line; below a red one, and below a warning, what it means and the next thing to do."""
    said = "  ".join(f"{name}={value}" for name, value in row.said.items() if name != "warning")
    head = f"{row.state:<10} {row.id}" + (f"  {row.fault}" if row.fault else "") + (f"  {said}" if said else "")
    lines = [head]
    if row.state != "green":
        lines += [f"           {step}" for step in remedies(row.fault or "unnamed")]
    elif warning := row.said.get("warning"):
        lines += [f"           ! {step}" for step in warning_steps(warning)]
    return "\n".join(lines)


def as_json(made: Made) -> dict[str, Any]:
    """The whole result for machines: every check that the station has, and whether this run made it."""
    return {
        "passed": made.passed,
        "finished": made.last is not None and not made.last.running,
        "checks": [_check_json(row, tested=row.id in made.ended) for row in _all(made)],
    }


def as_junit(made: Made) -> str:
    """The result as JUnit's XML: red is a failure, unfinished an error, and what needs hands was skipped."""
    rows = _all(made)
    cut_off = not made.passed and all(row.state == "green" for row in made.ended.values())
    suite = ElementTree.Element(
        "testsuite",
        name="station selftest",
        tests=str(len(rows) + cut_off),
        failures=str(sum(1 for row in made.ended.values() if row.state == "red")),
        errors=str(sum(1 for row in made.ended.values() if row.state == "unfinished") + cut_off),
        skipped=str(len(rows) - len(made.ended)),
    )
    for row in rows:
        case = ElementTree.SubElement(suite, "testcase", classname=row.device or "station", name=row.id)
        if row.id not in made.ended:
            ElementTree.SubElement(case, "skipped", message=f"not in this run; last result: {row.state}")
        elif row.state != "green":
            kind = "failure" if row.state == "red" else "error"
            told = ElementTree.SubElement(case, kind, type=row.fault or row.state, message=row.fault or row.state)
            told.text = "\n".join(next_steps(row.fault or "unnamed"))
    if cut_off:
        case = ElementTree.SubElement(suite, "testcase", classname="station", name="station.run")
        ElementTree.SubElement(case, "error", type="unfinished", message="the run did not come to its end")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode")


def _check_json(row: CheckRow, *, tested: bool) -> dict[str, Any]:
    zh, en = next_steps(row.fault) if row.fault else ("", "")
    proves_zh, proves_en = proves(row.id.rpartition(".")[2])
    return {
        "id": row.id,
        "device": row.device,
        "state": row.state,
        "tested": tested,
        "proves": {"zh-CN": proves_zh, "en": proves_en},
        "fault": row.fault,
        "next": {"zh-CN": zh, "en": en} if row.fault else None,
        "measured": dict(row.said),
        "at": wall_text(row.at_ms) if row.at_ms else None,
        "tester": row.tester,
    }


def _all(made: Made) -> Sequence[CheckRow]:
    return made.last.checks if made.last is not None else ()


def summary(made: Made, wanted: Wanted) -> str:
    """How the run went, and what of the station it has left out, one line a state."""
    left_out = [row for row in _all(made) if row.id not in made.ended]
    lines = [_left_out(state, left_out, wanted) for state in ("red", "unfinished", "never")]
    counted = {state: sum(1 for row in made.ended.values() if row.state == state) for state in sorted(_ENDED)}
    tally = ", ".join(f"{count} {state}" for state, count in counted.items())
    lines.append(f"{'passed' if made.passed else 'FAILED'}: {tally}, {len(left_out)} not tested")
    return "\n".join(line for line in lines if line)


def _left_out(state: str, rows: Sequence[CheckRow], wanted: Wanted) -> str:
    names = [row.id for row in rows if row.state == state]
    if not names or (state == "never" and wanted.device):
        return ""  # who tests one device did not mean to test the others
    why = "need hands: --guided" if state == "never" and not wanted.guided else "not in this run"
    return f"{state:<10} {', '.join(names)}  ({why})"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the answer
