"""What `station selftest` writes for people: each result with its remedy, and in the end what was left out."""

from __future__ import annotations

from collections.abc import Sequence

from station_app.assets import PRINTED, service_texts
from station_app.wire import CheckRow, Service
from station_app.wiring.selftest_command import Made, Wanted, check_line, summary


def row(name: str, state: str, fault: str = "") -> CheckRow:
    return CheckRow(id=name, device=name.partition(".")[0], state=state, fault=fault, said={}, at_ms=0, tester="")  # type: ignore[arg-type]


def made(rows: Sequence[CheckRow], *ended: str) -> Made:
    last = Service(serial=1, open=True, checks=tuple(rows))
    return Made(last=last, ended={one.id: one for one in rows if one.id in ended})


ROWS = (
    row("board.answers", "green"),
    row("scanner.quiet", "red", "chatters"),
    row("scanner.code", "never"),
    row("main.push", "never"),
)


def test_a_red_check_says_what_it_means_and_what_to_do_in_each_language() -> None:
    below = check_line(row("board.answers", "red", "no-answer")).splitlines()[1:]

    assert [line.strip() for line in below] == [
        f"{text['fault.no-answer.means']}: {text['fault.no-answer.next']}" for text in map(service_texts, PRINTED)
    ]


def test_a_fault_without_words_is_told_by_its_code() -> None:
    assert check_line(row("board.answers", "red", "brand-new")).count("brand-new") == 1 + len(PRINTED)


def test_whoever_tests_one_device_is_told_nothing_of_checks_that_were_never_made() -> None:
    lines = summary(made(ROWS, "board.answers"), Wanted(device="board")).splitlines()

    assert lines == [
        "red        scanner.quiet  (not in this run)",
        "passed: 1 green, 0 red, 0 unfinished, 3 not tested",
    ]


def test_what_a_whole_test_has_left_out_is_one_line_with_the_way_to_it() -> None:
    lines = summary(made(ROWS, "board.answers", "scanner.quiet"), Wanted()).splitlines()

    assert lines[0] == "never      scanner.code, main.push  (need hands: --guided)"
    assert lines[1].startswith("FAILED: 1 green, 1 red")
