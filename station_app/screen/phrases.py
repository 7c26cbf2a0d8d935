"""The sounds that travel with the program: tones, and phrases in the languages that somebody has spoken."""

from __future__ import annotations

import array
import hashlib
import json
import sys
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from station_app.assets import LANGUAGES, asset

RECORDING: Final = "recording"
"""Stands in the manifest for a phrase that a person has spoken: it is never out of date."""
_PREFIX: Final = "voice."
_PAUSE_SECONDS: Final = 0.12
"""Between a tone and what is said after it, and between two phrases of one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Mono samples of 16 bits."""

    rate: int
    samples: array.array[int]

    @staticmethod
    def silence(seconds: float, rate: int = 16_000) -> Clip:
        """Nothing to be heard, for a while."""
        return Clip(rate=rate, samples=array.array("h", [0] * round(seconds * rate)))


def spoken_texts(text: Mapping[str, str]) -> dict[str, str]:
    """Phrase -> its sentence, of one language's texts."""
    return {key.removeprefix(_PREFIX): sentence for key, sentence in text.items() if key.startswith(_PREFIX)}


def digest(sentence: str) -> str:
    """What the manifest keeps of a sentence."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


def manifest() -> dict[str, dict[str, str]]:
    """Language -> phrase -> digest of the sentence it was made from, or `recording`."""
    path = asset("sounds", "manifest.json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@cache
def spoken_language(language: str) -> str:
    """The language that is spoken to whoever reads this one: itself, its nearest kin, or the house's."""
    kin = language.partition("-")[0]
    spoken = [one for one in LANGUAGES if asset("sounds", one).is_dir()]
    return next((one for one in spoken if one == language or one.partition("-")[0] == kin), LANGUAGES[0])


def clip(tone: str, phrases: Sequence[str], language: str) -> Clip:
    """A tone and the phrases after it, as one; a phrase whose file is missing or no such sound is left out."""
    folder = spoken_language(language)
    said = [found for phrase in phrases if (found := _read(asset("sounds", folder, f"{phrase}.wav"))) is not None]
    rung = _read(asset("sounds", "tones", f"{tone}.wav")) if tone else None
    rate = said[0].rate if said else rung.rate if rung is not None else 16_000
    made = array.array("h")
    for one in ([rung] if rung is not None else []) + said:
        if made:
            made.extend([0] * round(_PAUSE_SECONDS * rate))
        made.extend(_at_rate(one, rate))
    return Clip(rate=rate, samples=made)


def louder(samples: array.array[int], volume: int) -> array.array[int]:
    """The samples at a volume from 0 to 100: 100 is as they are, 0 is silence, 25 points are ten decibels."""
    if volume >= 100:
        return samples
    gain = 10 ** ((volume - 100) / 50) if volume > 0 else 0.0
    return array.array("h", [int(sample * gain) for sample in samples])


def _read(path: Path) -> Clip | None:
    try:
        with wave.open(str(path), "rb") as file:
            if file.getnchannels() != 1 or file.getsampwidth() != 2:
                return None
            samples = array.array("h", file.readframes(file.getnframes()))
            rate = file.getframerate()
    except (OSError, EOFError, wave.Error, ValueError):
        return None
    if sys.byteorder == "big":
        samples.byteswap()
    return Clip(rate=rate, samples=samples)


def _at_rate(one: Clip, rate: int) -> array.array[int]:
    """The same at another rate, by straight lines: good enough for a tone, which has nothing high."""
    if one.rate == rate or not one.samples:
        return one.samples
    step, last = one.rate / rate, len(one.samples) - 1
    made = array.array("h")
    for number in range(int(len(one.samples) / step)):
        place = number * step
        first = min(int(place), last)
        after = one.samples[min(first + 1, last)]
        made.append(int(one.samples[first] + (after - one.samples[first]) * (place - first)))
    return made
