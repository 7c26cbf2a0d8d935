"""What somebody types at the kiosk is sealed to the hub before the rules hear of it."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from station_app.core.instant import Instant
from station_app.core.memory.offers import Board
from station_app.identity.contact_seal import opened
from station_app.station.asking import asked_of
from station_app.wire import Ask

AT = Instant(wall_ms=1_799_035_200_000, mono_ms=1, boot="b", clock="trusted")
KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
BOARD = Board(made_ms=1, contact_key=KEY.public_key().public_bytes_raw().hex())
CALL = Ask(id="ask-0001", offer="advice", act="call", choice=("wages",), digits="13800138000")


def test_only_the_hub_can_read_the_number() -> None:
    wanted = asked_of(CALL, BOARD, AT).wanted

    assert ("13800138000" in repr(wanted), opened(wanted.contact, KEY.private_bytes_raw(), wanted.id)) == (
        False,
        "13800138000",
    )


def test_a_seal_taken_from_another_request_opens_nothing() -> None:
    wanted = asked_of(CALL, BOARD, AT).wanted

    with pytest.raises(ValueError, match="not sealed to the hub's key for this request"):
        opened(wanted.contact, KEY.private_bytes_raw(), "another request")


@pytest.mark.parametrize("board", [None, Board(made_ms=1), Board(made_ms=1, contact_key="00")], ids=str)
def test_without_a_good_key_no_number_goes_on(board: Board | None) -> None:
    assert asked_of(CALL, board, AT).wanted.contact == ""


def test_every_wish_has_a_ticket_of_its_own() -> None:
    tickets = {asked_of(CALL, None, AT).wanted.ticket for _ in range(50)}

    assert (len(tickets), {len(one) for one in tickets}, all(one.isdigit() for one in tickets)) == (50, {12}, True)
