"""Memory of the process: what is freed is kept, and rings of dead objects are looked for seldom.

The engine makes and drops many arrays of the same size. With the usual settings of glibc each of them is a new mapping,
whose pages the system clears one by one: that halves the speed. Where there is no glibc nothing happens.
"""

from __future__ import annotations

import ctypes
import gc
import os

#: glibc's names for its knobs, from malloc.h.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
KEEP, STEP = 1 << 30, 64 << 20
#: New objects before a look at the youngest, and looks before the next older are looked at.
COLLECT = 100_000, 20, 20


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


def collect_seldom() -> None:
    """Look for rings of dead objects once in so many new objects: a run makes many that stay and hardly a ring, and each
    look goes over all of them, which is a fifth of the time of a short command. The results do not depend on it."""
    gc.set_threshold(*COLLECT)
