"""What SECURITY.md promises and no other test holds: deployment checks, cookies, secrets, sizes, no 5xx."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hub_rig import HubRig
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station_app.hub.secret import kept_secret
from station_app.hub.settings import MAX_BODY, Place, _values
from station_app.hub.uploads import LIMITS

CHECK = (
    "import sys; from pathlib import Path; from station_app.hub.settings import Place, configure;"
    "configure(Place(data=Path(sys.argv[1]), tls=True, hosts=('hub.example',)));"
    "from django.core.management import call_command; call_command('check', deploy=True, fail_level='INFO')"
)
HOST = {"Host": "localhost"}
FORM = "application/x-www-form-urlencoded"


OPERATIONS = [f"POST /api/device/v1/{name}" for name in ("enrol", "journal", "vitals", "readiness", "bundle", "reply")]
OPERATIONS += [f"GET /api/device/v1/{name}" for name in ("cursor", "feed", "board")]


def published() -> dict[str, Any]:
    """Each operation of the device API as its schema publishes it."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler(), headers=HOST)
    found = (one.ok() for one in schema.get_all_operations())
    return {f"{one.method.upper()} {one.path}": one for one in found}


def test_no_request_that_the_schema_allows_ends_in_5xx(rig: HubRig) -> None:
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of([one.as_strategy() for one in published().values()]))
    def tried(case: Any) -> None:
        assert case.call(headers=HOST).status_code < 500

    tried()


def test_the_schema_has_every_operation(rig: HubRig) -> None:
    assert set(OPERATIONS) <= published().keys()


def test_the_deployment_checks_find_nothing(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", CHECK, str(tmp_path)], capture_output=True, text=True, timeout=120)

    assert (ran.returncode, ran.stdout.splitlines()[-1:]) == (
        0,
        ["System check identified no issues (3 silenced)."],
    ), ran.stderr


@pytest.mark.parametrize("cookie", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY"])
def test_cookies_travel_by_https_alone(tmp_path: Path, cookie: str) -> None:
    assert _values(Place(data=tmp_path, tls=True))[cookie] is True


def test_the_session_cookie_is_beyond_scripts_and_ends_with_the_browser() -> None:
    assert (django_settings.SESSION_COOKIE_HTTPONLY, django_settings.SESSION_EXPIRE_AT_BROWSER_CLOSE) == (True, True)


def test_nothing_is_debugged() -> None:
    assert django_settings.DEBUG is False


def test_another_host_is_not_answered(rig: HubRig) -> None:
    assert rig.in_thread(lambda: Client(SERVER_NAME="evil.example").get("/login/")).status_code == 400


def test_a_secret_is_its_owner_s_alone(tmp_path: Path) -> None:
    kept_secret(tmp_path / "keys" / "secret")

    assert stat.S_IMODE((tmp_path / "keys" / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("path", ["/login/", "/api/device/v1/enrol", "/api/device/v1/journal"])
def test_a_body_that_is_too_long_is_refused(rig: HubRig, path: str) -> None:
    body = b"x" * (MAX_BODY + 1)

    answer = rig.in_thread(lambda: Client(SERVER_NAME="localhost").post(path, body, content_type=FORM))

    assert 400 <= answer.status_code < 500


def test_only_pages_with_a_limit_take_a_file(rig: HubRig) -> None:
    templates = Path(__file__).resolve().parents[2] / "station_app" / "hub" / "templates"

    takes = {file.stem.replace("_", "-") for file in templates.rglob("*.html") if 'type="file"' in file.read_text()}
    assert takes == set(LIMITS)


def test_every_test_that_the_table_names_is_there() -> None:
    root = Path(__file__).resolve().parents[2]
    table = (root / "station_app" / "hub" / "SECURITY.md").read_text()
    tests = "\n".join(file.read_text() for file in (root / "tests").rglob("*.py"))

    named = re.findall(r"`(test_\w+)`", table)
    assert named and [name for name in named if f"def {name}(" not in tests] == []
