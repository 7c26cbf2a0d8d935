"""What was erased is in no file of a hub on SQLite, its log included."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hub_rig import Enrolled, HubRig
from paper_journal import person


async def test_who_is_forgotten_is_in_no_file_of_the_hub(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=5)
    await station.push_all()
    before = rig.holds(person(1))

    station.paper.write("data.erased", scope="person", person=person(1))
    await station.push_all()

    assert (before, rig.holds(person(1))) == (True, False)


async def test_what_a_reader_keeps_in_the_hubs_log_goes_with_the_next_question(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=5)
    await station.push_all()
    station.paper.write("data.erased", scope="person", person=person(1))
    with closing(sqlite3.connect(rig.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM hub_fact").fetchone()
        await station.push_all()
        kept = rig.holds(person(1))

    await station.client().cursors()

    assert (kept, rig.holds(person(1))) == (True, False)
