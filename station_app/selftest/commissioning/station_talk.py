"""What no wire tells of a station: its id and name, whom to call, who runs it, and where its hub is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from station_app.selftest.commissioning.learned import Brief
from station_app.selftest.commissioning.talk import Question, Talk, tell
from station_app.upstream.address import HubAddress

_ID: Final = r"[A-Za-z0-9_-]{1,32}"
_NAME: Final = r"[^\x00-\x1f\x7f]{1,40}"
_PHONE: Final = r"[^\x00-\x1f\x7f]{0,30}"
_OPERATOR: Final = r"[^\x00-\x1f\x7f]{0,60}"
_ADDRESS: Final = r"[^\x00-\x1f\x7f]{0,200}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """Who the station is; all but its id and name may be empty."""

    station_id: str
    name: str
    help_phone: str
    operator: str
    hub_url: str


def learn_particulars(brief: Brief) -> Talk[Particulars]:
    """Ask for what the command line has not said, and for nothing that an earlier configuration keeps."""
    station_id = brief.station_id or (yield from _text("station.id", _ID))
    name = brief.station_name or (yield from _text("station.name", _NAME))
    phone, operator, hub = brief.help_phone, brief.operator, brief.hub_url
    if "station" not in brief.kept:
        phone = phone or (yield from _text("station.help-phone", _PHONE))
        operator = operator or (yield from _text("station.operator", _OPERATOR))
    if "hub" not in brief.kept:
        hub = hub or (yield from _hub())
    return Particulars(station_id=station_id, name=name, help_phone=phone, operator=operator, hub_url=hub)


def may_be_hub(url: str) -> bool:
    """Whether this is the address of a hub that a station would talk to."""
    try:
        HubAddress(url=url)
    except ValueError:
        return False
    return True


def _hub() -> Talk[str]:
    while (url := (yield from _text("hub.url", _ADDRESS))) and not may_be_hub(url):
        yield from tell("hub.wrong")
    return url


def _text(code: str, pattern: str) -> Talk[str]:
    answer = yield Question(code=code, kind="text", pattern=pattern)
    return answer.said
