"""What a Modbus sensor keeps in which register: quantities, their form, and the maps of common makes.

No two makes agree, and clones of one make differ, so that register, function, scale and sign are configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hardware.protocols.modbus import REGISTER_READS, Function

_FORMS: Final[Mapping[str, tuple[int, bool, bool]]] = {  # words, signed, low word first
    "u16": (1, False, False),
    "s16": (1, True, False),
    "u32": (2, False, False),
    "s32": (2, True, False),
    "u32-low-first": (2, False, True),
    "s32-low-first": (2, True, True),
}
_MOST_WORDS: Final = 125
"""That one request may ask for."""
_HIGHEST_REGISTER: Final = 0xFFFF
_PARTS: Final = 6

LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    "temperature": (-40, 85),
    "humidity": (0, 100),
    "co2": (200, 10_000),
    "pm1": (0, 5_000),
    "pm2.5": (0, 5_000),
    "pm10": (0, 5_000),
    "tsp": (0, 10_000),
    "voltage": (0, 500),
    "current": (0, 1_000),
    "power": (0, 500_000),
    "energy": (0, 10_000_000_000),
    "frequency": (40, 70),
    "power-factor": (0, 1),
}
"""Below and above these no value is one: the element is broken, or the register is not what the map says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One thing that a sensor measures, and where it keeps it."""

    name: str
    function: Function
    register: int
    form: str
    """`u16`, `s16`, `u32`, `s32`; the long ones are high word first unless they end in `-low-first`."""
    scale: float
    """What one step of the register is worth in `unit`."""
    unit: str

    def __post_init__(self) -> None:
        _must(bool(self.name), "a quantity needs a name")
        _must(self.function in REGISTER_READS, f"function must be 3 or 4, got {int(self.function)}")
        _must(self.form in _FORMS, f"form must be one of {', '.join(_FORMS)}, got {self.form!r}")
        _must(0 <= self.register <= _HIGHEST_REGISTER + 1 - self.words, f"register {self.register} is out of range")
        _must(0 < self.scale <= 1_000_000, f"scale must be above 0, got {self.scale:g}")

    @property
    def words(self) -> int:
        """How many registers it fills."""
        return _FORMS[self.form][0]

    def value(self, words: Sequence[int]) -> float:
        """What its registers say, in its unit."""
        count, signed, low_first = _FORMS[self.form]
        raw = b"".join(word.to_bytes(2) for word in (reversed(words) if low_first else words))
        assert len(words) == count, f"{self.name} has {count} registers, not {len(words)}"
        return round(int.from_bytes(raw, signed=signed) * self.scale, 6)

    def words_of(self, value: float) -> tuple[int, ...]:
        """Its registers when it has this value. Raises ValueError for one that they cannot hold."""
        count, signed, low_first = _FORMS[self.form]
        try:
            raw = round(value / self.scale).to_bytes(2 * count, signed=signed)
        except OverflowError:
            raise ValueError(f"{self.name}: {value:g} does not fit into {self.form} at {self.scale:g} a step") from None
        words = tuple(int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))
        return words[::-1] if low_first else words

    def plausible(self, value: float) -> bool:
        """Whether the world can be so."""
        low, high = LIMITS.get(self.name, (value, value))
        return low <= value <= high


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Neighbouring registers that one request reads."""

    quantities: tuple[Quantity, ...]

    @property
    def function(self) -> Function:
        """With which they are read."""
        return self.quantities[0].function

    @property
    def first(self) -> int:
        """The first of them."""
        return self.quantities[0].register

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(quantity.words for quantity in self.quantities)

    def values(self, words: Sequence[int]) -> list[tuple[Quantity, float]]:
        """Each quantity with its value."""
        found: list[tuple[Quantity, float]] = []
        for quantity in self.quantities:
            at = quantity.register - self.first
            found.append((quantity, quantity.value(words[at : at + quantity.words])))
        return found


def blocks(quantities: Iterable[Quantity]) -> tuple[Block, ...]:
    """As few requests as read them all, none of which touches a register that the map does not name."""
    found: list[list[Quantity]] = []
    for quantity in sorted(quantities, key=lambda one: (one.function, one.register)):
        run = found[-1] if found else []
        full = sum(one.words for one in run) + quantity.words > _MOST_WORDS
        if run and not full and _follows(run[-1], quantity):
            run.append(quantity)
        else:
            found.append([quantity])
    return tuple(Block(quantities=tuple(run)) for run in found)


def parse_map(text: str) -> tuple[Quantity, ...]:
    """Read `name:function:register:form:scale:unit, …`. Raises ValueError that names the part which is wrong."""
    found: list[Quantity] = []
    for number, part in enumerate(text.split(","), start=1):
        try:
            found.append(_quantity(part.strip()))
        except ValueError as error:
            raise ValueError(f"part {number}, {part.strip()!r}: {error}") from None
    _check_apart(found)
    return tuple(found)


def _quantity(part: str) -> Quantity:
    fields = [field.strip() for field in part.split(":")]
    _must(
        len(fields) == _PARTS,
        'write it like "temperature:4:1:s16:0.1:°C", that is name:function:register:form:scale:unit',
    )
    name, function, register, form, scale, unit = fields
    _must(function in ("3", "4"), f"function must be 3 or 4, got {function!r}")
    try:
        number = int(register, 0)
    except ValueError:
        raise ValueError(f"register must be a number such as 257 or 0x0101, got {register!r}") from None
    try:
        step = float(scale)
    except ValueError:
        raise ValueError(f"scale must be a number such as 0.1, got {scale!r}") from None
    return Quantity(name=name, function=Function(int(function)), register=number, form=form, scale=step, unit=unit)


def _check_apart(quantities: Sequence[Quantity]) -> None:
    names = [quantity.name for quantity in quantities]
    for name in names:
        _must(names.count(name) == 1, f"{name!r} is there twice; each quantity has one register")
    for one, other in pairwise(sorted(quantities, key=lambda each: (each.function, each.register))):
        apart = one.function != other.function or one.register + one.words <= other.register
        _must(apart, f"{one.name!r} and {other.name!r} use the same register {other.register}")


def _follows(one: Quantity, other: Quantity) -> bool:
    return one.function == other.function and one.register + one.words == other.register


def _must(fine: bool, what: str) -> None:
    if not fine:
        raise ValueError(what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How a make leaves its factory."""

    map: str
    unit: int = 1


_PZEM: Final = (
    "voltage:4:0:u16:0.1:V, current:4:1:u32-low-first:0.001:A, power:4:3:u32-low-first:0.1:W, "
    "energy:4:5:u32-low-first:1:Wh, frequency:4:7:u16:0.1:Hz, power-factor:4:8:u16:0.01:, alarm:4:9:u16:1:"
)

PRESETS: Final[Mapping[str, Preset]] = {
    "sht20": Preset(map="temperature:4:1:s16:0.1:°C, humidity:4:2:u16:0.1:%"),
    "sht20-hundredths": Preset(map="temperature:4:1:s16:0.01:°C, humidity:4:2:u16:0.01:%"),
    "senseair-s8": Preset(map="co2:4:3:u16:1:ppm", unit=254),
    "co2-generic": Preset(map="co2:3:5:u16:1:ppm"),
    "pm-boling": Preset(map="tsp:3:0:u32:1:µg/m³, pm10:3:2:u32:1:µg/m³, pm2.5:3:4:u32:1:µg/m³"),
    "qsa2700d": Preset(map="pm2.5:3:257:u16:1:µg/m³, pm10:3:258:u16:1:µg/m³"),
    "pzem-004t": Preset(map=_PZEM),
}
"""The makes whose maps are published. An unlisted one is `custom` with a map of its own."""


def chosen(preset: str, text: str) -> tuple[Quantity, ...]:
    """The quantities of a preset, or of a custom map. Raises ValueError that begins with the option's name."""
    known = PRESETS.get(preset)
    if known is not None:
        _must(not text, f'map: is for preset = "custom" only; leave it out, or leave out preset = "{preset}"')
        return parse_map(known.map)
    _must(bool(text.strip()), 'map: is needed with preset = "custom", such as "temperature:4:1:s16:0.1:°C"')
    try:
        return parse_map(text)
    except ValueError as error:
        raise ValueError(f"map: {error}") from None


def unit_of(preset: str, unit: int) -> int:
    """The unit number meant: `unit` itself, or for 0 the one with which the make leaves its factory."""
    return unit or (PRESETS[preset].unit if preset in PRESETS else 1)
