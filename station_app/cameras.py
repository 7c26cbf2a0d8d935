"""[cameras.NAME]: cameras are off unless somebody has switched one on, and take stills only, where that is lawful.

State Council order 799 (2025) and PIPL 26: no camera where people sleep, wash, change or nurse; a sign where there is
one; a register of who has looked. A station makes no video, and this file refuses what asks for one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from station_app.tables import ConfigError, convert, named, nearest

_SOURCE: Final = re.compile(r"(?:https?|rtsps?)://[^\s/@]+(?:/\S*)?|/dev/video\d{1,3}")
_MORE_THAN_STILLS: Final = re.compile(r"video|stream|record|motion|continuous|retention|store|keep|face|audio", re.I)


class CameraTable(msgspec.Struct, frozen=True, kw_only=True):
    """[cameras.NAME]: a camera of which a person may ask one picture."""

    source: str
    """`http://…` for a snapshot, `rtsp://…`, or `/dev/videoN`."""
    zone: str
    sign: bool = False
    """A person states that the sign is posted where everybody sees it before the camera sees them."""
    user: Annotated[str, msgspec.Meta(max_length=64)] = ""
    password_file: str = ""
    enabled: bool = False
    remote: bool = False
    """Managers may order a still from the hub. The law's sign and this switch are the operator's word for it."""


def cameras_in(top: Mapping[str, Any], privacy: Mapping[str, str]) -> dict[str, CameraTable]:
    """Every camera of a file; `privacy` is that of each zone. Raises ConfigError."""
    found: dict[str, CameraTable] = {}
    for name, table in named(top, "cameras").items():
        path = f"cameras.{name}"
        for key in table:
            if key not in CameraTable.__struct_fields__ and _MORE_THAN_STILLS.search(key):
                raise ConfigError(f"{path}.{key}: a station takes single pictures only and keeps none; leave it out")
        found[name] = camera = convert(CameraTable, table, path)
        _check(path, camera, privacy)
    return found


def _check(path: str, camera: CameraTable, privacy: Mapping[str, str]) -> None:
    if camera.zone not in privacy:
        raise ConfigError(f"{path}.zone: there is no zone {camera.zone!r}{nearest(camera.zone, privacy)}")
    if privacy[camera.zone] != "public":
        raise ConfigError(f"{path}.zone: {camera.zone!r} is private, and a private zone may never have a camera")
    if not camera.sign:
        raise ConfigError(f"{path}.sign: post the sign that says there is a camera, then write sign = true")
    if "@" in camera.source.partition("://")[2].partition("/")[0]:
        raise ConfigError(f"{path}.source: holds a user or password; write user and password_file instead")
    if not _SOURCE.fullmatch(camera.source):
        raise ConfigError(f'{path}.source: must be like "http://HOST/PATH", "rtsp://HOST/PATH" or "/dev/video0"')
    if bool(camera.user) != bool(camera.password_file):
        raise ConfigError(f"{path}: user and password_file belong together; write both or neither")
    if camera.password_file and not camera.password_file.startswith("/"):
        raise ConfigError(f"{path}.password_file: must be a whole path that begins with /")
