"""What goes to the screen fits its lines, and what a device says of itself fits a fact."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from station_app.selftest.desk import fitted
from station_app.selftest.outcome import green, packed, unpacked
from station_app.wire import MAX_LINE, DeviceRow, Service, line_of, message_of


def crowd(devices: int) -> Service:
    row = DeviceRow(
        name="device", driver="modbus-sensor", state="works", sent=("00 " * 50,) * 8, heard=("FF " * 50,) * 8
    )
    return Service(serial=1, open=True, devices=(row,) * devices)


def test_a_station_with_a_hundred_devices_still_fits_the_screens_line() -> None:
    line = line_of(fitted(crowd(100)))

    assert len(line) <= MAX_LINE
    assert message_of(line)


def test_a_usual_station_shows_all_its_frames() -> None:
    assert fitted(crowd(8)) == crowd(8)


@given(text=st.text(max_size=300))
def test_whatever_a_device_says_of_itself_is_short_and_printable(text: str) -> None:
    said = green(firmware=text).measured

    assert all(len(value) <= 60 and value.isprintable() for value in said.values())


@given(measured=st.dictionaries(st.sampled_from(["good", "slowest_ms", "firmware"]), st.text("abc 1=.-", min_size=1)))
def test_measured_values_come_out_of_a_fact_as_they_went_in_but_for_blanks(measured: dict[str, str]) -> None:
    assert unpacked(packed(measured)) == {name: value.replace(" ", "_") for name, value in measured.items()}
