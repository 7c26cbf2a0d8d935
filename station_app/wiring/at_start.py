"""What a core process knows when it starts: the policy that is kept, what the journal remembers, what never changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from station_app.core import replay
from station_app.core.model import House, StationState
from station_app.core.policy import Policy
from station_app.identity.keys import Keys
from station_app.store.policy_file import FOLDER as POLICY_FOLDER
from station_app.store.projections import Recollection

if TYPE_CHECKING:
    from station_app.wiring.core_process import Choices
    from station_app.wiring.policy_desk import Kept, PolicyDesk


def kept_policy(choices: Choices, keys: Keys) -> tuple[PolicyDesk, Kept] | None:
    """What is kept of a signed policy; None where none was ever applied, so that such a start needs no cryptography."""
    if not (choices.data / POLICY_FOLDER).exists():
        return None
    from station_app.wiring.policy_desk import PolicyDesk

    desk = PolicyDesk(choices.settings, keys, choices.data)
    return desk, desk.at_start()


def house_under(house: House, kept: Policy | None, recalled: Recollection) -> House:
    """The house under the kept policy, once the journal knows that this one was applied."""
    applied = [told for told in recalled.facts if told.kind == "policy.applied"]
    if kept is None or not applied or applied[-1].body.get("serial") != kept.number:
        return house
    return replace(house, policy=kept)


def remembered(house: House, recalled: Recollection) -> StationState:
    """The rules' state after a restart: who is inside, which passes are spent, which incidents are open, and what else
    the newest facts leave in mind."""
    state = replace(
        StationState.fresh(house),
        visits={name: visit for name, visit in recalled.visits.items() if visit.zone in house.zones},
        used_passes=recalled.used_passes,
        incidents=recalled.incidents,
        consents=recalled.consents,
    )
    return replay.recall(state, recalled.facts)
