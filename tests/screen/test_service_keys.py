"""Keys that end something: no touch that was meant for another key does it."""

from __future__ import annotations

import msgspec
import pytest
from pytestqt.qtbot import QtBot
from service_visit import Visit, Visiting
from service_world import CHECKS, CONFIRM, PROMPT, RUNNING, SERVICE

from station_app.screen.service.views import KeyPauses, ServiceKeys
from station_app.wire import Intent

change = msgspec.structs.replace
ASKING = change(SERVICE, serial=2, running=True, checks=RUNNING, prompt=PROMPT)
LONG = 600_000


def keys_of(visit: Visit) -> ServiceKeys:
    assert visit.kiosk.service.pages is not None
    return visit.kiosk.service.pages.keys


def at_the_report(visiting: Visiting, still: int) -> Visit:
    """A run goes on, somebody looks at the report, and a prompt takes the page away."""
    visit = visiting(service_pauses=KeyPauses(still=still, sure=LONG))
    running = change(SERVICE, running=True)
    return visit.show(running).touch("tab report").show(ASKING)


def main_word(visit: Visit) -> str:
    key = visit.find("main")
    assert key is not None
    return str(key.property("text"))


def test_a_touch_that_was_meant_for_the_report_does_nothing_to_the_run(visiting: Visiting) -> None:
    visit = at_the_report(visiting, LONG).touch("main").touch("main")

    assert (visit.asked, keys_of(visit).sure) == ([], False)


def test_a_touch_that_was_meant_for_another_page_skips_nothing(visiting: Visiting) -> None:
    assert at_the_report(visiting, LONG).touch("skip").asked == []


def test_a_page_that_came_by_itself_takes_touches_after_a_moment(visiting: Visiting, qtbot: QtBot) -> None:
    visit = at_the_report(visiting, 20)
    qtbot.waitUntil(lambda: not keys_of(visit).still)

    assert visit.touch("main").touch("main").asked == [Intent(want="service-stop")]


def test_the_main_key_is_dim_while_it_takes_no_touch(visiting: Visiting) -> None:
    key = at_the_report(visiting, LONG).find("main")

    assert key is not None and key.opacity() < 1


def test_a_page_that_somebody_chose_takes_touches_at_once(visiting: Visiting) -> None:
    visit = visiting(service_pauses=KeyPauses(still=LONG)).show(SERVICE).touch("tab report").touch("main")

    assert visit.asked == [Intent(want="service-report")]


@pytest.mark.parametrize("running", [True, False])
def test_a_key_that_turns_under_the_finger_does_nothing(visiting: Visiting, *, running: bool) -> None:
    visit = visiting(service_pauses=KeyPauses(still=LONG)).show(change(SERVICE, running=not running))
    visit.show(change(SERVICE, serial=2, running=running)).touch("main").touch("main")

    assert visit.asked == []


def test_news_of_a_run_that_goes_on_keeps_no_touch_away(visiting: Visiting) -> None:
    visit = visiting(service_pauses=KeyPauses(still=LONG)).show(ASKING).show(change(ASKING, serial=3))

    assert visit.touch("main").touch("main").asked == [Intent(want="service-stop")]


def test_one_touch_on_stop_only_asks_for_another(visiting: Visiting) -> None:
    visit = visiting(service_pauses=KeyPauses(sure=LONG)).show(change(SERVICE, running=True))
    before = main_word(visit)
    visit.touch("main")

    assert (before, main_word(visit), visit.asked) == ("停止", "再按一次停止", [])


def test_the_second_touch_comes_in_time_or_counts_as_the_first(visiting: Visiting, qtbot: QtBot) -> None:
    visit = visiting(service_pauses=KeyPauses(sure=20)).show(change(SERVICE, running=True)).touch("main")
    qtbot.waitUntil(lambda: not keys_of(visit).sure)

    assert (main_word(visit), visit.asked) == ("停止", [])


def test_who_looks_at_another_page_meanwhile_has_not_touched_stop(visiting: Visiting) -> None:
    visit = visiting(service_pauses=KeyPauses(sure=LONG)).show(change(SERVICE, running=True)).touch("main")
    visit.touch("tab devices").touch("tab selftest")

    assert main_word(visit) == "停止"


def test_a_stopped_run_is_not_asked_to_stop_by_the_next_touch(visiting: Visiting) -> None:
    visit = visiting(service_pauses=KeyPauses(sure=LONG)).show(change(SERVICE, running=True))
    visit.touch("main").touch("main").touch("main")

    assert visit.asked == [Intent(want="service-stop")]


def test_the_pauses_are_those_of_a_hand() -> None:
    assert KeyPauses() == KeyPauses(still=700, sure=3_000)


@pytest.mark.parametrize("prompt", [PROMPT, CONFIRM])
def test_each_prompt_can_be_skipped_by_a_key_that_is_less_than_its_own(visiting: Visiting, prompt: object) -> None:
    skip = visiting().show(change(ASKING, prompt=prompt)).find("skip")

    assert skip is not None and not skip.property("strong") and skip.property("small")


def test_a_prompt_of_no_check_cannot_be_skipped(visiting: Visiting) -> None:
    assert visiting().show(change(ASKING, checks=CHECKS)).find("skip") is None
