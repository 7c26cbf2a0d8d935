"""What the screen says of a station that never changes while it runs."""

from __future__ import annotations

from station_app.config import Settings
from station_app.station.picture import Face
from station_app.wiring.devices import ways_in


def face_of(settings: Settings) -> Face:
    """What the screen says of this station that never changes while it runs."""
    return Face(
        station=settings.station.name,
        zone=settings.house.kiosk_zone,
        ways=ways_in(settings),
        languages=settings.station.languages,
        help_phone=settings.station.help_phone,
        operator=settings.station.operator,
        retention_days=settings.station.retention_days,
        neighbour=settings.station.neighbour,
        address=settings.station.address,
        emergency_note=settings.station.emergency_note,
        aed=settings.places.aed,
        first_aid=settings.places.first_aid,
        sound_device=settings.sound.device,
        loudness=settings.sound.loudness,
        lower_edge_mm=settings.screen.lower_edge_mm,
    )
