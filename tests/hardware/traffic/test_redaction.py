"""What a capture keeps: the frames, and nobody's number, name, code or card id, however the traffic is cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import cycle, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.catalog import KINDS
from hardware.protocols import gm65, honeywell, newland, osdp, pn532, r7941w, rdm6300, ssi
from hardware.protocols.id_card import BadText, CardText, check_digit, parse_answer, parse_text
from hardware.protocols.sam import Reply, Request, Status, encode, reply_decoder
from hardware.protocols.wiped_buffer import Noise
from hardware.simulators.id_cards import SimulatedCard, text_block
from hardware.traffic import Direction, LengthsOnly
from hardware.traffic.sam_text import Nobodies

NAME = "欧阳测试"
DIGITS = st.integers(0, 999)


def number(day: int) -> str:
    digits = f"32029919850101{day:03d}"
    return digits + chr(check_digit(digits.encode()))


def kept(driver: str, *pieces: tuple[Direction, bytes]) -> Mapping[Direction, bytes]:
    """All that a capture has kept of these pieces, each direction in one."""
    redactor = KINDS[driver].driver.redact()
    safe: dict[Direction, bytes] = {"in": b"", "out": b""}
    for direction, piece in pieces:
        safe[direction] += redactor.take(direction, piece)
    for direction, piece in redactor.end().items():
        safe[direction] += piece
    return safe


def chop(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    return [stream[start:end] for start, end in pairwise(edges)]


def forms(secret: str) -> list[bytes]:
    return [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]


def card_frame(card: SimulatedCard) -> bytes:
    return bytes(encode(Reply(status=Status.OK, data=card.base_info())))


def heard(stream: bytes) -> list[Reply | Noise]:
    decoder = reply_decoder()
    return decoder.feed(stream) + decoder.flush()


@pytest.mark.parametrize("driver", KINDS)
def test_each_driver_says_how_its_traffic_is_made_safe(driver: str) -> None:
    assert KINDS[driver].driver.redact is not LengthsOnly


CUTS = st.lists(st.integers(min_value=0), max_size=8)
CARRIER: dict[str, Callable[[str, bytes], bytes]] = {
    "bare utf-8": lambda secret, _uid: secret.encode(),
    "bare utf-16": lambda secret, _uid: secret.encode("utf-16-le"),
    "line": lambda secret, _uid: secret.encode() + b"\r\n",
    "gb line": lambda secret, _uid: f"{NAME}{secret}\n".encode("gb18030"),
    "card": lambda secret, _uid: card_frame(SimulatedCard(number=secret, name=NAME, address=NAME)),
    "cut card": lambda secret, _uid: card_frame(SimulatedCard(number=secret, name=NAME))[:400],
    "spoilt card": lambda secret, _uid: card_frame(SimulatedCard(number=secret, name=NAME))[:-1] + b"\x77",
    "behind a preamble": lambda secret, _uid: bytes.fromhex("AAAAAA9669") + secret.encode() * 3,
    "address": lambda secret, _uid: bytes(
        encode(Reply(status=Status.OK, data=SimulatedCard(number=secret, moves=(NAME + secret,)).new_addresses()))
    ),
    "serial": lambda _secret, uid: bytes(encode(Reply(status=Status.FOUND, data=bytearray(uid[:4])))),
    "em4100": lambda _secret, uid: bytes(rdm6300.encode(rdm6300.Tag(uid=bytearray(uid)))),
    "7941w": lambda _secret, uid: bytes(r7941w.encode(r7941w.Frame(code=0x81, data=bytearray(uid)), r7941w.READER)),
    "pn532": lambda _secret, uid: bytes(
        pn532.encode(pn532.Frame(direction=pn532.TO_HOST, data=bytearray(b"\x4b\x01\x01\0\x04\x08\x04" + uid[:4])))
    ),
    "ssi": lambda secret, _uid: b"".join(map(ssi.encode, ssi.code_packets(secret.encode()))),
    "ssi segments": lambda secret, _uid: b"".join(map(ssi.encode, ssi.code_packets(secret.encode() * 20))),
    "gm65 answer": lambda secret, _uid: gm65.encode(gm65.Answer(data=secret.encode()[:16])),
    "newland answer": lambda secret, _uid: newland.encode_reply(
        newland.Reply(results=(newland.Result(text="QRYSYS" + secret, status=newland.Status.DONE),))
    ),
    "honeywell answer": lambda secret, _uid: honeywell.encode_reply(
        honeywell.Reply(text="REVINF" + secret, status=honeywell.Status.DONE)
    ),
    "osdp card": lambda _secret, uid: bytes(
        osdp.encode(osdp.Frame(address=1, reply=True, sequence=1, code=0x50, data=bytearray(b"\0\1\x28\0" + uid)))
    ),
    "osdp key": lambda secret, _uid: bytes(
        osdp.encode(osdp.Frame(address=1, reply=False, sequence=1, code=0x75, data=bytearray(secret.encode())))
    ),
}


@pytest.mark.parametrize("driver", KINDS)
@settings(max_examples=100, deadline=None)
@given(
    parts=st.lists(st.sampled_from(sorted(CARRIER)), min_size=1, max_size=4),
    days=st.lists(DIGITS, min_size=4, max_size=4),
    uids=st.lists(st.binary(min_size=5, max_size=5).filter(lambda uid: len(set(uid)) > 3), min_size=4, max_size=4),
    cuts=CUTS,
    ways=st.lists(st.sampled_from(["in", "out"]), min_size=1, max_size=9),
)
def test_no_planted_secret_survives_any_cutting(
    driver: str, parts: list[str], days: list[int], uids: list[bytes], cuts: list[int], ways: list[Direction]
) -> None:
    stream = b"".join(CARRIER[part](number(day), uid) for part, day, uid in zip(parts, days, uids, strict=False))

    pieces = zip(cycle(ways), chop(stream, cuts), strict=False)
    safe = b"|".join(kept(driver, *pieces).values())
    secrets = [form for day in days for form in forms(number(day)) + forms(NAME)]
    secrets += [form for uid in uids for form in (uid, uid[:4], uid.hex().encode(), uid.hex().upper().encode())]
    assert [secret for secret in secrets if secret in safe] == []


@pytest.mark.parametrize("driver", KINDS)
@settings(max_examples=60, deadline=None)
@given(stream=st.binary(max_size=300), cuts=CUTS)
def test_as_many_bytes_are_kept_as_came(driver: str, stream: bytes, cuts: list[int]) -> None:
    safe = kept(driver, *(("in", piece) for piece in chop(stream, cuts)))

    assert len(safe["in"]) == len(stream)


# resident-ID readers

FRAMES = st.one_of(
    st.sampled_from(sorted(Status)).map(lambda status: bytes(encode(Reply(status=status)))),
    st.binary(max_size=30).map(lambda data: bytes(encode(Reply(status=Status.OK, data=bytearray(data))))),
    st.just(bytes(encode(Reply(status=Status.FOUND, data=bytearray(4))))),
    DIGITS.map(lambda day: card_frame(SimulatedCard(number=number(day)))),
    DIGITS.map(lambda day: card_frame(SimulatedCard(number=number(day)))[:-1] + b"\x99"),
)


@settings(max_examples=150, deadline=None)
@given(frames=st.lists(FRAMES, max_size=6), cuts=CUTS)
def test_the_same_frames_are_found_in_what_is_kept(frames: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(frames)
    safe = kept("sam-id-reader", *(("in", piece) for piece in chop(stream, cuts)))["in"]

    def shape(items: list[Reply | Noise]) -> list[object]:
        return [(item.status, len(item.data)) for item in items if isinstance(item, Reply)]

    assert shape(heard(safe)) == shape(heard(stream))


@pytest.mark.parametrize("kind", ["citizen", "hk-macao-taiwan", "foreigner-2023"])
@pytest.mark.parametrize("until", ["20300101", None, ""])
def test_a_card_stays_a_card_of_its_kind_with_an_end_of_its_kind(kind: str, until: str | None) -> None:
    card = SimulatedCard(number=number(1), kind=kind, valid_until=until, name=NAME)  # type: ignore[arg-type]
    [reply] = heard(kept("sam-id-reader", ("in", card_frame(card)))["in"])
    assert isinstance(reply, Reply)
    read = parse_answer(reply.data)

    assert isinstance(read, CardText)
    assert (read.kind, read.valid_until is None) == (kind, until in (None, ""))


@pytest.mark.parametrize(
    "card",
    [
        SimulatedCard(number="11010519010101001"),
        SimulatedCard(number="110105190101010018"),
        SimulatedCard(number="UT0110085010112", kind="foreigner-2017"),
        SimulatedCard(number="110105190101010017", valid_until="20230229"),
        SimulatedCard(number="110105190101010017", valid_until="永久永久永久永久"),
    ],
)
def test_what_is_wrong_with_a_card_stays_wrong_in_the_same_way(card: SimulatedCard) -> None:
    before, after = parse_text(text_block(card)), parse_text(Nobodies().text(text_block(card)))

    assert isinstance(before, BadText)
    assert after == before


def test_a_foreigners_card_of_the_first_kind_stays_one() -> None:
    read = parse_text(Nobodies().text(text_block(SimulatedCard(number="UTO110085010112", kind="foreigner-2017"))))

    assert isinstance(read, CardText)
    assert (read.kind, bytes(read.number) != b"UTO110085010112") == ("foreigner-2017", True)


def test_how_a_name_fills_its_field_is_kept_and_what_it_says_is_not() -> None:
    field = Nobodies().text(text_block(SimulatedCard(number=number(1), name="欧𠮷", padding="nul")))[:30]

    assert field == "测𠀋".encode("utf-16-le") + bytes(24)


def test_the_same_card_is_the_same_nobody_and_another_card_another() -> None:
    frames = b"".join(card_frame(SimulatedCard(number=number(day))) for day in (1, 2, 1))
    replies = heard(kept("sam-id-reader", ("in", frames))["in"])
    numbers = [bytes(read.number) for reply in replies if isinstance(read := parse_answer(reply.data), CardText)]  # type: ignore[union-attr]

    assert (numbers[0] == numbers[2], numbers[0] == numbers[1]) == (True, False)


def test_half_an_answer_is_written_down_before_the_next_question() -> None:
    half = card_frame(SimulatedCard(number=number(1)))[:700]

    assert len(KINDS["sam-id-reader"].driver.redact().take("in", half)) == 700


def test_a_question_ends_what_had_begun_of_an_answer() -> None:
    half, find = bytes.fromhex("AAAAAA9669 0004 0000"), bytes(encode(Request(command=0x2001)))
    answer = bytes(encode(Reply(status=Status.NO_CARD)))
    safe = kept("sam-id-reader", ("in", half), ("out", find), ("in", answer))

    assert safe["in"].endswith(answer)
    assert safe["out"] == find


# lines


def test_lines_stay_lines_and_equal_codes_stay_equal() -> None:
    # a made-up letter says what the line was so far: so many after the first difference are not all the same by chance
    one, other = b"RS1:ABCDEFGHIJKLMNOPQRSTUVW", b"RS1:BBCDEFGHIJKLMNOPQRSTUVW"
    lines = kept("line-scanner", ("in", b"\r\n".join((one, other, one, b""))))["in"].split(b"\r\n")

    assert [len(line) for line in lines] == [27, 27, 27, 0]
    assert (lines[0] == lines[2], lines[0] == lines[1]) == (True, False)


def test_a_line_of_wide_characters_stays_one_of_the_same_width() -> None:
    line = kept("line-scanner", ("in", "测试é🙂\n".encode()))["in"]

    assert line.decode() == "测测é𠀋\n"


def test_a_line_that_is_no_text_stays_none() -> None:
    line = kept("line-scanner", ("in", b"\x01\xff\x80\n"))["in"]

    with pytest.raises(UnicodeDecodeError):
        line.decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        line.decode("gb18030")


# ids


@pytest.mark.parametrize("crlf", [False, True])
def test_a_tag_stays_a_whole_frame_of_nobodys_tag(crlf: bool) -> None:
    frame = bytes(rdm6300.encode(rdm6300.Tag(uid=bytearray(b"\x01\x23\x45\x67\x89")), crlf=crlf))
    safe = kept("rdm6300-reader", ("in", frame))["in"]

    assert len(safe) == len(frame)
    assert [type(item) for item in rdm6300.tag_decoder().feed(safe)] == [rdm6300.Tag]


def test_a_uid_stays_a_whole_frame_of_nobodys_uid() -> None:
    frame = bytes(r7941w.encode(r7941w.Frame(code=0x81, data=bytearray(b"\xde\xad\xbe\xef")), r7941w.READER))
    [item] = r7941w.frame_decoder(r7941w.READER).feed(kept("7941w-reader", ("in", frame))["in"])

    assert isinstance(item, r7941w.Frame)
    assert (len(item.data), bytes(item.data) != b"\xde\xad\xbe\xef") == (4, True)


def test_a_chips_card_stays_a_whole_frame_of_nobodys_card() -> None:
    data = bytearray(bytes.fromhex("4B 01 01 00 04 08 04 12 34 56 78"))
    frame = bytes(pn532.encode(pn532.Frame(direction=pn532.TO_HOST, data=data)))
    safe = kept("pn532-reader", ("in", bytes.fromhex("00 00 FF 00 FF 00") + frame))["in"]
    ack, answer = pn532.frame_decoder().feed(safe)

    assert isinstance(answer, pn532.Frame)
    uid = pn532.uid_of(answer.data)
    assert (ack, uid is not None and len(uid), uid != b"\x12\x34\x56\x78") == (pn532.Signal.ACK, 4, True)


# code readers that take commands


def test_an_answer_within_a_code_stays_one() -> None:
    ack = gm65.encode(gm65.Answer(data=b"\0"))
    safe = kept("gm65-scanner", ("in", b"ABC" + ack + b"DEF\r\n"))["in"]

    assert (safe[3:-5], len(safe), safe[:3] != b"ABC") == (ack, 8 + len(ack), True)


@pytest.mark.parametrize(
    ("driver", "answer"),
    [
        ("newland-scanner", bytes.fromhex("02 01 30 30 30 30 23 53 43 4E 54 52 47 31 06 3B 03")),
        ("honeywell-scanner", b"TRGMOD0\x06!"),
    ],
)
def test_an_answer_to_a_command_is_kept_as_it_is(driver: str, answer: bytes) -> None:
    assert kept(driver, ("in", answer))["in"] == answer


@pytest.mark.parametrize(
    ("driver", "command"),
    [
        ("gm65-scanner", gm65.encode(gm65.START)),
        ("newland-scanner", newland.encode(newland.Command.START)),
        ("honeywell-scanner", honeywell.TRIGGER),
        ("zebra-ssi-scanner", ssi.host(ssi.Opcode.ACK)),
        ("pn532-reader", bytes(pn532.encode(pn532.Frame(direction=pn532.TO_CHIP, data=bytearray(b"\x4a\1\0"))))),
        ("7941w-reader", bytes(r7941w.encode(r7941w.Frame(code=0x10), r7941w.HOST))),
    ],
)
def test_a_drivers_own_command_is_kept_as_it_is(driver: str, command: bytes) -> None:
    assert kept(driver, ("out", command))["out"] == command


@pytest.mark.parametrize("length", [3, 100, 600])
def test_a_packets_code_stays_a_code_of_the_same_length(length: int) -> None:
    stream = b"".join(map(ssi.encode, ssi.code_packets(b"1" * length)))
    decoder, segments = ssi.Decoder(), ssi.Segments()
    packets = [
        one for one in decoder.feed(kept("zebra-ssi-scanner", ("in", stream))["in"]) if isinstance(one, ssi.Packet)
    ]
    texts = [one.data[1:] if one.opcode == ssi.Opcode.DECODE_DATA else segments.take(one) for one in packets]

    assert [len(text) for text in texts if text] == [length]
    assert b"1" not in b"".join(text or b"" for text in texts)


# PN532


@pytest.mark.parametrize("looks_like_a_size", [0x04, 0x07, 0x0A])
def test_of_a_type_b_card_s_made_up_id_nothing_is_kept(looks_like_a_size: int) -> None:
    pupi = bytes((0xC1, 0xC2, looks_like_a_size, 0xC4))
    atqb = bytes((0x4B, 1, 1, 0x50)) + pupi + bytes.fromhex("11 22 33 44 55 66 77")
    answer = bytes(pn532.encode(pn532.Frame(direction=pn532.TO_HOST, data=bytearray(atqb))))

    assert pupi[:2] not in kept("pn532-reader", ("in", answer))["in"]


# boards


@pytest.mark.parametrize(
    ("driver", "question", "answer"),
    [
        ("modbus-board", "01 02 00 00 00 08 79 CC", "01 02 01 01 60 48"),
        ("modbus-sensor", "01 04 00 01 00 01 60 0A", "01 04 02 01 31 79 74"),
        ("r421a08-relay", "01 03 00 01 00 01 D5 CA", "01 03 02 00 01 79 84"),
        ("lcus-relay", "A0 01 03 A4", "A0 01 01 A2"),
    ],
)
@settings(deadline=None)
@given(cuts=CUTS)
def test_a_board_s_frames_are_kept_as_they_are(driver: str, question: str, answer: str, cuts: list[int]) -> None:
    out, came = bytes.fromhex(question), bytes.fromhex(answer)
    safe = kept(driver, ("out", out), *(("in", piece) for piece in chop(came, cuts)))

    assert safe == {"out": out, "in": came}


@pytest.mark.parametrize("driver", ["modbus-board", "lcus-relay"])
def test_what_a_code_reader_says_in_a_board_s_place_is_not_kept(driver: str) -> None:
    assert kept(driver, ("in", b"RS1:PASS\r\n"))["in"] == bytes(10)
