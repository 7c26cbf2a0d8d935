"""[sound] of station.toml: where the kiosk speaks, and how loud."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from station_app.core.loudness import Loudness

Volume = Annotated[int, msgspec.Meta(ge=0, le=100)]
ClockTime = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
_USUAL: Final = Loudness()


class SoundTable(msgspec.Struct, frozen=True, kw_only=True):
    """[sound]: where the kiosk speaks, and how loud."""

    device: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_:,.=-]{0,64}\Z")] = "default"
    """As `aplay -D` wants it, like `plughw:CARD=PCH,DEV=0`; empty for a kiosk without a loudspeaker."""
    day: Volume = _USUAL.day
    night: Volume = _USUAL.night
    night_from: ClockTime = "22:00"
    night_until: ClockTime = "06:00"

    @property
    def loudness(self) -> Loudness:
        """How loud it is when."""
        return Loudness(
            day=self.day,
            night=self.night,
            night_from=_minutes(self.night_from),
            night_until=_minutes(self.night_until),
        )


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
