"""The matrix as a table: for the end of a test run, and for hardware/README.md (`python matrix_table.py --write`)."""

import sys
from collections.abc import Callable
from pathlib import Path

from hardware.devices.promises import PROMISES, Promise
from hardware.simulators.faulty_wire import WIRE_FAULTS

README = Path(__file__).parents[3] / "hardware" / "README.md"
BEGIN, END = "<!-- matrix -->", "<!-- /matrix -->"
LEGEND = (
    "`no-answer 3/4`: said to be lost with this fault within 3 s, and at work again 4 s after the mishap has ended; "
    "`next` instead of the second number: its next good frame shows it. In brackets: may be said or go by unseen. "
    "`–`: not said, for the reason of that letter; `!`: something that nobody did may be reported meanwhile."
)


def letters() -> dict[str, str]:
    """A letter for each reason, in the order in which the table shows them."""
    reasons = dict.fromkeys(
        promise.why for fault in _faults() for row in PROMISES.values() if (promise := row.get(fault)) and promise.why
    )
    return {why: _letter(order) for order, why in enumerate(reasons)}


def cell(promise: Promise | None) -> str:
    """One promise, short."""
    if promise is None:
        return ""
    note = (" " + letters()[promise.why] if promise.why else "") + ("" if promise.true else "!")
    if promise.told is None:
        return "–" + note
    back = "next" if promise.back is None else f"{promise.back:g}"
    said = f"{promise.told} {promise.within:g}/{back}"
    return (said if promise.sure else f"({said})") + note


def as_text(seen: set[tuple[str, str]]) -> str:
    """For a terminal; a cell that was not tried, or did not keep its promise, shows a question mark."""

    def shown(driver: str, fault: str) -> str:
        text = cell(PROMISES[driver].get(fault))
        return text if not text or (driver, fault) in seen else "?"

    return _table(shown, plain=True) + "\n" + "\n".join(f"{letter}  {why}" for why, letter in letters().items())


def as_markdown() -> str:
    """For the README, between its marks."""
    table = _table(lambda driver, fault: cell(PROMISES[driver].get(fault)), plain=False)
    reasons = "; ".join(f"**{letter}** {why}" for why, letter in letters().items())
    return f"{BEGIN}\n{LEGEND}\n\n{table}\n\n{reasons}.\n{END}"


def in_readme(text: str) -> str:
    """The README's text with the matrix as it is now. Raises ValueError when it has no marks."""
    before, after = text.index(BEGIN), text.index(END) + len(END)
    return text[:before] + as_markdown() + text[after:]


def _faults() -> list[str]:
    own = sorted({fault for row in PROMISES.values() for fault in row} - WIRE_FAULTS)
    return [*sorted(WIRE_FAULTS), *own]


def _table(shown: Callable[[str, str], str], *, plain: bool) -> str:
    rows = [["", *PROMISES], *([fault, *(shown(driver, fault) for driver in PROMISES)] for fault in _faults())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    if plain:
        return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(widths) + "|", *lines[1:]])


def _letter(order: int) -> str:
    return chr(ord("a") + order) if order < 26 else "a" + chr(ord("a") + order - 26)


def _main() -> None:
    text = README.read_text(encoding="utf-8")
    if sys.argv[1:] == ["--write"]:
        README.write_text(in_readme(text), encoding="utf-8")
    else:
        sys.stdout.write(as_markdown() + "\n")


if __name__ == "__main__":
    _main()
