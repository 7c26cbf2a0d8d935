"""An adapter that hears itself: what the panel has just said is no reply."""

import pytest

from hardware.devices.osdp_panel import Channel


class Wire:
    def write(self, data: bytes | bytearray) -> None: ...


@pytest.fixture
def channel() -> Channel:
    channel = Channel()
    channel.link = Wire()  # type: ignore[assignment]
    channel.write(b"question")
    return channel


@pytest.mark.parametrize("cut", range(1, 18))
def test_an_echo_is_not_handed_to_the_library(channel: Channel, cut: int) -> None:
    heard = b"questionthe answer"
    channel.put(bytearray(heard[:cut]))
    channel.put(bytearray(heard[cut:]))
    assert channel.read(100) == b"the answer"


@pytest.mark.parametrize("cut", range(1, 6))
def test_what_only_begins_like_an_echo_is_handed_on_whole(channel: Channel, cut: int) -> None:
    heard = b"queery"
    channel.put(bytearray(heard[:cut]))
    channel.put(bytearray(heard[cut:]))
    assert channel.read(100) == heard


def test_an_echo_comes_once(channel: Channel) -> None:
    channel.put(bytearray(b"question"))
    channel.put(bytearray(b"question"))
    assert channel.read(100) == b"question"
