"""What is particular to each family of code readers that take commands."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from scanner_rig import Rig

from hardware.clock import settle_loop
from hardware.devices.readings import CodeUnreadable
from hardware.errors import BadAnswer
from hardware.protocols import ssi
from hardware.protocols.gm65 import MODE_ZONE

ACK = bytes.fromhex("04 D0 04 00 FF 28")
NAK = bytes.fromhex("05 D1 04 00 01 FF 25")
SEGMENT_ACK = ssi.host(ssi.Opcode.SEGMENT_ACK)


def mode_of(rig: Rig) -> int:
    return rig.twin._zones[MODE_ZONE]


async def test_gm65_led_and_sound_stay_as_they_were_set_up() -> None:
    rig = Rig("gm65-scanner")
    rig.twin._zones[MODE_ZONE] = rig.twin._flash[MODE_ZONE] = 0x56  # no LED
    async with rig.at_work():
        await rig.advance(1)
        awake = mode_of(rig)
        await rig.tell(rig.device.darken())
        assert (awake, mode_of(rig)) == (0x55, 0x41)


@pytest.mark.parametrize(("mode", "lit"), [("command", 0xD5), ("sense", 0xD7), ("continuous", 0xD6)])
async def test_gm65_is_woken_to_the_mode_that_is_configured(mode: str, lit: int) -> None:
    rig = Rig("gm65-scanner", mode=mode)
    async with rig.at_work():
        await rig.advance(1)
        awake = mode_of(rig)
        await rig.tell(rig.device.darken())
        assert (awake, mode_of(rig)) == (lit, 0xC1)


@pytest.mark.parametrize("mode", ["sense", "continuous"])
async def test_gm65_reads_by_itself_without_a_trigger(mode: str) -> None:
    rig = Rig("gm65-scanner", mode=mode)
    async with rig.at_work():
        await rig.advance(1)
        rig.bench.sent.clear()
        await rig.show("A")
        await rig.show("B")
        assert (rig.texts, bytes.fromhex("7E 00 08 01 00 02 01") in rig.sent) == (["A", "B"], False)


async def test_gm65_is_triggered_again_before_its_light_goes_off() -> None:
    rig = Rig("gm65-scanner")
    lit = []
    async with rig.at_work():
        await rig.advance(1)
        for _ in range(200):
            await rig.advance(0.1)
            lit.append(rig.twin.lit)
    assert lit.count(False) == 0


async def test_gm65_tells_its_identity_firmware_and_baud_rate() -> None:
    rig = Rig("gm65-scanner")
    async with rig.at_work():
        await rig.advance(1)
        proof = await rig.tell(rig.device.prove())
    assert proof.details == {
        "mode": "D5",
        "identity": "02",
        "firmware": "1.20",
        "baud": "9600",
        "heartbeat": "yes",
    }


async def test_gm65_takes_no_late_done_for_a_mode() -> None:
    rig = Rig("gm65-scanner")
    async with rig.at_work():
        await rig.advance(1)
        task = asyncio.ensure_future(rig.device.prove())
        await settle_loop()
        rig.twin.show_bytes(bytes.fromhex("02 00 00 01 00 33 31"))
        await rig.advance(3)
        assert task.result().details["mode"] == "D5"


async def test_newland_set_up_codes_are_off_whether_it_is_awake_or_dark() -> None:
    rig = Rig("newland-scanner")
    async with rig.at_work():
        await rig.advance(1)
        awake = rig.twin.takes_setup_codes
        await rig.tell(rig.device.darken())
        assert (awake, rig.twin.takes_setup_codes) == (False, False)


async def test_newland_set_up_codes_are_off_again_after_a_loss_of_power() -> None:
    rig = Rig("newland-scanner")
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.power_cycle()
        await rig.advance(8)
        assert rig.twin.takes_setup_codes is False


async def test_newland_set_up_for_good_to_read_by_itself_has_its_set_up_codes_off_after_a_loss_of_power() -> None:
    rig = Rig("newland-scanner")
    rig.twin.show_setup_code("SCNMOD2")  # the mode alone does not show that anything was forgotten
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.power_cycle()
        assert rig.twin.takes_setup_codes is True
        await rig.advance(8)
        assert rig.twin.takes_setup_codes is False


@pytest.mark.parametrize("awake", [True, False])
async def test_newland_that_cannot_be_asked_for_its_mode_is_told_again_after_a_loss_of_power(awake: bool) -> None:
    rig = Rig("newland-scanner")
    rig.twin.answers_questions = False
    if not awake:
        rig.twin.show_setup_code("SCNMOD2")
    async with rig.at_work():
        await rig.advance(1)
        if not awake:
            await rig.tell(rig.device.darken())
        rig.twin.power_cycle()
        assert rig.twin.lit is not awake
        await rig.advance(8)
        assert rig.twin.lit is awake


async def test_newland_without_that_switch_reads_and_says_so() -> None:
    rig = Rig("newland-scanner")
    rig.twin.fault("no-setup-switch", True)
    async with rig.at_work():
        await rig.advance(1)
        await rig.show()
        proof = await rig.tell(rig.device.prove())
        assert (rig.texts, proof.details["refused"]) == (["PASS-1"], "SETUPE0")


async def test_newland_tells_its_system() -> None:
    rig = Rig("newland-scanner")
    async with rig.at_work():
        await rig.advance(1)
        proof = await rig.tell(rig.device.prove())
    assert "Firmware Version: V1.05.017" in proof.details["system"]


async def test_newland_commands_keep_their_distance() -> None:
    rig = Rig("newland-scanner")
    async with rig.at_work():
        await rig.advance(20)
        await rig.tell(rig.device.darken())
    times = [at for at, _ in rig.bench.sent]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.0499


async def test_newland_ends_its_codes_with_crlf_once_it_is_set_up() -> None:
    rig = Rig("newland-scanner")
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.show("PASS-1")
        await rig.advance(0)  # no pause is waited for
        assert rig.texts == ["PASS-1"]


async def test_newland_that_refuses_to_be_darkened_is_a_fault_of_the_verb() -> None:
    rig = Rig("newland-scanner")
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.fault("refuses-commands", True)
        with pytest.raises(BadAnswer, match="refuses SCNTRG0"):
            await rig.tell(rig.device.darken(), 0.9)


async def test_honeywell_tells_product_firmware_and_serial_number() -> None:
    rig = Rig("honeywell-scanner")
    async with rig.at_work():
        await rig.advance(1)
        proof = await rig.tell(rig.device.prove())
    assert proof.details == {
        "product": "N3680",
        "firmware": "$ProjectRevision: 16345",
        "part": "CW000082BBA",
        "serial": "15232B1F0C",
    }


async def test_honeywell_without_the_trigger_mode_works_and_says_so() -> None:
    rig = Rig("honeywell-scanner")
    rig.twin.fault("no-trigger-mode", True)
    async with rig.at_work():
        await rig.advance(1)
        await rig.show()
        proof = await rig.tell(rig.device.prove())
        assert (rig.texts, proof.details["refused"]) == (["PASS-1"], "TRGMOD0!")


async def test_ssi_each_code_is_acknowledged_once() -> None:
    rig = Rig("zebra-ssi-scanner")
    async with rig.at_work():
        await rig.advance(1)
        await rig.show("A")
        await rig.show("B")
        await rig.advance(10)
        assert (rig.texts, [raw for _, raw in rig.bench.sent].count(ACK)) == (["A", "B"], 2)


async def test_ssi_a_code_whose_acknowledgement_is_lost_is_one_code() -> None:
    rig = Rig("zebra-ssi-scanner")
    rig.twin.fault("resend", True)
    async with rig.at_work():
        await rig.advance(1)
        await rig.show()
        await rig.advance(10)
        assert (rig.texts, [raw for _, raw in rig.bench.sent].count(ACK)) == (["PASS-1"], 3)


async def test_ssi_the_same_code_after_a_while_is_a_new_one_even_when_sent_again() -> None:
    rig = Rig("zebra-ssi-scanner")
    async with rig.at_work():
        await rig.advance(1)
        await rig.show()
        await rig.advance(10)
        rig.twin.show_bytes(b"".join(map(ssi.encode, ssi.code_packets(b"PASS-1", status=ssi.SENT_AGAIN))))
        await rig.advance(0.3)
        assert rig.texts == ["PASS-1", "PASS-1"]


async def test_ssi_a_garbled_code_is_asked_for_again() -> None:
    rig = Rig("zebra-ssi-scanner")
    async with rig.at_work():
        await rig.advance(1)
        wire = rig.bench.wire(rig.twin)
        wire.flip_every = 1
        wire.fault("bit-flip", True)
        rig.twin.show("PASS-1")
        wire.fault("bit-flip", False)
        await rig.advance(2.5)
        assert (rig.texts, rig.bench.of(CodeUnreadable)) == (["PASS-1"], [])


async def test_ssi_a_wrong_check_is_answered_with_a_nak() -> None:
    rig = Rig("zebra-ssi-scanner")
    async with rig.at_work():
        await rig.advance(1)
        rig.bench.sent.clear()
        rig.twin.show_bytes(bytes.fromhex("07 F3 00 00 01 4E 52 FE 66"))
        await rig.advance(0.2)
        assert [raw for _, raw in rig.bench.sent] == [NAK]
        await rig.advance(5)
        assert rig.device.health.counts["line-errors"] == 1


async def test_ssi_each_segment_of_a_long_code_is_acknowledged() -> None:
    rig = Rig("zebra-ssi-scanner")
    async with rig.at_work():
        await rig.advance(1)
        await rig.show("x" * 1000)
        assert (rig.texts, [raw for _, raw in rig.bench.sent].count(SEGMENT_ACK)) == (["x" * 1000], 5)


async def test_ssi_a_darkened_reader_does_not_care_for_its_own_trigger() -> None:
    rig = Rig("zebra-ssi-scanner")
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken())
        rig.twin.pull_trigger()
        await rig.show()
        assert (rig.twin.lit, rig.texts) == (False, [])


async def test_ssi_light_and_sound_are_its_own() -> None:
    rig = Rig("zebra-ssi-scanner")
    shown = []
    async with rig.at_work():
        await rig.advance(1)
        for what in ("granted", "denied", "granted", "ready"):
            await rig.tell(rig.device.signal(what))
            shown.append((rig.twin.led, list(rig.twin.beeps)))
    assert shown == [(True, [0]), (False, [0, 15]), (True, [0, 15, 0]), (False, [0, 15, 0])]


async def test_ssi_tells_firmware_board_and_engine() -> None:
    rig = Rig("zebra-ssi-scanner")
    async with rig.at_work():
        await rig.advance(1)
        proof = await rig.tell(rig.device.prove())
    assert proof.details == {"firmware": "PAAAUS00-003-R00", "board": "000B", "engine": "SE4750"}
