"""Right to left, proven with a language that the tests make up."""

from __future__ import annotations

import msgspec
import pytest
from mirror_tongue import MIRROR, mirror_texts, teach
from page_checks import area, page_problems, words_of
from screen_world import IDLE, LANDSCAPE, PITCH, SMALL, MakeKiosk, asked, item, kind_of, visible_items
from test_kiosk_drawn import PAGES

from station_app.assets import LANGUAGES, texts
from station_app.screen.kiosk import Kiosk

change = msgspec.structs.replace
SPOKEN = change(IDLE, languages=(*LANGUAGES, MIRROR))


@pytest.fixture
def mirror_of(kiosk_of: MakeKiosk, monkeypatch: pytest.MonkeyPatch) -> MakeKiosk:
    """Makes kiosks that speak it."""
    teach(monkeypatch)

    def make(size: tuple[int, int], page: str = "idle", step: int = 1) -> Kiosk:
        kiosk = kiosk_of(size)
        _show(kiosk, page, step)
        return kiosk

    return make


def _show(kiosk: Kiosk, page: str, step: int) -> None:
    kiosk.show_snapshot(change(PAGES.get(page) or IDLE, languages=SPOKEN.languages))
    kiosk.language.choose(MIRROR)
    kiosk.display.choose(f"text {step}")
    if page == "notice":
        kiosk.notice.open()
    if page == "display":
        kiosk.display.open()
    if page == "starting":
        kiosk.show_starting()
    kiosk.picture()


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("size", [SMALL, LANDSCAPE], ids=["small", "landscape"])
def test_every_page_is_whole_in_a_longer_language_read_from_the_right(
    mirror_of: MakeKiosk, size: tuple[int, int], step: int
) -> None:
    kiosk, problems = mirror_of(size), dict[str, list[str]]()
    for page in (*PAGES, "display"):
        _show(kiosk, page, step)
        if wrong := page_problems(kiosk.window, PITCH[size], (1.0, 1.4, 1.8)[step - 1]):
            problems[page] = wrong

    assert problems == {}


@pytest.mark.parametrize("size", [SMALL, LANDSCAPE], ids=["small", "landscape"])
def test_keys_stand_from_the_right(mirror_of: MakeKiosk, size: tuple[int, int]) -> None:
    kiosk = mirror_of(size)
    places = [area(item(kiosk, name)).left() for name in ("display", "notice", "help")]

    assert places == sorted(places, reverse=True)


def test_a_picture_stands_on_the_other_side(mirror_of: MakeKiosk) -> None:
    kiosk = mirror_of(LANDSCAPE)
    there = area(item(kiosk, "art")).center().x()
    kiosk.language.choose("en")
    kiosk.picture()

    assert area(item(kiosk, "art")).center().x() < LANDSCAPE[0] / 2 < there


def test_sentences_begin_at_the_right(mirror_of: MakeKiosk) -> None:
    kiosk = mirror_of(LANDSCAPE, "refused: card-unreadable")
    (advice,) = [one for one in words_of(kiosk.window) if one.property("text") == kiosk.moment.advice]

    assert asked(advice, "effectiveHorizontalAlignment") == 2


def test_an_arrow_points_the_other_way(mirror_of: MakeKiosk) -> None:
    kiosk = mirror_of(SMALL, "notice")
    signs = [one for one in visible_items(kiosk.window.contentItem()) if kind_of(one) == "Symbol"]
    turned = {one.property("kind"): one.property("turned") for one in signs}

    assert turned["back"] and not turned["globe"]


def test_pages_turn_back_with_the_language(mirror_of: MakeKiosk) -> None:
    kiosk = mirror_of(SMALL)
    kiosk.language.choose("zh-CN")
    kiosk.picture()

    assert not kiosk.display.mirrored
    assert area(item(kiosk, "display")).left() < area(item(kiosk, "help")).left()


def test_the_language_is_made_up_and_not_shipped() -> None:
    assert MIRROR not in LANGUAGES
    with pytest.raises(ValueError, match="no texts in"):
        texts(MIRROR)


def test_it_is_a_fifth_longer_than_english_and_has_its_blanks() -> None:
    ours, theirs = mirror_texts(MIRROR), texts("en")

    assert sum(map(len, ours.values())) > 1.15 * sum(map(len, theirs.values()))
    assert ours["help.phone"].format(phone="12351").count("12351") == 1
