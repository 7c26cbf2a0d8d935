"""A new hub has the tables that its migrations would have made one after the other."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_rig import HubRig, template

ONE_BY_ONE = """
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from station_app.hub.serve import Place
from station_app.hub.settings import configure
configure(Place(data=Path(sys.argv[1])))
from django.db import connection
from django.db.migrations import executor
executor.MigrationLoader = partial(executor.MigrationLoader, replace_migrations=False)
tables = import_module("station_app.hub.migrations.0001_tables")
at_work = executor.MigrationExecutor(connection)
at_work.migrate([("hub", tables.ONE_BY_ONE[-1])])
"""
AT_ONCE = """
import sys
from pathlib import Path
from station_app.hub.serve import Place
from station_app.hub.settings import configure
configure(Place(data=Path(sys.argv[1])))
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
MigrationExecutor(connection).migrate([("hub", "0001_tables")])
"""
RIGHTS = (
    "SELECT auth_group.name, codename FROM auth_group_permissions JOIN auth_group ON auth_group.id = group_id"
    " JOIN auth_permission ON auth_permission.id = permission_id"
)
FIELDS = "SELECT * FROM hub_deskfield"


def _made(folder: Path, script: str) -> sqlite3.Connection:
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True, timeout=200)
    return sqlite3.connect(folder / "hub.db")


def _shape(base: sqlite3.Connection) -> dict[str, Any]:
    """Everything but the order of a table's columns."""
    found: dict[str, Any] = {}
    for kind, name, table, sql in base.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"):
        if not table.startswith("hub_"):
            continue
        if kind != "table":
            found[f"{kind} {name}"] = (table, sql)
            continue
        columns = [row[1:] for row in base.execute(f"PRAGMA table_xinfo({name})")]
        leads = [row[2:] for row in base.execute(f"PRAGMA foreign_key_list({name})")]
        said = sorted(part.strip() for part in sql.partition("(")[2].split(","))
        found[f"table {name}"] = (sorted(map(str, columns)), sorted(map(str, leads)), json.dumps(said))
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    one_by_one = _made(tmp_path_factory.mktemp("one-by-one"), ONE_BY_ONE)
    at_once = _made(tmp_path_factory.mktemp("at-once"), AT_ONCE)
    yield one_by_one, at_once
    one_by_one.close()
    at_once.close()


def test_the_tables_are_the_same(both: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    assert _shape(both[1]) == _shape(both[0])


@pytest.mark.parametrize("rows", [RIGHTS, FIELDS], ids=["rights", "fields"])
def test_what_is_in_them_is_the_same(both: tuple[sqlite3.Connection, sqlite3.Connection], rows: str) -> None:
    assert set(both[1].execute(rows)) == set(both[0].execute(rows))


def test_the_models_have_nothing_that_the_tables_have_not(rig: HubRig) -> None:
    from django.core.management import call_command

    assert template()
    rig.in_thread(lambda: call_command("makemigrations", "hub", check=True, dry_run=True, verbosity=0))
