"""How fast it is and where the time goes: `make bench`.

    .venv/bin/python scripts/bench.py [--sizes 1000,10000,100000] [--draws 100 --buildings 400]

An appraisal is one row (one way out) of one case. Three rates: the engine alone (`run.values`: every option's value
after tax, full model, arrays to arrays), the engine with all that a portfolio says of a row (books, gates, vacancy
bill, counts), and file to file. The cases are those of the random stock, so every lease, tax and line counts.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import platform
import pstats
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

from transformatie.figures import all_tables  # noqa: E402
from transformatie.memory import keep_freed_memory  # noqa: E402
from transformatie.portfolio import batch  # noqa: E402
from transformatie.portfolio.ask import Ask  # noqa: E402
from transformatie.portfolio.check import ID, checked, lease_table  # noqa: E402
from transformatie.portfolio.counted import used_by_kind  # noqa: E402
from transformatie.portfolio.engine import CHUNK  # noqa: E402
from transformatie.portfolio.groups import Desk, Group, cut, groups_of  # noqa: E402
from transformatie.portfolio.outcome import tables  # noqa: E402
from transformatie.portfolio.results import write_all  # noqa: E402
from transformatie.portfolio.sample import blocks  # noqa: E402
from transformatie.portfolio.source import ROW  # noqa: E402
from transformatie.portfolio.write import write_stock  # noqa: E402
from transformatie.run import values  # noqa: E402

ROWS = 9
#: Most cases that the rate with all columns is measured on; larger stocks only repeat them.
MEASURED = 8192


def chunks(rows: int, seed: int = 1) -> Iterator[Group]:
    """Groups of the random stock, in chunks as the portfolio takes them."""
    base = pl.concat(list(blocks(rows, seed))).with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64))
    listed = (
        base.select(ROW, "leases").filter(pl.col("leases").list.len() > 0).explode("leases").unnest("leases")
    )
    leases, _ = lease_table(listed, pl.DataFrame(schema={ROW: pl.Int64, ID: pl.String}), "cells", "stock")
    found = checked(base.drop("leases"), leases, "cells", "stock", {})
    for group in groups_of(found.rows, found.long_way, found.leases, Desk(all_tables(), None, "stock")):
        yield from cut(group, CHUNK)


def engine_rate(rows: int, seed: int = 1) -> float:
    """Appraisals a second of the engine alone, one process: the clock stands still while a chunk's setting is made."""
    keep_freed_memory()
    spent = 0.0
    for number, group in enumerate(chunks(rows, seed)):
        if number == 0:
            values(group.setting, group.options)
        s = replace(group.setting, _once={})
        start = time.perf_counter()
        values(s, group.options)
        spent += time.perf_counter() - start
    return rows * ROWS / spent


def everyone(group: Group) -> np.ndarray:
    """Every building of a group, as if each shared its owner."""
    return np.ones(group.stock.n, bool)


def row_rate(rows: int, seed: int = 1) -> float:
    """Appraisals a second with all that a portfolio says of a row, one process."""
    keep_freed_memory()
    ready = list(chunks(rows, seed))
    tables(ready[0], 0, 1, everyone(ready[0]))
    for group in ready:
        used_by_kind(group)  # once for each kind of building, however many there are
    start = time.perf_counter()
    for group in ready:
        tables(group, 0, 1, everyone(group))
    return rows * ROWS / (time.perf_counter() - start)


def at_once(rate: Callable[[int, int], float], rows: int, processes: int) -> float:
    """The rates of some processes at once, together: each has a stock of its own."""
    if processes == 1:
        return rate(rows, 1)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(rate, [rows] * processes, range(1, processes + 1)))


class Counted(np.ndarray):
    """An array that counts what is computed with it: array operations, and the numbers that come out of them."""

    calls = numbers = 0

    @classmethod
    def told(cls, found: Any) -> Any:
        """Count what an operation gave, and hand it on as an array that counts."""
        parts = found if isinstance(found, tuple) else (found,)
        cls.calls += 1
        cls.numbers += sum(np.size(part) for part in parts)
        return found.view(cls) if isinstance(found, np.ndarray) else found

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return Counted.told(func(*plain(args), **plain(kwargs)))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **more: Any) -> Any:
        return Counted.told(getattr(ufunc, method)(*plain(inputs), **plain(more)))


def plain(value: Any) -> Any:
    """The same with arrays that do not count."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value))
    return np.asarray(value) if isinstance(value, Counted) else value


def operations(rows: int) -> tuple[float, float]:
    """Array operations for an appraisal, and numbers that come out of them: both over appraisals."""
    Counted.calls = Counted.numbers = 0
    for group in chunks(rows):
        s = group.setting
        arrays = {
            n: (v.view(Counted) if isinstance(v, np.ndarray) and v.dtype == float else v)
            for n, v in s.cases.arrays.items()
        }
        values(replace(s, cases=replace(s.cases, arrays=arrays), _once={}), group.options)
    return Counted.calls / (rows * ROWS), Counted.numbers / (rows * ROWS)


def file_to_file(rows: int, draws: int = 0) -> tuple[float, dict[str, float], float]:
    """Seconds from Parquet to Parquet, by part, and the peak memory of any process in MB."""
    folder = Path(tempfile.mkdtemp())
    try:
        write_stock(blocks(rows, 1), folder / "stock.parquet", "nl")
        ask = Ask(folder / "stock.parquet", folder / "out", draws=draws)
        start = time.perf_counter()
        with batch.begun(ask) as run:
            batch.appraise(run, lambda *_: None)
            write_all(run, "nl")
        seconds = time.perf_counter() - start
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    peak = (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )
    return seconds, run.seconds, peak


def profile(rows: int, lines: int = 10) -> list[str]:
    """The functions that take most of the engine's time."""
    ready = [(g.setting, g.options) for g in chunks(rows)]
    watch = cProfile.Profile()
    watch.enable()
    for s, options in ready:
        values(s, options)
    watch.disable()
    stats = pstats.Stats(watch)
    whole = stats.total_tt  # type: ignore[attr-defined]
    top = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:lines]  # type: ignore[attr-defined]
    return [
        f"  {100 * own / whole:5.1f}%  {calls:>7} calls  {Path(file).name}:{line} {name}"
        for (file, line, name), (_, calls, own, _, _) in top
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument(
        "--buildings", type=int, default=300, help="buildings that the rate of draws is measured on"
    )
    asked = parser.parse_args()
    sizes = [int(s) for s in asked.sizes.split(",")]
    load = os.getloadavg()[0]
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}, load {load:.1f}"
    )
    if load > 0.5:
        print("other work is going on: these figures are too low")
    print(
        f"\n{'':>9} {'':>9} {'appraisals a second':>30}  {'for an appraisal':>31}"
        f"\n{'cases':>9} {'processes':>9} {'engine':>10} {'with all columns':>19}  {'array operations':>16} {'numbers':>14}"
    )
    for size in sizes:
        calls, numbers = operations(size)
        for processes in (1, 2):
            print(
                f"{size:>9} {processes:>9} {at_once(engine_rate, size, processes):>10,.0f} {at_once(row_rate, min(size, MEASURED), processes):>19,.0f}"
                f"  {calls:>16.2f} {numbers:>14,.0f}",
                flush=True,
            )
    print(
        f"\n{'file to file':>12} {'seconds':>8} {'ms/building':>11} {'appraisals/s':>12} {'peak MB':>8}  parts"
    )
    batch.RETURNS = 0  # the same columns at every size
    each = {}
    for size in sizes:
        seconds, parts, peak = file_to_file(size)
        each[size] = seconds / size
        told = ", ".join(f"{k} {v:.1f}" for k, v in parts.items())
        print(
            f"{size:>12} {seconds:>8.1f} {1000 * seconds / size:>11.3f} {size * ROWS / seconds:>12,.0f} {peak:>8,.0f}  {told}",
            flush=True,
        )
    print(
        f"a building of {sizes[-1]:,} costs {each[sizes[-1]] / each[sizes[0]]:.2f} times one of {sizes[0]:,}"
    )
    seconds, _parts, peak = file_to_file(asked.buildings, asked.draws)
    whole = asked.buildings * ROWS * (1 + asked.draws)
    print(
        f"{asked.draws} draws: {asked.buildings} buildings in {seconds:.1f} s, {whole / seconds:,.0f} appraisals/s; 100,000 would take {seconds / asked.buildings * 100_000 / 60:.0f} min"
    )
    print("\nwhere the engine's time goes (one process):")
    print("\n".join(profile(10_000)))


if __name__ == "__main__":
    main()
