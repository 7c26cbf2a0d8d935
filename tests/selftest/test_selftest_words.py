"""Every check says what it proves and every fault what to do next, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import station_app.selftest as selftest
from hardware.catalog import KINDS
from hardware.errors import DeviceFault
from station_app.assets import LANGUAGES, asset, service_texts
from station_app.config import parse
from station_app.core.reasons import DENIALS
from station_app.selftest.plan import plan
from station_app.selftest.words import next_steps, prompt_words, report_words, warning_steps
from station_app.store.faults import StoreFault

SOURCES = [path.read_text(encoding="utf-8") for path in Path(selftest.__path__[0]).glob("*.py")]


def written(pattern: str) -> set[str]:
    """What a pattern finds in the self-test's sources."""
    return {found for source in SOURCES for found in re.findall(pattern, source)}


def codes_of(base: type[Exception]) -> set[str]:
    """The code of each kind of fault."""
    import hardware.devices.video_still  # noqa: F401 - it has a fault of its own, which nothing else here loads

    return {base.code, *(code for kind in base.__subclasses__() for code in codes_of(kind))}  # pyright: ignore[reportAttributeAccessIssue]


FAULTS = (
    written(r'red\("([a-z-]+)"')
    | written(r'fault="([a-z-]+)"')
    | written(r'\((?:True|False), "([a-z-]+)"\)')
    | codes_of(DeviceFault)
    | codes_of(StoreFault)
    | set(DENIALS)
    | {"no-sign", "disk-low", "ballast-released", "journal-recovered"}
)
WARNINGS = written(r'warning="([a-z-]+)"') | written(r'"([a-z-]+)" if (?:slower|bounces|tired|overdue)')
STEPS = (
    {"lay-card", "lift-card", "show-code", "touch-tag", "lift-tag"}
    | written(r'tell\("([a-z-]+)"')
    | {
        "hear-click",
        "did-it-open",
        "press-exit",
        "press-help",
    }
)


def kinds() -> set[str]:
    """Every kind of check that a station may have."""
    text = (
        asset("config", "demo.toml")
        .read_text(encoding="utf-8")
        .replace("[station]", '[station]\nfire_test = "2026-01-01"')
    )
    settings = parse(text)
    roles = {name: KINDS[table.driver].roles for name, table in settings.devices.items()}
    return {check.kind for check in plan(settings, roles, host_timed=frozenset(), file=True)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_says_what_it_means_and_what_to_do_next(language: str) -> None:
    text = service_texts(language)
    without = {code for code in FAULTS if not (text.get(f"fault.{code}.means") and text.get(f"fault.{code}.next"))}

    assert len(FAULTS) > 50
    assert without == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_check_says_what_it_proves(language: str) -> None:
    text = service_texts(language)

    assert {
        kind for kind in kinds() if not (text.get(f"check.{kind}.title") and text.get(f"check.{kind}.proves"))
    } == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_warning_and_every_step_has_its_words(language: str) -> None:
    text = service_texts(language)

    assert {code for code in WARNINGS if not text.get(f"warning.{code}.next")} == set()
    assert {step for step in STEPS if not text.get(f"step.{step}.title")} == set()


def test_what_to_do_is_said_in_chinese_and_english() -> None:
    zh, en = next_steps("link-lost")

    assert re.search("[一-鿿]", zh)
    assert en.isascii()


def test_a_code_without_words_stands_for_itself() -> None:
    assert (next_steps("new"), warning_steps("new"), prompt_words("new")) == (("new",) * 2,) * 3


def test_the_report_speaks_both_languages() -> None:
    assert report_words("title") == "就绪报告 / Readiness report"
