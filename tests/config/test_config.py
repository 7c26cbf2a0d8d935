"""station.toml: what is right is taken whole, what is wrong is said with its path."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_station import SMALL

from station_app.assets import asset
from station_app.config import ConfigError, DoorWiring, Point, load, parse
from station_app.core.hours import Hours

EXAMPLE = Path(__file__).parents[2] / "resources" / "config" / "station.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    """The example with one place changed."""
    assert TEXT.count(old) == 1, f"the example has no single {old!r}"
    return TEXT.replace(old, new)


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return str(caught.value)


def test_the_example_is_accepted_in_full() -> None:
    top = tomllib.loads(TEXT)
    settings = load(EXAMPLE)

    assert settings.station.name == top["station"]["name"]
    assert settings.hub is not None
    assert settings.hub.url == top["hub"]["url"]
    assert settings.devices.keys() == top["devices"].keys()
    assert settings.house.doors.keys() == settings.wiring.keys() == top["doors"].keys()
    assert settings.house.zones.keys() == top["zones"].keys()


def test_a_door_of_the_example_is_wired_as_written() -> None:
    assert parse(TEXT).wiring["main"] == DoorWiring(
        lock=Point(device="board", kind="relay", channel=1),
        contact=Point(device="board", kind="input", channel=1),
        exit_button=Point(device="board", kind="input", channel=2),
    )


def test_a_door_of_the_example_has_its_times_and_its_board() -> None:
    door = parse(TEXT).house.doors["main"]

    assert (door.pulse_seconds, door.enter_within_seconds, door.held_after_seconds) == (3, 8, 30)
    assert (door.readers, door.has_contact, door.contact_board) == (("id_reader", "scanner"), True, "board")


def test_keys_of_a_driver_are_kept_for_the_driver() -> None:
    assert parse(TEXT).devices["board"].options == {"unit": 1}


def test_seconds_may_be_decimals() -> None:
    assert parse(changed("pulse_seconds = 3", "pulse_seconds = 2.5")).house.doors["main"].pulse_seconds == 2.5


def test_an_exclamation_mark_inverts_an_input() -> None:
    contact = parse(changed('"board/input/1"   ', '"!board/input/1"   ')).wiring["main"].contact

    assert contact == Point(device="board", kind="input", channel=1, inverted=True)


def test_a_weekly_table_becomes_the_hours() -> None:
    settings = parse(changed('hours = "24h"', 'hours = { mon = ["06:00-12:00", "22:00-02:00"] }'))

    assert settings.house.policy.hours == Hours.weekly({"mon": ["06:00-12:00", "22:00-02:00"]})


def test_union_cards_are_admitted_unless_said_otherwise() -> None:
    assert parse(SMALL).house.policy.union_cards == "admit"


def test_union_cards_can_be_refused() -> None:
    assert parse(f'{SMALL}[policy]\nunion_cards = "refuse"\n').house.policy.union_cards == "refuse"


def test_the_least_file_works_alone_round_the_clock() -> None:
    settings = parse(SMALL)

    assert settings.hub is None
    assert settings.house.policy.hours == Hours.always()
    assert not settings.house.doors["main"].has_contact


def test_a_point_needs_no_door() -> None:
    head, tail = SMALL.split("[doors.main]")
    text = head.replace('name = "S"', 'name = "S"\nclass = "point"') + "[zones.hall]" + tail.split("[zones.hall]")[1]

    assert parse(text).house.doors == {}


WRONG = [
    # old, new, what is said
    ('id = "320206001"', 'idd = "320206001"', "station.idd: unknown key; did you mean 'id'?"),
    ('id = "320206001"', 'id = "32/02"', "station.id: expected `str` matching regex"),
    ('id = "320206001"', 'id = "320206001\\n"', "station.id: expected `str` matching regex"),
    ('id = "320206001"', "id = 320206001", "station.id: expected `str`, got `int`"),
    ('id = "320206001"', "", "station.id: is missing"),
    (
        '"Asia/Shanghai"',
        '"Asia/Shangai"',
        "station.timezone: 'Asia/Shangai' is no time zone; write it like Asia/Shanghai",
    ),
    ('"Asia/Shanghai"', '"../../etc/passwd"', "station.timezone: '../../etc/passwd' is no time zone"),
    ('class = "unattended"', 'class = "unatended"', "; did you mean 'unattended'?"),
    (
        '["zh-CN", "zh-TW", "en"]',
        '["en", "eng"]',
        "languages[1]: invalid enum value 'eng'; did you mean 'en'?",
    ),
    ('["zh-CN", "zh-TW", "en"]', "[]", "station.languages: expected `array` of length >= 1"),
    ('url = "http', 'ur = "http', "hub.ur: unknown key; did you mean 'url'?"),
    ("[hub]", "[hubb]", "hubb: unknown key; did you mean 'hub'?"),
    ("[hub]", "[[hub]]", "hub: must be a table"),
    ("[policy]\n", "[police]\n", "police: unknown key; did you mean 'policy'?"),
    ('driver = "sam-id-reader"', "", "devices.id_reader.driver: is missing"),
    ('driver = "sam-id-reader"', "driver = 7", "devices.id_reader.driver: expected `str`, got `int`"),
    ('port = "/dev/ttyACM0"', 'port = ""', "devices.scanner.port: expected `str` of length >= 1"),
    ("baud = 115200", "baud = -1", "devices.id_reader.baud: must be a positive number of bits a second"),
    ("baud = 115200", 'baud = "fast"', "devices.id_reader.baud: expected `int | null`, got `str`"),
    ("[devices.scanner]", '[devices."1st"]', "devices.1st: use letters, digits, - and _, beginning with a letter"),
    (
        "[devices.scanner]",
        "[devices.scaner]",
        "doors.main.readers: there is no device 'scanner'; did you mean 'scaner'?",
    ),
    ('zone = "hall"', 'zone = "hal"', "doors.main.zone: there is no zone 'hal'; did you mean 'hall'?"),
    ('zone = "hall"', 'zone = "roof"', "doors.main.zone: there is no zone 'roof'; there are: hall"),
    ('"board/relay/1"', '"bord/relay/1"', "doors.main.lock: there is no device 'bord'; did you mean 'board'?"),
    ('"board/relay/1"', '"board/rellay/1"', "doors.main.lock: 'board/rellay/1' is no terminal; write it like"),
    ('"board/relay/1"', '"board/relay/0"', "doors.main.lock: 'board/relay/0' is no terminal"),
    ('"board/relay/1"', f'"board/relay/{"9" * 5000}"', "doors.main.lock: 'board/relay/999"),
    ('"board/relay/1"', '"board/relay/\u0661"', "doors.main.lock: 'board/relay/\u0661' is no terminal"),
    ('"board/relay/1"', '"board"', "doors.main.lock: 'board' is no terminal"),
    (
        '"board/relay/1"',
        '"board/input/1"',
        "doors.main.lock: 'board/input/1' is no relay; write it like \"board/relay/1\"",
    ),
    ('"board/relay/1"', '"!board/relay/1"', "doors.main.lock: '!board/relay/1' is no relay"),
    ('"board/input/1"   ', '"board/relay/2"', "doors.main.contact: 'board/relay/2' is no input; write it like"),
    ('"board/input/2"', '"board/relay/2"', "doors.main.exit_button: 'board/relay/2' is no input"),
    ('["id_reader", "scanner"]', "[]", "doors.main.readers: expected `array` of length >= 1"),
    ('["id_reader", "scanner"]', '"scanner"', "doors.main.readers: expected `array`, got `str`"),
    ("pulse_seconds = 3", "pulse_second = 3", "doors.main.pulse_second: unknown key; did you mean 'pulse_seconds'?"),
    ("pulse_seconds = 3", "pulse_seconds = 0", "doors.main.pulse_seconds: expected `float` >= 0.1"),
    ("pulse_seconds = 3", "pulse_seconds = nan", "doors.main.pulse_seconds: expected `float` >= 0.1"),
    ("pulse_seconds = 3", "pulse_seconds = inf", "doors.main.pulse_seconds: expected `float` <= 60.0"),
    ("enter_within_seconds = 8", "enter_within_seconds = 0", "doors.main.enter_within_seconds: expected `float` > 0"),
    ("held_after_seconds = 30", "held_after_seconds = 1_000_000", "doors.main.held_after_seconds: expected `float` <="),
    ('when_store_fails = "admit"', 'when_store_fails = "admitt"', "doors.main.when_store_fails: invalid enum value"),
    ('when_store_fails = "admit"', 'when_store_fails = "admitt"', "; did you mean 'admit'?"),
    ("capacity = 16", "capacity = 0", "zones.hall.capacity: expected `int` >= 1"),
    ("capacity = 16", "capacity = 16.5", "zones.hall.capacity: expected `int`, got `float`"),
    ("capacity = 16", "capacity = true", "zones.hall.capacity: expected `int`, got `bool`"),
    ("capacity = 16", "", "zones.hall.capacity: is missing"),
    ("capacity = 16", f"capacity = {'9' * 5000}", "is not valid TOML"),
    ("capacity = 16", f"capacity = {'[' * 3000}", "is not valid TOML: brackets within brackets"),
    ("capacity = 16", "capacity = 16\ncapacity = 17", "is not valid TOML"),
    ('privacy = "public"', 'privacy = "secret"', "zones.hall.privacy: invalid enum value 'secret'"),
    (
        "[zones.hall]",
        "[zones]\nhall = 1\n[zones.roof]",
        "zones.hall: must be a table: write [zones.hall] and its keys below",
    ),
    ('hours = "24h"', 'hours = "23h"', "policy.hours: invalid enum value '23h'; did you mean '24h'?"),
    (
        'hours = "24h"',
        'hours = { monday = ["06:00-22:00"] }',
        "policy.hours.monday: is no weekday; did you mean 'mon'?",
    ),
    ('hours = "24h"', 'hours = { mon = "06:00-22:00" }', "policy.hours.mon: must be a list like"),
    (
        'hours = "24h"',
        'hours = { mon = ["6-22"] }',
        "policy.hours.mon: '6-22' is no interval: write it like 06:00-22:00",
    ),
    ("same_person_minutes = 30", "same_person_minutes = -1", "policy.same_person_minutes: expected `int` >= 0"),
    (
        "same_person_minutes = 30",
        'same_person_minutes = 30\nunion_cards = "no"',
        "policy.union_cards: invalid enum value 'no'",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[case[1][:40] or "nothing" for case in WRONG])
def test_what_is_wrong_is_said_with_its_path_and_what_to_write(old: str, new: str, said: str) -> None:
    assert said in complaint(changed(old, new))


def test_a_missing_table_is_named() -> None:
    assert complaint("") == "station: the table [station] is missing"


def test_devices_are_tables() -> None:
    assert complaint("devices = 3\n" + SMALL.split("[devices")[0]) == "devices: must be tables like [devices.main]"


def test_a_station_needs_a_door() -> None:
    text = SMALL.split("[devices")[0]

    assert complaint(text).startswith("doors: a station needs at least one [doors.NAME]")


def test_one_reader_admits_to_one_door() -> None:
    second = SMALL.split("[doors.main]")[1].split("[zones")[0]

    assert complaint(SMALL + "[doors.side]" + second) == (
        "doors.side.readers: 'scanner' already admits to doors.main; one reader, one door"
    )


def test_a_reader_of_a_door_does_not_mean_a_zone_as_well() -> None:
    text = SMALL.replace("[zones.hall]", '[zones.hall]\nreaders = ["scanner"]')

    assert complaint(text) == "zones.hall.readers: 'scanner' already admits to doors.main; one reader, one place"


def test_a_zone_cannot_have_a_reader_that_is_not_there() -> None:
    text = SMALL.replace("[zones.hall]", '[zones.hall]\nreaders = ["scaner"]')

    assert complaint(text) == "zones.hall.readers: there is no device 'scaner'; did you mean 'scanner'?"


def test_a_reference_where_there_is_nothing_says_so() -> None:
    text = SMALL.split("[zones.hall]")[0]

    assert complaint(text) == "doors.main.zone: there is no zone 'hall'; there are none"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"nothing.toml: cannot be read \(No such file or directory\); check the path"
    ):
        load(tmp_path / "nothing.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gbk.toml"
    path.write_bytes(TEXT.encode("gb18030"))

    with pytest.raises(ConfigError, match=r"gbk.toml: is not UTF-8 text; save it as UTF-8"):
        load(path)


def test_a_wrong_file_is_named_before_the_path_in_it(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(SMALL + "people = 3\n")

    with pytest.raises(ConfigError, match=r"wrong.toml: zones.hall.people: unknown key"):
        load(path)


def test_what_is_read_never_changes() -> None:
    with pytest.raises(AttributeError):
        parse(TEXT).station.name = "other"  # type: ignore[misc]


def survives(text: str) -> None:
    try:
        parse(text)
    except ConfigError as error:
        assert str(error)


@pytest.mark.parametrize("day", ["2026-02-31", "20260520", "May"])
def test_a_fire_test_on_no_day_is_refused_by_name(day: str) -> None:
    told = complaint(SMALL.replace('name = "S"', f'name = "S"\nfire_test = "{day}"'))

    assert told == f"station.fire_test: '{day}' is no day; write it like \"2026-05-20\""


@given(text=st.text())
def test_any_text_is_taken_or_refused(text: str) -> None:
    survives(text)


values = st.one_of(
    st.sampled_from(["1979-05-27T07:32:00Z", "07:32:00", "nan", "-inf", "[]", "{}", "[{}]", "{ a.b = 1 }", "true"]),
    st.integers().map(str),
    st.text(alphabet="aZ0/!-_:.\u00b2\u0661\u4e2d", max_size=12).map(lambda text: f'"{text}"'),
)
LINES = TEXT.splitlines()
SETTINGS = [number for number, line in enumerate(LINES) if " = " in line and not line.startswith("#")]


@settings(max_examples=300)
@given(changes=st.dictionaries(st.sampled_from(SETTINGS), values, min_size=1, max_size=3))
def test_any_value_in_any_place_is_taken_or_refused(changes: dict[int, str]) -> None:
    lines = list(LINES)
    for number, value in changes.items():
        lines[number] = f"{lines[number].split(' = ')[0]} = {value}"
    survives("\n".join(lines))


@given(start=st.integers(0, len(TEXT)), length=st.integers(0, 60), text=st.text(max_size=5))
def test_any_damage_to_the_example_is_taken_or_refused(start: int, length: int, text: str) -> None:
    survives(TEXT[:start] + text + TEXT[start + length :])


def test_everything_in_the_example_that_is_switched_off_can_be_switched_on() -> None:
    text = asset("config", "station.example.toml").read_text("utf-8")
    whole = re.sub(r"^#(?=[\[a-z])", "", text, flags=re.MULTILINE)
    found = parse(
        whole.replace('readers = ["id_reader", "scanner"]', 'readers = ["id_reader", "scanner", "union_card"]')
    )

    assert (set(found.inputs), set(found.cameras)) == ({"smoke", "help"}, {"porch"})
    assert found.station.neighbour and found.station.fire_test
    assert found.loads.keys() == {("hall", "lights")}
