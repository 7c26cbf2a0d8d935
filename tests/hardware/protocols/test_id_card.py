"""The text of resident ID cards: number and validity come out, name and address never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.protocols.id_card import (
    BadText,
    CardText,
    check_digit,
    is_18_digits,
    is_date,
    parse_answer,
    parse_text,
)
from hardware.simulators.id_cards import SimulatedCard, text_block

CITIZEN = "110105190101010017"
NUMBERS = [
    ("citizen", CITIZEN),
    ("citizen", "34129919930808411X"),
    ("hk-macao-taiwan", "810000199001010019"),
    ("foreigner-2017", "UTO110085010112"),
    ("foreigner-2023", "911398199012310021"),
]
# Offsets as published: characters 61, 79, 94, 102, 110 and 124 of a citizen's card.
BY_HAND = bytearray(
    ("测试".ljust(15) + "10119010101" + "某地".ljust(35) + CITIZEN + "某局".ljust(15) + "2020010120400101")
    .ljust(128)
    .encode("utf-16-le")
)


def with_field(offset, text):
    block = bytearray(BY_HAND)
    raw = text.encode("utf-16-le")
    block[offset : offset + len(raw)] = raw
    return block


def test_a_text_laid_out_by_hand_is_read():
    assert parse_text(BY_HAND) == CardText(kind="citizen", number=bytearray(CITIZEN, "ascii"), valid_until="20400101")


@pytest.mark.parametrize(("kind", "number"), NUMBERS)
def test_each_kind_of_card_is_read(kind, number):
    answer = SimulatedCard(kind=kind, number=number).base_info()
    assert parse_answer(answer) == CardText(kind=kind, number=bytearray(number, "ascii"), valid_until="20991231")


@pytest.mark.parametrize("kind", ["citizen", "hk-macao-taiwan", "foreigner-2017", "foreigner-2023"])
def test_each_layout_fills_256_bytes(kind):
    assert len(text_block(SimulatedCard(kind=kind, number="1" * 18, name="测" * 40))) == 256


def test_a_card_without_end_is_valid_for_ever():
    assert parse_text(with_field(204, "长期      ")).valid_until is None


def test_an_empty_end_is_no_end():
    assert parse_text(with_field(204, " " * 8)).valid_until is None


def test_an_end_filled_with_nuls_is_no_end():
    assert parse_text(with_field(204, "\0" * 8)).valid_until is None


@pytest.mark.parametrize("end", ["20230229", "2099123", "２０９９１２３１", "永久      "])
def test_an_end_that_is_no_date_is_refused(end):
    assert parse_text(with_field(204, end.ljust(8))) == BadText(reason="date")


def test_an_unknown_mark_is_refused():
    assert parse_text(with_field(248, "Q")) == BadText(reason="unknown-flag")


def test_a_mark_outside_ascii_is_refused():
    assert parse_text(with_field(248, "\u014a")) == BadText(reason="unknown-flag")  # its low byte is that of J


def test_a_mark_filled_with_nul_is_a_citizens():
    assert parse_text(with_field(248, "\0")).kind == "citizen"


def test_a_small_x_is_made_large():
    assert parse_text(with_field(122, "34129919930808411x")).number == b"34129919930808411X"


@pytest.mark.parametrize(
    "number",
    [
        "110105190101010018",
        "11010519010101001 ",
        "110105190113010014",
        "1101051901 1010017",
        "１" * 18,
        " " * 18,
    ],
)
def test_a_number_that_cannot_be_is_refused(number):
    assert parse_text(with_field(122, number)) == BadText(reason="number")


@pytest.mark.parametrize("number", ["UT0110085010112", "UTO11008501011", "UTO11008501011A"])
def test_a_foreigners_number_of_another_shape_is_refused(number):
    assert parse_answer(SimulatedCard(kind="foreigner-2017", number=number).base_info()) == BadText(reason="number")


@pytest.mark.parametrize("spoiled", [0, 1, 2, 3])
def test_lengths_that_do_not_fit_are_refused(spoiled):
    answer = SimulatedCard(number=CITIZEN).base_info()
    answer[spoiled] = 0xFF
    assert parse_answer(answer) == BadText(reason="length")


@given(st.binary(max_size=300).map(bytearray))
def test_no_answer_raises(answer):
    assert isinstance(parse_answer(answer), BadText | CardText)


@given(st.binary(min_size=256, max_size=256))
def test_no_text_raises(block):
    assert isinstance(parse_text(block), BadText | CardText)


@given(spoiled=st.integers(122, 157), by=st.integers(1, 255))
def test_one_wrong_byte_in_the_number_never_gives_another_number(spoiled, by):
    block = bytearray(BY_HAND)
    block[spoiled] ^= by
    card = parse_text(block)
    assert isinstance(card, BadText) or bytes(card.number) == CITIZEN.encode()


def test_the_published_number_has_its_check_digit():
    assert check_digit(b"11010519491231002") == ord("X")


@pytest.mark.parametrize("number", [CITIZEN, "310101190402290026", "911398199012310021", "320299198501020012"])
def test_published_synthetic_numbers_fit(number):
    assert is_18_digits(number.encode())


def test_a_leap_day_is_a_date():
    assert is_date(b"20240229")


@pytest.mark.parametrize("digits", [b"20230229", b"00000101", b"2024022", b"2024o229"])
def test_dates_follow_the_calendar(digits):
    assert not is_date(digits)


def test_a_card_never_prints_its_number():
    assert CITIZEN not in repr(parse_text(BY_HAND)) + repr(SimulatedCard(number=CITIZEN))


def test_a_parsed_answer_can_be_wiped():
    answer = SimulatedCard(number=CITIZEN).base_info()
    parse_answer(answer)
    answer.clear()  # would raise while a view of it is alive
    assert not answer
