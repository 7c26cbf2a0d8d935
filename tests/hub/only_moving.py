"""A hub moves from SQLite to PostgreSQL; run by `test_on_postgresql`."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from hub_database import ON_POSTGRESQL, SERVER, empty_url

from station_app.hub.postgres.moving import MOVED, WORK, switch

assert ON_POSTGRESQL

HEAD = """
import hashlib, json, pickle, sys
from datetime import UTC, datetime
from pathlib import Path
from station_app.hub.serve import prepared
data = Path(sys.argv[1])
prepared(data)
from django.apps import apps
from django.contrib.auth.models import User
from station_app.hub import audit, ingest, taking
from station_app.hub.models import Fact, Station
now = datetime.now(UTC)

def take(posts):
    for station, body in posts:
        post, rows = taking.read(Station.objects.get(pk=station), body)
        ingest.take(station, post, rows, now)
"""
FILL = f"""{HEAD}
import os, signal
from django.db import connection
from station_app.hub.accounts import first_manager
from station_app.wiring.bench.hub_load import senders
first_manager("manager")
stations = senders("ST", 2, 2, 30)
Station.objects.bulk_create(
    Station(id=one.name, name="驿站", public_key="0" * 64, enrolled_at=now) for one in stations
)
take((one.name, one.batches[0][1]) for one in stations)
for number in range(3):
    audit.record(User.objects.get(), "log-seen", "ST-000", str(number))
(data / "posts").write_bytes(pickle.dumps([[(one.name, body) for _, body in one.batches] for one in stations]))
with connection.cursor() as cursor:
    cursor.execute("PRAGMA wal_autocheckpoint=0")
audit.record(User.objects.get(), "log-seen", "ST-000", "last")
os.kill(os.getpid(), signal.SIGKILL)
"""
DIGEST = f"""{HEAD}
told = {{}}
for model in apps.get_models(include_auto_created=True):
    rows = sorted(map(repr, model._base_manager.values_list()))
    told[model._meta.db_table] = hashlib.sha256(repr(rows).encode()).hexdigest()
print(json.dumps(told))
"""
GO_ON = f"""{HEAD}
take(post for posts in pickle.loads((data / "posts").read_bytes()) for post in posts)
audit.record(User.objects.get(), "log-seen")
print(json.dumps([Fact.objects.count(), audit.verify().whole]))
"""


def ran(script: str, data: Path) -> str:
    done = subprocess.run([sys.executable, "-c", script, str(data)], capture_output=True, text=True, check=True)
    return done.stdout


def filled(data: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError, match="SIGKILL"):
        ran(FILL, data)


def moved(data: Path, url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "station_app.hub", str(data), "move", url]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Of a hub on SQLite that has stations, facts, visits, accounts and an audit trail, and was killed."""
    filled(tmp_path / "hub")
    return tmp_path / "hub"


def test_a_hub_that_has_moved_holds_the_same_and_goes_on(data: Path) -> None:
    before = json.loads(ran(DIGEST, data))
    done = moved(data, empty_url(SERVER))
    after = json.loads(ran(DIGEST, data))

    assert (done.returncode, done.stderr) == (0, "")
    assert {table for table in before if before[table] != after.get(table)} == set()
    # both batches of two stations, the first ones for a second time
    assert json.loads(ran(GO_ON, data)) == [120, True]
    assert sorted(path.name for path in data.iterdir() if path.name.startswith(("hub.db", WORK, "database"))) == [
        "database.url",
        MOVED,
    ]


def test_a_database_that_holds_a_hub_is_left_alone(data: Path, tmp_path: Path) -> None:
    url = empty_url(SERVER)
    moved(data, url)
    filled(tmp_path / "second")
    done = moved(tmp_path / "second", url)

    with psycopg.connect(url) as db:
        kept = db.execute("SELECT count(*) FROM hub_station").fetchone()
    assert (done.returncode, kept) == (2, (2,))
    assert "holds a hub already" in done.stderr
    assert {"hub.db"} <= {path.name for path in (tmp_path / "second").iterdir()}


def test_what_is_left_of_a_hub_that_was_killed_holds_all_of_it(data: Path) -> None:
    moved(data, empty_url(SERVER))

    with closing(sqlite3.connect(data / MOVED)) as kept:
        assert kept.execute("SELECT count(*) FROM hub_audit WHERE detail = 'last'").fetchone() == (1,)


def test_a_file_that_cannot_be_put_aside_stays_in_use(tmp_path: Path) -> None:
    work = tmp_path / WORK
    work.mkdir()
    (work / "database.url").touch()
    (tmp_path / "hub.db").touch()
    (tmp_path / MOVED).mkdir()

    with pytest.raises(OSError, match="directory"):
        switch(work, tmp_path)
    assert ((tmp_path / "hub.db").is_file(), (tmp_path / "database.url").exists()) == (True, False)
