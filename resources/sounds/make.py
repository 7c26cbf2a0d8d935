"""Make the sounds of the screen anew: tones are computed, phrases are the texts `voice.*` spoken by `espeak-ng`.

    apt-get install -y --no-install-recommends espeak-ng
    .venv/bin/python resources/sounds/make.py

Each phrase is `LANGUAGE/ID.wav`. A recording put in its place (mono, 16 bits, 16,000 or 22,050 a second) is used as it
is: write `"recording"` for it into `manifest.json`, and this script leaves it alone. For what it makes itself the
manifest holds a digest of the text, so that a text that has changed since is found out. Mandarin is spoken from pinyin:
the characters alone are read wrongly by Debian's build; a new sentence needs its line in `pinyin.json`.
"""

from __future__ import annotations

import array
import json
import math
import re
import subprocess
import sys
import wave
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from station_app.assets import texts
from station_app.screen.phrases import RECORDING, digest, manifest, spoken_texts

HERE = Path(__file__).resolve().parent
RATE = 16_000
VOICES = {"zh-CN": "cmn-latn-pinyin+f2", "en": "en-us+f2"}
SIGNS_A_SECOND = (3.5, 4.0)
"""Chinese signs: for older people slower than the 4.5 to 5 that machines usually speak."""
ENGLISH_SPEED = 145
SPEEDS = range(120, 321, 5)
SILENT = 250
EDGE_SECONDS = 0.04
LOUD = 0.16
"""Of full scale, the root mean square of every phrase; no peak goes beyond `PEAK`."""
PEAK = 0.9

A4, D5, E5, A5, D4, B4 = 440.0, 587.33, 659.26, 880.0, 293.66, 493.88
TONES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "reading": ((A5, 0.0, 0.09),),
    "granted": ((E5, 0.0, 0.16), (A5, 0.11, 0.34)),
    "refused": ((A4, 0.0, 0.2), (D4, 0.17, 0.38)),
    "attention": ((D5, 0.0, 0.18), (D5, 0.24, 0.3)),
    "help": ((D5, 0.0, 0.2), (B4, 0.17, 0.2), (E5, 0.34, 0.42)),
}
"""Name -> its notes: hertz, when it begins, how long it rings, in seconds."""


def main() -> int:
    """Make every sound that is missing or out of date; status 1 where a sentence cannot be spoken."""
    for name, notes in TONES.items():
        _write(HERE / "tones" / f"{name}.wav", _rung(notes))
    known, missing = manifest(), list[str]()
    made: dict[str, dict[str, str]] = {}
    for language in VOICES:
        said = made[language] = {}
        for phrase, text in spoken_texts(texts(language)).items():
            said[phrase] = known.get(language, {}).get(phrase, "")
            if said[phrase] == RECORDING or (said[phrase] == digest(text) and _file(language, phrase).exists()):
                continue
            words = _words(language, text)
            if not words:
                missing.append(text)
                continue
            _write(_file(language, phrase), _spoken(language, words, len(re.findall(r"\w", text))))
            said[phrase] = digest(text)
    content = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
    (HERE / "manifest.json").write_text(content + "\n", encoding="utf-8")
    for text in missing:
        print(f"pinyin.json has no line for {text}", file=sys.stderr)  # noqa: T201 - a script's answer
    return 1 if missing else 0


def _file(language: str, phrase: str) -> Path:
    return HERE / language / f"{phrase}.wav"


def _words(language: str, text: str) -> str:
    """What the voice is given to speak; empty where nobody has written how it is spoken."""
    if language != "zh-CN":
        return text
    pinyin: dict[str, str] = json.loads((HERE / "pinyin.json").read_text(encoding="utf-8"))
    return pinyin.get(text, "")


def _spoken(language: str, words: str, signs: int) -> Sequence[float]:
    """A sentence, from -1 to 1; Chinese at the speed at which it lasts as long as its signs should."""
    if language != "zh-CN":
        return _loud(_slower(*_from_voice(language, words, ENGLISH_SPEED)))
    wanted = signs / (sum(SIGNS_A_SECOND) / 2) + 2 * EDGE_SECONDS
    tried = (_from_voice(language, words, speed) for speed in SPEEDS)
    return _loud(_slower(*min(tried, key=lambda heard: abs(len(heard[0]) / heard[1] - wanted))))


def _from_voice(language: str, words: str, speed: int) -> tuple[Sequence[float], int]:
    """Samples without the silence before and after them, and how many there are in a second."""
    command = ["espeak-ng", "-b", "1", "-v", VOICES[language], "-s", str(speed), "--stdout", words]
    answer = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(BytesIO(answer)) as heard:
        rate = heard.getframerate()
        # The header of a stream tells no length: what follows it is all there is.
        samples = array.array("h", answer[44 : 44 + (len(answer) - 44) // 2 * 2])
    loud = [place for place, sample in enumerate(samples) if abs(sample) > SILENT]
    edge = round(EDGE_SECONDS * rate)
    return [sample / 32768 for sample in samples[max(0, loud[0] - edge) : loud[-1] + edge]], rate


def _slower(samples: Sequence[float], rate: int, reach: int = 16) -> Sequence[float]:
    """The same at `RATE`: a windowed sinc, which lets nothing above half of `RATE` through."""
    step, cut = rate / RATE, RATE / rate
    made: list[float] = []
    for number in range(int(len(samples) / step)):
        middle = number * step
        first = math.ceil(middle - reach)
        value = 0.0
        for place in range(max(0, first), min(len(samples), first + 2 * reach)):
            away = place - middle
            window = 0.5 + 0.5 * math.cos(math.pi * away / reach)
            value += samples[place] * window * (math.sin(math.pi * cut * away) / (math.pi * away) if away else cut)
        made.append(value)
    return made


def _loud(samples: Sequence[float]) -> Sequence[float]:
    """All phrases equally loud, and none of them clipped."""
    mean = math.sqrt(sum(sample * sample for sample in samples) / len(samples))
    gain = min(LOUD / mean, PEAK / max(abs(sample) for sample in samples))
    return [sample * gain for sample in samples]


def _rung(notes: Sequence[tuple[float, float, float]]) -> Sequence[float]:
    """Soft bells: each note swells within 6 ms and dies away; two overtones let a small speaker carry it."""
    end = max(begin + lasts for _, begin, lasts in notes)
    made = [0.0] * round(end * RATE)
    for hertz, begin, lasts in notes:
        first, count = round(begin * RATE), round(lasts * RATE)
        for number in range(count):
            at = number / RATE
            swell = min(1.0, at / 0.006) * math.exp(-4.5 * at / lasts) * min(1.0, (count - number) / (0.01 * RATE))
            wave_ = sum(math.sin(2 * math.pi * hertz * part * at) / part**2 for part in (1, 2, 3))
            made[first + number] += swell * wave_ * 0.42
    return made


def _write(path: Path, samples: Sequence[float]) -> None:
    path.parent.mkdir(exist_ok=True)
    data = array.array("h", (round(max(-1.0, min(1.0, sample)) * 32767) for sample in samples))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data.tobytes())


if __name__ == "__main__":
    sys.exit(main())
