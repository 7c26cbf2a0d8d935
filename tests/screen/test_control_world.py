"""Union cards, staff passes, detectors, sensors and mishaps in the control window, as really drawn and clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from control_world import DEMO, RICH, UID, Play, Played

from station_app.assets import asset
from station_app.core.model import InputMeaning
from station_app.screen.control_lines import Done, Failed, FaultsTold, PassCame
from station_app.screen.control_log import control_texts
from station_app.screen.control_plan import ControlPlan, InputPlan, SensorPlan
from station_app.screen.control_window import ControlWindow
from station_app.wiring.devices import checked_settings
from station_app.wiring.screen_process import control_plan


@pytest.fixture
def play(typeface: None) -> Iterator[Play]:
    with ExitStack() as stack:

        def make(plan: ControlPlan = RICH) -> Played:
            played = Played(plan)
            played.page.window.resize(420, 1400)  # nothing is scrolled away
            stack.callback(played.page.close)
            return played

        yield make


@pytest.mark.parametrize(
    ("clicks", "lines"),
    [
        (["tag 0"], [f"touch low {UID[:10]}"]),
        (["tag 0", "tag 0"], [f"touch low {UID[:10]}", "lift low"]),
        (["place high", "tag 0"], [f"touch high {UID[:8]}"]),
        (["ask staff"], ["staff-pass"]),
        (["input fire"], ["press board/input/3"]),
        (["input fire", "input fire"], ["press board/input/3", "release board/input/3"]),
        (["feel air temperature 2"], ["measure air temperature 38"]),
        (["feel air temperature 0"], ["measure air temperature -5.5"]),
        (["faults board"], ["faults board"]),
        (["faults board", "faults board", "faults board"], ["faults board", "faults board"]),
    ],
)
def test_a_click_says_its_line(play: Play, clicks: list[str], lines: list[str]) -> None:
    played = play()
    for name in clicks:
        played.click(name)

    assert played.said == lines


def offered(play: Play) -> Played:
    """A window with the faults of two devices."""
    played = play()
    for device, faults in (("low", ("flood", "late")), ("board", ("cut", "noise", "wedged"))):
        played.click(f"faults {device}")
        played.hear(FaultsTold(device, faults))
    return played


def test_a_device_offers_what_the_world_says_can_happen_to_it(play: Play) -> None:
    played = offered(play)

    assert [item.objectName() for item in played.items() if item.objectName().startswith("fault ")] == [
        "fault noise",
        "fault wedged",
    ]


def test_a_mishap_begins_and_ends(play: Play) -> None:
    played = offered(play)
    played.said.clear()
    for _ in range(2):
        played.click("fault wedged")

    assert played.said == ["fault board wedged on", "fault board wedged off"]


def test_a_mishap_stays_on_while_another_device_is_looked_at(play: Play) -> None:
    played = offered(play)
    for name in ("fault noise", "faults low", "faults board"):
        played.click(name)

    assert played.item("fault noise").property("so")


def test_everything_is_mended_with_one_click(play: Play) -> None:
    played = offered(play)
    for name in ("fault noise", "faults low", "fault late"):
        played.click(name)
    played.said.clear()
    played.click("clear")

    assert sorted(played.said) == ["fault board noise off", "fault low late off"]


def test_there_is_nothing_to_mend_while_nothing_is_wrong(play: Play) -> None:
    assert "clear" not in {item.objectName() for item in offered(play).items()}


def test_a_device_is_asked_for_its_mishaps_only_once(play: Play) -> None:
    played = offered(play)
    played.said.clear()
    for name in ("faults low", "faults board"):
        played.click(name)

    assert played.said == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("tag 0", lambda page: page.tags.cards[0].reader),
        ("input fire", lambda page: page.inputs[0].on),
        ("feel air temperature 1", lambda page: page.sensors[0].chosen),
        ("fault noise", lambda page: page.faults.count),
    ],
)
def test_what_the_world_refuses_did_not_happen(play: Play, name: str, shown: Callable[[ControlWindow], object]) -> None:
    played = offered(play)
    before = shown(played.page)
    played.click(name)
    during = shown(played.page)
    played.hear(Failed("no"))

    assert shown(played.page) == before != during


def test_mains_power_is_there_until_it_is_taken_away(play: Play) -> None:
    played = play(ControlPlan(inputs=(InputPlan(name="mains", terminal="board/input/5", means="power-good"),)))
    played.click("input mains")

    assert played.said == ["release board/input/5"] and not played.page.inputs[0].on


def test_an_answer_about_mishaps_is_not_in_the_log(play: Play) -> None:
    assert offered(play).page.log.entries == []


def test_a_staff_pass_settles_its_own_question(play: Play) -> None:
    played = play()
    played.click("ask staff")
    played.click("input fire")
    played.hear(PassCame("6BF"), Failed("no"))

    assert not played.page.inputs[0].on and played.page.codes.ready


def test_lines_before_an_answer_about_mishaps_are_settled_by_it(play: Play) -> None:
    played = play()
    played.click("input fire")
    played.click("faults low")
    played.hear(FaultsTold("low", ("late",)), Failed("something else"))

    assert played.page.inputs[0].on


def test_a_line_done_is_not_undone(play: Play) -> None:
    played = play()
    played.click("feel air temperature 1")
    played.hear(Done("measure air temperature 21.5"), Failed("something else"))

    assert played.page.sensors[0].chosen == 1


def test_no_id_of_a_card_is_ever_drawn(play: Play) -> None:
    played = play()
    played.click("tag 0")

    assert [word for word in played.words() if UID[:8] in word] == []


def test_every_word_is_seen_whole(play: Play) -> None:
    played = offered(play)
    for name in ("tag 0", "input fire", "feel air temperature 1", "fault noise"):
        played.click(name)

    assert [item.property("text") for item in played.items() if item.property("truncated")] == []


def test_every_word_of_the_real_demo_is_seen_whole(play: Play) -> None:
    played = play(control_plan(checked_settings(asset("config", "demo.toml"))))

    assert [item.property("text") for item in played.items() if item.property("truncated")] == []


@pytest.mark.parametrize(("height", "more"), [(1400, False), (480, True)])
def test_a_slider_tells_that_there_is_more_below(play: Play, height: int, more: bool) -> None:
    played = play()
    played.page.window.resize(420, height)

    assert ("slider" in {item.objectName() for item in played.items()}) is more


def test_the_demo_shows_nothing_that_it_does_not_have(play: Play) -> None:
    names = {item.objectName().split(" ")[0] for item in play(DEMO).items()}

    assert names & {"tag", "input", "feel"} == set()


@pytest.mark.parametrize("means", InputMeaning.__args__)  # type: ignore[attr-defined]
def test_every_detector_has_a_chinese_name(means: str) -> None:
    assert control_texts("zh-CN")[f"means.{means}"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"tag_readers": {"two words": 4}},
        {"tags": (("", UID),)},
        {"tags": ((f"工会卡 {UID}", UID),)},
        {"sensors": (SensorPlan(device="a b", quantity="co2"),)},
        {"sensors": (SensorPlan(device="air", quantity=""),)},
        {"inputs": (InputPlan(name="fire", terminal="board input", means="smoke"),)},
        {"staff_command": "staff\nquit"},
    ],
)
def test_a_plan_that_cannot_be_said_in_lines_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        ControlPlan(**wrong)  # type: ignore[arg-type]  # the wrong types are the point


def test_a_plan_prints_no_id() -> None:
    assert UID not in repr(RICH)
