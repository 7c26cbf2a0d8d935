"""What was answered so far, in a file: a conversation that was broken off goes on where it was."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from station_app.identity.vault import Vault
from station_app.selftest.commissioning.talk import Answer

FILE_NAME: Final = "commissioning.json"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    ports: tuple[str, ...]
    """The ports of that run; with others it is another conversation."""
    answers: tuple[Answer, ...]


def load(folder: Path, ports: tuple[str, ...]) -> tuple[Answer, ...]:
    """The answers so far; none where there is no file, or one of other ports or of another version."""
    try:
        kept = msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        return ()
    return kept.answers if kept.ports == ports else ()


def save(folder: Path, ports: tuple[str, ...], answers: tuple[Answer, ...]) -> None:
    """Keep them, for nobody else to read; the old file stays until the new one is whole. Raises KeyFault."""
    content = msgspec.json.format(msgspec.json.encode(Kept(ports=ports, answers=answers)))
    Vault(folder).replace(FILE_NAME, content)


def forget(folder: Path) -> None:
    """The conversation is over."""
    (folder / FILE_NAME).unlink(missing_ok=True)
