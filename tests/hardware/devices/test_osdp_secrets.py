"""What libosdp's two ends say to each other is recomputed here, by the published rules and another cryptography."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from osdp_bench import KEY, OsdpBench

from hardware.protocols.osdp import Frame, encode, frame_decoder
from hardware.protocols.wiped_buffer import Noise

CARD, WIRE = bytes.fromhex("7BB26E"), bytes.fromhex("BDD93740")
CHLNG, CCRYPT, SCRYPT, RMAC_I, RAW = 0x76, 0x76, 0x77, 0x78, 0x50


def aes(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def decrypted(key: bytes, iv: bytes, data: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return (decryptor.update(data) + decryptor.finalize()).rstrip(b"\x00").removesuffix(b"\x80")


def mac(first: bytes, last: bytes, iv: bytes, message: bytes) -> bytes:
    padded = message if len(message) % 16 == 0 else message + b"\x80" + bytes(15 - len(message) % 16)
    blocks = [padded[at : at + 16] for at in range(0, len(padded), 16)]
    for number, block in enumerate(blocks, 1):
        iv = aes(last if number == len(blocks) else first, bytes(a ^ b for a, b in zip(iv, block, strict=True)))
    return iv


@dataclass
class Witness:
    """Follows one secure channel from outside."""

    enc: bytes = b""
    mac1: bytes = b""
    mac2: bytes = b""
    host_random: bytes = b""
    reader_random: bytes = b""
    last_mac: bytes = b""
    macs: int = 0
    clear: list[tuple[int, bytes]] | None = None

    def follow(self, frame: Frame) -> None:
        kind = frame.security[1]
        if kind == 0x11:
            self.host_random = bytes(frame.data)
            seeds = (bytes.fromhex(seed) + self.host_random[:6] + bytes(8) for seed in ("0182", "0101", "0102"))
            self.enc, self.mac1, self.mac2 = (aes(KEY, seed) for seed in seeds)
        elif kind == 0x12:
            self.reader_random = bytes(frame.data[8:16])
            assert bytes(frame.data[16:]) == aes(self.enc, self.host_random + self.reader_random)
        elif kind == 0x13:
            assert bytes(frame.data) == aes(self.enc, self.reader_random + self.host_random)
            self.last_mac = aes(self.mac2, aes(self.mac1, bytes(frame.data)))
        elif kind == 0x14:
            assert bytes(frame.data) == self.last_mac
        else:
            self._message(frame, kind)

    def _message(self, frame: Frame, kind: int) -> None:
        before = self.last_mac
        self.last_mac = mac(self.mac1, self.mac2, before, bytes(encode(frame))[:-6])
        assert bytes(frame.data[-4:]) == self.last_mac[:4]
        self.macs += 1
        if kind in (0x17, 0x18) and self.clear is not None:
            iv = bytes(byte ^ 0xFF for byte in before)
            self.clear.append((frame.code, decrypted(self.enc, iv, bytes(frame.data[:-4]))))


def frames(heard: list[bytes]) -> Iterator[Frame]:
    decoder = frame_decoder()
    for piece in heard:
        for item in decoder.feed(piece):
            assert not isinstance(item, Noise), "the two ends sent what is no frame by the published layout"
            yield item


async def conversation(key: bytes | None) -> OsdpBench:
    """One in which nothing had to be said twice, as happens where the machine stalls for a fifth of a second."""
    for _ in range(5):
        bench = await _conversation(key)
        commands = [frame.sequence for frame in frames(bench.heard) if not frame.reply]
        if all(one != next_one for one, next_one in pairwise(commands)):
            return bench
    raise AssertionError("this machine stalls too often for a conversation without repeats")


async def _conversation(key: bytes | None) -> OsdpBench:
    bench = OsdpBench(key)
    async with bench.at_work():
        await bench.well()
        bench.twin.touch(CARD)
        await bench.until(lambda: len(bench.readings) > 1)
        await bench.reader.signal("granted")
        await asyncio.sleep(0.5)
    return bench


async def test_every_mac_and_cryptogram_is_what_the_published_rules_say() -> None:
    bench = await conversation(KEY)
    witness = Witness()
    for frame in frames(bench.heard):
        if frame.security:
            witness.follow(frame)
    assert witness.macs >= 10


async def test_the_card_on_a_secure_line_can_be_read_with_the_key_only() -> None:
    bench = await conversation(KEY)
    witness = Witness(clear=[])
    for frame in frames(bench.heard):
        if frame.security:
            witness.follow(frame)
    assert witness.clear is not None
    cards = [data[4:] for code, data in witness.clear if code == RAW]
    assert (cards[0], WIRE in b"".join(bench.heard)) == (WIRE, False)


async def test_the_default_key_is_never_offered() -> None:
    bench = await conversation(KEY)
    blocks = [frame.security for frame in frames(bench.heard) if frame.code == CHLNG and not frame.reply]
    assert set(blocks) == {bytes.fromhex("031101")}


async def test_no_key_is_ever_set() -> None:
    bench = await conversation(KEY)
    assert [frame for frame in frames(bench.heard) if frame.code == 0x75 and not frame.reply] == []


async def test_every_frame_of_a_plain_line_is_one_by_the_published_layout() -> None:
    bench = await conversation(None)
    told = list(frames(bench.heard))
    raw = [bytes(frame.data) for frame in told if frame.code == RAW and frame.reply]
    assert (len(told) > 10, raw[0]) == (True, bytes.fromhex("00011A00") + WIRE)


async def test_a_wire_without_key_carries_the_handshake_of_none() -> None:
    bench = await conversation(None)
    assert {frame.code for frame in frames(bench.heard) if not frame.reply} & {CHLNG, SCRYPT} == set()
