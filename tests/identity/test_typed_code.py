import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.events import Known, Unknown
from station_app.identity.typed_code import HOUR, MOST_AN_HOUR, CodeBook, agreed
from station_app.upstream.ferry import opening_key, sealing_key

HUB, STATION = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2))
BOOK = agreed(opening_key(STATION), sealing_key(HUB.public_key()), "320206001")
NOON = 1_799_035_200
THIS_HOUR = NOON // HOUR
CODE = BOOK.code(THIS_HOUR, 0)
WRONG = Unknown(reason="code-wrong")


def typed(digits: str = CODE.digits, now: int = NOON, book: CodeBook = BOOK) -> Known | Unknown:
    return book.verify(digits, now * 1000)


def test_hub_and_station_agree_without_a_message():
    theirs = agreed(opening_key(HUB), sealing_key(STATION.public_key()), "320206001")
    assert theirs.code(THIS_HOUR, 7) == BOOK.code(THIS_HOUR, 7)


def test_the_code_of_published_keys_is_the_published_one():
    assert (CODE.digits, CODE.pass_id) == ("55345801", "code:c06ff46ef29b4057")


def test_a_code_is_known_by_a_name_of_its_own():
    assert typed() == Known(person=None, pass_id=CODE.pass_id, pass_until_ms=CODE.until * 1000)


@pytest.mark.parametrize(
    ("seconds", "good"), [(-301, False), (-300, True), (0, True), (2 * HOUR - 1, True), (2 * HOUR, False)]
)
def test_a_code_is_good_until_the_next_hour_is_over(seconds, good):
    assert isinstance(typed(now=THIS_HOUR * HOUR + seconds), Known) is good


def test_every_code_of_an_hour_is_another_one():
    digits = {BOOK.code(THIS_HOUR, number).digits for number in range(MOST_AN_HOUR)}
    assert len(digits) == MOST_AN_HOUR
    assert all(isinstance(typed(one), Known) for one in digits)


@pytest.mark.parametrize("book", [
    agreed(opening_key(STATION), sealing_key(HUB.public_key()), "320206002"),
    agreed(opening_key(STATION), sealing_key(STATION.public_key()), "320206001"),
], ids=["another station", "another hub"])  # fmt: skip
def test_the_code_of_another_opens_nothing(book):
    assert typed(book=book) == WRONG


def test_a_revoked_code_is_said_to_be_one():
    assert BOOK.verify(CODE.digits, NOON * 1000, frozenset({CODE.pass_id})) == Unknown(reason="pass-revoked")


GOOD = {BOOK.code(hour, number).digits for hour in (THIS_HOUR - 1, THIS_HOUR) for number in range(MOST_AN_HOUR)}


@given(st.text(max_size=20) | st.integers(0, 99_999_999).map("{:08d}".format))
def test_nothing_else_is_more_than_refused(text):
    assert text in GOOD or typed(text) == WRONG


def test_an_hour_has_so_many_codes_and_no_more():
    with pytest.raises(ValueError, match="20 codes"):
        BOOK.code(THIS_HOUR, MOST_AN_HOUR)


def test_the_secret_is_not_shown_with_what_holds_it():
    assert "secret" not in repr(BOOK)
