"""What becomes of a process's memory when it dies, and who may look at it while it lives."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """Leave no image of this process behind, and let nobody but root attach to it or read its memory.

    Call it first in the core process. PR_SET_DUMPABLE 0 gives /proc/PID to root: a service that is not root can then no
    longer list its own /proc/self/fd. A child keeps the limit but not the flag. Does nothing where there is no Linux.
    """
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_DUMPABLE) was refused")
