"""From a document number to a name that means nothing elsewhere: one person, one pseudonym, for a station and year."""

from __future__ import annotations

import asyncio
import hmac
from base64 import b32encode
from collections.abc import Awaitable
from concurrent.futures import Future, ThreadPoolExecutor

from hardware.devices.readings import SecretNumber
from station_app.identity.keys import DayKey, YearKey

MEMORY_KIB = 8192
ROUNDS = 2
NAME_BYTES = 16


class Stretcher:
    """The one worker thread in which Argon2id runs: the loop never waits, two cards never need its memory at once."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pseudonym")

    def warm(self) -> Future[bytes]:
        """Load the library and touch its memory, so that the first card is as quick as the next."""
        return self._worker.submit(_stretch, bytes(32), bytes(16))

    def stretch(self, secret: bytes, salt: bytes) -> asyncio.Future[bytes]:
        """Argon2id of `secret`, off the loop."""
        return asyncio.get_running_loop().run_in_executor(self._worker, _stretch, secret, salt)

    def close(self) -> None:
        """Let the thread end; what waits is given up."""
        self._worker.shutdown(wait=False, cancel_futures=True)


class Pseudonymer:
    """Pseudonyms of one station-year.

    HMAC-SHA-256 under the year's key, then Argon2id (8 MiB, one lane, two rounds). The key file is the protection, not
    the cost: without the key the 3.6e7 numbers of an area code (36,500 birth dates x 999 serials, the last character is
    derived) cannot be tried at all; with a stolen key each try costs what one card costs. At the 13 ms measured on a
    2.5 GHz server core that is five core-days an area code, at the 25 ms of a small board ten: a delay, not a defence.
    """

    def __init__(self, key: YearKey, stretcher: Stretcher) -> None:
        self.year = key.year
        self._secret = key.secret
        self._salt = hmac.digest(key.secret, b"salt", "sha256")[:16]
        self._stretcher = stretcher

    def pseudonym(self, number: SecretNumber) -> Awaitable[str]:
        """The pseudonym behind a number. The number is wiped when this returns, before anything is awaited."""
        return self._named(self._keyed(b"id:", number))

    def tag(self, technology: str, uid: SecretNumber) -> Awaitable[str]:
        """The pseudonym behind a card's id. Ids are as few as document numbers, so they are stretched alike."""
        return self._named(self._keyed(b"tag:" + technology.encode() + b":", uid))

    def _keyed(self, domain: bytes, number: SecretNumber) -> bytes:
        try:
            mac = hmac.new(self._secret, domain, "sha256")
            # Fed from the buffer itself: `domain + digits` would be a second copy that nobody can overwrite.
            mac.update(number.digits)
            return mac.digest()
        finally:
            number.wipe()

    def subject(self, issuer: str, subject: str) -> str:
        """The pseudonym behind an issuer's own pseudonym: keyed only, because there is no number to guess."""
        message = b"sub:" + len(issuer).to_bytes(2, "big") + issuer.encode() + subject.encode()
        return "s" + _text(hmac.digest(self._secret, message, "sha256")[:NAME_BYTES])

    async def _named(self, secret: bytes) -> str:
        return "p" + _text(await self._stretcher.stretch(secret, self._salt))


def name_of_day(key: DayKey, lasting: str) -> str:
    """The pseudonym of the day behind one of the year.

    Keyed only: what it hides behind is the key, and once that is destroyed not even the key of the year can join two
    days.
    """
    return "d" + _text(hmac.digest(key.secret, b"day:" + lasting.encode(), "sha256")[:NAME_BYTES])


def _text(name: bytes) -> str:
    return b32encode(name).decode().rstrip("=").lower()


def _stretch(secret: bytes, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw  # 35 ms that the door need not wait for

    return hash_secret_raw(
        secret,
        salt,
        time_cost=ROUNDS,
        memory_cost=MEMORY_KIB,
        parallelism=1,
        hash_len=NAME_BYTES,
        type=Type.ID,
    )
