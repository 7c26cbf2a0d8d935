"""Whose policies the hub hands on is said at its terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hub_rig import Enrolled, HubRig
from policy_rig import SEED, approved_draft, run, signed

from station_app.hub import policy_signing
from station_app.hub.policies import Refusal
from station_app.identity.keys import IssuingKey

PUBLIC = IssuingKey(seed=SEED).issuer().public.hex()


def called(rig: HubRig, *arguments: str) -> str:
    said = StringIO()
    run(rig, lambda: call_command("policysigner", *arguments, stdout=said))
    return said.getvalue()


def test_a_key_that_was_added_is_listed(rig: HubRig) -> None:
    called(rig, "add", "office", PUBLIC)

    assert called(rig) == f"office {PUBLIC}\n"


async def test_what_a_removed_key_signs_is_taken_no_more(rig: HubRig, station: Enrolled) -> None:
    called(rig, "add", "office", PUBLIC)
    called(rig, "remove", "office")
    draft = run(rig, approved_draft)

    with pytest.raises(Refusal):
        run(rig, lambda: policy_signing.attach(draft.pk, signed(draft)))


@pytest.mark.parametrize("arguments", [("add", "office", "abc"), ("add", "", PUBLIC), ("remove", "nobody")])
def test_what_is_no_key_is_told(rig: HubRig, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        called(rig, *arguments)
