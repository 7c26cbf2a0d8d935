"""A row that does not fit is set aside with its reason; it stops nothing."""

from __future__ import annotations

import msgspec
import pytest
from hub_rig import Enrolled, HubRig, enrolled

from station_app.hub.judging import judge
from station_app.hub.models import LostRange, SetAside, Station
from station_app.upstream.messages import Batch


async def test_a_damaged_row_is_set_aside_and_counts_as_handled(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    station.paper.damage(3, body={"door": "entry", "cause": "changed"})

    await station.push_all()

    assert station.paper.aside == {("epoch-1", 3, "its content does not match its hash")}


async def test_the_rows_round_a_damaged_one_are_stored(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    station.paper.damage(3, body={"door": "entry", "cause": "changed"})

    await station.push_all()

    assert {seq for _, seq, _ in rig.facts("ST-1")} == {1, 2, 4, 5, 6}


async def test_a_row_of_the_wrong_types_is_kept_as_it_came(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    station.paper.damage(2, mono="late")

    await station.push_all()

    kept = rig.in_thread(lambda: SetAside.objects.get())
    assert msgspec.json.decode(kept.row)["mono"] == "late"


async def test_a_row_set_aside_is_told_again_when_the_answer_was_lost(station: Enrolled) -> None:
    station.paper.visit()
    station.paper.damage(2, clock="changed")
    batch = station.paper.batch()
    first = await station.client().push(batch)

    again = await station.client().push(batch)

    assert again.set_aside == first.set_aside


async def test_another_row_at_a_taken_number_is_refused_and_kept(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    await station.push_all()
    other = await _other_journal(station)

    answer = await station.client().push(other)

    assert {row.reason for row in answer.set_aside} == {"another row has this number"}


async def test_another_row_at_a_taken_number_changes_nothing(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    await station.push_all()
    before = rig.facts("ST-1")

    await station.client().push(await _other_journal(station))

    assert rig.facts("ST-1") == before


async def test_a_declared_loss_is_kept_for_the_station_page(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    station.paper.lose(2, 3)

    await station.push_all()

    assert rig.in_thread(lambda: list(LostRange.objects.values_list("first", "last"))) == [(2, 3)]


async def test_a_row_that_turns_up_after_it_was_declared_lost_is_set_aside(station: Enrolled) -> None:
    station.paper.visit()
    rows = list(station.paper.rows["epoch-1"])
    station.paper.lose(2, 3)
    await station.push_all()

    answer = await station.client().push(Batch(epoch="epoch-1", rows=rows[1:3]))

    assert [row.reason for row in answer.set_aside] == ["was declared lost"] * 2


async def test_contact_is_noted(rig: HubRig) -> None:
    station = await enrolled(rig)
    rig.in_thread(lambda: Station.objects.update(last_contact=None))

    await station.client().cursors()

    assert rig.in_thread(lambda: Station.objects.get().last_contact) is not None


@pytest.mark.parametrize("wall", ["", "2026-13-01T00:00:00.000Z", "yesterday", "2026-03-15 06:00:00"])
async def test_a_row_without_a_readable_time_is_set_aside(station: Enrolled, wall: str) -> None:
    station.paper.boot()
    station.paper.damage(1, wall=wall)

    answer = await station.client().push(station.paper.batch())

    assert [row.seq for row in answer.set_aside] == [1]


def test_rows_out_of_order_in_a_batch_are_put_in_order() -> None:
    from paper_journal import Paper

    paper = Paper()
    paper.visit()
    rows = paper.rows["epoch-1"]

    verdict = judge("epoch-1", rows[::-1], [], 0, "")

    assert [taken.row for taken in verdict.taken] == rows


async def _other_journal(station: Enrolled) -> Batch:
    from paper_journal import Paper

    other = Paper()
    other.deny()
    return Batch(epoch="epoch-1", rows=other.rows["epoch-1"])
