"""The bundled sounds are those of the texts of today, and small."""

from __future__ import annotations

import array
import re
import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.assets import ROOT, asset, texts
from station_app.screen import phrases
from station_app.screen.phrases import RECORDING, Clip, clip, digest, louder, manifest, spoken_language, spoken_texts
from station_app.screen.sounding import TONES

SPOKEN = sorted(manifest())
EVERY = [(language, phrase) for language in SPOKEN for phrase in spoken_texts(texts(language))]
LOOSE_SECONDS = 0.08
"""Of silence, before and after what is said."""


def _length(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_mandarin_and_english_are_spoken() -> None:
    assert SPOKEN == ["en", "zh-CN"]


@pytest.mark.parametrize(("language", "phrase"), EVERY)
def test_a_phrase_is_made_from_the_text_of_today(language: str, phrase: str) -> None:
    text = texts(language)[f"voice.{phrase}"]

    assert manifest()[language][phrase] in (digest(text), RECORDING), "run resources/sounds/make.py, or record it anew"


@pytest.mark.parametrize("language", SPOKEN)
def test_there_is_one_file_for_each_phrase_and_no_other(language: str) -> None:
    files = {path.stem for path in asset("sounds", language).glob("*")}

    assert files == set(spoken_texts(texts(language))) == set(manifest()[language])


def test_there_is_one_file_for_each_tone_and_no_other() -> None:
    assert {path.stem for path in asset("sounds", "tones").glob("*")} == TONES


@pytest.mark.parametrize(
    "path", sorted(asset("sounds").rglob("*.wav")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_sound_is_mono_of_sixteen_bits_at_a_usual_rate(path: Path) -> None:
    with wave.open(str(path)) as file:
        told = (file.getnchannels(), file.getsampwidth(), file.getframerate() in (16_000, 22_050))

    assert told == (1, 2, True)


@pytest.mark.parametrize("phrase", [phrase for language, phrase in EVERY if language == "zh-CN"])
def test_mandarin_is_spoken_slowly_enough_for_old_ears(phrase: str) -> None:
    if manifest()["zh-CN"][phrase] == RECORDING:
        pytest.skip("a person speaks as they speak")
    signs = len(re.findall(r"\w", texts("zh-CN")[f"voice.{phrase}"]))

    assert 3.4 <= signs / (_length(asset("sounds", "zh-CN", f"{phrase}.wav")) - LOOSE_SECONDS) <= 4.1


@pytest.mark.parametrize("phrase", [phrase for language, phrase in EVERY if language == "zh-CN"])
def test_a_mandarin_sentence_has_twelve_signs_at_most(phrase: str) -> None:
    assert len(texts("zh-CN")[f"voice.{phrase}"]) <= 12


def test_all_sounds_together_are_small() -> None:
    assert sum(path.stat().st_size for path in asset("sounds").rglob("*.wav")) < 3_000_000


@pytest.mark.parametrize(
    ("read", "spoken"), [("zh-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("en", "en"), ("en-GB", "en"), ("ug", "zh-CN")]
)
def test_whoever_reads_a_language_hears_it_or_its_nearest_kin(read: str, spoken: str) -> None:
    assert spoken_language(read) == spoken


def test_a_recording_in_another_rate_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sounds = tmp_path / "sounds"
    for folder in ("zh-CN", "tones"):
        (sounds / folder).mkdir(parents=True)
    (sounds / "tones" / "granted.wav").write_bytes((ROOT / "sounds/tones/granted.wav").read_bytes())
    with wave.open(str(sounds / "zh-CN" / "please-enter.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        file.writeframes(array.array("h", [1000] * 22_050).tobytes())
    monkeypatch.setattr(phrases, "asset", lambda *parts: tmp_path.joinpath(*parts))
    heard = clip("granted", ("please-enter",), "zh-CN")

    assert (heard.rate, list(heard.samples[-22_050:])) == (22_050, [1000] * 22_050)


def test_a_file_that_is_no_sound_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sounds" / "zh-CN").mkdir(parents=True)
    (tmp_path / "sounds" / "zh-CN" / "please-enter.wav").write_bytes(b"RIFF, they said")
    monkeypatch.setattr(phrases, "asset", lambda *parts: tmp_path.joinpath(*parts))

    assert len(clip("", ("please-enter", "gone"), "zh-CN").samples) == 0


@given(st.lists(st.integers(-32_768, 32_767), max_size=50), st.integers(1, 100))
def test_a_lower_volume_is_never_louder_and_turns_nothing_round(samples: list[int], volume: int) -> None:
    played = louder(array.array("h", samples), volume)

    assert all(abs(soft) <= abs(loud) and soft * loud >= 0 for soft, loud in zip(played, samples, strict=True))


def test_day_and_night_are_fifteen_decibels_apart() -> None:
    loud, soft = (louder(array.array("h", [20_000]), volume)[0] for volume in (90, 52))

    assert loud / soft == pytest.approx(10 ** (15.2 / 20), rel=0.01)


def test_silence_lasts_as_long_as_it_should() -> None:
    assert list(Clip.silence(0.01).samples) == [0] * 160
