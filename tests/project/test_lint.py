"""Ruff finds nothing, and would write every file as it stands."""

from __future__ import annotations


def test_ruff_finds_nothing(tool) -> None:
    said = tool("ruff", "check", "--no-cache", "--output-format=concise")

    assert said.returncode == 0, said.stdout + said.stderr


def test_ruff_would_format_nothing(tool) -> None:
    said = tool("ruff", "format", "--no-cache", "--check")

    assert said.returncode == 0, said.stdout + said.stderr
