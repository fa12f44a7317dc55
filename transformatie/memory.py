"""Keep freed memory in the process, so that arrays of a million numbers need not be asked from the system each time.

The engine makes and drops many arrays of the same size. With the usual settings of glibc each of them is a new mapping,
whose pages the system clears one by one: that halves the speed. Where there is no glibc nothing happens.
"""

from __future__ import annotations

import ctypes
import os

#: glibc's names for its knobs, from malloc.h.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
KEEP, STEP = 1 << 30, 64 << 20


def keep_freed_memory() -> bool:
    """Tell the allocator to keep what is freed; whether it was told. The results do not depend on it."""
    if os.name != "posix":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(
        mallopt(M_MMAP_THRESHOLD, KEEP) and mallopt(M_TRIM_THRESHOLD, KEEP) and mallopt(M_TOP_PAD, STEP)
    )
