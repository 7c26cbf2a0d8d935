"""`station why SEQ`: what a row of the journal is, what it follows from, and a decision made again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from station_app.core.facts import PERSONAL
from station_app.wiring.process import DATA_HELP, UsageError

if TYPE_CHECKING:
    from station_app.core.explain import Because, Replayed, Told
    from station_app.core.facts import Value
    from station_app.wiring.past_rows import Source

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

_MOMENTS: Final = frozenset({"before", "heard", "made", "not_after", "pass_until"})
"""Fields that hold milliseconds since 1970."""


def add_why_command(command: Add) -> None:
    """Teach the `station` command to say why."""
    why = command(
        "why",
        _why,
        "Say why a row stands in the journal: what it is, what it follows from, and for a decision, whether the same "
        "rules decide again as was recorded. Reads only, also while the station runs. Status 1 when a replay decides "
        "otherwise.",
    )
    why.add_argument("seq", type=_seq, metavar="SEQ", help="the row's number")
    where = why.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    where.add_argument("--journal", type=Path, default=None, metavar="FILE", help="JSON lines of `journal export`")
    why.add_argument(
        "--config",
        type=Path,
        default=None,
        help="the station's TOML file: its zones, places and built-in policy; without it a decision under the "
        "built-in policy cannot be made again",
    )
    why.add_argument(
        "--policy", type=Path, action="append", default=[], metavar="POLICY.json", help="a policy of that time"
    )
    why.add_argument("--epoch", default="", help="beginning of the row's epoch, where a number was used twice")
    why.add_argument("--language", choices=("zh-CN", "en"), default="zh-CN", help="default zh-CN")
    why.add_argument(
        "--for",
        dest="reader",
        choices=("worker", "manager", "technician"),
        default="manager",
        help="who wants to know what the rule is about (default manager)",
    )
    why.add_argument("--json", action="store_true", help="as JSON")


def _seq(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) < 1 << 62:
        raise argparse.ArgumentTypeError(f"{text!r} is no row's number")
    return int(text)


def _why(arguments: argparse.Namespace) -> int:
    from station_app.core.explain import Told, because
    from station_app.wiring.past_rows import house_for, policies_for, source_of
    from station_app.wiring.policy_lint_command import policy_at

    source = source_of(arguments.data, arguments.journal)
    place, kind = _find(source, arguments.seq, arguments.epoch)
    house = house_for(arguments.config, source)
    known = policies_for(house, source, arguments.config)
    for path in arguments.policy:
        policy = policy_at(path)
        known[policy.version] = policy
    rows = [Told(seq=row.seq, fact=row.fact) for row in _until(source, place) if row.fact is not None]
    row = rows.pop() if rows else None
    if row is None or kind != row.fact.kind or row.seq != arguments.seq:
        raise UsageError(f"row {arguments.seq} ({kind}) was written by another version of this program")
    found = because(house, rows, row, known)
    sys.stdout.write(_json(found) if arguments.json else _text(found, arguments.language, arguments.reader))
    return 1 if found.decision is not None and found.decision.agreement == "other" else 0


def _find(source: Source, seq: int, epoch: str) -> tuple[int, str]:
    """How many rows to read up to and with the newest of a number, and its kind."""
    found: tuple[int, str] | None = None
    last = 0
    for place, row in enumerate(source.rows(), 1):
        last = row.seq
        if row.seq == seq and row.epoch.startswith(epoch):
            found = place, row.kind
    if found is None:
        raise UsageError(f"there is no row {seq}; the newest is {last}")
    return found


def _until(source: Source, place: int) -> Iterator[Any]:
    for number, row in enumerate(source.rows(), 1):
        yield row
        if number == place:
            return


def _text(found: Because, language: str, reader: str) -> str:
    told = words(language)
    lines = [_line(found.row, told)]
    if found.decision is not None:
        lines += _decision(found.decision, told, reader)
    if found.causes:
        lines.append(told["why.because"])
        lines += [f"  {_line(cause, told)}" for cause in found.causes]
    elif found.decision is None:
        lines.append(told["why.outside"])
    return "\n".join(lines) + "\n"


def _line(told: Told, words: Mapping[str, str]) -> str:
    from station_app.wiring.local_time import local_text

    fact = told.fact
    body = ", ".join(f"{name}={_plain(name, value)}" for name, value in _public(told).items())
    kind = words.get(f"fact.{fact.kind}", fact.kind)
    return f"{told.seq} {local_text(fact.at.wall_ms)} {kind} ({fact.kind}) {body}".rstrip()


def _plain(name: str, value: object) -> object:
    from station_app.wiring.local_time import local_text

    return local_text(value) if name in _MOMENTS and isinstance(value, int) else value


def _decision(decision: Replayed, words: Mapping[str, str], reader: str) -> list[str]:
    def outcome(code: str) -> str:
        return words.get(f"outcome.{code}", words.get(f"reason.{code}.headline", code)) + f" ({code})"

    lines = [
        words["why.recorded"].format(outcome=outcome(decision.recorded)),
        words["why.rule"].format(rule=decision.rule or "-", policy=decision.policy),
        *([words[said]] if (said := f"rule.{decision.rule}.{reader}") in words else []),
        words["why.inputs"],
        *(f"  {words[f'input.{name}']}: {_shown(name, value, words)}" for name, value in _told_inputs(decision)),
    ]
    again = outcome(decision.again) if decision.again else "-"
    return [*lines, words[f"why.agreement.{decision.agreement}"].format(again=again)]


def _told_inputs(decision: Replayed) -> Iterator[tuple[str, Value]]:
    for name, value in decision.inputs.items():
        if name != "opens" or not decision.inputs.get("open"):  # when it opens next is no news of what is open
            yield name, value


def _shown(name: str, value: Value, words: Mapping[str, str]) -> str:
    if value is None or value == "":
        return words["value.unknown"]
    if isinstance(value, bool):
        return words["value.yes" if value else "value.no"]
    if name == "opens":
        day, _, time = str(value).partition(" ")
        return f"{words.get(f'weekday.{day}', day)} {time}"
    return words.get(f"value.{name}.{value}", str(value))


def words(language: str) -> Mapping[str, str]:
    """What commands about policies and decisions say."""
    from station_app.assets import asset, texts

    folders = ("i18n-controls", "i18n-rules", "i18n-why")
    read = [json.loads(asset(folder, f"{language}.json").read_text(encoding="utf-8")) for folder in folders]
    return {**texts(language), **read[0], **read[1], **read[2]}


def _public(told: Told) -> dict[str, object]:
    return {name: value for name, value in told.fact.body.items() if name not in PERSONAL}


def _json(found: Because) -> str:
    def row(told: Told) -> dict[str, object]:
        return {"seq": told.seq, "kind": told.fact.kind, "wall_ms": told.fact.at.wall_ms, "body": _public(told)}

    document: dict[str, object] = {"row": row(found.row), "causes": [row(told) for told in found.causes]}
    if (decision := found.decision) is not None:
        names = ("recorded", "again", "rule", "policy", "agreement")
        document["decision"] = {name: getattr(decision, name) for name in names} | {"inputs": dict(decision.inputs)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
