"""Partitions over workers: in this process, over processes, or on a Dask cluster. The work is the same function.

A process that dies takes its pool with it; a new pool does what is left, which is little, for what was done stands on
disk. On Ctrl-C what is running is finished or dropped, nothing half is left, and the run says how to go on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from transformatie.errors import ReportError, SystemLibraryError
from transformatie.portfolio.ask import Ask
from transformatie.portfolio.work import Done, Task

Work = Callable[[Task], Done]
#: Appraisals below which starting processes costs more than it gains.
IN_PROCESS = 20_000
#: How often a pool may break before the run gives up.
MOST_BREAKS = 5
#: Libraries that would start a thread for each core in every worker.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS", "MKL_NUM_THREADS")


def spread(tasks: Sequence[Task], ask: Ask, appraisals: int, work: Work) -> Iterator[Done]:
    """Do all tasks and say of each that it is done, in the order in which they end."""
    if not tasks:
        return
    if ask.engine == "dask":
        yield from _dask(tasks, ask, work)
    elif appraisals < IN_PROCESS and ask.workers is None:
        for task in tasks:
            yield work(task)
    else:
        yield from _processes(tasks, ask.workers or os.cpu_count() or 1, work)


def ignore_interrupt() -> None:
    """A worker leaves Ctrl-C to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _pool(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh processes, one thread each."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=ignore_interrupt
    )


def _processes(tasks: Sequence[Task], workers: int, work: Work) -> Iterator[Done]:
    left = {task.name: task for task in tasks}
    breaks = 0
    while left:
        pool = _pool(min(workers, len(left)))
        try:
            for found in _through(pool, list(left.values()), workers, work):
                del left[found.name]
                yield found
        except BrokenProcessPool as error:
            breaks += 1
            if breaks > MOST_BREAKS:
                raise ReportError(
                    f"workers keep dying ({error}); what was done stands: go on with --resume"
                ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _through(pool: ProcessPoolExecutor, tasks: list[Task], workers: int, work: Work) -> Iterator[Done]:
    """A few tasks a worker at a time, so that little is lost when one dies."""
    waiting: set[Future[Done]] = set()
    queue = iter(tasks)
    for task in queue:
        waiting.add(pool.submit(work, task))
        if len(waiting) >= 2 * workers:
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                yield future.result()
    while waiting:
        ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ended:
            yield future.result()


def _dask(tasks: Sequence[Task], ask: Ask, work: Work) -> Iterator[Done]:
    """The same tasks on a Dask cluster: the one at the address, else one on this machine."""
    try:
        from distributed import Client, LocalCluster, as_completed
    except ImportError as error:
        raise SystemLibraryError("--engine dask: pip install 'transformatie[dask]'") from error
    cluster = None
    if ask.scheduler is None:
        for name in ONE_THREAD:
            os.environ.setdefault(name, "1")
        cluster = LocalCluster(
            n_workers=ask.workers or os.cpu_count(),
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=50,
        )
    try:
        with Client(cluster or ask.scheduler) as client:
            futures = client.map(work, list(tasks), pure=False, retries=3)
            for _future, found in as_completed(futures, with_results=True):
                yield found
    finally:
        if cluster is not None:
            cluster.close()
