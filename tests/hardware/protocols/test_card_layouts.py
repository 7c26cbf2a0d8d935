"""The four text layouts, filled as cards are: rare characters, empty fields, NULs instead of spaces, no end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.protocols.id_card import BadText, CardText, Kind, parse_text
from hardware.protocols.sam import ADDRESS_BLOCK, Reply, Status, address_blocks, encode, reply_decoder
from hardware.simulators.id_cards import SimulatedCard, text_block

NUMBERS: dict[Kind, str] = {
    "citizen": "110105190101010017",
    "hk-macao-taiwan": "810000190101010015",
    "foreigner-2017": "UTO110001010112",
    "foreigner-2023": "911398190112310028",
}
RARE = ["𠀋", "测𠮷试", "㼆㕵", "龘靐齉爩", "𰻞" * 8, "·".join("测试测"), "", "ÄÖÜ"]
KINDS = sorted(NUMBERS)


def read(kind: Kind, **written: object) -> CardText | BadText:
    return parse_text(text_block(SimulatedCard(kind=kind, number=NUMBERS[kind], **written)))  # type: ignore[arg-type]


def whole(kind: Kind, valid_until: str | None) -> CardText:
    return CardText(kind=kind, number=bytearray(NUMBERS[kind], "ascii"), valid_until=valid_until)


@pytest.mark.parametrize("padding", ["space", "nul"])
@pytest.mark.parametrize("name", RARE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_rare_name_moves_no_field(kind: Kind, name: str, padding: str) -> None:
    assert read(kind, name=name, padding=padding) == whole(kind, "20991231")


@pytest.mark.parametrize("padding", ["space", "nul"])
@pytest.mark.parametrize("until", [None, ""])
@pytest.mark.parametrize("kind", KINDS)
def test_a_card_without_an_end_is_read_in_each_layout(kind: Kind, until: str | None, padding: str) -> None:
    assert read(kind, valid_until=until, padding=padding) == whole(kind, None)


@pytest.mark.parametrize("kind", KINDS)
def test_empty_fields_are_allowed_in_each_layout(kind: Kind) -> None:
    assert read(kind, name="", address="", authority="", padding="nul") == whole(kind, "20991231")


@pytest.mark.parametrize("name", ["测" * 14 + "𠀋", "𠀋" * 8])
def test_a_character_that_has_no_room_is_not_cut_in_half(name: str) -> None:
    field = text_block(SimulatedCard(number=NUMBERS["citizen"], name=name))[:30]
    assert name.startswith(field.decode("utf-16-le").rstrip())


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    address=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    padding=st.sampled_from(["space", "nul"]),
)
def test_whatever_stands_in_name_and_address_number_and_end_are_read(
    kind: Kind, name: str, address: str, padding: str
) -> None:
    assert read(kind, name=name, address=address, padding=padding) == whole(kind, "20991231")


@pytest.mark.parametrize("blocks", [1, 2, 3, 4])
def test_newest_addresses_are_counted_and_nothing_else_is_made_of_them(blocks: int) -> None:
    card = SimulatedCard(number=NUMBERS["citizen"], moves=("测试路2号",) * blocks)
    [reply] = reply_decoder().feed(encode(Reply(status=Status.OK, data=card.new_addresses())))

    assert isinstance(reply, Reply)
    assert (len(encode(reply)), address_blocks(reply)) == (11 + 70 * blocks, blocks)


@pytest.mark.parametrize("size", [0, ADDRESS_BLOCK - 1, ADDRESS_BLOCK + 1, 5 * ADDRESS_BLOCK, 1284])
def test_an_answer_of_another_length_holds_no_addresses(size: int) -> None:
    assert address_blocks(Reply(status=Status.OK, data=bytearray(size))) == 0


def test_a_card_has_room_for_four_newest_addresses() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        SimulatedCard(number=NUMBERS["citizen"], moves=("",) * 5)
