"""A support bundle judged: is it one, whole, of a size that can be unpacked, and what does it tell in short?

Whoever has a station's key can send anything, so nothing here believes what the file says of itself: names by a list,
sizes by counting, contents by the digests of the manifest.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, Final, TypeVar

import msgspec

from station_app.core.alarms import SILENT_HELP
from station_app.upstream.bundle_message import BUNDLE_NAME, MANIFEST, MOST_INFLATED

MOST_FILES: Final = 32
_MOST_TABLE: Final = 16 * 1024
"""Bytes of the table of contents: `zipfile` reads it whole, however many lines it has."""
_MOST_JSON: Final = 2 * 1024 * 1024
"""Bytes of a file that is read and not only counted."""
_PIECE: Final = 256 * 1024
_LINES: Final = 20
"""Of the timeline, the newest."""
_MOST_FIELDS: Final = 12
_MOST_RED: Final = 60
_LONGEST: Final = 80
_END: Final = struct.Struct("<4s4H2IH")
_READ: Final = (MANIFEST, "selftests.json", "timeline.json", "journal.json")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""What `zipfile` raises for a file that is no ZIP, is encrypted, is packed otherwise, or is cut."""
T = TypeVar("T")
Fields = dict[str, str]


class NoBundle(ValueError):
    """It is refused; the message says why."""


class TooLarge(NoBundle):
    """It unpacks to more than the hub takes."""


class Red(msgspec.Struct, frozen=True, kw_only=True):
    """A check of the self-test that was not passed."""

    check: str
    fault: str = ""
    unfinished: bool = False
    at: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows. Texts are the station's: short and printable, and not to be believed further."""

    program: str
    made: str
    taken_out: int
    files: int
    incidents: int
    """As far as the station's journal goes."""
    checks: int
    reds: int
    red: list[Red]
    lines: list[Fields]
    """The last facts of the timeline, the newest first."""


class _Part(msgspec.Struct, kw_only=True):
    bytes: int
    sha256: str


class _Manifest(msgspec.Struct, kw_only=True):
    bundle: int
    program: str
    made: str
    taken_out: int
    files: dict[str, _Part]


class _Check(msgspec.Struct, kw_only=True):
    state: str | None = None
    fault: str | None = None
    at: str | None = None


class _Checks(msgspec.Struct, kw_only=True):
    checks: dict[str, _Check]


class _Timeline(msgspec.Struct, kw_only=True):
    facts: list[dict[str, Any]]


class _Journal(msgspec.Struct, kw_only=True):
    incidents: dict[str, int] = {}


def judged(raw: bytes) -> Told:
    """What a bundle tells in short. Raises NoBundle."""
    _check_table(raw)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            digests, read = _unpacked(archive)
    except NoBundle:
        raise
    except _BROKEN as error:
        raise NoBundle("this is no ZIP file that can be read") from error
    if MANIFEST not in read:
        raise NoBundle(f"there is no {MANIFEST} in it")
    manifest = _decoded(read, MANIFEST, _Manifest)
    _check_manifest(manifest, digests)
    return _told(manifest, read)


def _check_table(raw: bytes) -> None:
    """A plain ZIP from its first byte to its last, with a short table of contents."""
    if len(raw) < _END.size or not raw.startswith(b"PK\x03\x04"):
        raise NoBundle("this is no ZIP file")
    mark, _, _, here, files, table, _, comment = _END.unpack(raw[-_END.size :])
    large = raw[-_END.size - 20 :].startswith(b"PK\x06\x07")
    if mark != b"PK\x05\x06" or comment or large:
        raise NoBundle("this is no plain ZIP file, or it was cut")
    if max(here, files) > MOST_FILES or table > _MOST_TABLE:
        raise NoBundle(f"there are more than {MOST_FILES} files in it")


def _unpacked(archive: zipfile.ZipFile) -> tuple[dict[str, tuple[int, str]], dict[str, bytes]]:
    """Size and digest of each file, and those that are read."""
    digests: dict[str, tuple[int, str]] = {}
    read: dict[str, bytes] = {}
    left = MOST_INFLATED
    for entry in archive.infolist():
        name = entry.filename
        if BUNDLE_NAME.fullmatch(name) is None:
            raise NoBundle("there is a file in it that no bundle has")
        if name in digests:
            raise NoBundle(f"{name} is in it twice")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NoBundle(f"{name} is packed in a way that no bundle is")
        size, digest, content = _counted(archive, entry, left, keep=name in _READ)
        left -= size
        digests[name] = size, digest
        if content is not None:
            read[name] = content
    return digests, read


def _counted(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, *, keep: bool
) -> tuple[int, str, bytes | None]:
    size, digest, kept = 0, sha256(), bytearray()
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > left:
                raise TooLarge(f"it unpacks to more than {MOST_INFLATED} bytes: send fewer lines of the logs")
            digest.update(piece)
            if keep:
                kept += piece
                if size > _MOST_JSON:
                    raise TooLarge(f"{entry.filename} unpacks to more than {_MOST_JSON} bytes")
    return size, digest.hexdigest(), bytes(kept) if keep else None


def _check_manifest(manifest: _Manifest, digests: Mapping[str, tuple[int, str]]) -> None:
    if manifest.bundle != 1:
        raise NoBundle("it is a bundle of another version than this hub knows")
    there = {name: found for name, found in digests.items() if name != MANIFEST}
    if there.keys() != manifest.files.keys():
        raise NoBundle("its files are not those of its manifest")
    for name, part in manifest.files.items():
        if there[name] != (part.bytes, part.sha256):
            raise NoBundle(f"{name} is not what the manifest says: the file is damaged, send it again")


def _told(manifest: _Manifest, read: Mapping[str, bytes]) -> Told:
    checks = _decoded(read, "selftests.json", _Checks).checks
    facts = _decoded(read, "timeline.json", _Timeline).facts
    incidents = _decoded(read, "journal.json", _Journal).incidents
    if SILENT_HELP in incidents or any(fact.get("cause") == SILENT_HELP for fact in facts):
        raise NoBundle("it tells of silent calls, which no bundle may: update the station's program")
    red = {name: check for name, check in sorted(checks.items()) if check.state != "green"}
    return Told(
        program=_text(manifest.program),
        made=_text(manifest.made),
        taken_out=_count(manifest.taken_out),
        files=len(manifest.files) + 1,
        incidents=_count(sum(map(_count, incidents.values()))),
        checks=len(checks),
        reds=len(red),
        red=[_red(name, check) for name, check in list(red.items())[:_MOST_RED]],
        lines=[_line(fact) for fact in facts[: -_LINES - 1 : -1]],
    )


def _line(fact: Mapping[str, Any]) -> Fields:
    return {_text(name): _text(value) for name, value in list(fact.items())[:_MOST_FIELDS]}


def _red(name: str, check: _Check) -> Red:
    unfinished = check.state == "unfinished"
    return Red(check=_text(name), fault=_text(check.fault or ""), unfinished=unfinished, at=_text(check.at or ""))


def _decoded(read: Mapping[str, bytes], name: str, kind: type[T]) -> T:
    if name not in read:
        raise NoBundle(f"there is no {name} in it")
    try:
        return msgspec.json.decode(read[name], type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoBundle(f"{name} is not what a station writes: {error}") from error


def _text(value: object) -> str:
    """Short and printable: no control character, no half of a pair, nothing that turns the line round."""
    return "".join(letter for letter in str(value)[: 4 * _LONGEST] if letter.isprintable())[:_LONGEST]


def _count(value: int) -> int:
    return min(max(value, 0), 2**31 - 1)
