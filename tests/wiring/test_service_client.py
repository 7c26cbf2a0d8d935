"""A technician's command before a station that does not take its call."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from station_app.wiring.process import UsageError
from station_app.wiring.service_client import StationHangs, running_station
from station_app.wiring.service_messages import bound_to, connect_to


@pytest.fixture
def deaf(tmp_path: Path) -> Iterator[Path]:
    """A station that has stopped in the middle of something, with as many callers as the kernel lets wait."""
    with ExitStack() as open_lines, bound_to(tmp_path) as listening:
        listening.listen(0)
        while True:
            line = open_lines.enter_context(socket.socket(socket.AF_UNIX))
            line.setblocking(False)
            try:
                connect_to(tmp_path, line)
            except BlockingIOError:
                break
        yield tmp_path


def test_a_station_that_takes_no_call_is_said_to_hang(deaf: Path) -> None:
    with pytest.raises(StationHangs, match="restart it"), running_station(deaf):
        pass


def test_where_no_station_runs_there_is_none(tmp_path: Path) -> None:
    with running_station(tmp_path) as talk:
        assert talk is None


def test_who_runs_as_another_user_is_told_so_even_as_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bound_to(tmp_path) as listening:
        listening.listen(1)
        monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)
        with pytest.raises(UsageError, match="belongs to another user"), running_station(tmp_path):
            pass
