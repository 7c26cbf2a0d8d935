"""Breaks the rules one small way at a time and asks whether a test notices.

usage: mutants.py [--at-least PERCENT] [PART ...]     PART is a module of station_app/core; `rules` and `doors` if none

Works on a copy of the last commit, with mutmut and the tests of tests/core. Prints how many mutants of each part were
killed and the change of every survivor; status 1 when a part has fewer killed than PERCENT (90 unless told).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KILLED = frozenset({"killed", "timeout", "caught by type check", "segfault"})
PASS_MARK = 90


def main(*arguments: str) -> int:
    """Mutate parts of the core and tell how many mutants lived."""
    parts, mark = _asked(arguments)
    missing = [part for part in parts if not (ROOT / "station_app" / "core" / f"{part}.py").exists()]
    if missing:
        sys.stderr.write(f"station_app/core has no part {', '.join(missing)}\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        _copy(copy, parts)
        run = _mutmut(copy, "run")
        verdicts = _verdicts(_mutmut(copy, "results", "--all", "true").stdout)
        if not verdicts or "not checked" in verdicts.values():
            sys.stderr.write(run.stdout[-4000:] + run.stderr[-2000:])
            return 2
        return max(_told(copy, part, verdicts, mark) for part in parts)


def _asked(arguments: tuple[str, ...]) -> tuple[list[str], int]:
    left, mark = list(arguments), PASS_MARK
    if "--at-least" in left:
        place = left.index("--at-least")
        mark = int(left[place + 1])
        del left[place : place + 2]
    return left or ["rules", "doors"], mark


def _copy(copy: Path, parts: list[str]) -> None:
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "x", "-C", str(copy)], input=archive.stdout, check=True)
    mutated = "".join(f"    station_app/core/{part}.py\n" for part in parts)
    # The whole package is copied and only these files are changed: tests import the rest of it beside them.
    (copy / "setup.cfg").write_text(
        "[mutmut]\nsource_paths=\n    station_app/\n"
        f"only_mutate=\n{mutated}"
        "also_copy=\n    hardware/\n    resources/\n"
        # Only what is killed by a test that means it: chance would make the figure swing, and take ten times as long.
        "pytest_add_cli_args=\n    -m\n    not hypothesis\n"
        "pytest_add_cli_args_test_selection=\n    tests/core\n"
    )


def _mutmut(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("mutmut")
    return subprocess.run([str(program), *command], cwd=copy, capture_output=True, text=True, check=False)


def _verdicts(results: str) -> dict[str, str]:
    return dict(re.findall(r"^\s*(station_app\.core\.\S+): (.+?)\s*$", results, flags=re.M))


def _told(copy: Path, part: str, verdicts: dict[str, str], mark: int) -> int:
    own = {name: verdict for name, verdict in verdicts.items() if name.startswith(f"station_app.core.{part}.")}
    counts = Counter(own.values())
    killed = sum(count for verdict, count in counts.items() if verdict in KILLED)
    percent = 100 * killed / len(own) if own else 0.0
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    sys.stdout.write(f"{part}: {killed} of {len(own)} mutants killed ({percent:.1f} %): {told}\n")
    for name, verdict in own.items():
        if verdict not in KILLED:
            sys.stdout.write(f"\n{name}: {verdict}\n{_mutmut(copy, 'show', name).stdout.strip()}\n")
    sys.stdout.flush()
    return 0 if percent >= mark else 1


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
