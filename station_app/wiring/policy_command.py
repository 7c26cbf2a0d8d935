"""`station policy lint|what-if|show|sign|apply|key`: the rules of a station, from the draft to the station."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from station_app.wiring.policy_lint_command import add_lint, policy_at
from station_app.wiring.process import DATA_HELP, UsageError, data_dir, existing_data

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

_KEYS: Final = (
    "Keys: a policy is signed with an Ed25519 key. `--key` is a file of its 32 raw bytes that its owner alone can read:"
    " the hub's own (hub.key in the hub's data directory), whose policies every station takes that is enrolled with"
    " it, or one that `station policy key new --key FILE` makes, as on a technician's laptop; a station takes policies"
    " of such a key only after `station policy key trust` on it. Keep the file off the station: who has it makes the"
    " rules."
)
SEED_BYTES: Final = 32


def add_policy_command(command: Add) -> None:
    """Teach the `station` command about policies."""
    policy = command("policy", _show, "The rules of a station: lint, what-if, sign, apply, show and key.")
    actions = policy.add_subparsers(dest="policy_command", required=True, metavar="ACTION", title="what it can do")

    def action(name: str, act: Callable[[argparse.Namespace], int], about: str, more: str = "") -> Any:
        made = actions.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=more or None)
        made.set_defaults(act=act)
        return made

    add_lint(actions)
    what_if = action("what-if", _what_if, "which past decisions would have been others under another policy")
    what_if.add_argument("--policy", type=Path, required=True, metavar="POLICY.json", help="the policy's text")
    where = what_if.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    where.add_argument("--journal", type=Path, default=None, metavar="FILE", help="JSON lines of `journal export`")
    what_if.add_argument("--config", type=Path, default=None, help="the TOML file: zones, places, built-in policy")
    what_if.add_argument("--json", action="store_true", help="as JSON")
    _language(what_if)
    sign = action("sign", _sign, "sign a policy's text, for stations to take", _KEYS)
    sign.add_argument("policy", type=Path, metavar="POLICY.json", help="the policy's text")
    sign.add_argument("--key", type=Path, required=True, help="file of the key that signs; see below")
    sign.add_argument("--output", type=Path, default=None, help="where to (default: standard output)")
    apply = action("apply", apply_policy, "hand a signed policy to the station; status 1 when it is refused")
    apply.add_argument("envelope", type=Path, metavar="FILE", help="what `station policy sign` has written")
    apply.add_argument("--config", type=Path, required=True, help="the station's TOML file")
    apply.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    _language(apply)
    show = action("show", _show, "which policy is in force, how old it is, what that leaves open, and who may sign")
    show.add_argument("--config", type=Path, required=True, help="the station's TOML file")
    show.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    _language(show)
    key = action("key", _key, "make a key that signs policies (new), or let a station take its policies (trust)", _KEYS)
    key.add_argument("key_command", choices=("new", "trust"), help="new: with --key; trust: with --public and --name")
    key.add_argument("--key", type=Path, default=None, help="file to be made; must not exist")
    key.add_argument("--public", default="", help="the public key as `key new` has printed it")
    key.add_argument("--name", default="", help="whose key it is: 1 to 12 letters, digits, dots or dashes")
    key.add_argument("--data", type=Path, default=None, help=DATA_HELP)


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("zh-CN", "en"), default="zh-CN", help="default zh-CN")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _sign(arguments: argparse.Namespace) -> int:
    from station_app.core.policy_text import text_of
    from station_app.identity.policy_seal import MAX_BYTES, seal
    from station_app.wiring.whole_file import write_whole

    policy = policy_at(arguments.policy)
    if policy.number < 1:
        raise UsageError(f"{arguments.policy}: number must be 1 or more; 0 is the built-in policy's")
    envelope = seal(text_of(policy), seed_in(arguments.key))
    if len(envelope) > MAX_BYTES:
        raise UsageError(f"{arguments.policy}: is too large for a station; leave out what is over")
    if arguments.output is None:
        _say(envelope.decode().rstrip("\n"))
        return 0
    try:
        write_whole(arguments.output, envelope)
    except OSError as error:
        raise UsageError(f"{arguments.output}: cannot be written ({error.strerror}); choose another") from None
    return 0


def seed_in(path: Path) -> bytes:
    """The key in a file that nobody else may read. Raises UsageError."""
    try:
        content = path.read_bytes()
        mode = path.stat().st_mode & 0o077 if os.name != "nt" else 0
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); make a key with station policy key new") from None
    if mode:
        raise UsageError(f"{path}: is open to other users: ask who read it, then chmod 600 {path}")
    if len(content) != SEED_BYTES:
        raise UsageError(f"{path}: is no key: {SEED_BYTES} raw bytes are wanted, it has {len(content)}")
    return content


def _key(arguments: argparse.Namespace) -> int:
    return _new_key(arguments) if arguments.key_command == "new" else _trust(arguments)


def _new_key(arguments: argparse.Namespace) -> int:
    from station_app.identity.keys import IssuingKey
    from station_app.wiring.whole_file import write_new

    if arguments.key is None:
        raise UsageError("say where the new key goes: --key FILE")
    seed = secrets.token_bytes(SEED_BYTES)
    try:
        write_new(arguments.key, seed, 0o600)
    except FileExistsError:
        raise UsageError(f"{arguments.key}: exists already; a key is never replaced, choose another name") from None
    except OSError as error:
        raise UsageError(f"{arguments.key}: cannot be written ({error.strerror}); choose another") from None
    public = IssuingKey(seed=seed).issuer().public.hex()
    sys.stderr.write(
        f"{arguments.key} is the private key: keep it off the station. Below is its public key; so that a station takes"
        f" its policies, run there:\n  station policy key trust --public {public} --name NAME\n"
    )
    sys.stderr.flush()
    _say(public)
    return 0


def _trust(arguments: argparse.Namespace) -> int:
    from station_app.identity.keys import Issuer, Keys
    from station_app.identity.vault import KeyFault

    try:
        issuer = Issuer(name=arguments.name, public=bytes.fromhex(arguments.public))
    except ValueError as error:
        raise UsageError(f"give --public as `station policy key new` prints it, and --name: {error}") from None
    try:
        keys = Keys(data_dir(arguments.data))
        others = [each for each in keys.policy_issuers() if each.kid != issuer.kid and each.name != issuer.name]
        keys.save_policy_issuers([*others, issuer])
    except KeyFault as fault:
        raise UsageError(str(fault)) from None
    _say(f"{issuer.kid.hex()} {issuer.name}")
    return 0


def apply_policy(arguments: argparse.Namespace) -> int:
    """`station policy apply`; 0 when the policy is in force or kept for the next start."""
    from station_app.identity.policy_seal import MAX_BYTES
    from station_app.wiring.devices import checked_settings
    from station_app.wiring.service_client import running_station
    from station_app.wiring.service_messages import PolicyAnswer
    from station_app.wiring.why_command import words

    settings = checked_settings(arguments.config)
    data = data_dir(arguments.data)
    try:
        with arguments.envelope.open("rb") as file:
            envelope = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{arguments.envelope}: cannot be read ({error.strerror}); check the path") from None
    text = envelope.decode("utf-8", "replace")  # what is no UTF-8 has no signature that fits
    with running_station(data) as talk:
        if len(envelope) > MAX_BYTES:  # more than what may cross to a running station in one line
            answer = PolicyAnswer(refused="too-large")
        else:
            answer = _store(settings, data, text) if talk is None else talk.apply(text)
        told = words(arguments.language)
        if answer.refused:
            why = told.get(f"policy.refused.{answer.refused}", answer.refused)
            _say(told["policy.refused"].format(code=answer.refused, why=why) + (answer.detail and f": {answer.detail}"))
            if following := told.get(f"policy.refused.{answer.refused}.next"):
                _say(following)
            return 1
        key = "policy.stored" if talk is None else "policy.applied"
        _say(told[key].format(version=answer.version, number=answer.number))
    return 0


def _store(settings: Any, data: Path, text: str) -> Any:
    """Keep a policy for the next start."""
    from station_app.identity.keys import Keys
    from station_app.identity.policy_seal import Refused
    from station_app.identity.vault import KeyFault
    from station_app.wiring.policy_desk import PolicyDesk
    from station_app.wiring.service_messages import PolicyAnswer

    try:
        desk = PolicyDesk(settings, Keys(data), data)
        kept = desk.at_start(tidy=False).policy
        found = desk.take(text.encode(), kept.number if kept else 0)
    except KeyFault as fault:
        return PolicyAnswer(refused="keys", detail=str(fault))
    except OSError as error:
        return PolicyAnswer(refused="disk", detail=str(error.strerror))
    if isinstance(found, Refused):
        return PolicyAnswer(version=found.version, refused=found.reason, detail=found.detail)
    return PolicyAnswer(version=found.version, number=found.number)


def _show(arguments: argparse.Namespace) -> int:
    from station_app.wiring.policy_report import report
    from station_app.wiring.why_command import words

    data = existing_data(arguments.data)
    for line in report(arguments.config, data, words(arguments.language), time.time_ns() // 1_000_000):
        _say(line)
    return 0


def _what_if(arguments: argparse.Namespace) -> int:
    from station_app.core.whatif import what_if
    from station_app.wiring.past_rows import house_for, policies_for, source_of, with_progress
    from station_app.wiring.policy_report import difference, difference_json
    from station_app.wiring.why_command import words

    candidate = policy_at(arguments.policy)
    source = source_of(arguments.data, arguments.journal)
    house = house_for(arguments.config, source)
    rows = with_progress(source.rows(), source.size)
    history = ((row.seq, row.fact) for row in rows if row.fact is not None)
    found = what_if(house, candidate, history, policies_for(house, source, arguments.config))
    if arguments.json:
        _say(difference_json(found, candidate))
        return 0
    told: Mapping[str, str] = words(arguments.language)
    for line in difference(found, candidate, told):
        _say(line)
    return 0
