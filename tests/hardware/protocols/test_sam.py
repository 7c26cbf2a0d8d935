"""Frames of resident-ID readers: the stream may be cut anywhere, noise is survived, and the published vectors hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop, decoded, rows

from hardware.protocols.sam import (
    CAPACITY,
    LONGEST,
    MEANINGS,
    PREAMBLE,
    Command,
    Reply,
    Request,
    Status,
    encode,
    masked,
    meaning,
    reply_decoder,
    request_decoder,
    sam_id_text,
)
from hardware.protocols.wiped_buffer import Noise

COMMANDS = [(bytes.fromhex(raw), bytes.fromhex(code)) for _, raw, code, _ in rows("sam-commands.hex")]
REPLIES = [(bytes.fromhex(raw), bytes.fromhex(code)) for _, raw, code, _ in rows("sam-replies.hex")]
BROKEN = [(who, bytes.fromhex(raw)) for who, raw, _ in rows("sam-broken.hex")]
FIND_OK = bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97")

DATA = st.one_of(st.binary(max_size=40), st.binary(min_size=1284, max_size=1284), st.just(PREAMBLE + b"\x00\x04")).map(
    bytearray
)
SOME_REPLY = st.builds(Reply, status=st.integers(0, 255), card=st.integers(0, 0xFFFF), data=DATA)
SOME_REQUEST = st.builds(Request, command=st.integers(0, 0xFFFF), data=DATA)
NOISE = st.binary(max_size=30).filter(lambda noise: PREAMBLE not in noise and not noise.endswith(b"\xaa"))
CUTS = st.lists(st.integers(min_value=0, max_value=3000), max_size=8)


def decode(decoder, *pieces):
    return decoded(decoder, pieces)


@pytest.mark.parametrize(("raw", "code"), COMMANDS)
def test_a_published_command_is_encoded_as_published(raw, code):
    assert encode(Request(command=int.from_bytes(code[:2]), data=bytearray(code[2:]))) == raw


@pytest.mark.parametrize(("raw", "code"), COMMANDS)
def test_a_published_command_is_understood_by_the_readers_side(raw, code):
    request = Request(command=int.from_bytes(code[:2]), data=bytearray(code[2:]))
    assert decode(request_decoder(), raw) == [request]


@pytest.mark.parametrize(("raw", "code"), REPLIES)
def test_a_published_reply_is_understood(raw, code):
    assert decode(reply_decoder(), raw) == [Reply(status=code[0], data=bytearray(code[1:]))]


@pytest.mark.parametrize(("raw", "code"), REPLIES)
def test_a_published_reply_is_encoded_as_published(raw, code):
    assert encode(Reply(status=code[0], data=bytearray(code[1:]))) == raw


@pytest.mark.parametrize(("who", "raw"), BROKEN)
def test_a_frame_that_is_wrong_in_its_source_is_noise(who, raw):
    decoder = request_decoder() if who == "host" else reply_decoder()
    found = decoder.feed(raw) + decoder.flush()
    assert found
    assert all(isinstance(item, Noise) for item in found)


def test_a_card_is_answered_in_1295_bytes():
    assert len(encode(Reply(status=Status.OK, data=bytearray(4 + 256 + 1024)))) == 1295


@given(replies=st.lists(SOME_REPLY, max_size=6), cuts=CUTS)
def test_cutting_replies_anywhere_changes_nothing(replies, cuts):
    stream = b"".join(map(encode, replies))
    assert decode(reply_decoder(), *chop(stream, cuts)) == replies


@given(requests=st.lists(SOME_REQUEST, max_size=6), cuts=CUTS)
def test_cutting_requests_anywhere_changes_nothing(requests, cuts):
    stream = b"".join(map(encode, requests))
    assert decode(request_decoder(), *chop(stream, cuts)) == requests


@given(pairs=st.lists(st.tuples(NOISE, SOME_REPLY), max_size=5), cuts=CUTS)
def test_noise_between_frames_loses_no_frame(pairs, cuts):
    stream = b"".join(noise + encode(reply) for noise, reply in pairs)
    found = decode(reply_decoder(), *chop(stream, cuts))
    assert [item for item in found if isinstance(item, Reply)] == [reply for _, reply in pairs]


@given(pairs=st.lists(st.tuples(NOISE, SOME_REPLY), max_size=5), cuts=CUTS)
def test_every_byte_of_noise_is_counted(pairs, cuts):
    stream = b"".join(noise + encode(reply) for noise, reply in pairs)
    found = decode(reply_decoder(), *chop(stream, cuts))
    assert sum(item.size for item in found if isinstance(item, Noise)) == sum(len(noise) for noise, _ in pairs)


@given(lost=st.integers(1, 14), reply=SOME_REPLY, cuts=CUTS)
def test_a_frame_that_lost_its_end_does_not_take_the_next_one_with_it(lost, reply, cuts):
    decoder = reply_decoder()
    found = decode(decoder, *chop(FIND_OK[:-lost] + encode(reply), cuts)) + decoder.flush()
    assert reply in found


@given(spoiled=st.integers(7, 14), by=st.integers(1, 255))
def test_a_flipped_byte_is_a_checksum_error(spoiled, by):
    raw = bytearray(FIND_OK)
    raw[spoiled] ^= by
    assert Noise(kind="checksum", size=5) in decode(reply_decoder(), raw)


@pytest.mark.parametrize("length", [0, 3, LONGEST + 1, 0xFFFF])
def test_an_impossible_length_is_refused_at_once(length):
    assert decode(reply_decoder(), PREAMBLE + length.to_bytes(2))[0] == Noise(kind="length", size=5)


@given(st.lists(st.one_of(st.binary(max_size=600), st.just(PREAMBLE), st.just(PREAMBLE + b"\x0a\x00")), max_size=30))
@settings(max_examples=60)
def test_no_bytes_raise_or_fill_the_decoder(pieces):
    decoder = reply_decoder()
    for piece in pieces:
        decoder.feed(piece)
        assert decoder.pending <= CAPACITY


@given(st.lists(st.binary(max_size=300) | st.just(PREAMBLE + b"\x0a\x00"), max_size=10))
def test_after_a_flush_nothing_is_held_back(pieces):
    decoder = reply_decoder()
    decode(decoder, *pieces)
    decoder.flush()
    assert decoder.pending == 0


@given(st.binary(max_size=300))
def test_after_a_pause_a_good_frame_is_found_whatever_came_before(rubbish):
    decoder = reply_decoder()
    decoder.feed(PREAMBLE + b"\x05\x08" + rubbish)
    decoder.flush()
    assert decode(decoder, FIND_OK) == [Reply(status=Status.FOUND, data=bytearray(4))]


def test_the_decoder_keeps_no_byte_of_a_frame_that_it_has_given_away():
    decoder = reply_decoder()
    decoder.feed(b"\x01\x02" + encode(Reply(status=Status.OK, data=bytearray(b"private" * 30))))
    assert not any(decoder._buffer._bytes)


def test_wiping_the_decoder_overwrites_half_a_frame():
    decoder = reply_decoder()
    decoder.feed(encode(Reply(status=Status.OK, data=bytearray(b"private" * 30)))[:-1])
    decoder.wipe()
    assert not any(decoder._buffer._bytes)


def test_a_sam_id_is_written_as_on_the_reader():
    assert sam_id_text(REPLIES[2][1][1:]) == "05.01-20150723-0000012345-1234567890"


def test_a_sam_id_of_another_size_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        sam_id_text(b"\x00" * 15)


def test_every_status_has_a_meaning():
    assert set(MEANINGS) == set(Status)


def test_an_unknown_status_is_named_by_its_number():
    assert meaning(0xAB) == "a code without a known meaning (AB)"


@pytest.mark.parametrize("wrong", [{"status": 256}, {"status": 0x90, "card": 65536}])
def test_a_reply_that_fits_no_frame_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Reply(**wrong)


def test_data_beyond_the_longest_frame_is_refused():
    with pytest.raises(ValueError, match="at most"):
        Request(command=Command.READ, data=bytearray(LONGEST))


@given(data=st.binary(min_size=1, max_size=1284), cuts=CUTS)
def test_the_mask_shows_no_byte_of_a_frames_data(data, cuts):
    reply = Reply(status=0x90, data=bytearray(data))
    whole = {masked(piece) for piece in chop(encode(reply), cuts)}
    other = Reply(status=0x90, data=bytearray(byte ^ 0x5A for byte in reply.data))
    assert whole == {masked(piece) for piece in chop(encode(other), cuts)}


def test_the_mask_shows_a_command_whole():
    assert masked(encode(Request(command=Command.FIND))) == "AA AA AA 96 69 00 03 20 01 22"


def test_the_mask_shows_the_status_of_an_answer_with_data():
    assert masked(FIND_OK) == "AA AA AA 96 69 00 08 00 00 9F … 15 bytes"
