"""Register maps: published bytes mean what their makers say, and a wrong map is refused by its part."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import rows

from hardware.protocols.modbus import (
    Function,
    Read,
    Registers,
    encode,
    reply_decoder,
    request_decoder,
)
from hardware.protocols.register_map import LIMITS, PRESETS, Quantity, blocks, chosen, parse_map, unit_of

ROWS = rows("modbus-sensor-vectors.hex")
PUBLISHED = [(who, bytes.fromhex(raw), what) for who, raw, what in ROWS]

MEANT = [
    ("sht20", (0x0131, 0x0222), {"temperature": 30.5, "humidity": 54.6}),
    ("sht20-hundredths", (0x0BB8, 0x1CD2), {"temperature": 30.0, "humidity": 73.78}),
    ("senseair-s8", (400,), {"co2": 400}),
    ("co2-generic", (0x01C3,), {"co2": 451}),
    ("pm-boling", (0, 30, 0, 0x42, 0, 0x35), {"tsp": 30, "pm10": 66, "pm2.5": 53}),
    ("qsa2700d", (12, 20), {"pm2.5": 12, "pm10": 20}),
    (
        "pzem-004t",
        (0x089B, 0x0209, 0, 0x047A, 0, 0x04D2, 0, 0x01F4, 0x62, 0),
        {
            "voltage": 220.3,
            "current": 0.521,
            "power": 114.6,
            "energy": 1234,
            "frequency": 50.0,
            "power-factor": 0.98,
            "alarm": 0,
        },
    ),
]


@pytest.mark.parametrize("raw", [raw for who, raw, _ in PUBLISHED if who == "host"])
def test_published_requests_are_understood_and_written_so(raw: bytes) -> None:
    (request,) = request_decoder().feed(raw)
    assert encode(request) == raw


@pytest.mark.parametrize("raw", [raw for who, raw, _ in PUBLISHED if who == "board"])
def test_published_answers_are_understood_and_written_so(raw: bytes) -> None:
    (reply,) = reply_decoder().feed(raw)
    assert encode(reply) == raw


@pytest.mark.parametrize("raw", [raw for who, raw, _ in PUBLISHED if who == "wrong"])
def test_a_misprinted_frame_is_noise(raw: bytes) -> None:
    assert (request_decoder().feed(raw), reply_decoder().feed(raw)) == ([], [])


@pytest.mark.parametrize(("preset", "words", "meant"), MEANT)
def test_a_preset_reads_published_registers_as_its_maker_means_them(
    preset: str, words: tuple[int, ...], meant: dict[str, float]
) -> None:
    (block,) = blocks(parse_map(PRESETS[preset].map))
    assert {quantity.name: value for quantity, value in block.values(words)} == meant


def test_each_preset_is_among_those_read() -> None:
    assert {preset for preset, _, _ in MEANT} == set(PRESETS)


@pytest.mark.parametrize(
    ("preset", "request_"),
    [
        ("sht20", "01 04 00 01 00 02 20 0B"),
        ("senseair-s8", "FE 04 00 03 00 01 D5 C5"),
        ("co2-generic", "01 03 00 05 00 01 94 0B"),
        ("pzem-004t", "01 04 00 00 00 0A 70 0D"),
    ],
)
def test_a_preset_asks_with_the_published_frame(preset: str, request_: str) -> None:
    (block,) = blocks(parse_map(PRESETS[preset].map))
    asked = Read(unit=unit_of(preset, 0), function=block.function, first=block.first, count=block.count)
    assert encode(asked) == bytes.fromhex(request_)


@pytest.mark.parametrize(("raw", "value"), [(0xFFFF, -0.1), (0xFF38, -20.0), (0x8000, -3276.8), (0x7FFF, 3276.7)])
def test_below_zero_a_temperature_has_its_sign(raw: int, value: float) -> None:
    (quantity, _) = parse_map(PRESETS["sht20"].map)
    assert quantity.value([raw]) == value


@pytest.mark.parametrize(
    ("form", "words", "value"),
    [
        ("u32", (1, 2), 65538),
        ("u32-low-first", (2, 1), 65538),
        ("s32", (0xFFFF, 0xFFFE), -2),
        ("s32-low-first", (0xFFFE, 0xFFFF), -2),
        ("u16", (0xFFFE,), 65534),
        ("s16", (0xFFFE,), -2),
    ],
)
def test_each_form_has_its_sign_and_word_order(form: str, words: tuple[int, ...], value: float) -> None:
    assert parse_map(f"x:3:0:{form}:1:")[0].value(words) == value


FORMS = st.sampled_from(["u16", "s16", "u32", "s32", "u32-low-first", "s32-low-first"])
SCALES = st.sampled_from([1.0, 0.1, 0.01, 0.001, 10.0])


@settings(max_examples=200, deadline=None)
@given(form=FORMS, scale=SCALES, data=st.data())
def test_what_registers_hold_comes_back(form: str, scale: float, data: st.DataObject) -> None:
    quantity = Quantity(name="x", function=Function.READ_REGISTERS, register=0, form=form, scale=scale, unit="")
    words = tuple(data.draw(st.integers(0, 0xFFFF)) for _ in range(quantity.words))
    assert quantity.words_of(quantity.value(words)) == words


@pytest.mark.parametrize("value", [-0.1, 6553.6])
def test_a_value_that_does_not_fit_is_refused(value: float) -> None:
    (quantity,) = parse_map("humidity:4:2:u16:0.1:%")
    with pytest.raises(ValueError, match=r"humidity: .* does not fit into u16"):
        quantity.words_of(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "part 1, '': write it like \"temperature:4:1:s16:0.1:°C\""),
        ("co2:4:3:u16:1:ppm, ", "part 2, '': write it like"),
        ("co2:4:3:u16:1", "part 1, 'co2:4:3:u16:1': write it like"),
        ("co2:7:3:u16:1:ppm", "part 1, 'co2:7:3:u16:1:ppm': function must be 3 or 4, got '7'"),
        ("a:3:0:u16:1:,co2:4:x:u16:1:ppm", "part 2, 'co2:4:x:u16:1:ppm': register must be a number"),
        ("co2:4:70000:u16:1:ppm", "register 70000 is out of range"),
        ("co2:4:65535:u32:1:ppm", "register 65535 is out of range"),
        ("co2:4:-1:u16:1:ppm", "register -1 is out of range"),
        ("co2:4:3:f32:1:ppm", "form must be one of u16, s16, u32, s32, u32-low-first, s32-low-first, got 'f32'"),
        ("co2:4:3:u16:0:ppm", "scale must be above 0, got 0"),
        ("co2:4:3:u16:nan:ppm", "scale must be above 0, got nan"),
        ("co2:4:3:u16:one:ppm", "scale must be a number such as 0.1, got 'one'"),
        (":4:3:u16:1:ppm", "a quantity needs a name"),
        ("co2:4:3:u16:1:ppm,co2:4:5:u16:1:ppm", "'co2' is there twice"),
        ("a:4:3:u32:1:,b:4:4:u16:1:", "'a' and 'b' use the same register 4"),
    ],
)
def test_a_wrong_map_is_refused_by_its_part(text: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_map(text)
    assert message in str(refused.value)


@given(text=st.text(alphabet=st.sampled_from("abc:,0123456789 -xus16°.nan"), max_size=60))
def test_no_text_ends_in_anything_but_a_map_or_a_sentence(text: str) -> None:
    try:
        assert parse_map(text)
    except ValueError as error:
        assert str(error)


def test_a_register_may_be_written_in_hex() -> None:
    assert parse_map("x:3:0x0101:u16:1:")[0].register == 257


@pytest.mark.parametrize(
    ("preset", "text", "message"),
    [
        ("sht20", "co2:4:3:u16:1:ppm", 'map: is for preset = "custom" only'),
        ("custom", " ", 'map: is needed with preset = "custom"'),
        ("custom", "co2", "map: part 1, 'co2'"),
    ],
)
def test_preset_and_map_must_go_together(preset: str, text: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        chosen(preset, text)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("preset", "unit", "meant"), [("senseair-s8", 0, 254), ("senseair-s8", 7, 7), ("custom", 0, 1)]
)
def test_unit_zero_means_as_the_make_leaves_the_factory(preset: str, unit: int, meant: int) -> None:
    assert unit_of(preset, unit) == meant


REGISTERS = st.dictionaries(st.integers(0, 300), st.sampled_from([3, 4]), max_size=40)


@settings(max_examples=100, deadline=None)
@given(registers=REGISTERS)
def test_requests_touch_each_named_register_once_and_no_other(registers: dict[int, int]) -> None:
    quantities = [
        Quantity(name=str(at), function=Function(function), register=at, form="u16", scale=1, unit="")
        for at, function in registers.items()
    ]
    asked = [(block.function, block.first + at) for block in blocks(quantities) for at in range(block.count)]
    assert sorted(asked) == sorted((function, at) for at, function in registers.items())


def test_neighbours_are_read_at_once_up_to_what_a_request_may_ask() -> None:
    run = [Quantity(name=str(at), function=Function(3), register=at, form="u16", scale=1, unit="") for at in range(130)]
    assert [block.count for block in blocks(run)] == [125, 5]


@pytest.mark.parametrize("name", LIMITS)
def test_just_outside_its_limits_no_value_is_one(name: str) -> None:
    low, high = LIMITS[name]
    quantity = Quantity(name=name, function=Function(3), register=0, form="s32", scale=1, unit="")
    assert [quantity.plausible(value) for value in (low - 0.1, low, high, high + 0.1)] == [False, True, True, False]


def test_a_quantity_without_limits_is_believed() -> None:
    assert parse_map("noise:3:0:u16:0.1:dB")[0].plausible(6553.5)


INPUT_REGISTERS = st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=20).map(tuple)


@settings(max_examples=80, deadline=None)
@given(values=INPUT_REGISTERS, cuts=st.lists(st.integers(min_value=0), max_size=6))
def test_cutting_an_answer_of_input_registers_anywhere_gives_the_same(values: tuple[int, ...], cuts: list[int]) -> None:
    frame = Registers(unit=2, function=Function.READ_INPUT_REGISTERS, values=values)
    raw, decoder = encode(frame), reply_decoder()
    edges = sorted({0, len(raw), *(cut % (len(raw) + 1) for cut in cuts)})
    assert [found for start, end in pairwise(edges) for found in decoder.feed(raw[start:end])] == [frame]
