"""The ferry file: journal rows up and receipts down, for a station that has no network. Both ends of it.

A file is a line that names the format, a line of JSON (direction, station, the file's own id, when it was made) and
pieces. A piece is its length (4 bytes), its kind (1 byte), the sender's Ed25519 signature (64 bytes) and a ciphertext:
HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305), sealed for the receiver. Signature and sealing cover both
lines, the piece's number and its kind, so that no piece fits into another file or another
place. The last piece says so; each whole piece before a cut can be used.

Sender and receiver need no keys beyond those of enrolment: an Ed25519 key is also an X25519 key, by the map of RFC 7748
that libsodium and age use.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256, sha512
from typing import BinaryIO, Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

MAGIC: Final = b"rest-station-ferry-1\n"
MOST_HEADER: Final = 1000
MOST_PIECE: Final = 12 * 1024 * 1024
"""Bytes of one sealed piece; a batch is far smaller."""
ROWS, RECEIPT, POLICY, END = b"J", b"R", b"P", b"E"
_SIGNATURE: Final = 64
_PRIME: Final = 2**255 - 19
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class FerryFault(ValueError):
    """The file, or the rest of it, cannot be used; the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The second line: readable by anybody, believed only with the first piece's signature."""

    direction: Literal["up", "down"]
    station: str
    file: str
    """The file's own id."""
    made: str
    """UTC, by the sender's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Whose file it is and for whom, by the keys of enrolment."""

    sender: Ed25519PublicKey
    receiver: Ed25519PrivateKey


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub has of a station's journals."""

    epochs: dict[str, int]
    """Epoch -> every row up to here is handled."""
    set_aside: list[tuple[str, int, str]] = []
    """Epoch, number and reason of rows that the hub did not take."""


class FerryWriter:
    """Writes one file, piece by piece."""

    def __init__(self, file: BinaryIO, header: Header, sender: Ed25519PrivateKey, receiver: Ed25519PublicKey) -> None:
        self._file = file
        self._sender = sender
        self._receiver = sealing_key(receiver)
        self._line = msgspec.json.encode(header)
        self._number = 0
        self.written = file.write(MAGIC + self._line + b"\n")

    def add(self, kind: bytes, plain: bytes) -> None:
        """One piece."""
        bound = _bound(self._line, self._number, kind)
        sealed = _SUITE.encrypt(plain, self._receiver, info=bound)
        signature = self._sender.sign(bound + sha256(sealed).digest())
        self.written += self._file.write(len(sealed).to_bytes(4, "big") + kind + signature + sealed)
        self._number += 1

    def end(self) -> None:
        """The last piece: without it a file is known to be cut short."""
        self.add(END, b"")


def new_file_id() -> str:
    """An id that no other file has."""
    return secrets.token_hex(16)


def read_header(file: BinaryIO) -> tuple[Header, bytes]:
    """The header and its line. Raises FerryFault."""
    if file.read(len(MAGIC)) != MAGIC:
        raise FerryFault("no-ferry", "this is no ferry file, or one of another version")
    line = file.readline(MOST_HEADER)
    try:
        return msgspec.json.decode(line, type=Header), line.rstrip(b"\n")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FerryFault("garbled", "the beginning of the file is garbled: copy it again") from error


def pieces(file: BinaryIO, line: bytes, ends: Ends) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each piece but the end. Raises FerryFault where the file can be used no further."""
    opener = opening_key(ends.receiver)
    number = 0
    while True:
        kind, signature, sealed = _frame(file, number)
        bound = _bound(line, number, kind)
        try:
            ends.sender.verify(signature, bound + sha256(sealed).digest())
        except InvalidSignature:
            if number == 0:
                raise FerryFault("foreign", "the file is not signed by the key that is known here") from None
            raise FerryFault("garbled", f"piece {number + 1} is garbled: copy the file again") from None
        try:
            plain = _SUITE.decrypt(sealed, opener, info=bound)
        except (InvalidTag, ValueError):
            raise FerryFault("not-for-us", "the file was sealed for somebody else") from None
        if kind == END:
            return
        yield kind, plain
        number += 1


def sealing_key(key: Ed25519PublicKey) -> X25519PublicKey:
    """The X25519 key of an Ed25519 one: u = (1 + y) / (1 - y), RFC 7748 section 4.1."""
    y = int.from_bytes(key.public_bytes_raw(), "little") % 2**255
    if y >= _PRIME or y == 1:
        raise ValueError("no key")
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))


def opening_key(key: Ed25519PrivateKey) -> X25519PrivateKey:
    """The secret half: the scalar that Ed25519 itself derives, RFC 8032 section 5.1.5."""
    return X25519PrivateKey.from_private_bytes(sha512(key.private_bytes_raw()).digest()[:32])


def _bound(line: bytes, number: int, kind: bytes) -> bytes:
    return MAGIC + sha256(line).digest() + number.to_bytes(8, "big") + kind


def _frame(file: BinaryIO, number: int) -> tuple[bytes, bytes, bytes]:
    head = file.read(4 + 1 + _SIGNATURE)
    length = int.from_bytes(head[:4], "big")
    if len(head) == 4 + 1 + _SIGNATURE and length > MOST_PIECE:
        raise FerryFault("garbled", f"piece {number + 1} is garbled: copy the file again")
    sealed = file.read(length) if len(head) == 4 + 1 + _SIGNATURE else b""
    if len(head) < 4 + 1 + _SIGNATURE or len(sealed) < length:
        raise FerryFault("cut", f"the file ends after {number} pieces: copy it again, or take what is there")
    return head[4:5], head[5:], sealed
