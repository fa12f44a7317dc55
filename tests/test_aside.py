"""Work in a process of its own gives what work here gives, whatever becomes of that process."""

from __future__ import annotations

import os
import signal

import pytest

from transformatie import aside as module
from transformatie.aside import aside


def elsewhere() -> int:
    """The process this is computed in."""
    return os.getpid()


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is no second core")
def test_the_work_is_done_in_another_process() -> None:
    assert aside(elsewhere)() != os.getpid()


def test_with_one_core_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda _: {0})
    assert aside(elsewhere)() == os.getpid()


def test_a_process_that_dies_is_done_over_here() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return 7

    assert aside(work)() == 7


def test_an_error_reaches_the_one_who_asks() -> None:
    def work() -> int:
        raise ValueError("no such thing")

    asked = aside(work)
    with pytest.raises(ValueError, match="no such thing"):
        asked()
