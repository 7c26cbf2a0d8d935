"""What the world can do to a device. Anything else that is raised is a bug of ours and ends the process.

DeviceFault
  LinkLost      the cable or the port is gone
    PortRefused it is there, and this program may not have it
  NoAnswer      the device is there but silent
  BadAnswer     it spoke, and broke its protocol
    Declined    it understood, and will not do what it is asked
    Defective   it says, or shows, that it cannot do its work
  WrongDevice   another device answers on this port
"""

from __future__ import annotations


class DeviceFault(Exception):
    """A failure of the world outside this program; `remedy` tells a technician what to do next."""

    code = "device-fault"
    remedy = "Check the device."


class LinkLost(DeviceFault):
    """The cable or the port is gone."""

    code = "link-lost"
    remedy = "Check that the cable is plugged in at both ends and that the device has power."


class PortRefused(LinkLost):
    """The port is there: another program holds it, or this user may not open it. No cable is to be looked at."""

    code = "port-refused"
    remedy = "End the program that holds the port, or let this program's user into the group that owns it."


class NoAnswer(DeviceFault):
    """The device did not answer in time."""

    code = "no-answer"
    remedy = "Check the device's power, then the A/B or TX/RX wires, then its baud rate and unit number."


class BadAnswer(DeviceFault):
    """The device answered and broke its protocol."""

    code = "bad-answer"
    remedy = "Check the wiring and shielding for noise, then the baud rate."


class Declined(BadAnswer):
    """The device understood and will not do what it is asked: it is another model, or set up otherwise."""

    code = "declined"
    remedy = "Check the device's options in the configuration against its label and manual."


class Defective(BadAnswer):
    """The device says, or shows, that it cannot do its work."""

    code = "defective"
    remedy = "Take its power away for ten seconds; if that does not help, replace the device."


class WrongDevice(DeviceFault):
    """Bytes arrive that belong to another kind of device."""

    code = "wrong-device"
    remedy = "Two cables may be swapped: check which device is on which port."
