"""Codes for many stations, and where they lie, by two commands."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hub_rig import HubRig, enrolled

from station_app.hub import enrolment
from station_app.hub.audit_models import Audit
from station_app.hub.models import Station

KEY = "0" * 64


def codes(rig: HubRig, *stations: str) -> dict[str, str]:
    said = io.StringIO()
    rig.in_thread(lambda: call_command("codes", *stations, stdout=said))
    return dict(line.split() for line in said.getvalue().splitlines())


def place(rig: HubRig, folder: Path, *lines: str) -> None:
    file = folder / "places.csv"
    file.write_text("\n".join(("id,district,tier", *lines)), encoding="utf-8")
    rig.in_thread(lambda: call_command("place", str(file), stdout=io.StringIO()))


def placed(rig: HubRig) -> list[tuple[str, str, str]]:
    return rig.in_thread(lambda: list(Station.objects.order_by("id").values_list("id", "district", "tier")))


def test_each_code_enrols_its_own_station(rig: HubRig) -> None:
    from django.utils import timezone

    given = codes(rig, "ST-1", "ST-2")

    for station, code in given.items():
        rig.in_thread(lambda s=station, c=code: enrolment.redeem(s, c, KEY, "", timezone.now()))
    assert [station for station, _, _ in placed(rig)] == ["ST-1", "ST-2"]


def test_a_code_of_another_station_enrols_none(rig: HubRig) -> None:
    from django.utils import timezone

    given = codes(rig, "ST-1", "ST-2")

    with pytest.raises(enrolment.CodeRefused):
        rig.in_thread(lambda: enrolment.redeem("ST-1", given["ST-2"], KEY, "", timezone.now()))


def test_an_id_that_is_none_is_named(rig: HubRig) -> None:
    with pytest.raises(CommandError, match="'no id'"):
        codes(rig, "no id")


async def test_stations_are_placed_by_a_table(rig: HubRig, tmp_path: Path) -> None:
    for name in ("ST-1", "ST-2"):
        await enrolled(rig, name)

    place(rig, tmp_path, "ST-1,梁溪区,busy", "ST-2,滨湖区,")

    assert placed(rig) == [("ST-1", "梁溪区", "busy"), ("ST-2", "滨湖区", "")]


async def test_a_placing_stands_in_the_audit_trail(rig: HubRig, tmp_path: Path) -> None:
    await enrolled(rig, "ST-1")

    place(rig, tmp_path, "ST-1,梁溪区,busy")

    last = rig.in_thread(lambda: Audit.objects.order_by("number").values_list("what", "station", "detail").last())
    assert last == ("station-placed", "ST-1", "district=梁溪区 tier=busy")


@pytest.mark.parametrize("bad", ["ST-9,梁溪区,busy", "ST-1,梁溪区,enormous", f"ST-1,{'长' * 61},"])
async def test_one_line_that_is_wrong_places_nothing(rig: HubRig, tmp_path: Path, bad: str) -> None:
    await enrolled(rig, "ST-1")

    with pytest.raises(CommandError, match="line 3"):
        place(rig, tmp_path, "ST-1,新吴区,quiet", bad)
    assert placed(rig) == [("ST-1", "", "")]


def test_a_file_that_is_no_table_is_refused(rig: HubRig, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("name\nST-1\n")

    with pytest.raises(CommandError, match="first line"):
        rig.in_thread(lambda: call_command("place", str(tmp_path / "x.csv")))
