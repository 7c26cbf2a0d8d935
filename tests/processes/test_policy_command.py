"""`station policy` and `station why` on a real data directory, with the station running and not."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest
from people import citizen
from place import Place
from process_rig import eventually, station
from pty_world import pty_world

from hardware.simulators.id_cards import SimulatedCard

CLOSED = {"version": "night-1", "number": 1, "hours": {"mon": []}}


async def told(*arguments: object) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(station, *arguments)


@pytest.fixture
def key(place: Place) -> Path:
    """A key whose policies the station takes."""
    path = place.folder / "laptop.key"
    public = station("policy", "key", "new", "--key", path).stdout.strip()
    trusted = station("policy", "key", "trust", "--public", public, "--name", "laptop", "--data", place.data)
    assert (trusted.returncode, trusted.stderr) == (0, "")
    return path


def signed(place: Place, key: Path, policy: dict[str, object]) -> Path:
    draft = place.folder / f"{policy['version']}.json"
    draft.write_text(json.dumps(policy), encoding="utf-8")
    sealed = draft.with_suffix(".signed")
    done = station("policy", "sign", draft, "--key", key, "--output", sealed)
    assert (done.returncode, done.stderr) == (0, "")
    return sealed


async def test_a_signed_policy_shuts_the_door_and_why_says_so(place: Place, key: Path) -> None:
    envelope = signed(place, key, CLOSED)
    where = ("--config", place.config, "--data", place.data, "--language", "en")
    async with pty_world(place) as world:
        core = await place.serve("--headless")
        try:
            await eventually(lambda: (place.data / "service.sock").exists(), "the service socket")
            applied = await told("policy", "apply", envelope, *where)
            world.lay_card("id_reader", SimulatedCard(number=citizen(7)))
            denied = await place.fact("access.denied")
            why = await told("why", denied["seq"], *where)
            again = await told("policy", "apply", envelope, *where)
            shown = await told("policy", "show", *where)
        finally:
            core.bury()

    assert (applied.returncode, applied.stdout) == (0, "Policy night-1 (number 1) is in force.\n"), applied.stderr
    assert (denied["reason"], denied["policy"]) == ("closed", "night-1")
    assert why.returncode == 0, why.stderr
    assert "The replay agrees with what was recorded." in why.stdout
    assert again.returncode == 1
    assert "Refused (older)" in again.stdout
    assert "Policy night-1, number 1\nLast confirmed 0 days ago\nEverything in it holds" in shown.stdout


async def test_a_policy_that_is_stored_while_nothing_runs_is_in_force_at_the_next_start(
    place: Place, key: Path
) -> None:
    envelope = signed(place, key, CLOSED)
    where = ("--config", place.config, "--data", place.data, "--language", "en")

    stored = await told("policy", "apply", envelope, *where)
    async with pty_world(place):
        for _ in range(2):
            core = await place.serve("--headless")
            await place.fact("policy.applied")
            core.bury()

    assert "is stored" in stored.stdout, stored.stderr
    assert [fact["serial"] for fact in place.facts("policy.applied")] == [1]


async def test_a_damaged_policy_is_put_aside_and_told(place: Place, key: Path) -> None:
    await told("policy", "apply", signed(place, key, CLOSED), "--config", place.config, "--data", place.data)
    kept = place.data / "policy" / "in-force.json"
    kept.write_bytes(kept.read_bytes().replace(b"night", b"light"))

    async with pty_world(place):
        core = await place.serve("--headless")
        opened = await place.fact("incident.opened")
        core.bury()

    assert opened["cause"] == "policy-file"
    assert (place.data / "policy" / "damaged-1.json").exists()
    assert not kept.exists()


async def test_a_policy_whose_file_is_gone_is_told_at_every_start(place: Place, key: Path) -> None:
    await told("policy", "apply", signed(place, key, CLOSED), "--config", place.config, "--data", place.data)
    (place.data / "policy" / "in-force.json").unlink()

    async with pty_world(place):
        core = await place.serve("--headless")
        opened = await place.fact("incident.opened")
        core.bury()

    assert opened["cause"] == "policy-file"
