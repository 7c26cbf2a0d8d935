"""Signed policies at the hub. The hub hands on what an approved policy's signer has made; it cannot make one up.

Signed is away from here, with `station policy sign`. Who wants it on the hub puts a key file there himself
(`keys/policy.key`, 32 raw bytes, mode 0600): then whoever takes over this machine can sign rules, too.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from station_app.core.policy import Policy
from station_app.hub.models import PolicyDraft, PolicySigner, PolicyWord
from station_app.hub.policies import Refusal, approved, digest_of
from station_app.hub.secret import hub_key
from station_app.identity.keys import Issuer, IssuingKey, kid_of
from station_app.identity.policy_seal import MAX_BYTES, Taker, opened, seal

SEED_BYTES = 32


def key_file() -> Path:
    """Where a key that signs policies on the hub would lie."""
    return Path(settings.HUB_KEY_FILE).with_name("policy.key")


def can_sign_here() -> bool:
    """Whether the operator has put a key here."""
    return key_file().exists()


def signers() -> dict[str, bytes]:
    """Key id -> raw public key of each whose policies are handed on: the hub's own, that file's, and those made known.

    Whether a station takes them, it decides by its own list.
    """
    publics = [hub_key(settings.HUB_KEY_FILE).public_key().public_bytes_raw()]
    if can_sign_here():
        publics.append(IssuingKey(seed=_seed()).issuer().public)
    publics += [bytes.fromhex(key) for key in PolicySigner.objects.values_list("public_key", flat=True)]
    return {kid_of(public).hex(): public for public in publics}


def trust(name: str, public: str) -> PolicySigner:
    """Hand on what this key signs, from now on. Raises ValueError."""
    issuer = Issuer(name=name, public=bytes.fromhex(public))
    values = {"public_key": issuer.public.hex(), "added_at": timezone.now()}
    return PolicySigner.objects.update_or_create(name=issuer.name, defaults=values)[0]


def attach(pk: int, envelope: bytes) -> PolicyDraft:
    """Take the signed form of an approved policy: the same bytes, by a key that is known. Raises Refusal."""
    with transaction.atomic():
        draft = PolicyDraft.objects.select_for_update(no_key=True).get(pk=pk)
        if draft.state != "approved":
            raise Refusal("pol-not-now")
        check(draft, envelope)
        draft.envelope = envelope.decode()
        draft.changed_at = timezone.now()
        draft.save()
    return draft


def check(draft: PolicyDraft, envelope: bytes) -> None:
    """Whether an envelope holds the approved bytes and every station would open it. Raises Refusal."""
    if not approved(draft):
        raise Refusal("pol-not-approved")
    if len(envelope) > MAX_BYTES:
        raise Refusal("pol-seal-too-large")
    stations = draft.stations.order_by("pk").values_list("pk", flat=True)
    number = PolicyWord.objects.filter(station__in=stations).aggregate(most=Max("number"))["most"] or 0
    # All of them open it if the first one does: it names that station alone, or any.
    found = opened(envelope, Taker(station=str(stations[0]), signers=signers(), number=number))
    if not isinstance(found, Policy):
        raise Refusal(f"pol-seal-{found.reason}", found.detail)
    if digest_of(str(json.loads(envelope)["policy"])) != draft.digest:
        raise Refusal("pol-seal-other-bytes")


def sign_here(pk: int) -> PolicyDraft:
    """Sign an approved policy with the key that the operator has put here. Raises Refusal."""
    draft = PolicyDraft.objects.get(pk=pk)
    if not approved(draft):
        raise Refusal("pol-not-approved")
    if not can_sign_here():
        raise Refusal("pol-no-key-here")
    return attach(pk, seal(draft.text, _seed()))


def _seed() -> bytes:
    path = key_file()
    try:
        content = path.read_bytes()
        mode = path.stat().st_mode & 0o077 if os.name != "nt" else 0
    except OSError as error:
        raise Refusal("pol-key-unreadable", str(error.strerror)) from error
    if mode:
        raise Refusal("pol-key-open")
    if len(content) != SEED_BYTES:
        raise Refusal("pol-key-none")
    return content
