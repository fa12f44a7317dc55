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


class Crew:
    """The workers of a run: started when there is work enough, kept until the run ends."""

    def __init__(self, ask: Ask) -> None:
        self.ask, self.workers = ask, ask.workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def enough(self, appraisals: int) -> bool:
        """Whether processes are worth their start."""
        return self.ask.engine == "local" and (appraisals >= IN_PROCESS or self.ask.workers is not None)

    def called(self, appraisals: int) -> None:
        """Start the processes beforehand, where so much work is to come: they load while the table is read."""
        if self.enough(appraisals):
            for _ in range(self.workers):
                self.pool().submit(ready)

    def pool(self) -> ProcessPoolExecutor:
        """The processes, each with one thread."""
        if self._pool is None:
            self._pool = _pool(self.workers)
        return self._pool

    def spread(self, tasks: Sequence[Task], appraisals: int, work: Work) -> Iterator[Done]:
        """Do all tasks and say of each that it is done, in the order in which they end."""
        if not tasks:
            return
        if self.ask.engine == "dask":
            yield from _dask(tasks, self.ask, work)
        elif self.enough(appraisals):
            yield from self._processes(tasks, work)
        else:
            for task in tasks:
                yield work(task)

    def _processes(self, tasks: Sequence[Task], work: Work) -> Iterator[Done]:
        left = {task.name: task for task in tasks}
        breaks, ended = 0, False
        while left:
            ended = False
            try:
                for found in _through(self.pool(), list(left.values()), self.workers, work):
                    del left[found.name]
                    yield found
                ended = True
            except BrokenProcessPool as error:
                breaks += 1
                if breaks > MOST_BREAKS:
                    raise ReportError(
                        f"workers keep dying ({error}); what was done stands: go on with --resume"
                    ) from error
            finally:
                if not ended:
                    self.close()

    def close(self) -> None:
        """Send the processes home; what is running ends first."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def ready() -> None:
    """A worker that has loaded the engine."""
    import transformatie.portfolio.owner_work
    import transformatie.portfolio.work  # noqa: F401


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
