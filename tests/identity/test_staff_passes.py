"""Staff passes: for one station, with a holder and a shift's length."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from station_app.core.events import Known, Unknown
from station_app.identity.keys import IssuingKey, Keys
from station_app.identity.passes import Pass, PassReader, issue

NOW = 1_800_000_000
HOUR = 3600


@pytest.fixture
def key(tmp_path: Path) -> IssuingKey:
    return Keys(tmp_path / "data").issuing()


def staff_pass(*, station: str = "S1", hours: float = 8, begins: int | None = NOW, who: str | None = "night-2") -> Pass:
    return Pass(station=station, until=NOW + int(hours * HOUR), not_before=begins, subject=who, staff=True)


@pytest.fixture
def read(key: IssuingKey) -> Callable[..., Known | Unknown]:
    def one(text: str, *, at: int = NOW, station: str = "S1") -> Known | Unknown:
        reader = PassReader([key.issuer()], station)
        return reader.verify(text, at * 1000, lambda issuer, subject: f"{issuer}/{subject}")

    return one


def test_a_staff_pass_tells_its_holder_and_is_never_spent(
    key: IssuingKey, read: Callable[..., Known | Unknown]
) -> None:
    found = read(issue(key, staff_pass()))

    assert found == Known(person=f"{key.issuer().name}/night-2", staff=True)


def test_a_staff_pass_ends(key: IssuingKey, read: Callable[..., Known | Unknown]) -> None:
    assert read(issue(key, staff_pass(hours=8)), at=NOW + 8 * HOUR) == Unknown(reason="pass-expired")


def test_a_staff_pass_of_another_station_is_foreign(key: IssuingKey, read: Callable[..., Known | Unknown]) -> None:
    assert read(issue(key, staff_pass(station="S2"))) == Unknown(reason="pass-foreign")


def test_a_workers_pass_is_no_staff_pass(key: IssuingKey, read: Callable[..., Known | Unknown]) -> None:
    found = read(issue(key, Pass(station="S1", until=NOW + HOUR, not_before=NOW, subject="night-2")))

    assert isinstance(found, Known)
    assert (found.staff, found.pass_id is not None) == (False, True)


@pytest.mark.parametrize(
    "what",
    [staff_pass(hours=12.01), staff_pass(begins=None), staff_pass(who=None), staff_pass(station="*")],
    ids=["too long", "no beginning", "nobody's", "every station's"],
)
def test_no_staff_pass_is_issued_for_more_than_a_shift_or_for_nobody(key: IssuingKey, what: Pass) -> None:
    with pytest.raises(ValueError, match="staff pass"):
        issue(key, what)


def test_a_staff_pass_that_another_program_made_too_long_is_refused(
    key: IssuingKey, read: Callable[..., Known | Unknown], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("station_app.identity.passes.LONGEST_STAFF_SECONDS", 48 * HOUR)
        text = issue(key, staff_pass(hours=24))

    assert read(text) == Unknown(reason="pass-tampered")


def test_a_long_station_id_has_staff_passes_too(key: IssuingKey, read: Callable[..., Known | Unknown]) -> None:
    station = "x" * 32

    found = read(issue(key, staff_pass(station=station)), station=station)

    assert isinstance(found, Known)
    assert found.staff
