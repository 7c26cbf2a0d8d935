"""The technician's pages as they are really laid out and drawn."""

from __future__ import annotations

import io
from itertools import combinations
from typing import get_args, get_type_hints

import msgspec
import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickItem
from screen_world import IDLE, LANDSCAPE, PITCH, PORTRAIT, SMALL, MakeKiosk, Wall, asked, visible_items
from service_world import CHECKS, CONFIRM, DEVICES, PROMPT, RUNNING, SERVICE, is_words

from station_app.screen.kiosk import Kiosk
from station_app.screen.service.pictures import qr_picture
from station_app.screen.service.qr_modules import QUIET, modules_of
from station_app.screen.service.signs import DRAWINGS, sign_picture
from station_app.wire import CheckRow, DeviceRow, Service

change = msgspec.structs.replace

SMALL_ACROSS = (1280, 800)
PITCHES = {**PITCH, SMALL_ACROSS: 0.17}
SIZES = pytest.mark.parametrize(
    "size", [PORTRAIT, LANDSCAPE, SMALL, SMALL_ACROSS], ids=["portrait", "landscape", "small", "small across"]
)
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])
TEXT = "测试驿站\n版本 0.4.0\n自检 3 通过 1 不通过"
REPORT = change(SERVICE, report_text=TEXT, report_qr="6BFOXN%TSMAHN-HSPQ73.0" * 25)
BUSY = change(SERVICE, checks=RUNNING, running=True)
VIEWS: dict[str, tuple[Service, str]] = {
    "self-test": (SERVICE, "selftest"),
    "counting": (change(BUSY, prompt=PROMPT), "selftest"),
    "asking": (change(BUSY, prompt=CONFIRM), "selftest"),
    "stopping": (change(BUSY, prompt=PROMPT), "selftest"),
    "unfolded": (change(SERVICE, checks=tuple(change(one, state="red") for one in CHECKS)), "selftest"),
    "nothing to check": (change(SERVICE, checks=()), "selftest"),
    "devices": (SERVICE, "devices"),
    "asking beside devices": (change(BUSY, prompt=CONFIRM), "devices"),
    "no report": (SERVICE, "report"),
    "offline": (SERVICE, "offline"),
    "report": (REPORT, "report"),
    "asking beside a report": (change(REPORT, prompt=PROMPT, running=True), "report"),
}


def open_view(kiosk: Kiosk, view: str, language: str = "zh-CN") -> None:
    """Open the pages anew, at this page."""
    service, tab = VIEWS[view]
    kiosk.service.close()
    kiosk.show_snapshot(IDLE)
    kiosk.service.show(service, language, 480)
    assert kiosk.service.pages is not None
    kiosk.service.pages.keys.choose(tab)
    if view == "stopping":
        kiosk.service.pages.keys.stop()
    kiosk.picture()


def items(kiosk: Kiosk) -> list[QQuickItem]:
    return list(visible_items(kiosk.window.contentItem()))


def find(kiosk: Kiosk, name: str) -> QQuickItem:
    return next(item for item in items(kiosk) if item.objectName() == name)


def words(kiosk: Kiosk) -> list[QQuickItem]:
    return [item for item in items(kiosk) if is_words(item) and item.property("text")]


def keys(kiosk: Kiosk) -> list[QQuickItem]:
    return [item for item in items(kiosk) if item.property("visualFocus") is not None]


def area(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


@LANGUAGES
@SIZES
def test_every_word_is_seen_whole(kiosk_of: MakeKiosk, size: tuple[int, int], language: str) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    cut: list[str] = []
    for view in VIEWS:
        open_view(kiosk, view, language)
        for item in words(kiosk):
            inside = area(item).left() >= 0 and area(item).right() <= size[0] + 1
            if item.property("truncated") or item.property("contentWidth") > item.width() + 1 or not inside:
                cut.append(f"{view}: {item.property('text')}")

    assert cut == []


@LANGUAGES
@SIZES
def test_every_label_fits_on_its_key(kiosk_of: MakeKiosk, size: tuple[int, int], language: str) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    wide: list[str] = []
    for view in VIEWS:
        open_view(kiosk, view, language)
        for key in keys(kiosk):
            around = area(key).adjusted(-1, -1, 1, 1)
            wide += [
                f"{view}: {label.property('text')}"
                for label in visible_items(key)
                if is_words(label) and not around.contains(area(label))
            ]

    assert wide == []


@LANGUAGES
@SIZES
def test_no_key_lies_on_another(kiosk_of: MakeKiosk, size: tuple[int, int], language: str) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    found: list[str] = []
    for view in VIEWS:
        open_view(kiosk, view, language)
        fixed = [key for key in keys(kiosk) if not key.objectName().startswith(("run ", "all ", "group ", "device "))]
        found += [
            f"{view}: {one.objectName()} | {other.objectName()}"
            for one, other in combinations(fixed, 2)
            if area(one).adjusted(1, 1, -1, -1).intersects(area(other))
        ]

    assert found == []


@SIZES
def test_every_key_is_large_enough_for_a_glove(kiosk_of: MakeKiosk, size: tuple[int, int]) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    small: list[str] = []
    for view in VIEWS:
        open_view(kiosk, view)
        small += [
            f"{view}: {key.objectName()}"
            for key in keys(kiosk)
            if min(key.width(), key.height()) * PITCHES[size] < 14.9
        ]

    assert small == []


@SIZES
def test_no_word_is_smaller_than_four_millimetres(kiosk_of: MakeKiosk, size: tuple[int, int]) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    small: list[str] = []
    for view in VIEWS:
        open_view(kiosk, view)
        small += [
            item.property("text")
            for item in words(kiosk)
            if float(asked(item, "fontInfo.pixelSize")) * PITCHES[size] < 3.9
        ]

    assert small == []


@LANGUAGES
@SIZES
def test_the_first_touch_on_stop_moves_no_key(kiosk_of: MakeKiosk, size: tuple[int, int], language: str) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    places: list[list[QRectF]] = []
    for view in ("counting", "stopping"):
        open_view(kiosk, view, language)
        places.append([area(find(kiosk, name)) for name in ("main", "close service")])

    assert places[0] == places[1]


@pytest.mark.parametrize("view", ["counting", "asking", "asking beside devices", "asking beside a report"])
@SIZES
def test_a_prompt_and_its_answers_are_wholly_on_the_screen(
    kiosk_of: MakeKiosk, size: tuple[int, int], view: str
) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    open_view(kiosk, view, "en")
    card = area(find(kiosk, "prompt"))

    assert QRectF(0, 0, *size).contains(card) and card.bottom() <= area(find(kiosk, "shown")).top()


@SIZES
def test_the_large_keys_reach_the_end_of_the_list(kiosk_of: MakeKiosk, size: tuple[int, int]) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    open_view(kiosk, "self-test")
    for _ in range(12):
        if find(kiosk, "down").isEnabled():
            find(kiosk, "down").click()  # type: ignore[attr-defined]
            kiosk.picture()
    last = area(find(kiosk, "group "))

    assert last.bottom() <= area(find(kiosk, "shown")).bottom() + 1


STATES = ("never", "running", "waiting", "green", "red", "unfinished")


def silhouette(kind: str) -> QImage:
    """A sign in black and white."""
    return on_paper(sign_picture(kind, QColor("black"), QColor("white"), 40))


def on_paper(sign: QImage) -> QImage:
    paper = QImage(40, 40, QImage.Format.Format_Grayscale8)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, sign)
    painter.end()
    return paper


def difference(one: QImage, other: QImage) -> float:
    """The share of pixels that are black in only one of them."""
    apart = sum(
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 128
        for x in range(40)
        for y in range(40)
    )
    return apart / 1600


@pytest.mark.parametrize("states", [STATES, ("unknown", "works", "lost")], ids=["checks", "devices"])
def test_states_differ_without_any_colour(typeface: None, states: tuple[str, ...]) -> None:
    alike = [
        (one, other) for one, other in combinations(states, 2) if difference(silhouette(one), silhouette(other)) < 0.03
    ]

    assert alike == []


def test_every_state_of_the_wire_has_a_sign() -> None:
    states = {state for row in (CheckRow, DeviceRow) for state in get_args(get_type_hints(row)["state"])}

    assert states <= DRAWINGS.keys() and len(states) == 9


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_also_a_word(kiosk_of: MakeKiosk, state: str) -> None:
    kiosk = kiosk_of(SMALL)
    kiosk.show_snapshot(IDLE)
    kiosk.show_service(change(SERVICE, checks=(CheckRow(id="x.answers", device="x", state=state),)))  # type: ignore[arg-type]
    kiosk.picture()
    word = {"never": "未测", "running": "检测中", "waiting": "等您操作", "green": "通过", "red": "不通过"}

    assert f"1 {word.get(state, '未做完')}" in [item.property("text") for item in words(kiosk)]


def scanned(kiosk: Kiosk) -> list[str]:
    """What a phone reads off the screen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    kiosk.picture().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(buffer.data().data()))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("length", [40, 400, 1200])
@SIZES
def test_a_phone_reads_the_report_off_the_screen(kiosk_of: MakeKiosk, size: tuple[int, int], length: int) -> None:
    kiosk = kiosk_of(size, pitch_mm=PITCHES[size])
    text = ("HTTPS://HUB.EXAMPLE/R/" + "6BFOXN%TSMAHN-HSPQ73.0" * 60)[:length]
    kiosk.show_snapshot(IDLE)
    kiosk.show_service(change(SERVICE, report_text="测试驿站", report_qr=text))
    assert kiosk.service.pages is not None
    kiosk.service.pages.keys.choose("report")

    assert scanned(kiosk) == [text]


def test_a_phone_reads_the_report_at_night(kiosk_of: MakeKiosk, wall: Wall) -> None:
    wall.time = wall.time.replace(hour=15)
    kiosk = kiosk_of(SMALL)
    open_view(kiosk, "report")

    assert kiosk.clock.night and scanned(kiosk) == [REPORT.report_qr]


def test_a_code_has_its_quiet_zone() -> None:
    modules = modules_of("A")
    edge = {modules[y][x] for y in range(len(modules)) for x in range(len(modules)) if min(x, y) < QUIET}

    assert edge == {False} and modules[QUIET][QUIET]


def test_a_report_that_fits_into_no_code_is_shown_as_text(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(SMALL)
    kiosk.show_snapshot(IDLE)
    kiosk.show_service(change(SERVICE, report_text="测试驿站", report_qr="ü" * 3000))
    assert kiosk.service.pages is not None
    kiosk.service.pages.keys.choose("report")
    kiosk.picture()
    said = [item.property("text") for item in words(kiosk)]

    assert "这份报告放不进二维码，请用文字或联网上传" in said and "测试驿站" in said


@pytest.mark.parametrize("side", [29, 100, 500])
def test_a_code_is_drawn_in_whole_pixels(side: int) -> None:
    picture, modules = qr_picture("A", side), modules_of("A")
    scale = picture.width() // len(modules)
    drawn = tuple(
        tuple(picture.pixelColor(x * scale, y * scale) == QColor("black") for x in range(len(modules)))
        for y in range(len(modules))
    )
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}

    assert (drawn, colours) == (modules, {"#000000", "#ffffff"}) and side - len(modules) < picture.width() <= side


def test_another_report_is_another_picture(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(SMALL)
    open_view(kiosk, "report")
    first = scanned(kiosk)
    kiosk.show_service(change(REPORT, serial=2, report_qr="ANOTHER"))

    assert (first, scanned(kiosk)) == ([REPORT.report_qr], ["ANOTHER"])


@pytest.mark.parametrize("view", ["self-test", "devices", "asking"])
def test_what_scrolls_shows_nowhere_else(kiosk_of: MakeKiosk, view: str) -> None:
    kiosk = kiosk_of(SMALL)
    open_view(kiosk, view)
    foot = area(find(kiosk, "close service"))
    find(kiosk, "sheet").setProperty("contentY", 150.0)
    picture = kiosk.picture()
    below = {picture.pixelColor(x, int(foot.top()) - 4).name() for x in range(SMALL[0])}

    assert len(below) == 1


def test_a_station_of_many_devices_is_shown_whole(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(SMALL)
    many = tuple(change(DEVICES[0], name=f"device_{number}") for number in range(20))
    kiosk.show_snapshot(IDLE)
    kiosk.show_service(change(SERVICE, devices=many))
    assert kiosk.service.pages is not None
    kiosk.service.pages.keys.choose("devices")
    kiosk.picture()

    assert len([item for item in items(kiosk) if item.objectName().startswith("device ")]) == 20
