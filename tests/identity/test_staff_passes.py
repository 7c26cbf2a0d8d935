"""Staff passes: for one station, with a holder and a shift's length."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from station_app.core.events import Known, Unknown
from station_app.identity.keys import Issuer, IssuingKey, Keys
from station_app.identity.passes import STAFF, Pass, PassReader, audience, issue

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


@pytest.mark.parametrize("station", ["S1!staff", audience("x" * 32 + STAFF), "", "S 1", "站"])
def test_no_pass_is_issued_to_what_is_no_stations_id(key: IssuingKey, station: str) -> None:
    with pytest.raises(ValueError, match="no station's id"):
        issue(key, Pass(station=station, until=NOW + HOUR, not_before=NOW, subject="n"))


@pytest.mark.parametrize("trusted", [False, True])
def test_who_may_let_workers_in_makes_no_staff_unless_trusted_with_it(key: IssuingKey, trusted: bool) -> None:
    issuer = replace(key.issuer(), staff=trusted)

    found = PassReader([issuer], "S1").verify(issue(key, staff_pass()), NOW * 1000, lambda _, subject: subject)

    assert found == (Known(person="night-2", staff=True) if trusted else Unknown(reason="pass-foreign"))


def test_whom_a_station_trusts_with_staff_passes_is_kept(tmp_path: Path) -> None:
    kept = [Issuer(name="union", public=bytes(32)), Issuer(name="operator", public=bytes([1] * 32), staff=True)]
    Keys(tmp_path / "other").save_issuers(kept)

    assert [issuer.staff for issuer in Keys(tmp_path / "other").issuers()] == [False, True]


def test_an_older_list_of_issuers_trusts_nobody_with_staff_passes(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "other")
    (tmp_path / "other" / "keys" / "issuers.json").write_text(json.dumps([{"name": "union", "public": "00" * 32}]))
    (tmp_path / "other" / "keys" / "issuers.json").chmod(0o600)

    assert [issuer.staff for issuer in keys.issuers()] == [False]


def test_a_long_station_id_has_staff_passes_too(key: IssuingKey, read: Callable[..., Known | Unknown]) -> None:
    station = "x" * 32

    found = read(issue(key, staff_pass(station=station)), station=station)

    assert isinstance(found, Known)
    assert found.staff
