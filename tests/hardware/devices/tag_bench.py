"""What the stories of all tag readers need: ids of nobody, and what was told of them."""

from device_bench import Bench

from hardware.devices.readings import TagLifted, TagRead, TagUnreadable

UID4, UID5, UID7 = bytes.fromhex("6312E0AA"), bytes.fromhex("01000734E0"), bytes.fromhex("04A1B2C3D4E580")
UID10 = bytes.fromhex("04A1B2C3D4E580112233")


def tags(bench: Bench) -> list[tuple[str, str]]:
    """Technology and id of each touch, in order."""
    return [(read.technology, bytes(read.uid.digits).decode()) for read in bench.of(TagRead)]


def ids(bench: Bench) -> list[str]:
    return [uid for _, uid in tags(bench)]


def lifted(bench: Bench) -> int:
    return len(bench.of(TagLifted))


def refused(bench: Bench) -> list[str]:
    return [reading.reason for reading in bench.of(TagUnreadable)]
