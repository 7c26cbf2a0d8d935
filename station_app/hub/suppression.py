"""Small cells of a breakdown are withheld, so that they cannot be worked out from what is shown.

Withheld is every cell with fewer than five persons. What is shown is subtracted from the total easily, so cells are
withheld beside it until at least two are, with five persons in all. A sum over stations or districts withholds a cell,
too, when it would give away the one part that withholds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

FEW: Final = 5
"""Fewer persons than this are a small cell."""

Table = Mapping[str, tuple[int, int]]
"""Cell -> visits, persons; a lower bound of the persons will do."""
Hidden = frozenset[str]


def withheld(table: Table, also: Hidden = frozenset()) -> Hidden:
    """The cells to withhold, `also` among them."""
    there = {cell: counts for cell, counts in table.items() if counts[0]}
    hidden = {cell for cell, (_, who) in there.items() if who < FEW} | (also & there.keys())
    if not hidden:
        return frozenset()
    others = sorted(there.keys() - hidden, key=lambda cell: (there[cell], cell))
    while hidden and others and (len(hidden) == 1 or _who(there, hidden) < FEW):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def withheld_of_sum(groups: Sequence[Sequence[Table]]) -> tuple[dict[str, tuple[int, int]], Hidden]:
    """The sum of groups (districts) of tables (stations), and the cells of it to withhold."""
    parts = [[(table, withheld(table)) for table in group] for group in groups]
    if len(parts) == 1:
        return _sum_of(parts[0])
    together = [part for group in parts for part in group]
    whole = added([table for table, _ in together])
    return whole, withheld(whole, _lonely(together) | _lonely([_sum_of(group) for group in parts]))


def added(tables: Sequence[Table]) -> dict[str, tuple[int, int]]:
    """The sum of tables."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for table in tables:
        for cell, (visits, who) in table.items():
            before = found[cell]
            found[cell] = before[0] + visits, before[1] + who
    return dict(found)


def _sum_of(parts: Sequence[tuple[Table, Hidden]]) -> tuple[dict[str, tuple[int, int]], Hidden]:
    whole = added([table for table, _ in parts])
    return whole, withheld(whole, _lonely(parts) if len(parts) > 1 else frozenset())


def _lonely(parts: Sequence[tuple[Table, Hidden]]) -> Hidden:
    """Cells that only one part withholds, or parts with few persons together: a shown sum would give them away."""
    who: dict[str, list[int]] = defaultdict(list)
    for table, hidden in parts:
        for cell in hidden:
            who[cell].append(table[cell][1])
    return frozenset(cell for cell, persons in who.items() if len(persons) == 1 or sum(persons) < FEW)


def _who(table: Table, cells: set[str]) -> int:
    return sum(table[cell][1] for cell in cells)
