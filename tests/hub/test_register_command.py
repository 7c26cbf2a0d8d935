"""A registry file at the hub's terminal: taken as the page takes it, published only by who may publish."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hub_rig import HubRig, enrolled

from station_app.hub.accounts import set_account
from station_app.hub.models import Audit, PublishedStation
from station_app.hub.registering import entry_of

GOOD = "ST-1,120.301663,31.574729,WGS-84"


async def register(rig: HubRig, folder: Path, role: str, *lines: str, publish: bool = True) -> None:
    await enrolled(rig, "ST-1")
    file = folder / "registry.csv"
    file.write_text("\n".join(("id,longitude,latitude,datum", *lines)), encoding="utf-8")

    def run() -> None:
        set_account("clerk", role)
        call_command("register", str(file), by="clerk", publish=publish, stdout=io.StringIO())

    rig.in_thread(run)


def published(rig: HubRig) -> list[str]:
    return rig.in_thread(lambda: list(PublishedStation.objects.values_list("station", flat=True)))


async def test_a_file_fills_the_registry(rig: HubRig, tmp_path: Path) -> None:
    await register(rig, tmp_path, "admin", GOOD, publish=False)

    assert (rig.in_thread(lambda: entry_of("ST-1"))["longitude"], published(rig)) == ("120.301663", [])


async def test_an_admin_publishes_with_it_and_that_is_recorded(rig: HubRig, tmp_path: Path) -> None:
    await register(rig, tmp_path, "admin", GOOD)

    done = rig.in_thread(lambda: set(Audit.objects.filter(station="ST-1").values_list("what", flat=True)))
    assert (published(rig), {"registry-changed", "station-published"} <= done) == (["ST-1"], True)


async def test_a_manager_publishes_nothing(rig: HubRig, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="may not publish"):
        await register(rig, tmp_path, "manager", GOOD)

    assert (published(rig), rig.in_thread(lambda: entry_of("ST-1"))) == ([], {})


async def test_a_bad_row_is_told_and_its_station_not_published(rig: HubRig, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"row 2 \(ST-1\)"):
        await register(rig, tmp_path, "admin", "ST-1,31.5,120.3,WGS-84")

    assert published(rig) == []
