"""`station ferry`: a station without a network, its hub, and a stick between them, through the real command."""

from __future__ import annotations

import asyncio
import io
import stat
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hub_rig import URL, HubRig

from hardware.clock import ManualClock
from station_app.__main__ import main
from station_app.assets import asset
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.hub import ferrying
from station_app.hub.models import Station
from station_app.identity.keys import Keys
from station_app.store.journal import Journal
from station_app.upstream.address import HubAddress
from station_app.upstream.client import Newcomer, enrol
from station_app.wiring.receipts import take_receipts
from station_app.wiring.service_messages import Receipts

AT = Instant(wall_ms=1_795_219_200_000, mono_ms=1, boot="b")
CONFIG = asset("config/point.example.toml").read_text().replace("320206009", "ST-1")


class Away:
    """A station that was enrolled once and then brought to where there is no network."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.config = folder / "station.toml"
        self.stick = folder / "st-1.ferry"
        self.answer = folder / "answer.ferry"

    def run(self, *words: str | Path) -> int:
        where = ["--config", str(self.config), "--data", str(self.data)]
        return main(["ferry", *map(str, words), *where])

    def export(self, *more: str) -> int:
        self.stick.unlink(missing_ok=True)
        return self.run("export", "--output", self.stick, *more)

    async def write(self, many: int) -> None:
        journal = self.open()
        await journal.append([fact("door.forced", AT, door=f"main-{number}") for number in range(many)])
        await journal.close()

    def open(self) -> Journal:
        return Journal.open(self.data / "journal.db", boot="b", clock=ManualClock(), ballast_bytes=4096)

    async def waiting(self) -> int:
        journal = self.open()
        try:
            return await journal.backlog()
        finally:
            await journal.close()


@pytest.fixture
async def away(rig: HubRig, tmp_path: Path) -> Away:
    station = Away(tmp_path)
    station.config.write_text(CONFIG)
    keys = Keys(station.data)
    newcomer = Newcomer(station="ST-1", key=keys.station(), code=rig.code("ST-1"))
    answer = await enrol(HubAddress(url=URL), newcomer, below=rig.transport)
    keys.save_hub(URL, bytes.fromhex(answer.hub_public_key))
    await station.write(5)
    return station


def to_hub(rig: HubRig, away: Away) -> Any:
    def take() -> Any:
        with away.stick.open("rb") as file:
            return ferrying.take_file(file, Station.objects.get(), timezone.now())

    return rig.in_thread(take)


def from_hub(rig: HubRig, away: Away) -> None:
    content = io.BytesIO()
    rig.in_thread(lambda: ferrying.make_file(content, Station.objects.get(), timezone.now()))
    away.answer.write_bytes(content.getvalue())


async def test_what_the_station_wrote_reaches_the_hub(rig: HubRig, away: Away) -> None:
    assert away.export() == 0

    brought = to_hub(rig, away)
    assert (brought.fault, brought.new, len(rig.facts("ST-1"))) == ("", 5, 5)


async def test_the_hubs_answer_moves_the_outbox_on(rig: HubRig, away: Away) -> None:
    away.export()
    to_hub(rig, away)
    from_hub(rig, away)
    before = await away.waiting()

    # In a thread: where no station runs, the command has a loop of its own.
    assert (await asyncio.to_thread(away.run, "import", away.answer), before, await away.waiting()) == (0, 5, 0)


async def test_an_answer_that_comes_twice_or_late_takes_nothing_back(rig: HubRig, away: Away) -> None:
    away.export()
    to_hub(rig, away)
    from_hub(rig, away)
    early = away.answer.read_bytes()
    await away.write(3)
    away.export()
    to_hub(rig, away)
    from_hub(rig, away)
    await asyncio.to_thread(away.run, "import", away.answer)
    away.answer.write_bytes(early)

    for _ in range(2):
        assert await asyncio.to_thread(away.run, "import", away.answer) == 0
    assert await away.waiting() == 0


async def test_the_next_file_holds_only_what_the_hub_has_not_said_it_has(
    rig: HubRig, away: Away, capsys: pytest.CaptureFixture[str]
) -> None:
    away.export()
    to_hub(rig, away)
    from_hub(rig, away)
    await asyncio.to_thread(away.run, "import", away.answer)
    await away.write(2)
    away.export()

    assert ": 2 rows for the hub" in capsys.readouterr().out
    assert to_hub(rig, away).new == 2


async def test_a_file_that_was_lost_on_the_way_is_no_loss(rig: HubRig, away: Away) -> None:
    away.export()
    await away.write(2)
    away.export()

    assert (to_hub(rig, away).new, len(rig.facts("ST-1"))) == (7, 7)


async def test_many_rows_travel_in_several_pieces(rig: HubRig, away: Away) -> None:
    await away.write(4500)
    away.export()

    assert (to_hub(rig, away).new, await away.waiting()) == (4505, 4505)


async def test_a_file_ends_at_its_size_and_says_that_there_is_more(
    rig: HubRig, away: Away, capsys: pytest.CaptureFixture[str]
) -> None:
    await away.write(4500)
    away.export("--most-mb", "0")

    assert "there are more rows" in capsys.readouterr().out
    assert to_hub(rig, away).fault == ""


async def test_a_file_is_its_owners_alone(rig: HubRig, away: Away) -> None:
    away.export()

    assert stat.S_IMODE(away.stick.stat().st_mode) == 0o600


async def test_a_file_that_is_there_is_left_alone(rig: HubRig, away: Away, capsys: pytest.CaptureFixture[str]) -> None:
    away.stick.write_text("somebody's")

    assert (away.run("export", "--output", away.stick), away.stick.read_text()) == (2, "somebody's")
    assert "exists already" in capsys.readouterr().err


async def test_a_station_that_was_never_enrolled_is_told_what_to_do(
    rig: HubRig, away: Away, capsys: pytest.CaptureFixture[str]
) -> None:
    (away.data / "keys" / "hub.json").unlink()

    assert away.export() == 2
    assert "enrol it once where there is a network" in capsys.readouterr().err


def changed(raw: bytes) -> list[bytes]:
    middle = len(raw) // 2
    return [
        b"",
        raw[:-1],
        raw[:middle],
        raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :],
        b"x" + raw,
        raw[::-1],
    ]


async def test_an_answer_that_is_not_whole_changes_nothing(
    rig: HubRig, away: Away, capsys: pytest.CaptureFixture[str]
) -> None:
    away.export()
    to_hub(rig, away)
    from_hub(rig, away)
    for raw in changed(away.answer.read_bytes()):
        away.answer.write_bytes(raw)

        assert await asyncio.to_thread(away.run, "import", away.answer) == 2
        assert "Nothing was changed" in capsys.readouterr().err
    assert await away.waiting() == 5


async def test_the_stations_own_file_is_not_an_answer(
    rig: HubRig, away: Away, capsys: pytest.CaptureFixture[str]
) -> None:
    away.export()

    assert await asyncio.to_thread(away.run, "import", away.stick) == 2
    assert "upload it on the station's page" in capsys.readouterr().err


async def test_an_answer_about_more_than_this_disk_holds_is_left_alone(rig: HubRig, away: Away) -> None:
    journal = away.open()
    await take_receipts(journal, Receipts(epochs={journal.epoch: 99, "another": 4}))
    left = await journal.backlog()
    await journal.close()

    assert left == 5


async def test_a_row_that_was_set_aside_is_noted_once(rig: HubRig, away: Away) -> None:
    journal = away.open()
    told = Receipts(epochs={journal.epoch: 5}, set_aside=((journal.epoch, 2, "does not fit"),))
    for _ in range(2):
        await take_receipts(journal, told)
    noted = [(one.place.seq, one.reason) for one in await journal.aside()]
    await journal.close()

    assert noted == [(2, "does not fit")]
