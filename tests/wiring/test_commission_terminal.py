"""The terminal of `station commission`: what is typed in another encoding is no answer, and no end either."""

from __future__ import annotations

import io
import sys

import pytest

from station_app.assets import texts
from station_app.selftest.commissioning.talk import Question, fits
from station_app.wiring.commission_command import Terminal

NAME = Question(code="station.name", kind="text")


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
async def test_a_name_typed_in_another_encoding_is_asked_for_again(
    errors: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = io.BytesIO("测试\n".encode("gb18030") + "测试\n".encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(typed, encoding="utf-8", errors=errors))
    terminal = Terminal(texts("en"))

    first, second = await terminal.ask(NAME), await terminal.ask(NAME)

    assert [fits(NAME, first), fits(NAME, second)] == [False, True]
    assert second == "测试"
    assert "station" in capsys.readouterr().out.lower()
