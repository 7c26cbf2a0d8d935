"""[cameras.NAME]: what the law forbids cannot be configured, and the error says what to do."""

from __future__ import annotations

import pytest

from station_app.assets import asset
from station_app.config import ConfigError, parse

STATION = """
[station]
id = "320206001"
name = "测试站"
class = "point"
[zones.hall]
name = "休息区"
capacity = 16
[zones.nursing]
name = "母婴室"
capacity = 1
privacy = "private"
[cameras.porch]
"""
GOOD = 'source = "http://camera.example.org/still.jpg"\nzone = "hall"\nsign = true\n'


def refused(table: str) -> str:
    with pytest.raises(ConfigError) as error:
        parse(STATION + table)
    return str(error.value)


@pytest.mark.parametrize(
    "source",
    [
        "http://10.0.0.9/cgi-bin/snapshot.cgi?channel=1",
        "https://c.example.org/",
        "rtsp://10.0.0.9:554/s1",
        "/dev/video0",
    ],
)
def test_each_kind_of_source_is_taken(source: str) -> None:
    camera = parse(STATION + GOOD.replace("http://camera.example.org/still.jpg", source)).cameras["porch"]
    assert (camera.source, camera.zone) == (source, "hall")


def test_a_camera_is_off_unless_it_is_switched_on() -> None:
    assert parse(STATION + GOOD).cameras["porch"].enabled is False


def test_only_a_camera_that_is_on_is_known_to_the_rules_and_only_by_the_operators_word_from_afar() -> None:
    told = [
        parse(STATION + GOOD + more).house.cameras
        for more in ("remote = true\n", "enabled = true\n", "enabled = true\nremote = true\n")
    ]

    assert [{name: camera.remote for name, camera in one.items()} for one in told] == [
        {},
        {"porch": False},
        {"porch": True},
    ]


def test_a_station_without_cameras_has_none() -> None:
    assert parse(STATION.replace("[cameras.porch]", "")).cameras == {}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            GOOD.replace("hall", "nursing"),
            "cameras.porch.zone: 'nursing' is private, and a private zone may never have a camera",
        ),
        (GOOD.replace("hall", "hal"), "cameras.porch.zone: there is no zone 'hal'; did you mean 'hall'?"),
        (
            GOOD.replace("sign = true", ""),
            "cameras.porch.sign: post the sign that says there is a camera, then write sign = true",
        ),
        (
            GOOD.replace("sign = true", "sign = false"),
            "cameras.porch.sign: post the sign that says there is a camera, then write sign = true",
        ),
        (
            GOOD.replace("http://camera", "http://admin:secret@camera"),
            "cameras.porch.source: holds a user or password; write user and password_file instead",
        ),
        (
            GOOD.replace("http://camera.example.org/still.jpg", "ftp://x"),
            'cameras.porch.source: must be like "http://HOST/PATH", "rtsp://HOST/PATH" or "/dev/video0"',
        ),
        (
            GOOD + 'user = "viewer"\n',
            "cameras.porch: user and password_file belong together; write both or neither",
        ),
        (
            GOOD + 'user = "viewer"\npassword_file = "secret"\n',
            "cameras.porch.password_file: must be a whole path that begins with /",
        ),
        (GOOD + "colour = 1\n", "cameras.porch.colour: unknown key"),
        ('zone = "hall"\nsign = true\n', "cameras.porch.source: is missing"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(table: str, message: str) -> None:
    assert refused(table).startswith(message)


@pytest.mark.parametrize("key", ["record", "stream", "video", "continuous", "motion_detection", "keep_days", "audio"])
def test_more_than_stills_is_refused(key: str) -> None:
    told = refused(GOOD + f"{key} = true\n")
    assert told == f"cameras.porch.{key}: a station takes single pictures only and keeps none; leave it out"


def test_no_error_repeats_a_password() -> None:
    assert "secret" not in refused(GOOD.replace("http://camera", "http://admin:secret@camera"))


def test_the_example_s_camera_is_one_once_its_signs_are_taken_away() -> None:
    text = asset("config", "station.example.toml").read_text("utf-8")
    head, camera, tail = text.partition("#[cameras.porch]")
    table, policy, rest = tail.partition("[policy]")
    found = parse(head + camera[1:] + table.replace("\n#", "\n") + policy + rest).cameras["porch"]

    assert (found.zone, found.user, found.enabled) == ("hall", "viewer", False)
