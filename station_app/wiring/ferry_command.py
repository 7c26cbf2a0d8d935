"""`station ferry export|import`: rows to the hub and receipts back, carried by hand where there is no network."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from station_app.wiring.process import DATA_HELP, UsageError, data_dir, existing_data

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from station_app.config import Settings
    from station_app.upstream.ferry import Receipt
    from station_app.upstream.messages import Batch
    from station_app.wiring.service_messages import Receipts

MAX_SEQ = 2**53
MOST_MB = 15
"""What the hub's page takes, with room to spare."""


def add_ferry_command(command: Callable[..., argparse.ArgumentParser]) -> None:
    """`station ferry export --output FILE` and `station ferry import FILE`."""
    ferry = command("ferry", _none, "Carry the journal to the hub, and its receipts back, on a stick or a phone.")
    actions = ferry.add_subparsers(dest="ferry_command", required=True, metavar="export|import", title="what it can do")
    about = "write what the hub does not have yet, sealed for the hub; the station may run"
    out = actions.add_parser("export", help=about, description=f"{about[0].upper()}{about[1:]}.")
    out.add_argument("--output", type=Path, required=True, metavar="FILE", help="a new file")
    out.add_argument("--most-mb", type=int, default=MOST_MB, help=f"about the largest size (default {MOST_MB})")
    out.set_defaults(act=_export)
    about = "take what the hub has sent: how far it has got, and a policy; the station may run"
    taken = actions.add_parser("import", help=about, description=f"{about[0].upper()}{about[1:]}.")
    taken.add_argument("file", type=Path, metavar="FILE", help="the file that the hub made for this station")
    taken.set_defaults(act=_import)
    for one in (out, taken):
        one.add_argument("--config", type=Path, required=True, help="the station's TOML file")
        one.add_argument("--data", type=Path, default=None, help=DATA_HELP)


def _none(_: argparse.Namespace) -> int:
    raise UsageError("say what to do: export or import")


def _export(arguments: argparse.Namespace) -> int:
    from station_app.store.faults import StoreFault
    from station_app.upstream.ferry import ROWS, FerryWriter, Header, new_file_id
    from station_app.upstream.messages import pack

    settings, key, hub = _known(arguments)
    journal = existing_data(arguments.data) / "journal.db"
    if not journal.is_file():
        raise UsageError(f"{journal}: there is no journal yet; the station writes it at its first start")
    rows = 0
    made = datetime.now(UTC).isoformat(timespec="seconds")
    header = Header(direction="up", station=settings.station.id, file=new_file_id(), made=made)
    with _new(arguments.output) as file:
        writer = FerryWriter(file, header, key, hub)
        whole = True
        try:
            for batch in _batches(journal):
                if writer.written > arguments.most_mb * 1_000_000:
                    whole = False
                    break
                writer.add(ROWS, pack(settings.station.id, batch))
                rows += len(batch.rows)
        except StoreFault as fault:
            arguments.output.unlink(missing_ok=True)
            raise UsageError(f"{journal}: {fault}. {fault.remedy}") from None
        writer.end()
        file.flush()
        os.fsync(file.fileno())
    sys.stdout.write(f"ok {arguments.output}: {rows} rows for the hub; bring the hub's answer back with ferry import\n")
    if not whole:
        sys.stdout.write("there are more rows: once the hub's answer has been imported, export again\n")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    import msgspec

    from station_app.upstream.ferry import POLICY, RECEIPT, Ends, FerryFault, Receipt, pieces, read_header

    settings, key, hub = _known(arguments)
    receipt, policy = None, None
    try:
        with arguments.file.open("rb") as file:
            header, line = read_header(file)
            if header.direction != "down":
                raise FerryFault("up", "this file is for the hub: upload it on the station's page there")
            if header.station != settings.station.id:
                raise FerryFault("other-station", f"the file is for station {header.station[:32]}")
            for kind, plain in pieces(file, line, Ends(sender=hub, receiver=key)):
                if kind == RECEIPT:
                    receipt = msgspec.json.decode(plain, type=Receipt)
                if kind == POLICY:
                    policy = plain
    except OSError as error:
        raise UsageError(f"{arguments.file}: cannot be read ({error.strerror})") from None
    except (FerryFault, msgspec.DecodeError) as fault:
        raise UsageError(f"{arguments.file}: {fault}. Nothing was changed") from None
    if receipt is not None:
        _hand_over(arguments, receipt)
        sys.stdout.write(f"ok the hub has: {_told(receipt)}\n")
    return _apply(arguments, policy) if policy is not None else 0


def _known(arguments: argparse.Namespace) -> tuple[Settings, Ed25519PrivateKey, Ed25519PublicKey]:
    """The settings, the station's key and its hub's."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from station_app.identity.keys import Keys
    from station_app.identity.vault import KeyFault
    from station_app.wiring.devices import checked_settings

    settings = checked_settings(arguments.config)
    try:
        keys = Keys(existing_data(arguments.data))
        known, key = keys.hub(), keys.station()
    except KeyFault as fault:
        raise UsageError(str(fault)) from None
    if known is None:
        raise UsageError(
            "this station knows no hub: enrol it once where there is a network, before it is brought to its place"
        )
    return settings, key, Ed25519PublicKey.from_public_bytes(bytes.fromhex(known["public_key"]))


def _new(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError:
        raise UsageError(f"{path}: exists already and is left alone; give another name with --output") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None


def _batches(journal: Path) -> Iterator[Batch]:
    """What the hub does not have, in the order of epochs, with the ranges that no longer exist. Raises StoreFault."""
    from station_app.store import outbox
    from station_app.store.follow import reading
    from station_app.upstream.messages import MAX_ROWS, Batch

    with reading(journal) as db:
        cursors = outbox.cursors(db)
        lost = [one for one in outbox.lost(db) if one.last > cursors.get(one.epoch, 0)]
        after: outbox.Place | None = None
        order = list(cursors)
        while True:
            rows = outbox.waiting(db, MAX_ROWS, after)
            whole = len(rows) < MAX_ROWS
            reached = len(order) if whole else order.index(rows[-1].epoch)
            for number, epoch in enumerate(order[: reached + 1]):
                mine = tuple(row for row in rows if row.epoch == epoch)
                # A range goes with the rows behind it; where no more of its epoch comes, with its last.
                end = mine[-1].seq if number == reached else MAX_SEQ
                due = [one for one in lost if one.epoch == epoch and one.first <= end]
                lost = [one for one in lost if one not in due]
                if mine or due:
                    yield Batch(epoch=epoch, rows=mine, lost=tuple((one.first, one.last) for one in due))
            if whole:
                return
            after = outbox.Place(epoch=rows[-1].epoch, seq=rows[-1].seq)


def _hand_over(arguments: argparse.Namespace, receipt: Receipt) -> None:
    """To the running station, which owns its journal; where none runs, to the journal itself."""
    from station_app.wiring.service_client import running_station
    from station_app.wiring.service_messages import Receipts

    data = data_dir(existing_data(arguments.data))
    told = Receipts(epochs=receipt.epochs, set_aside=tuple(receipt.set_aside))
    with running_station(data) as talk:
        if talk is not None:
            talk.receipts(told)
            return
    asyncio.run(_at_rest(data, told))


async def _at_rest(data: Path, told: Receipts) -> None:
    from hardware.clock import SystemClock
    from station_app.store.faults import AlreadyRunning, CannotOpen, StoreFault
    from station_app.store.journal import Journal
    from station_app.wiring.receipts import take_receipts

    try:
        journal = Journal.open(data / "journal.db", boot="ferry", clock=SystemClock())
    except (AlreadyRunning, CannotOpen) as fault:
        raise UsageError(f"{data / 'journal.db'}: {fault}") from None
    try:
        await take_receipts(journal, told)
    except StoreFault as fault:
        raise UsageError(f"{data / 'journal.db'}: {fault}. {fault.remedy}") from None
    finally:
        await journal.close()


def _apply(arguments: argparse.Namespace, envelope: bytes) -> int:
    """As `station policy apply` does with a file."""
    from station_app.wiring.policy_command import apply_policy

    path = existing_data(arguments.data) / "ferry-policy.new"
    path.unlink(missing_ok=True)
    with _new(path) as file:
        file.write(envelope)
    try:
        return apply_policy(
            argparse.Namespace(envelope=path, config=arguments.config, data=arguments.data, language="en")
        )
    finally:
        path.unlink(missing_ok=True)


def _told(receipt: Receipt) -> str:
    return ", ".join(f"{epoch} through row {through}" for epoch, through in receipt.epochs.items()) or "nothing yet"
