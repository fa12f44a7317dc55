"""How fast one building is drawn, how much memory a draw takes, and where the time goes.

    python benchmarks/draws.py [FILE] [DRAWS]

Run it on a quiet machine. Figures of a run: draws a second with every row, full tax and books, and refusal; bytes a draw
while it is computed, and kept afterwards; seconds of compute of sensitivity, breakeven and wait; shares by chapter.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from transformatie.chance import CHUNK
from transformatie.evaluate import Appraised, Question, appraised, drawn_of
from transformatie.explore.breakeven import breakeven
from transformatie.explore.sensitivity import sensitivity
from transformatie.explore.wait import wait
from transformatie.input.building import read_building

OFFICE = Path(__file__).parent.parent / "examples" / "kantoor-nieuwegein.yaml"
#: Chapters whose share of the time is told, by the file and the function that computes them.
CHAPTERS = {
    "costs": ("appraise/costs.py", "costs"), "works": ("appraise/works.py", "works"), "income": ("appraise/income.py", "income"),
    "sales": ("appraise/sales.py", "sales"), "books and tax": ("appraise/accounts.py", "accounts"), "WOZ": ("appraise/accounts.py", "woz"),
    "value": ("formulas/value.py", "value_of"), "permits": ("transformatie/permit/permits.py", "path"), "plans": ("options/recipes.py", "plan"),
    "drawing": ("transformatie/cases.py", "drawn"), "value as is": ("transformatie/run.py", "based"),
    "market paths": ("transformatie/paths.py", "paths_of"), "after refusal": ("transformatie/chance.py", "after_refusal"),
}  # fmt: skip


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of a few runs."""
    out = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        out.append(time.perf_counter() - start)
    return min(out)


def speed(a: Appraised, draws: int) -> None:
    """Draws a second in each way of drawing."""
    rows = len(a.run.outcomes)
    drawn_of(a, Question(draws=64))
    for sampling, n in (
        ("plain", draws),
        ("antithetic", draws),
        ("sobol", 1 << (draws - 1).bit_length() - 1),
    ):
        seconds = best(lambda n=n, s=sampling: drawn_of(a, Question(draws=n, sampling=s)))  # type: ignore[misc]
        print(
            f"{sampling:12} {n:7,} draws × {rows} rows  {seconds:6.2f} s  {n / seconds:9,.0f} draws/s  {n * rows / seconds:11,.0f} appraisals/s"
        )


def memory(a: Appraised) -> None:
    """Bytes a draw at the peak of one chunk, and kept."""
    tracemalloc.start()
    drawn = drawn_of(a, Question(draws=CHUNK // 4))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert drawn is not None
    kept = sum(
        v.nbytes
        for part in (drawn.values, drawn.granted_values, drawn.in_time, drawn.irrevocable)
        for v in part.values()
    )
    print(
        f"memory       {peak / (CHUNK // 4):9,.0f} bytes a draw while computed, {kept / (CHUNK // 4):5,.0f} kept; a chunk holds {CHUNK:,}"
    )


def commands(a: Appraised) -> None:
    """Seconds of compute of the commands that explore."""

    def tornado() -> object:
        drawn = drawn_of(a, Question(draws=2000))
        assert drawn is not None
        return sensitivity(a, drawn, 1)

    print(f"sensitivity  {best(tornado):6.2f} s")
    print(f"breakeven    {best(lambda: breakeven(a, ['convert_sell_units'])):6.2f} s")
    print(f"wait         {best(lambda: wait(a)):6.2f} s")


def where(a: Appraised) -> None:
    """Share of the time by chapter, in one thread; a chapter counts what it calls."""
    profile = cProfile.Profile()
    profile.enable()
    drawn_of(a, Question(draws=8))
    profile.disable()
    from transformatie.chance import _chunk, variables_of
    from transformatie.sampling import streams_of

    profile = cProfile.Profile()
    streams = streams_of(a.resolved.read.identity, variables_of(a.resolved), "plain", 1, CHUNK)
    profile.enable()
    _chunk(
        a.resolved,
        a.run.options,
        a.run.setting.periods,
        a.law,
        float(a.run.sale_day[0]),
        CHUNK,
        1,
        0,
        streams,
    )
    profile.disable()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = max(cumulative for _, _, _, cumulative, _ in stats.values())
    for chapter, (file, function) in CHAPTERS.items():
        spent = sum(s[3] for (path, _, name), s in stats.items() if path.endswith(file) and name == function)
        print(f"  {chapter:14} {100 * spent / whole:5.1f} %")


def main() -> None:
    """All of it."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else OFFICE
    draws = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    a = appraised(read_building(path), Question())
    speed(a, 2000)
    speed(a, draws)
    memory(a)
    commands(a)
    where(a)


if __name__ == "__main__":
    main()
