"""`station policy lint`: what is likely wrong with a policy, in both languages, before it opens or locks any door."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from station_app.wiring.process import UsageError

if TYPE_CHECKING:
    from station_app.core.lint import Finding
    from station_app.core.policy import Policy

_ABOUT = (
    "look for what is likely wrong with a policy: zones nobody can reach or enter, gaps in the hours, one kind of "
    "credential only, cameras in private zones, grace without an end. Status 1 when an error is found, 0 with warnings "
    "only, 2 when the file is no policy"
)


class Actions(Protocol):
    """Where a subcommand is added: what argparse's `add_subparsers` gives back."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser:
        """A new parser."""
        ...


def add_lint(actions: Actions) -> None:
    """Teach `station policy` to lint."""
    lint = actions.add_parser("lint", help=_ABOUT, description=f"{_ABOUT[0].upper()}{_ABOUT[1:]}.")
    lint.set_defaults(act=_lint)
    lint.add_argument("policy", type=Path, metavar="POLICY.json", help="the policy's text")
    lint.add_argument("--config", type=Path, default=None, help="the TOML file of a station that it is meant for")
    lint.add_argument(
        "--journal", type=Path, default=None, metavar="FILE",
        help="JSON lines of `station journal export`: which real visits it would have refused",
    )  # fmt: skip
    lint.add_argument("--json", action="store_true", help="one JSON line for each finding")


def _lint(arguments: argparse.Namespace) -> int:
    found = findings(arguments.policy, arguments.config, arguments.journal)
    write = _json_line if arguments.json else _paragraph
    for finding in found:
        sys.stdout.write(write(finding) + "\n")
    errors = sum(finding.severity == "error" for finding in found)
    if not arguments.json:
        sys.stdout.write(f"{arguments.policy}: {_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}\n")
    return 1 if errors else 0


def findings(policy_path: Path, config: Path | None, journal: Path | None) -> list[Finding]:
    """Everything found in a policy. Raises UsageError and ConfigError."""
    from station_app.config import load
    from station_app.core.lint import lint

    policy = policy_at(policy_path)
    now_ms = time.time_ns() // 1_000_000
    if config is None:
        found = lint(policy, now_ms)
    else:
        settings = load(config)
        found = lint(policy, now_ms, settings.house, [camera.zone for camera in settings.cameras.values()])
    return found if journal is None else [*found, *_refusals(policy, config, journal)]


def _refusals(policy: Policy, config: Path | None, journal: Path) -> list[Finding]:
    from station_app.core import past
    from station_app.core.lint import refusals
    from station_app.core.whatif import what_if
    from station_app.wiring.past_rows import house_for, policies_for, source_of, with_progress

    source = source_of(None, journal)
    house = house_for(config, source)
    rows = with_progress(source.rows(), source.size)
    history = ((row.seq, row.fact) for row in rows if row.fact is not None)
    changed = what_if(house, policy, history, policies_for(house, source, config)).changed
    return refusals(
        {(zone, after): count for (zone, before, after), count in changed.items() if before == past.GRANTED}
    )


def policy_at(path: Path) -> Policy:
    """The policy in a file. Raises UsageError."""
    from station_app.core.policy_text import PolicyError, policy_of

    try:
        return policy_of(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except PolicyError as error:
        raise UsageError(f"{path}: {error}") from None


def sentences(finding: Finding) -> dict[str, str]:
    """What a finding says, by language."""
    from station_app.assets import PRINTED, lint_texts

    return {language: lint_texts(language)[finding.code].format(**finding.told) for language in PRINTED}


def _paragraph(finding: Finding) -> str:
    return "\n  ".join([f"{finding.severity} {finding.code} {finding.path}", *sentences(finding).values()])


def _json_line(finding: Finding) -> str:
    told = {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        "told": dict(finding.told),
        "sentences": sentences(finding),
    }
    return json.dumps(told, ensure_ascii=False)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s'[: number != 1]}"
