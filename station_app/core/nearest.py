"""What somebody may have meant who wrote a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, names: Iterable[str]) -> str:
    """`; did you mean 'x'?` or the names there are."""
    import difflib  # only a mistake needs it

    there_are = sorted(names)
    close = difflib.get_close_matches(name, there_are, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; there are: {', '.join(there_are)}" if there_are else "; there are none"
