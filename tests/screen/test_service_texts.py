"""Whatever the self-test can say has its words, in both languages."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtGui import QRawFont
from screen_world import not_traditional

from hardware.devices.driver import Role
from hardware.errors import DeviceFault
from station_app import selftest
from station_app.assets import LANGUAGES, asset, service_texts
from station_app.config import Settings, load
from station_app.core.reasons import REASONS
from station_app.screen.service.checks import SYMBOLS
from station_app.selftest.plan import plan
from station_app.store.faults import StoreFault
from station_app.wire import Sound

EVERYTHING: Mapping[str, frozenset[Role]] = {
    "id_reader": frozenset({"card-reader"}),
    "scanner": frozenset({"code-reader"}),
    "tags": frozenset({"tag-reader"}),
    "board": frozenset({"relays", "inputs"}),
    "air": frozenset({"sensor"}),
}
CONFIG = """
[station]
id = "320206001"
name = "测试驿站"
fire_test = "2026-02-11"
[hub]
url = "http://127.0.0.1:8400"
[devices.id_reader]
driver = "sam-id-reader"
port = "pty:id_reader"
[devices.scanner]
driver = "line-scanner"
port = "pty:scanner"
[devices.tags]
driver = "rdm6300"
port = "pty:tags"
[devices.board]
driver = "modbus-board"
port = "pty:board"
[devices.air]
driver = "modbus-sensor"
port = "pty:air"
[doors.main]
zone = "hall"
lock = "board/relay/1"
contact = "board/input/1"
exit_button = "board/input/2"
readers = ["id_reader", "scanner", "tags"]
[inputs.smoke]
terminal = "!board/input/3"
means = "smoke"
[zones.hall]
name = "休息区"
capacity = 16
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "station.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return load(path)


def _sources() -> Iterator[ast.AST]:
    for path in Path(selftest.__file__).parent.glob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _strings(node: ast.AST) -> set[str]:
    """Every code written in an expression, whichever of its branches is taken."""
    found = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return {text for text in found if text}


def _said(*, by: frozenset[str] = frozenset(), keyword: str = "") -> set[str]:
    """First arguments of calls of these names, and values of this keyword."""
    codes: set[str] = set()
    for node in _sources():
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in by and node.args and isinstance(node.args[0], ast.Constant | ast.IfExp):
            codes |= _strings(node.args[0])
        for given in node.keywords:
            if given.arg == keyword and isinstance(given.value, ast.Constant | ast.IfExp):
                codes |= _strings(given.value)
    return codes


def _assigned(name: str) -> ast.AST:
    (found,) = [
        node.value
        for node in _sources()
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == name and node.value is not None
    ]
    return found


def _codes_of(kind: type[Exception]) -> set[str]:
    import hardware.devices.video_still  # noqa: F401 - it has a fault of its own, which nothing else here loads

    return {kind.code, *(code for child in kind.__subclasses__() for code in _codes_of(child))}  # type: ignore[attr-defined]


def fault_codes() -> set[str]:
    """Every fault that a check can have."""
    wrong_inputs = _strings(_assigned("_WRONG")) - {"smoke", "help", "confirm", "power-good"}
    written = _said(by=frozenset({"red"}), keyword="fault") | wrong_inputs | {"leak", "tamper"}
    heard = {f"sound-{one}" for one in get_args(Sound) if one not in ("", "works", "off")}
    return written | heard | _codes_of(DeviceFault) | _codes_of(StoreFault) | set(REASONS)


def step_codes() -> set[str]:
    """Every step that a technician can be asked for."""
    roles = {"card-reader", "code-reader", "tag-reader"}
    return _said(by=frozenset({"tell", "ask", "_pressed"})) | _strings(_assigned("_STEPS")) - roles


def test_the_source_is_really_read() -> None:
    assert {"relay-stays-on", "strikes-late", "smoke-loop-open", "took-too-long", "disk-full"} <= fault_codes()


def test_the_steps_are_really_found() -> None:
    assert {"lay-card", "lift-tag", "hear-click", "press-exit", "lean-on-door"} <= step_codes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_check_has_a_title_and_says_what_it_proves(settings: Settings, language: str) -> None:
    kinds = {check.kind for check in plan(settings, EVERYTHING, host_timed=frozenset(), file=True)}
    wanted = {f"check.{kind}.{part}" for kind in kinds for part in ("title", "proves")}

    assert wanted - service_texts(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_says_what_it_means_and_what_to_do(language: str) -> None:
    wanted = {f"fault.{code}.{part}" for code in fault_codes() for part in ("means", "next")}

    assert wanted - service_texts(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_warning_says_what_it_means_and_what_to_do(language: str) -> None:
    wanted = {f"warning.{code}.{part}" for code in _said(keyword="warning") for part in ("means", "next")}

    assert wanted and wanted - service_texts(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_a_title_and_says_what_to_do(language: str) -> None:
    wanted = {f"step.{code}.{part}" for code in step_codes() for part in ("title", "next")}

    assert wanted - service_texts(language).keys() == set()


def test_every_step_has_a_drawing() -> None:
    assert step_codes() - SYMBOLS.keys() == set()


def test_languages_have_the_same_sentences_with_the_same_blanks() -> None:
    blanks = [
        {
            key: {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            for key, sentence in service_texts(language).items()
        }
        for language in LANGUAGES
    ]

    assert all(one == blanks[0] for one in blanks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    assert [key for key, sentence in service_texts(language).items() if not sentence.strip()] == []


def test_chinese_sentences_use_full_width_punctuation() -> None:
    assert [s for s in service_texts("zh-CN").values() if any(mark in s for mark in ",?!;")] == []


def test_traditional_sentences_are_in_the_characters_of_taiwan() -> None:
    strange = {
        sentence: letters for sentence in service_texts("zh-TW").values() if (letters := not_traditional(sentence))
    }

    assert strange == {}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_word_can_be_drawn_with_the_bundled_typeface(qapp: object, weight: str) -> None:
    face = QRawFont(str(asset("fonts", f"NotoSansSC-{weight}.ttf")), 16)
    letters = {"×", "…", "•", "·"}.union(*(s for language in LANGUAGES for s in service_texts(language).values()))

    assert [letter for letter in letters if not face.supportsCharacter(ord(letter))] == []
