"""The Modbus sensor's driver against its twin."""

import pytest
from device_bench import Bench

from hardware.devices.modbus_sensor import ModbusSensor, SensorSetup
from hardware.devices.readings import DeviceLost, DeviceRestored, Measured
from hardware.errors import BadAnswer, LinkLost, NoAnswer
from hardware.protocols.register_map import PRESETS, chosen
from hardware.simulators import SensorTwin
from hardware.simulators.modbus_sensor import SimulatedModbusSensor

CLIMATE = chosen("sht20", "")


@pytest.fixture
def twin(bench: Bench) -> SimulatedModbusSensor:
    return SimulatedModbusSensor("air", bench.clock, CLIMATE)


@pytest.fixture
def sensor(bench: Bench) -> ModbusSensor:
    return ModbusSensor("air", bench.open, bench.clock, bench.report, SensorSetup(quantities=CLIMATE))


def measured(bench: Bench) -> list[tuple[str, float, str]]:
    return [(one.quantity, one.value, one.unit) for one in bench.of(Measured)]


async def test_what_the_world_is_like_is_reported_with_its_unit(
    bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor
) -> None:
    twin.measure("temperature", -7.5)
    twin.measure("humidity", 54.6)
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(1)
        assert measured(bench) == [("temperature", -7.5, "°C"), ("humidity", 54.6, "%")]


async def test_it_is_asked_every_poll_seconds(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(35)
        assert [one.at - 100 for one in bench.of(Measured) if one.quantity == "humidity"] == pytest.approx(
            [0, 10, 20, 30], abs=0.1
        )


async def test_neighbouring_registers_are_one_question(
    bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor
) -> None:
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(1)
        assert [data.hex(" ").upper() for _, data in bench.sent] == ["01 04 00 01 00 02 20 0B"]


async def test_the_latest_of_each_quantity_can_be_looked_up(
    bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor
) -> None:
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(1)
        twin.measure("temperature", 30.5)
        await bench.clock.advance(10)
        assert {name: one.value for name, one in sensor.values.items()} == {"temperature": 30.5, "humidity": 45.0}


@pytest.mark.parametrize("preset", PRESETS)
async def test_each_preset_s_twin_is_understood(bench: Bench, preset: str) -> None:
    quantities = chosen(preset, "")
    twin = SimulatedModbusSensor("air", bench.clock, quantities, unit=PRESETS[preset].unit)
    setup = SensorSetup(quantities=quantities, unit=PRESETS[preset].unit)
    async with bench.at_work(ModbusSensor("air", bench.open, bench.clock, bench.report, setup), twin):
        await bench.clock.advance(1)
        assert [one.quantity for one in bench.of(Measured)] == [quantity.name for quantity in quantities]


async def test_scattered_registers_are_asked_one_by_one(bench: Bench) -> None:
    quantities = chosen("custom", "co2:4:3:u16:1:ppm, temperature:3:9:s16:0.1:°C, energy:3:20:u32-low-first:1:Wh")
    twin = SimulatedModbusSensor("air", bench.clock, quantities)
    twin.measure("energy", 70_000)
    sensor = ModbusSensor("air", bench.open, bench.clock, bench.report, SensorSetup(quantities=quantities))
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(1)
        assert measured(bench) == [("temperature", 21.5, "°C"), ("energy", 70_000, "Wh"), ("co2", 650, "ppm")]


async def test_a_value_that_cannot_be_is_a_fault_and_no_reading(
    bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor
) -> None:
    twin.fault("broken-element", True)
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(3)
        (lost,) = bench.of(DeviceLost)
        assert (lost.fault.code, "temperature is 3276.7 °C" in str(lost.fault), measured(bench)) == (
            "defective",
            True,
            [],
        )


async def test_a_register_that_it_has_not_is_named(bench: Bench, twin: SimulatedModbusSensor) -> None:
    setup = SensorSetup(quantities=chosen("co2-generic", ""))
    async with bench.at_work(ModbusSensor("air", bench.open, bench.clock, bench.report, setup), twin):
        await bench.clock.advance(3)
        (lost,) = bench.of(DeviceLost)
        assert ("function 3 at register 5" in str(lost.fault), "map" in lost.fault.remedy) == (True, True)


async def test_a_missing_sensor_is_lost(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    bench.wire(twin).fault("silent", True)
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(3)
        assert bench.faults == ["no-answer"]


async def test_a_sensor_that_falls_silent_is_lost_after_three_questions(
    bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor
) -> None:
    async with bench.at_work(sensor, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(12)
        assert (len(bench.sent) >= 3, bench.faults, dict(sensor.values)) == (True, ["no-answer"], {})


async def test_answers_that_come_late_are_no_answers(
    bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor
) -> None:
    async with bench.at_work(sensor, twin):
        await bench.well()
        bench.wire(twin).fault("late", True)
        await bench.clock.advance(60)
        assert bench.faults == ["no-answer"]


async def test_two_missed_answers_are_no_fault(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    async with bench.at_work(sensor, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(10.5)
        bench.wire(twin).fault("silent", False)
        await bench.clock.advance(5)
        assert (bench.faults, len(measured(bench))) == ([], 2)


@pytest.mark.parametrize("fault", ["silent", "wrong-device", "cut"])
async def test_alone_on_its_wire_it_is_back_within_three_seconds(
    bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor, fault: str
) -> None:
    async with bench.at_work(sensor, twin):
        await bench.well()
        bench.wire(twin).fault(fault, True)
        await bench.clock.advance(60)
        bench.wire(twin).fault(fault, False)
        bench.readings.clear()
        await bench.clock.advance(3)
        assert bench.readings[0] == DeviceRestored(device="air")


async def test_a_refusal_heals_too(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    twin.fault("refuses", True)
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(5)
        twin.fault("refuses", False)
        await bench.clock.advance(3)
        assert (bench.faults, len(measured(bench))) == (["declined"], 2)


async def test_a_stuck_value_stays(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    twin.fault("stuck-value", True)
    twin.measure("temperature", 30)
    async with bench.at_work(sensor, twin):
        await bench.clock.advance(1)
        assert sensor.values["temperature"].value == 21.5


async def test_proof_is_what_it_measures_now(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    async with bench.at_work(sensor, twin):
        await bench.well()
        twin.measure("temperature", 19)
        proof = await bench.awaited(sensor.prove())
        assert dict(proof.details) == {"temperature": "19 °C", "humidity": "45 %"}


async def test_before_it_is_connected_proof_is_refused_at_once(sensor: ModbusSensor) -> None:
    with pytest.raises(LinkLost, match="nothing was sent"):
        await sensor.prove()


async def test_a_silent_sensor_s_proof_fails(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    async with bench.at_work(sensor, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        with pytest.raises(NoAnswer):
            await bench.awaited(sensor.prove())


async def test_a_broken_sensor_s_proof_fails(bench: Bench, sensor: ModbusSensor, twin: SimulatedModbusSensor) -> None:
    async with bench.at_work(sensor, twin):
        await bench.well()
        twin.fault("broken-element", True)
        with pytest.raises(BadAnswer, match="which cannot be"):
            await bench.awaited(sensor.prove())


@pytest.mark.parametrize(
    ("quantity", "value", "message"),
    [("co2", 400, "it measures temperature, humidity"), ("humidity", 7000, "does not fit")],
)
def test_the_twin_refuses_a_world_that_it_cannot_show(
    twin: SimulatedModbusSensor, quantity: str, value: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        twin.measure(quantity, value)


def test_the_twin_is_a_sensor(twin: SimulatedModbusSensor) -> None:
    assert isinstance(twin, SensorTwin)
