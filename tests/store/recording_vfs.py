"""A VFS of SQLite that notes what reaches the disk, and can let it fail.

Registered through ctypes in the very library that Python's `sqlite3` uses, as the default: whatever opens a database in
this process passes through it. The files are real; SQLite's own methods do the work after the note is made. What the
store does to files without SQLite (rename, remove, sync) is noted by wrapping those functions of `os`.

Never in the test process itself: a script of its own registers it and ends with it.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

P, INT, I64 = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
OPEN = ctypes.CFUNCTYPE(INT, P, P, P, INT, P)
DELETE = ctypes.CFUNCTYPE(INT, P, P, INT)
WRITE = ctypes.CFUNCTYPE(INT, P, P, INT, I64)
TRUNCATE = ctypes.CFUNCTYPE(INT, P, I64)
SYNC = ctypes.CFUNCTYPE(INT, P, INT)
CLOSE = ctypes.CFUNCTYPE(INT, P)

Op = tuple[Any, ...]
"""("create", name, file) ("write", file, offset, bytes) ("truncate", file, size) ("sync", file) ("delete", name)
("rename", old, new) ("sync-names",), and whatever the script notes itself. A file is a number."""


class Methods(ctypes.Structure):
    """sqlite3_io_methods."""

    _fields_ = (
        ("version", INT), ("close", CLOSE), ("read", P), ("write", WRITE), ("truncate", TRUNCATE), ("sync", SYNC),
        *((f"other_{n}", P) for n in range(12)),
    )  # fmt: skip


class Vfs(ctypes.Structure):
    """sqlite3_vfs."""

    _fields_ = (
        ("version", INT), ("file_size", INT), ("longest_path", INT), ("next", P),
        ("name", ctypes.c_char_p), ("data", P), ("open", OPEN), ("delete", DELETE),
        *((f"other_{n}", P) for n in range(14)),
    )  # fmt: skip


class RecordingVfs:
    """Notes operations on the files of one directory, in order."""

    def __init__(self, home: Path) -> None:
        self.ops: list[Op] = []
        self.fail: Callable[[Op], int] = lambda op: 0
        """Asked before each operation; anything but 0 is the result code that SQLite gets instead of it."""
        self._home = os.fspath(home)
        self._names: dict[str, int] = {}
        self._files: dict[int, tuple[int, Methods]] = {}
        self._methods: dict[int, Methods] = {}
        self._count = 0
        self._keep: list[object] = []
        self._library = ctypes.CDLL(_sqlite3.__file__)  # its symbols include those of the libsqlite3 it is linked with
        self._library.sqlite3_libversion.restype = ctypes.c_char_p
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
        assert self._library.sqlite3_libversion().decode() == sqlite3.sqlite_version

    def register(self) -> None:
        """Become the default VFS of this process."""
        real = self._library.sqlite3_vfs_find(None).contents
        self._real_open, self._real_delete = real.open, real.delete
        self._vfs = Vfs.from_buffer_copy(real)
        self._vfs.name = b"recording"
        self._vfs.open = OPEN(self._open)
        self._vfs.delete = DELETE(self._delete)
        assert self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1) == 0
        self._wrap_os()

    def unregister(self) -> None:
        """Leave; every database must be closed."""
        assert self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs)) == 0

    def note(self, *op: Any) -> int:
        """Add to the record unless it is to fail."""
        code = self.fail(op)
        if code == 0:
            self.ops.append(op)
        return code

    def _known(self, path: str) -> int | None:
        """The number of a file of ours; None for others and for the shared memory of the log."""
        if not path.startswith(self._home):
            return None
        name = Path(path).name
        if name not in self._names:
            self._count += 1
            self._names[name] = self._count
            self.note("create", name, self._count)
        return self._names[name]

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        code = self._real_open(vfs, name, file, flags, out)
        path = ctypes.string_at(name).decode() if name else ""
        number = self._known(path) if code == 0 and flags & 0x02 else None  # SQLITE_OPEN_READWRITE
        if number is None:
            return code
        slot = ctypes.cast(file, ctypes.POINTER(P))
        original = slot[0]
        if original not in self._methods:
            ours = Methods.from_buffer_copy((ctypes.c_char * ctypes.sizeof(Methods)).from_address(original))
            ours.close, ours.write = CLOSE(self._close), WRITE(self._write)
            ours.truncate, ours.sync = TRUNCATE(self._truncate), SYNC(self._sync)
            self._methods[original] = ours
        # The file's own methods work on the same structure; only the table it points to is exchanged.
        real = Methods.from_address(original)
        self._files[file] = (number, real)
        slot[0] = ctypes.addressof(self._methods[original])
        return code

    def _close(self, file: int) -> int:
        _, real = self._files.pop(file)
        return real.close(file)

    def _write(self, file: int, data: int, size: int, offset: int) -> int:
        number, real = self._files[file]
        code = self.note("write", number, offset, ctypes.string_at(data, size))
        return code or real.write(file, data, size, offset)

    def _truncate(self, file: int, size: int) -> int:
        number, real = self._files[file]
        return self.note("truncate", number, size) or real.truncate(file, size)

    def _sync(self, file: int, flags: int) -> int:
        number, real = self._files[file]
        return self.note("sync", number) or real.sync(file, flags)

    def _delete(self, vfs: int, name: int, sync: int) -> int:
        path = ctypes.string_at(name).decode()
        if path.startswith(self._home) and Path(path).exists():
            self._gone(path)
            if sync:
                self.note("sync-names")
        return self._real_delete(vfs, name, sync)

    def _gone(self, path: str) -> None:
        name = Path(path).name
        if self._names.pop(name, None) is not None:
            self.note("delete", name)

    def _wrap_os(self) -> None:
        replace, unlink, fsync = os.replace, os.unlink, os.fsync

        def noted_replace(old: Any, new: Any, **options: Any) -> None:
            replace(old, new, **options)
            first, second = (Path(path).name for path in (old, new))
            if os.fspath(old).startswith(self._home) and first in self._names:
                self._names[second] = self._names.pop(first)
                self.note("rename", first, second)

        def noted_unlink(path: Any, **options: Any) -> None:
            unlink(path, **options)
            if os.fspath(path).startswith(self._home):
                self._gone(os.fspath(path))

        def noted_fsync(file: int) -> None:
            path = Path(f"/proc/self/fd/{file}").readlink()
            fsync(file)
            if path == Path(self._home):
                self.note("sync-names")
            elif path.name in self._names:
                self.note("sync", self._names[path.name])

        os.replace, os.unlink, os.fsync = noted_replace, noted_unlink, noted_fsync
