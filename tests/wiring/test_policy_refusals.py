"""What `station policy` says to whoever is refused, and to whoever makes a key."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from station_app.__main__ import main
from station_app.core.policy import Policy
from station_app.core.policy_text import text_of
from station_app.identity.keys import IssuingKey, kid_of
from station_app.identity.policy_seal import MAX_BYTES, Refused, Taker, WhyRefused, opened, seal
from station_app.wiring.why_command import words

CODES = [*get_args(WhyRefused), "keys", "disk"]
SEED = bytes(range(32))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_refusal_says_what_to_do_next(code: str, language: str) -> None:
    told = words(language)

    assert told[f"policy.refused.{code}"]
    assert told[f"policy.refused.{code}.next"].endswith("." if language == "en" else "。")


def test_an_older_policy_is_told_which_number_would_do() -> None:
    public = IssuingKey(seed=SEED).issuer().public
    taker = Taker(station="320206001", signers={kid_of(public).hex(): public}, number=3, floor=12)

    found = opened(seal(text_of(Policy(version="w", number=4)), SEED), taker)

    assert isinstance(found, Refused)
    assert (found.reason, found.detail) == ("older", "number >= 12")


def test_apply_prints_the_next_step_below_the_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = Path("resources/config/station.example.toml")
    brought = tmp_path / "cut.signed"
    brought.write_text("{", encoding="utf-8")
    (tmp_path / "data").mkdir(mode=0o700)
    arguments = ["policy", "apply", str(brought), "--config", str(config), "--data", str(tmp_path / "data")]

    status = main([*arguments, "--language", "en"])

    refusal, following = capsys.readouterr().out.splitlines()
    assert status == 1
    assert refusal.startswith("Refused (not-a-policy)")
    assert following == words("en")["policy.refused.not-a-policy.next"]


def test_a_file_too_large_for_a_policy_is_refused_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brought = tmp_path / "huge.signed"
    brought.write_bytes(bytes(MAX_BYTES + 1))
    (tmp_path / "data").mkdir(mode=0o700)
    arguments = ["--config", "resources/config/station.example.toml", "--data", str(tmp_path / "data")]

    status = main(["policy", "apply", str(brought), *arguments, "--language", "en"])

    assert (status, capsys.readouterr().out.startswith("Refused (too-large)")) == (1, True)


def test_show_says_that_a_policy_was_lost_once_its_file_is_put_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "floor").write_text("20", encoding="utf-8")
    arguments = ["--config", "resources/config/station.example.toml", "--data", str(tmp_path)]

    main(["policy", "show", *arguments, "--language", "en"])

    assert capsys.readouterr().out.startswith(words("en")["policy.damaged"])


def test_a_new_key_is_explained_on_standard_error_and_printed_alone_on_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["policy", "key", "new", "--key", str(tmp_path / "laptop.key")])

    said = capsys.readouterr()
    public = said.out.strip()
    assert status == 0
    assert len(bytes.fromhex(public)) == 32
    assert f"station policy key trust --public {public} --name NAME" in said.err
