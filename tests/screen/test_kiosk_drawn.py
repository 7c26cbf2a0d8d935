"""Each page, as it is really laid out and drawn, in each size and language."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from page_checks import area, layout_problems, words_of
from pytestqt.qtbot import QtBot
from screen_world import (
    BOTH,
    CALL,
    EMERGENCY,
    IDLE,
    LANDSCAPE,
    NEAR,
    PITCH,
    PORTRAIT,
    SMALL,
    THREE,
    MakeKiosk,
    Wall,
    asked,
    item,
)

from station_app.assets import LANGUAGES
from station_app.core.reasons import REASONS
from station_app.screen.app import render
from station_app.screen.kiosk import Kiosk, KioskSettings
from station_app.wire import Service, Snapshot, Way

change = msgspec.structs.replace

PAGES: dict[str, Snapshot | None] = {
    "starting": None,
    "idle": IDLE,
    "card broken": change(IDLE, ways=(Way("id-card", False), Way("code", True)), degraded=True),
    "all broken": change(
        IDLE, ways=(Way("id-card", False), Way("code", False)), degraded=True, inside=12, capacity=200
    ),
    "three ways": change(IDLE, ways=THREE),
    "three ways, two broken": change(IDLE, ways=(Way("id-card", False), Way("tag", False), Way("code", True))),
    "three ways, one broken": change(IDLE, ways=(Way("id-card", False), *THREE[1:])),
    "three ways broken": change(IDLE, ways=tuple(Way(way.kind, False) for way in THREE)),
    "maintenance": change(IDLE, moment="maintenance"),
    "maintenance, neighbour": change(IDLE, moment="maintenance", neighbour="人民路驿站（向北600米，工人文化宫一楼）"),
    "maintenance, open ones near": change(IDLE, moment="maintenance", near=NEAR),
    "full, three ways, open ones near": change(IDLE, inside=16, ways=THREE, near=NEAR),
    "full, open ones near": change(IDLE, inside=16, near=NEAR),
    "refused, open ones near": change(IDLE, moment="refused", reason="closed", opens_at="0 06:00", near=NEAR),
    "idle, a camera is asked": change(IDLE, look="now", look_zone="休息区"),
    "evacuation, a camera was asked": change(IDLE, moment="evacuation", look="lately", look_zone="休息区"),
    "closed": change(IDLE, open=False, opens_at="2 06:00"),
    "full": change(IDLE, inside=16, degraded=True),
    "reading": change(IDLE, moment="reading"),
    "welcome": change(IDLE, moment="welcome", card_on=True),
    "opened by order": change(IDLE, moment="welcome", reason="opened-by-order"),
    "your turn": change(IDLE, moment="welcome", reason="your-turn"),
    "tapped": change(IDLE, moment="welcome", reason="tapped", card_on=True),
    "goodbye": change(IDLE, moment="goodbye"),
    "take-card": change(IDLE, moment="take-card"),
    "evacuation": change(IDLE, moment="evacuation"),
    "evacuation, message": change(IDLE, moment="evacuation", told="消防演练，请到广场集合"),
    "lockdown": change(IDLE, moment="lockdown"),
    "shelter": change(IDLE, moment="shelter"),
    "wellbeing": change(IDLE, moment="wellbeing"),
    "wellbeing, loud": change(IDLE, moment="wellbeing", reason="loud"),
    "wellbeing, called": change(IDLE, moment="wellbeing", reason="called"),
    "turn": change(IDLE, moment="turn", number=7, minutes=20),
    "turn, called": change(IDLE, moment="turn", reason="called", number=7, minutes=3),
    "told": change(IDLE, moment="told", held_visits=12, held_since="2026-09-01", held_until="2027-02-22"),
    "help": CALL,
    "help, the second is asked": change(CALL, asked=1, minutes=12),
    "help, the last is asked": change(CALL, asked=2),
    "help, taken": change(CALL, reason="taken"),
    "help, unanswered": change(CALL, reason="unanswered", asked=2, minutes=0),
    "help, unanswered and no phone": change(CALL, reason="unanswered", help_phone=""),
    "emergency": change(IDLE, **EMERGENCY),
    "emergency, called": CALL,
    "emergency, nothing configured": IDLE,
    "emergency, no core": CALL,
    "notice": change(IDLE, cameras=True),
    **{f"refused: {reason}": change(IDLE, moment="refused", reason=reason, opens_at="0 06:00") for reason in REASONS},
}


def _show(kiosk: Kiosk, page: str, language: str) -> None:
    kiosk.show_snapshot(PAGES[page] or IDLE)
    kiosk.language.choose(language)
    if page == "notice":
        kiosk.notice.open()
    if page in ("starting", "emergency, no core"):
        kiosk.show_starting()
    if page.startswith("emergency"):
        kiosk.emergency.open()
    else:
        kiosk.emergency.close()
    kiosk.picture()


def _problems(kiosk: Kiosk) -> list[str]:
    return layout_problems(kiosk.window)


def _long(kiosk: Kiosk) -> bool:
    """Whether the page is a sheet to be turned."""
    return bool(item(kiosk, "sheet").property("interactive"))


SHAPES = pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL], ids=["portrait", "landscape", "small"])


@pytest.mark.parametrize("language", LANGUAGES)
@SHAPES
def test_no_page_has_to_be_turned_in_the_usual_size(kiosk_of: MakeKiosk, size: tuple[int, int], language: str) -> None:
    kiosk = kiosk_of(size)
    turned: list[str] = []
    for page, snapshot in PAGES.items():
        _show(kiosk, page, language)
        # Below the band that tells of a camera, for two minutes, a page may have to be.
        if _long(kiosk) and not (snapshot is not None and snapshot.look):
            turned.append(page)

    assert turned == []


@SHAPES
def test_what_is_told_of_a_camera_stands_above_the_page_and_covers_nothing(
    kiosk_of: MakeKiosk, size: tuple[int, int]
) -> None:
    kiosk = kiosk_of(size)
    _show(kiosk, "idle, a camera is asked", "zh-CN")
    band, page = item(kiosk, "look"), item(kiosk, "page")

    assert band.isVisible()
    assert band.mapRectToScene(band.boundingRect()).bottom() <= page.mapRectToScene(page.boundingRect()).top()


def test_what_is_told_of_a_camera_stands_over_a_technicians_pages_too(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(PORTRAIT)
    _show(kiosk, "idle, a camera is asked", "zh-CN")
    kiosk.show_service(Service(serial=1, open=True, tester="staff"))
    band = item(kiosk, "look")
    beside = kiosk.window.contentItem().childItems()

    assert band.isVisible()
    assert all(one.z() < band.z() for one in beside if one is not band)


@SHAPES
@pytest.mark.parametrize("page", ["idle", "three ways", "welcome", "refused: full", "take-card", "maintenance"])
def test_the_key_line_is_eleven_millimetres_or_more(kiosk_of: MakeKiosk, page: str, size: tuple[int, int]) -> None:
    kiosk = kiosk_of(size)
    _show(kiosk, page, "zh-CN")
    key = kiosk.station.invitation if page in ("idle", "three ways") else kiosk.moment.headline
    (line,) = [text for text in words_of(kiosk.window) if text.property("text") == key]

    assert float(asked(line, "fontInfo.pixelSize")) * PITCH[size] >= 10.9


@SHAPES
def test_buttons_are_in_the_lower_half(kiosk_of: MakeKiosk, size: tuple[int, int]) -> None:
    kiosk = kiosk_of(size)
    _show(kiosk, "idle", "zh-CN")
    areas = [area(item(kiosk, name)) for name in ("display", "notice", "help")]

    assert all(one.top() > size[1] / 2 and one.bottom() <= size[1] for one in areas)


def test_a_page_with_an_endless_operator_is_turned_and_is_still_whole(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(SMALL)
    kiosk.show_snapshot(change(IDLE, operator="惠南二社区工会联合会" * 12, station="惠南二社区户外劳动者服务站" * 3))
    kiosk.picture()

    assert _long(kiosk)
    assert _problems(kiosk) == []


@pytest.mark.parametrize("ways", [(), BOTH[:1], BOTH[1:], THREE[1:2], THREE[:2], THREE[1:]])
def test_a_station_with_fewer_ways_has_a_whole_page(kiosk_of: MakeKiosk, ways: tuple[Way, ...]) -> None:
    kiosk = kiosk_of(PORTRAIT)
    kiosk.show_snapshot(change(IDLE, ways=ways))
    kiosk.picture()

    assert _problems(kiosk) == []


def test_nights_are_dark(kiosk_of: MakeKiosk, wall: Wall) -> None:
    kiosk = kiosk_of(PORTRAIT)
    kiosk.show_snapshot(IDLE)
    day = kiosk.picture().pixelColor(2, 2).lightness()
    wall.time += timedelta(hours=9)
    kiosk.refresh()

    assert kiosk.picture().pixelColor(2, 2).lightness() < 40 < 200 < day


def test_the_lamp_is_lit_while_the_station_is_open(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(PORTRAIT)
    kiosk.show_snapshot(IDLE)
    lit = kiosk.picture()
    kiosk.show_snapshot(change(IDLE, serial=2, open=False))
    art = area(item(kiosk, "art"))
    pane = (int(art.left() + art.width() * 42 / 120), int(art.top() + art.height() * 58 / 84))

    assert lit.pixelColor(*pane) != kiosk.picture().pixelColor(*pane)


def test_a_picture_can_be_taken_for_a_document(typeface: None, tmp_path: Path, wall: Wall) -> None:
    render(IDLE, tmp_path / "idle.png", PORTRAIT, "en", KioskSettings(pitch_mm=0.248, now=wall))

    assert (tmp_path / "idle.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_snapshot_gives_the_same_picture(typeface: None, tmp_path: Path, wall: Wall) -> None:
    # Qt draws the largest figures from outlines until its glyph cache is warm.
    for name in ("warm.png", "one.png", "two.png"):
        render(IDLE, tmp_path / name, LANDSCAPE, settings=KioskSettings(pitch_mm=0.18, now=wall))

    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_the_frame_of_a_loud_page_blinks_and_that_of_a_gentle_one_is_not_there(
    kiosk_of: MakeKiosk, qtbot: QtBot
) -> None:
    kiosk = kiosk_of(moving=True)
    _show(kiosk, "wellbeing, loud", "zh-CN")
    frame = item(kiosk, "alarm")
    lit = frame.isVisible()

    qtbot.waitUntil(lambda: not frame.isVisible(), timeout=3000)
    qtbot.waitUntil(frame.isVisible, timeout=3000)
    kiosk.show_snapshot(PAGES["wellbeing"] or IDLE)

    assert (lit, frame.isVisible()) == (True, False)
