"""What `station policy show` and `what-if` say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from station_app.core import replay, rulebook
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.past import under
from station_app.core.policy import Policy
from station_app.core.whatif import Difference
from station_app.identity.keys import Keys, kid_of
from station_app.identity.vault import KeyFault
from station_app.store.faults import StoreFault
from station_app.wiring.devices import checked_settings
from station_app.wiring.local_time import local_text
from station_app.wiring.policy_desk import PolicyDesk
from station_app.wiring.process import UsageError


def report(config: Path, data: Path, words: Mapping[str, str], now_ms: int) -> Iterator[str]:
    """The policy in force, its age, and who may sign another. Raises UsageError."""
    settings = checked_settings(config)
    try:
        keys = Keys(data)
        kept = PolicyDesk(settings, keys, data).at_start(tidy=False)
        signers = list(_signers(keys, words))
    except KeyFault as fault:
        raise UsageError(str(fault)) from None
    if kept.damaged:
        yield words["policy.damaged"]
    policy = kept.policy or settings.house.policy
    if policy.number == 0:
        yield words["policy.built-in"].format(version=policy.version)
    else:
        at = Instant(wall_ms=now_ms, mono_ms=0, boot="")
        state = replay.recall(under(StationState.fresh(settings.house), policy), _newest(data / "journal.db", now_ms))
        yield words["policy.show"].format(version=policy.version, number=policy.number)
        yield words["policy.age"].format(days=rulebook.age_days(state, at) or 0)
        yield words[f"policy.stage.{rulebook.stage(state, at)}"]
    yield from signers or [words["policy.nobody"]]


def _signers(keys: Keys, words: Mapping[str, str]) -> Iterator[str]:
    hub = keys.hub()
    if hub is not None:
        kid = kid_of(bytes.fromhex(hub["public_key"])).hex()
        yield words["policy.signer"].format(kid=kid, name=words["policy.hub"])
    for issuer in keys.policy_issuers():
        yield words["policy.signer"].format(kid=issuer.kid.hex(), name=issuer.name)


def _newest(path: Path, now_ms: int) -> tuple[Fact, ...]:
    from station_app.store.recent import read_recent

    try:
        return read_recent(path, now_ms) if path.exists() else ()
    except StoreFault as fault:
        raise UsageError(f"{path}: {fault}. {fault.remedy}") from None


def difference(found: Difference, candidate: Policy, words: Mapping[str, str]) -> Iterator[str]:
    """What another policy would have changed, for people."""

    def outcome(code: str) -> str:
        return f"{words.get(f'outcome.{code}', words.get(f'reason.{code}.headline', code))} ({code})"

    numbers = {"decisions": found.decisions, "changed": found.total, "version": candidate.version}
    yield words["whatif.summary"].format(**numbers)
    for (zone, before, after), count in found.changed.most_common():
        yield f"  {count:7d} {zone}: {outcome(before)} -> {outcome(after)}"
    if found.unclear:
        yield words["whatif.unclear"].format(unclear=found.unclear)
    if found.first:
        yield words["whatif.first"]
    for change in found.first:
        yield f"  {change.seq} {local_text(change.at.wall_ms)} {change.zone}: {change.before} -> {change.after}"


def difference_json(found: Difference, candidate: Policy) -> str:
    """The same for programs."""
    changed = [
        {"zone": zone, "before": before, "after": after, "count": count}
        for (zone, before, after), count in found.changed.most_common()
    ]
    first = [
        {"seq": each.seq, "wall_ms": each.at.wall_ms, "zone": each.zone, "before": each.before, "after": each.after}
        for each in found.first
    ]
    document = {
        "policy": candidate.version,
        "rows": found.rows,
        "decisions": found.decisions,
        "unclear": found.unclear,
        "changed": changed,
        "first": first,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
