"""Work beside the work: one call in a process of its own. What comes out does not depend on it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")


def aside(work: Callable[[], T]) -> Callable[[], T]:
    """Begin some work in a forked process; what is returned waits for its answer.

    Where there is no second core, no fork or no answer, or in a worker among others, the work is done here when asked for.
    """
    alone = not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2
    if alone or multiprocessing.parent_process() is not None:
        return work
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(work, theirs), daemon=True)
    child.start()
    theirs.close()

    def answer() -> T:
        with ours:
            try:
                found: T = ours.recv()
            except EOFError:
                return work()
            finally:
                child.join()
        return found

    return answer


def _answer(work: Callable[[], Any], to: Connection) -> None:
    """Do the work and send what it gives; an error is left to the one who asks, who meets it himself."""
    try:
        to.send(work())
    except Exception:
        to.close()
