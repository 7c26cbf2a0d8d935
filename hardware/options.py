"""The keys that a driver understands in a configuration, each with its default and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OptionValue = int | float | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One key beside `driver`, `port` and `baud`."""

    default: OptionValue
    """Its type is the option's type."""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: object) -> OptionValue:
        """`value`, if it is allowed; raises ValueError that says what is."""
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise ValueError(f"must be true or false, got {value!r}")
            return value
        if isinstance(self.default, str):
            if not isinstance(value, str) or (self.choices and value not in self.choices):
                raise ValueError(f"must be {_listed(self.choices) or 'a text'}, got {value!r}")
            return value
        return self._number(value, whole_only=isinstance(self.default, int))

    def _number(self, value: object, *, whole_only: bool) -> OptionValue:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole and (whole_only or not isinstance(value, float)):
            raise ValueError(f"must be {'a whole number' if whole_only else 'a number'}, got {value!r}")
        number = value if isinstance(value, int | float) else 0
        if not (self.low is None or number >= self.low) or not (self.high is None or number <= self.high):
            raise ValueError(f"must be {self.low:g} to {self.high:g}, got {value!r}")
        return number


def checked_options(owner: str, options: Mapping[str, Option], given: Mapping[str, object]) -> dict[str, OptionValue]:
    """Every option with its value, given or default. Raises ValueError that begins with the option's name."""
    for name in given:
        if name not in options:
            import difflib  # only a mistake needs it

            nearest = difflib.get_close_matches(name, options, n=1)
            hint = f"; did you mean {nearest[0]}?" if nearest else ""
            raise ValueError(f"{name}: {owner} has no such option{hint}")
    values: dict[str, OptionValue] = {}
    for name, option in options.items():
        try:
            values[name] = option.check(given.get(name, option.default))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return values


def _listed(choices: tuple[str, ...]) -> str:
    return ", ".join(f'"{choice}"' for choice in choices)
