"""A hub that has outgrown SQLite moves into PostgreSQL, with everything: journals, accounts, audit trail.

All rows go over in one transaction, as the models read them on one side and write them on the other; then each table is
counted on both. Until that is done nothing is changed on SQLite's side, so whatever fails can be tried again.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import Error, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.utils import timezone

from station_app.hub.database import SETTING, SQLITE_FILE, choose, django_settings, kept_url
from station_app.hub.settings import Place, configure

SOURCE: Final = "sqlite"
WORK: Final = "moving"
MOVED: Final = "hub.db.before-postgresql"
_ROWS: Final = 2000


def move(data: Path, told: str) -> int:
    """Move the hub in `data` into an empty PostgreSQL (URL or file with one); the exit status."""
    try:
        _refuse(data)
        work = _workshop(data, told)
    except (OSError, ValueError) as error:
        return _failed(str(error))
    from station_app.hub.serve import only_one

    try:
        with only_one(Place(data=data)):
            _prepare(work, data)
            counts = _copied()
            _say([f"{table}  {rows}" for table, rows in counts if rows])
            connections[SOURCE].close()  # the last one: what stands in its log of writes comes into the file
            switch(work, data)
    except (OSError, ValueError, Error) as error:
        return _failed(str(error).strip())
    finally:
        shutil.rmtree(work)
    for ending in ("-wal", "-shm", ".lock"):
        (data / f"{SQLITE_FILE}{ending}").unlink(missing_ok=True)
    _say(
        [
            f"ok: {sum(rows for _, rows in counts)} rows are in PostgreSQL; start the hub as ever: it uses them.",
            f"{data / MOVED} still holds them, names that are to be erased among them: delete it once all is well.",
        ]
    )
    return 0


def _refuse(data: Path) -> None:
    if kept_url(data) is not None:
        raise ValueError(f"the hub in {data} keeps its data in PostgreSQL already")
    if not (data / SQLITE_FILE).is_file():
        raise ValueError(f"{data / SQLITE_FILE}: there is no such file; name the hub's data directory")


def _workshop(data: Path, told: str) -> Path:
    """A data directory of the hub to be: the same keys, the other database."""
    work = data / WORK
    if work.exists():  # of a move that was broken off
        shutil.rmtree(work)
    work.mkdir(mode=0o700)
    (work / "keys").symlink_to(data.resolve() / "keys")
    try:
        choose(work, told)
    except (OSError, ValueError):
        shutil.rmtree(work)
        raise
    return work


def _prepare(work: Path, data: Path) -> None:
    """Tables there, and nothing else; and the very same tables here."""
    configure(Place(data=work))
    from station_app.hub.postgres.preparing import prepare

    prepare()
    there = [model for model in (apps.get_model("hub", "Station"), apps.get_model("auth", "User")) if _count(model)]
    if there:
        raise ValueError("that database holds a hub already: name an empty one (dropdb, createdb)")
    source = django_settings(data, None)["DATABASES"]["default"]
    connections.settings[SOURCE] = {**connections.settings["default"], **source, "ALIAS": SOURCE}
    plan = MigrationExecutor(connections[SOURCE])
    if plan.migration_plan(plan.loader.graph.leaf_nodes()):
        raise ValueError("the SQLite file is of an earlier version: start and stop `station hub` once, then move")


def _copied() -> Sequence[tuple[str, int]]:
    """Copy every table; its name and its rows. Raises ValueError where the two differ."""
    from station_app.hub import audit
    from station_app.hub.postgres import months

    models = sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.db_table)
    fact = apps.get_model("hub", "Fact")
    times = fact._default_manager.using(SOURCE)
    months.make_ready(timezone.now(), {wall[:7] for wall in times.values_list("wall", flat=True).iterator(_ROWS)})
    with transaction.atomic(), connection.cursor() as cursor:
        for model in models:
            # What a new hub makes for itself, as kinds of content and groups with their rights; foreign keys wait for
            # the end of the transaction.
            if _count(model):
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        for model in models:
            _copy(cursor, model)
        cursor.execute(
            "INSERT INTO hub_fact_once SELECT hub_epoch.id, seq FROM hub_fact JOIN hub_epoch USING (station_id, epoch)"
        )
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        counts = [(model._meta.db_table, _count(model)) for model in models]
        wrong = [table for model, (table, rows) in zip(models, counts, strict=True) if rows != _count(model, SOURCE)]
        if wrong:
            raise ValueError(f"rows are missing after the copy in {', '.join(wrong)}: nothing was changed, try again")
        if not audit.verify().whole:
            raise ValueError("the audit trail is not whole after the copy: see `audit` of the hub on SQLite")
    return counts


def switch(work: Path, data: Path) -> None:
    """Let the hub use PostgreSQL from now on. Raises OSError where it does not."""
    # In this order: broken off between the two, a hub goes on with all it has, and does not begin an empty file.
    (work / SETTING).rename(data / SETTING)
    try:
        (data / SQLITE_FILE).rename(data / MOVED)
    except OSError:
        (data / SETTING).unlink()
        raise


def _copy(cursor: Any, model: type[Model]) -> None:
    fields = model._meta.local_concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    rows: Iterator[tuple[Any, ...]] = (
        model._base_manager.using(SOURCE).order_by().values_list(*(field.attname for field in fields)).iterator(_ROWS)
    )
    with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
            )


def _count(model: type[Model], alias: str = "default") -> int:
    return model._base_manager.using(alias).count()


def _say(lines: Sequence[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def _failed(why: str) -> int:
    sys.stderr.write(f"move: {why}\n")
    return 2
