import os
import stat
import threading

import pytest

from station_app.identity.keys import Issuer, IssuingKey, Keys, YearKey
from station_app.identity.vault import KeyFault, Vault


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def modes(folder):
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir()}


def public_of(key):
    return key.public_key().public_bytes_raw()


def fill(keys):
    keys.station()
    keys.pseudonym(2026)
    keys.issuing()
    keys.save_issuers([])
    keys.save_hub("https://hub.example", bytes(32))


def test_every_key_file_is_for_its_owner_alone(data):
    before = os.umask(0)
    try:
        fill(Keys(data))
    finally:
        os.umask(before)
    assert set(modes(data / "keys").values()) == {"0o600"}


def test_the_data_and_key_folders_are_for_their_owner_alone(data):
    before = os.umask(0)
    try:
        Keys(data)
    finally:
        os.umask(before)
    assert (modes(data.parent), modes(data)) == ({"data": "0o700"}, {"keys": "0o700"})


def test_a_key_folder_open_to_others_is_refused_with_what_to_do(data):
    Keys(data)
    (data / "keys").chmod(0o750)
    with pytest.raises(KeyFault, match=r"mode 750.*chmod 700"):
        Keys(data)


def test_a_key_file_open_to_others_is_refused_with_what_to_do(data):
    Keys(data).station()
    (data / "keys" / "station.key").chmod(0o604)
    with pytest.raises(KeyFault, match=r"mode 604.*chmod 600"):
        Keys(data).station()


def test_a_key_behind_a_symbolic_link_is_refused(data, tmp_path):
    keys = Keys(data)
    (tmp_path / "elsewhere").write_bytes(bytes(32))
    (data / "keys" / "station.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFault, match="cannot be read"):
        keys.station()


def test_a_key_file_of_the_wrong_length_is_called_damaged(data):
    keys = Keys(data)
    keys.pseudonym(2026)
    (data / "keys" / "pseudonym-2026.key").write_bytes(b"short")
    with pytest.raises(KeyFault, match=r"pseudonym-2026\.key.*damaged"):
        keys.pseudonym(2026)


def test_a_damaged_hub_file_is_said_to_be_damaged(data):
    Keys(data).save_hub("https://hub.example", bytes(32))
    (data / "keys" / "hub.json").write_bytes(b"{")
    with pytest.raises(KeyFault, match=r"hub\.json.*damaged"):
        Keys(data).hub()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KeyFault, match="choose another --data"):
        Keys(tmp_path / "file" / "data")


def test_the_station_key_outlives_the_program(data):
    assert public_of(Keys(data).station()) == public_of(Keys(data).station())


def test_two_stations_have_two_keys(tmp_path):
    assert public_of(Keys(tmp_path / "a").station()) != public_of(Keys(tmp_path / "b").station())


def test_programs_that_start_at_once_agree_on_one_key(data):
    Keys(data)
    found, ready = [], threading.Barrier(8)

    def start():
        ready.wait()
        found.append(public_of(Keys(data).station()))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_no_draft_is_left_behind(data):
    fill(Keys(data))
    fill(Keys(data))
    names = {"station.key", "pseudonym-2026.key", "issuer.key", "issuers.json", "hub.json"}
    assert set(modes(data / "keys")) == names


def test_a_file_that_cannot_be_written_leaves_the_old_one(data, monkeypatch):
    keys = Keys(data)
    keys.save_hub("https://old.example", bytes(32))
    monkeypatch.setattr(os, "fsync", lambda _descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(KeyFault, match="No space left"):
        keys.save_hub("https://new.example", bytes(32))
    assert (keys.hub() or {})["url"] == "https://old.example"
    assert set(modes(data / "keys")) == {"hub.json"}


def test_a_new_year_destroys_the_key_of_the_old_one(data):
    keys = Keys(data)
    keys.pseudonym(2026)
    keys.pseudonym(2027)
    assert set(modes(data / "keys")) == {"pseudonym-2027.key"}


def test_a_destroyed_key_is_overwritten_where_it_lay(data):
    secret = Keys(data).pseudonym(2026).secret
    os.link(data / "keys" / "pseudonym-2026.key", data / "witness")
    Keys(data).pseudonym(2027)
    left = (data / "witness").read_bytes()
    assert len(left) == len(secret)
    assert left != secret


def test_destroying_what_is_not_there_is_harmless(data):
    vault = Vault(data)
    vault.destroy("nothing.key")
    assert vault.names("*") == []


def test_a_clock_that_cannot_be_believed_destroys_no_key(data):
    keys = Keys(data)
    key = keys.pseudonym(2026)
    assert keys.pseudonym(2000, certain=False) == key
    assert keys.pseudonym(2036, certain=False) == key


def test_a_first_start_without_a_believable_clock_makes_a_key_all_the_same(data):
    key = Keys(data).pseudonym(2000, certain=False)
    assert key.year == 2000
    assert Keys(data).pseudonym(2026).secret != key.secret


def test_a_station_accepts_its_own_passes_once_it_has_an_issuing_key(data):
    keys = Keys(data)
    assert keys.issuers() == ()
    own = keys.issuing().issuer()
    assert keys.issuers() == (own,)


def test_the_public_half_beside_an_issuing_key_is_its_own(data):
    key = Keys(data).issuing()
    assert key.issuer() == IssuingKey(seed=key.seed).issuer()


def test_an_issuing_key_of_the_wrong_length_is_called_damaged(data):
    Keys(data).issuing()
    (data / "keys" / "issuer.key").write_bytes(bytes(32))
    with pytest.raises(KeyFault, match=r"issuer\.key.*damaged"):
        Keys(data).issuing()


def test_accepted_issuers_are_remembered(data):
    hub = IssuingKey(seed=bytes(range(32)), name="hub").issuer()
    Keys(data).save_issuers([hub])
    assert Keys(data).issuers() == (hub,)


def test_two_issuers_with_one_key_id_are_refused(data):
    hub = IssuingKey(seed=bytes(range(32)), name="hub").issuer()
    with pytest.raises(ValueError, match="key id"):
        Keys(data).save_issuers([hub, Issuer(name="other", public=hub.public)])


def test_an_issuer_of_another_station_has_another_name(tmp_path):
    names = {Keys(tmp_path / station).issuing().issuer().name for station in "ab"}
    assert len(names) == 2


def test_enrolment_is_remembered(data):
    assert Keys(data).hub() is None
    Keys(data).save_hub("https://hub.example", bytes(range(32)), station_token="t")
    expected = {"url": "https://hub.example", "public_key": bytes(range(32)).hex(), "station_token": "t"}
    assert Keys(data).hub() == expected


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "a name too long"}, {"public": b"short"}])
def test_an_issuer_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):
        Issuer(**{"name": "hub", "public": bytes(32), **wrong})


def test_a_year_key_does_not_print_its_secret():
    assert "ssss" not in repr(YearKey(year=2026, secret=b"s" * 32))


def test_a_new_day_destroys_the_key_of_the_old_one(data):
    keys = Keys(data)
    keys.of_day(20_000)
    keys.of_day(20_001)
    assert modes(data / "keys").keys() == {"day-20001.key"}


def test_a_key_of_the_day_is_overwritten_where_it_lay(data):
    secret = Keys(data).of_day(20_000).secret
    os.link(data / "keys" / "day-20000.key", data / "witness")
    Keys(data).of_day(20_001)
    assert (data / "witness").read_bytes() != secret


def test_a_clock_that_cannot_be_believed_destroys_no_key_of_a_day(data):
    keys = Keys(data)
    key = keys.of_day(20_000)
    assert keys.of_day(10_957, certain=False) == key
    assert keys.of_day(30_000, certain=False) == key


def test_a_power_cut_between_making_a_key_and_destroying_the_old_one_is_made_good_at_the_next_start(data):
    Keys(data).of_day(20_000)
    Vault(data / "keys").create("day-20001.key", bytes(32))
    Keys(data).of_day(20_001)
    assert set(modes(data / "keys")) == {"day-20001.key"}
