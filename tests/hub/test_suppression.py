"""What is withheld of a breakdown cannot be worked out from what is shown of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from station_app.hub.suppression import FEW, added, withheld, withheld_of_sum

CELLS = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda pair: (pair[0] + pair[1], pair[1]))
TABLES = st.dictionaries(st.sampled_from("abcdef"), CELLS, max_size=6)


def test_a_cell_with_few_persons_is_withheld_with_a_second_one() -> None:
    assert withheld({"courier": (40, 20), "driver": (9, 4), "cleaner": (30, 10)}) == {"driver", "cleaner"}


def test_many_visits_of_few_persons_are_a_small_cell() -> None:
    assert "driver" in withheld({"driver": (60, 2), "courier": (70, 30), "cleaner": (80, 40)})


def test_nothing_is_withheld_where_every_cell_is_large() -> None:
    assert withheld({"courier": (40, 20), "driver": (9, 5), "none": (0, 0)}) == frozenset()


def test_a_sum_withholds_what_a_single_station_withholds() -> None:
    small, large = {"a": (2, 2), "b": (9, 9), "c": (20, 20)}, {"a": (50, 50), "b": (60, 60), "c": (70, 70)}

    _, hidden = withheld_of_sum([[small, large]])

    assert hidden == {"a", "b"}


def test_a_sum_shows_what_several_stations_withhold_of_enough_persons() -> None:
    small = {"a": (4, 4), "b": (2, 2), "c": (20, 20)}

    _, hidden = withheld_of_sum([[small, small, small]])

    assert hidden == frozenset()


def test_the_whole_withholds_what_a_single_district_withholds() -> None:
    small, large = {"a": (2, 2), "b": (3, 3), "c": (20, 20)}, {"a": (50, 50), "b": (60, 60), "c": (70, 70)}

    _, hidden = withheld_of_sum([[small], [large, large]])

    assert {"a", "b"} <= hidden


@given(table=TABLES)
def test_a_withheld_cell_is_never_alone_nor_few(table: dict[str, tuple[int, int]]) -> None:
    hidden = withheld(table)

    there = {cell for cell, (visits, _) in table.items() if visits}
    enough = len(hidden) >= 2 and sum(table[cell][1] for cell in hidden) >= FEW
    assert not hidden or enough or hidden == there
    assert all(table[cell][1] >= FEW for cell in there - hidden)


@given(groups=st.lists(st.lists(TABLES, max_size=3), max_size=3))
def test_no_subtraction_of_parts_from_their_sum_gives_a_small_part(
    groups: list[list[dict[str, tuple[int, int]]]],
) -> None:
    whole, hidden = withheld_of_sum(groups)
    tables = [table for group in groups for table in group]

    for cell in whole.keys() - hidden:
        parts = [table[cell][1] for table in tables if cell in withheld(table)]
        assert len(tables) == 1 or not parts or (len(parts) > 1 and sum(parts) >= FEW)
    assert whole == added(tables)
