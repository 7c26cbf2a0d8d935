"""One touch of a card is told once, whatever the reader sees of it."""

from hardware.devices.readings import Reading, TagLifted, TagRead, TagUnreadable
from hardware.devices.touch import Touches

UID, OTHER = bytes.fromhex("6312E0AA01"), bytes.fromhex("6312E0AA02")


class Field:
    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.touches = Touches("reader", self.readings.append, lifted_seconds=1.5)

    def see(self, uid: bytes, at: float) -> bytearray:
        raw = bytearray(uid)
        self.touches.seen("em4100", raw, at)
        return raw

    def told(self) -> list[str]:
        return [
            bytes(reading.uid.digits).decode() if isinstance(reading, TagRead) else type(reading).__name__
            for reading in self.readings
        ]


def test_many_sights_of_a_card_are_one_touch() -> None:
    field = Field()
    for tenth in range(100):
        field.see(UID, tenth / 10)
    assert field.told() == ["6312E0AA01"]


def test_a_card_that_lies_there_for_two_hours_is_one_touch() -> None:
    field = Field()
    for tenth in range(2 * 3600 * 10):
        field.see(UID, tenth / 10)
    assert field.told() == ["6312E0AA01"]


def test_a_card_that_is_not_seen_any_more_was_lifted() -> None:
    field = Field()
    field.see(UID, 0)
    field.touches.quiet(1.4)
    field.touches.quiet(1.5)
    assert field.told() == ["6312E0AA01", "TagLifted"]


def test_a_card_is_lifted_once() -> None:
    field = Field()
    field.see(UID, 0)
    field.touches.quiet(2)
    field.touches.quiet(3)
    assert field.readings.count(TagLifted(device="reader")) == 1


def test_a_card_that_comes_back_is_a_new_touch() -> None:
    field = Field()
    field.see(UID, 0)
    field.see(UID, 1.5)
    assert field.told() == ["6312E0AA01", "TagLifted", "6312E0AA01"]


def test_two_cards_seen_in_turns_are_told_once_each() -> None:
    field = Field()
    for tenth in range(100):
        field.see((UID, OTHER)[tenth % 2], tenth / 10)
    assert field.told() == ["6312E0AA01", "6312E0AA02"]


def test_the_same_id_in_another_technology_is_another_card() -> None:
    field = Field()
    field.see(UID, 0)
    field.touches.seen("iso14443a", bytearray(UID), 0)
    assert field.told() == ["6312E0AA01", "6312E0AA01"]


def test_what_is_no_card_is_refused_once_a_touch() -> None:
    field = Field()
    for tenth in range(30):
        field.touches.refused(tenth / 10)
    assert field.readings == [TagUnreadable(device="reader", reason="not-a-card")]


def test_the_readers_bytes_are_overwritten_at_each_sight() -> None:
    field = Field()
    assert not any(field.see(UID, 0) + field.see(UID, 0.1))


def test_a_flood_of_cards_is_remembered_within_bounds() -> None:
    field = Field()
    for number in range(10_000):
        field.see(number.to_bytes(5), number / 1000)
    assert len(field.touches._seen) <= 64


def test_nothing_that_is_remembered_holds_an_id() -> None:
    field = Field()
    field.see(UID, 0)
    field.readings.clear()
    assert b"6312E0AA01" not in b"".join(field.touches._seen)


def test_a_phone_and_a_card_together_are_each_told() -> None:
    field = Field()
    field.touches.refused(0)
    field.see(UID, 0.1)
    assert [type(reading) for reading in field.readings] == [TagUnreadable, TagRead]
