"""`station why` and `station policy what-if` on an exported journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from station_app.__main__ import main

TOLD = {"epoch": "e", "version": 1, "mono": 1, "boot": "b", "clock": "trusted"}
GRANT = {"presentation": "p", "door": "main", "zone": "hall", "credential": "id-card", "person": "x"}


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Two rows that this program knows, and one of another version."""
    rows = [
        {**TOLD, "seq": 1, "wall": "2026-11-23T04:00:00.000Z", "kind": "access.granted",
         "body": GRANT | {"policy": "v1"}},
        {**TOLD, "seq": 2, "wall": "2026-11-23T04:00:01.000Z", "kind": "door.opened",
         "body": {"door": "main", "cause": "entry"}},
        {**TOLD, "seq": 3, "wall": "2026-11-23T04:00:02.000Z", "kind": "of.tomorrow", "body": {}},
    ]  # fmt: skip
    path = tmp_path / "journal.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def shut(tmp_path: Path) -> Path:
    """A policy under which nothing opens."""
    path = tmp_path / "shut.json"
    path.write_text(json.dumps({"version": "v2", "number": 2, "hours": {"mon": []}}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("seq", "language", "words"),
    [
        ("1", "en", "Not decided again: the policy of that time is not at hand"),
        ("1", "zh-CN", "未重新判断"),
        ("2", "en", "It follows from:\n  1 2026-11-23 12:00:00 +08:00 Granted"),
    ],
)
def test_any_row_says_why(journal: Path, capsys, seq: str, language: str, words: str) -> None:
    status = main(["why", seq, "--journal", str(journal), "--language", language])

    assert (status, words in capsys.readouterr().out) == (0, True)


def test_why_names_nobody(journal: Path, capsys) -> None:
    main(["why", "1", "--journal", str(journal), "--json"])

    assert "person" not in json.loads(capsys.readouterr().out)["row"]["body"]


@pytest.mark.parametrize(
    ("seq", "words"), [("9", "there is no row 9; the newest is 3"), ("3", "written by another version")]
)
def test_a_row_that_cannot_be_explained_is_said_in_a_sentence(journal: Path, capsys, seq: str, words: str) -> None:
    status = main(["why", seq, "--journal", str(journal)])

    assert (status, words in capsys.readouterr().err) == (2, True)


def test_what_if_counts_by_zone_and_reason(journal: Path, shut: Path, capsys) -> None:
    main(["policy", "what-if", "--journal", str(journal), "--policy", str(shut), "--json"])

    found = json.loads(capsys.readouterr().out)
    assert found["changed"] == [{"zone": "hall", "before": "granted", "after": "closed", "count": 1}]


def test_a_file_that_is_no_journal_is_said_with_its_line(tmp_path: Path, shut: Path, capsys) -> None:
    path = tmp_path / "x"
    path.write_text("[]\n")

    status = main(["policy", "what-if", "--journal", str(path), "--policy", str(shut)])

    assert (status, "line 1 is no row" in capsys.readouterr().err) == (2, True)


def denied(tmp_path: Path, opens_at: str) -> Path:
    """A journal with one refusal at night, and the policy of then."""
    body = GRANT | {"policy": "v1", "reason": "closed", "opens_at": opens_at}
    row = {**TOLD, "seq": 1, "wall": "2026-11-23T20:00:00.000Z", "kind": "access.denied", "body": body}
    path = tmp_path / "denied.jsonl"
    path.write_text(json.dumps(row | {"clock": "drifting"}) + "\n", encoding="utf-8")
    policy = {"version": "v1", "number": 1, "hours": {"tue": ["06:00-20:00"]}}
    (tmp_path / "v1.json").write_text(json.dumps(policy), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Clock: right, but not compared lately", "Mode: normal", "Opens next: Tuesday 06:00")),
        ("zh-CN", ("时钟: 可用，近期未校对", "运行模式: 正常", "下次开放: 星期二 06:00")),
    ],
)
def test_what_a_decision_hung_upon_is_said_in_words(tmp_path: Path, capsys, language: str, words: tuple[str]) -> None:
    journal = denied(tmp_path, "1 06:00")

    main(["why", "1", "--journal", str(journal), "--policy", str(tmp_path / "v1.json"), "--language", language])

    said = capsys.readouterr().out
    assert [word for word in words if word not in said] == []
