"""[sound] and [places] of station.toml, and what is read out in an emergency."""

from __future__ import annotations

import pytest
from small_station import SMALL

from station_app.config import ConfigError, parse


def test_a_station_speaks_by_day_and_softer_by_night_without_saying_so() -> None:
    sound = parse(SMALL).sound

    assert (sound.device, sound.day, sound.night, sound.loudness.night_from) == ("default", 90, 50, 22 * 60)


def test_a_station_says_where_and_when_it_speaks() -> None:
    told = parse(SMALL + '[sound]\ndevice = "plughw:CARD=PCH,DEV=0"\nday = 60\nnight_until = "05:30"\n').sound

    assert (told.device, told.loudness.day, told.loudness.night_until) == ("plughw:CARD=PCH,DEV=0", 60, 330)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("day = 101", "sound.day"),
        ('night_from = "24:00"', "sound.night_from"),
        ('device = "a b; rm"', "sound.device"),
        ("volume = 3", "sound.volume"),
    ],
)
def test_what_is_wrong_is_named_with_its_path(line: str, path: str) -> None:
    with pytest.raises(ConfigError, match=path):
        parse(f"{SMALL}[sound]\n{line}\n")


def test_a_station_tells_where_it_is_and_what_is_at_hand() -> None:
    told = parse(SMALL.replace('name = "S"', 'name = "S"\naddress = "A"', 1) + '[places]\naed = "C"\n')

    assert (told.station.address, told.places.aed, told.places.first_aid) == ("A", "C", "")


def test_a_place_that_no_page_knows_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"places\.lift"):
        parse(f'{SMALL}[places]\nlift = "x"\n')
