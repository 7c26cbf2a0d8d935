"""Secrets in files: made once, readable by their owner alone, never anywhere else."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey


def kept_secret(path: Path) -> str:
    """The text of a secret file, made with 50 random bytes where there is none."""
    return _kept(path, lambda: secrets.token_urlsafe(50).encode()).decode()


@lru_cache(maxsize=8)
def hub_key(path: Path) -> Ed25519PrivateKey:
    """The key that signs the hub's answers; stations pin it when they are enrolled."""
    return Ed25519PrivateKey.from_private_bytes(_kept(path, lambda: secrets.token_bytes(32)))


@lru_cache(maxsize=8)
def contact_key(path: Path) -> X25519PrivateKey:
    """The key to which stations seal the telephone numbers of whoever asks to be called back."""
    return X25519PrivateKey.from_private_bytes(_kept(path, lambda: secrets.token_bytes(32)))


def _kept(path: Path, made: Callable[[], bytes]) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    if not path.exists():
        # Written whole, then linked: two processes that start together agree on one secret.
        fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(made())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_bytes()
