"""What the log says of devices: once when one is lost, with what to do about it, and once when it is back."""

from __future__ import annotations

from hardware.devices.readings import DeviceLost, DeviceRestored, Reading
from station_app.station.log import log


class DeviceLog:
    """Takes every reading of a station; all but losses and returns pass by."""

    def __init__(self) -> None:
        self._lost: set[str] = set()

    @property
    def lost(self) -> list[str]:
        """The devices that are lost now, in the order of their names."""
        return sorted(self._lost)

    def take(self, reading: Reading) -> None:
        """Write down what a technician should know."""
        if isinstance(reading, DeviceLost):
            self._lost.add(reading.device)
            fault = reading.fault
            log("device").warning("%s is lost: %s. %s", reading.device, str(fault).rstrip("."), fault.remedy)
        elif isinstance(reading, DeviceRestored) and reading.device in self._lost:
            self._lost.discard(reading.device)
            log("device").info("%s is back", reading.device)
