"""The technician's pages as they are really opened, touched and closed."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import IDLE, Core, MakeKiosk
from service_visit import Visiting
from service_world import CHECKS, CLOSED, CONFIRM, PROMPT, RUNNING, SERVICE

from station_app.screen.app import Process
from station_app.screen.heartbeat import Heartbeat
from station_app.screen.kiosk import Kiosk
from station_app.screen.link import CoreLink
from station_app.wire import Intent, Service, line_of

change = msgspec.structs.replace


def test_the_pages_are_not_loaded_before_they_are_opened(visiting: Visiting) -> None:
    visit = visiting()

    assert visit.kiosk.service.pages is None and visit.find("service") is None


def test_the_core_opens_the_pages(visiting: Visiting) -> None:
    assert visiting().show(SERVICE).find("service") is not None


def test_the_pages_cover_the_whole_window(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE)
    pages = visit.find("service")
    assert pages is not None

    assert (pages.width(), pages.height()) == visit.kiosk.window.size().toTuple()


def test_a_service_that_is_not_open_opens_nothing(visiting: Visiting) -> None:
    assert visiting().show(CLOSED).find("service") is None


def test_the_core_closes_the_pages(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).show(CLOSED)

    assert visit.find("service") is None and visit.find("help") is not None


def test_closed_pages_leave_no_item_behind(visiting: Visiting) -> None:
    visit = visiting()
    before = len(visit.items())

    assert len(visit.show(SERVICE).show(CLOSED).items()) == before


def test_pages_open_again_as_new(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).touch("tab report").show(CLOSED).show(SERVICE)

    assert visit.find("main") is not None and visit.kiosk.service.pages is not None
    assert visit.kiosk.service.pages.keys.tab == "selftest"


def test_a_lost_core_closes_the_pages(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE)
    visit.kiosk.show_starting()
    visit.kiosk.picture()

    assert visit.find("service") is None


def test_an_open_notice_does_not_lie_under_the_pages(visiting: Visiting) -> None:
    visit = visiting()
    visit.kiosk.notice.open()

    assert not visit.show(SERVICE).kiosk.notice.shown


@pytest.mark.parametrize("name", ["help", "notice", "language"])
def test_nothing_of_the_kiosk_is_reached_while_the_pages_are_open(visiting: Visiting, name: str) -> None:
    assert visiting().show(SERVICE).find(name) is None


@pytest.mark.parametrize("place", [(400, 1830), (60, 1830), (1000, 1830), (540, 600)])
def test_no_touch_on_the_kiosk_opens_or_asks_for_anything(visiting: Visiting, place: tuple[int, int]) -> None:
    visit = visiting()
    for _ in range(7):
        QTest.mouseClick(visit.kiosk.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(*place))

    assert (visit.asked, visit.find("service")) == ([], None)


def test_the_keyboard_walks_through_the_pages_only(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE)
    assert QTest.qWaitForWindowActive(visit.kiosk.window)
    walked: set[str] = set()
    for _ in range(20):
        QTest.keyClick(visit.kiosk.window, Qt.Key.Key_Tab)
        walked.add(visit.kiosk.window.activeFocusItem().objectName())

    assert {"main", "tab report", "close service"} <= walked and not walked & {"help", "notice", "language"}


def test_a_hardware_key_presses_the_focused_key(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE)
    assert QTest.qWaitForWindowActive(visit.kiosk.window)
    key = visit.find("main")
    assert key is not None
    key.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(visit.kiosk.window, Qt.Key.Key_Return)

    assert visit.asked == [Intent(want="service-run")]


@pytest.mark.parametrize(
    ("service", "touches", "intent"),
    [
        (SERVICE, ["main"], Intent(want="service-run")),
        (SERVICE, ["run id_reader.answers"], Intent(want="service-run-one", check="id_reader.answers")),
        (SERVICE, ["all id_reader"], Intent(want="service-run-one", check="id_reader")),
        (change(SERVICE, running=True), ["main", "main"], Intent(want="service-stop")),
        (
            change(SERVICE, running=True, checks=RUNNING, prompt=PROMPT),
            ["skip"],
            Intent(want="service-skip", check="id_reader.reads"),
        ),
        (change(SERVICE, running=True, prompt=CONFIRM), ["yes"], Intent(want="service-yes")),
        (change(SERVICE, running=True, prompt=CONFIRM), ["no"], Intent(want="service-no")),
        (SERVICE, ["tab report", "main"], Intent(want="service-report")),
        (SERVICE, ["close service"], Intent(want="service-close")),
    ],
)
def test_a_touch_asks_the_core(visiting: Visiting, service: Service, touches: list[str], intent: Intent) -> None:
    visit = visiting().show(service)
    for name in touches:
        visit.touch(name)

    assert visit.asked == [intent]


def test_a_touch_alone_changes_nothing(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).touch("close service")

    assert visit.find("service") is not None


@pytest.mark.parametrize("name", ["run id_reader.answers", "all id_reader"])
def test_nothing_else_can_be_started_while_checks_run(visiting: Visiting, name: str) -> None:
    assert visiting().show(change(SERVICE, running=True)).find(name) is None


def test_yes_and_no_are_only_there_for_a_question(visiting: Visiting) -> None:
    visit = visiting().show(change(SERVICE, running=True, prompt=PROMPT))

    assert visit.find("prompt") is not None and visit.find("yes") is None


def test_a_new_prompt_comes_to_the_front(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).touch("tab devices").show(change(SERVICE, serial=2, running=True, prompt=PROMPT))

    assert visit.kiosk.service.pages is not None and visit.kiosk.service.pages.keys.tab == "selftest"


def test_a_prompt_that_goes_on_leaves_the_page_where_it_is(visiting: Visiting) -> None:
    asking = change(SERVICE, running=True, prompt=PROMPT)
    visit = visiting().show(asking).touch("tab devices").show(change(asking, serial=2))

    assert visit.find("device board") is not None


def test_the_seconds_count_down_as_the_core_tells(visiting: Visiting) -> None:
    visit = visiting().show(change(SERVICE, running=True, prompt=PROMPT))
    visit.show(change(SERVICE, serial=2, running=True, prompt=change(PROMPT, seconds_left=17)))
    seconds = visit.find("seconds")

    assert seconds is not None and seconds.property("text") == "17"


def test_a_group_in_which_all_is_well_is_folded(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE)

    assert visit.find("group board") is not None and visit.find("run board.answers") is None


@pytest.mark.parametrize("check", ["scanner.answers", "id_reader.reads"])
def test_what_failed_or_warns_is_unfolded_by_itself(visiting: Visiting, check: str) -> None:
    assert visiting().show(SERVICE).find(f"run {check}") is not None


def test_a_touch_unfolds_a_group_and_folds_it(visiting: Visiting) -> None:
    visit = visiting().show(change(SERVICE, checks=CHECKS[4:]))
    unfolded = visit.touch("group board").find("run board.answers") is not None

    assert unfolded and visit.touch("group board").find("run board.answers") is None


def test_a_group_that_was_folded_stays_so_while_news_comes(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).touch("group scanner")
    visit.show(change(SERVICE, serial=2, checks=(change(CHECKS[0], state="red"), *CHECKS[1:])))

    assert visit.find("run scanner.answers") is None


def test_a_device_unfolds_its_frames_and_folds_them_again(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).touch("tab devices")
    before = "96" in visit.words()
    during = "96" in visit.touch("device id_reader").words()

    assert (before, during, "96" in visit.touch("device id_reader").words()) == (False, True, False)


def test_an_unfolded_device_stays_so_while_it_lives(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).touch("tab devices").touch("device id_reader")
    older = change(SERVICE, serial=2, devices=tuple(change(one, seen_seconds=9.0) for one in SERVICE.devices))

    words = visit.show(older).words()

    assert "96" in words and "最近响应：9 秒前  ·  sam-id-reader" in words


def test_the_place_in_the_list_is_kept_while_news_comes(visiting: Visiting) -> None:
    visit = visiting(size=(1280, 800), pitch_mm=0.17).show(SERVICE).touch("down")
    sheet = visit.find("sheet")
    assert sheet is not None
    before = sheet.property("contentY")
    visit.show(change(SERVICE, serial=2, checks=(change(CHECKS[0], state="red"), *CHECKS[1:])))

    assert before > 0 and sheet.property("contentY") == before


def test_the_list_goes_to_the_check_that_waits_for_somebody(visiting: Visiting) -> None:
    visit = visiting(size=(1280, 800), pitch_mm=0.17).show(SERVICE)
    waiting = (*CHECKS[:5], change(CHECKS[5], state="waiting"), CHECKS[6])
    visit.show(change(SERVICE, serial=2, checks=waiting, running=True))
    sheet = visit.find("sheet")

    assert sheet is not None and sheet.property("contentY") > 0


def test_the_pages_speak_the_language_in_which_they_were_opened(visiting: Visiting) -> None:
    visit = visiting()
    visit.kiosk.language.choose("en")

    assert "Answers" in visit.show(SERVICE).words()


def test_the_technician_switches_the_language_of_the_pages(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE)
    visit.touch("service language")

    assert "Answers" in visit.words() and "有回应" not in visit.words()


def test_the_language_stays_when_the_kiosk_s_own_goes_back(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE).touch("service language")
    visit.kiosk.language.reset()

    assert "Answers" in visit.show(change(SERVICE, serial=2)).words()


@pytest.fixture
def joined(kiosk_of: MakeKiosk, core: Core, qtbot: QtBot) -> Iterator[Kiosk]:
    """A kiosk on a real socket."""
    kiosk = kiosk_of()
    process = Process(kiosk, CoreLink(core.path, again_ms=10), Heartbeat(kiosk.window))
    process.start()
    qtbot.waitUntil(lambda: core.connected)
    core.show(IDLE)
    qtbot.waitUntil(lambda: kiosk.moment.kind == "idle")
    yield kiosk
    process.quiet()


def test_over_the_socket_the_core_opens_is_asked_and_closes(joined: Kiosk, core: Core, qtbot: QtBot) -> None:
    core.say(line_of(SERVICE))
    qtbot.waitUntil(lambda: joined.service.pages is not None)
    assert joined.service.pages is not None
    joined.service.pages.keys.run()
    qtbot.waitUntil(lambda: core.wants() == ["service-run"])
    core.say(line_of(CLOSED))

    qtbot.waitUntil(lambda: joined.service.pages is None)


def test_over_the_socket_a_core_that_dies_takes_the_pages_along(joined: Kiosk, core: Core, qtbot: QtBot) -> None:
    core.say(line_of(SERVICE))
    qtbot.waitUntil(lambda: joined.service.pages is not None)
    core.die()

    qtbot.waitUntil(lambda: joined.service.pages is None)
