"""Nothing is dead: every field of the file, every settled figure and every table counts for something that is printed.

What moves nothing stands in dead.md with the reason; an entry there that does move something is a failure too.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pytest

from tests.moves import (
    BASES,
    TESTS,
    Where,
    at,
    base,
    engine,
    fields,
    models,
    moved,
    numbers,
    others,
    printed,
    readable,
)
from transformatie import dated
from transformatie.appraise.detail import detail
from transformatie.building import Read, read_building
from transformatie.cases import stacked
from transformatie.dated import Law, Tables
from transformatie.evaluate import followed
from transformatie.figures import all_tables, run_case
from transformatie.options import options
from transformatie.periods import periods
from transformatie.run import run, setting_of
from transformatie.settle import resolve

#: Fields that are sections of their own to search, so that two cores share the work.
SECTIONS = (
    "building",
    "leases|units|services",
    "owner|books",
    "costs|market",
    "financing",
    "permit",
    "fit",
    "floors|programme|options|assess",
)
DRAWS = 24


@cache
def explained(heading: str) -> dict[str, str]:
    """Names under a heading of dead.md, with the reason."""
    text = (TESTS / "dead.md").read_text(encoding="utf-8")
    part = text.split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    return {n.strip("` "): why.strip() for n, why in re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", part, re.M)}


def name_of(path: Where) -> str:
    """A field by its words, without positions."""
    return ".".join(str(p) for p in path if isinstance(p, str))


def bounds(path: Where) -> bool:
    """Low, high and bounds of a range: these move draws, and are tested as one."""
    return path[-1] in ("low", "high", "bounds")


def test_every_field_of_the_schema_is_filled_in_somewhere() -> None:
    filled = {name_of(path) for name in BASES for path in fields(base(name))}
    missing = {m for m in models() if not any(f == m or f.startswith(f"{m}.") for f in filled)}
    assert {m for m in missing if not m.startswith("costs.cycle.")} == set()


@pytest.mark.parametrize("name", BASES)
def test_the_buildings_that_are_moved_are_sound(name: str) -> None:
    assert readable(base(name)) is not None


def search(
    names: set[str], says: Callable[[Read], object], only: tuple[str, ...] = tuple(BASES), tries: int = 2
) -> set[str]:
    """Those of `names` that change what `says` returns, in one of the buildings."""
    alive: set[str] = set()
    for which in only:
        values = base(which)
        before = None
        for path in fields(values):
            name = name_of(path)
            if name not in names - alive or bounds(path):
                continue
            sound = (r for to in others(path, at(values, path)) if (r := readable(moved(values, path, to))))
            for _, read in zip(range(tries), sound, strict=False):
                if before is None:
                    start = readable(values)
                    assert start is not None
                    before = says(start)
                if says(read) != before:
                    alive.add(name)
                    break
    return alive


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_moves_something_that_is_printed(section: str) -> None:
    """First the numbers of the engine, then the whole result, then the result with draws."""
    listed = explained("Fields")
    names = {
        name_of(p)
        for which in BASES
        for p in fields(base(which))
        if re.fullmatch(section, str(p[0])) and not bounds(p)
    }
    alive = search(names, lambda read: numbers(engine(read)))
    dead = names & set(listed)
    assert not dead & alive, "explained as dead, but the engine moves"
    assert not search(dead, printed, ("rich",)), "explained as dead, but the result moves"
    alive |= search(names - alive - dead, printed)
    alive |= search(names - alive - dead, lambda read: printed(read, DRAWS), tries=1)
    assert names - alive - dead == set()


def test_low_and_high_of_a_range_move_the_draws() -> None:
    from transformatie.cases import drawn

    values = base("rich")
    start = readable(values)
    assert start is not None
    assess = start.building.assess
    axis, law = periods(assess.date, assess.horizon_years), Law(all_tables(), assess.date, assess.date)

    def draws(read: Read) -> bytes:
        cases = drawn(resolve(read, law, options()), axis.years, 64, 1)
        return b"".join(np.asarray(v).tobytes() for _, v in sorted(cases.arrays.items()))

    before = draws(start)
    paths = [p for p in fields(values) if bounds(p)]
    assert len(paths) > 10
    for path in paths:
        to = at(values, path) * (0.9 if path[-1] == "low" else 1.1)
        read = readable(moved(values, path, to))
        assert read is not None
        assert draws(read) != before, path


def buildings() -> list[Read]:
    """The buildings moved above, and the examples."""
    files = sorted((TESTS.parent / "examples").glob("*.yaml"))
    return [r for name in BASES if (r := readable(base(name)))] + [read_building(f) for f in files]


def test_every_settled_figure_moves_the_engine() -> None:
    """Each figure of each building moved alone, as so many cases of one run."""
    every: set[str] = set()
    alive: set[str] = set()
    for read in buildings():
        assess = read.building.assess
        law, axis = Law(all_tables(), assess.date, assess.date), periods(assess.date, assess.horizon_years)
        resolved = resolve(read, law, options())
        names = list(resolved.values)
        cases = stacked([resolved] * (len(names) + 1), axis.years)
        arrays = {k: np.array(v) for k, v in cases.arrays.items()}
        for i, name in enumerate(names):
            value = resolved.values[name]
            far = value.unit in ("number", "year", "month", "yr", "week", "day")
            arrays[name][i] = (
                1 - value.mid if value.unit == "flag" else value.mid + 2 if far else value.mid * 1.2 or 0.3
            )
        s = setting_of([resolved] * cases.n, dataclasses.replace(cases, arrays=arrays), axis, law)
        done = run(s, followed(read, options()))
        rows = []
        for o in done.outcomes.values():
            d = detail(o, done.setting)
            flows = (
                o.value_after_tax,
                o.running,
                o.year_end,
                o.accounts.tax,
                o.accounts.books.closing,
                o.woz,
                d.book_result,
                d.residual.residual,
            )
            rows += [np.asarray(f, float).reshape(-1, cases.n) for f in flows]
        table = np.vstack(rows)
        with np.errstate(invalid="ignore"):
            differs = np.any(np.abs(table[:, :-1] - table[:, -1:]) > 1e-4, axis=0)
        every |= set(names)
        alive |= {name for name, is_moved in zip(names, differs, strict=True) if is_moved}
    assert every - alive == set(explained("Figures"))


class Watched(dict[str, dated.Parameter]):
    """Tables that remember what was asked of them."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> dated.Parameter:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: object = None) -> object:
        self.asked.add(key)
        return super().get(key, default)


def test_every_table_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """By an evaluation of one of the buildings, in any of the municipalities the tables know, or by a case file."""
    from transformatie import evaluate, figures

    tables = all_tables()
    watched = Watched(tables.parameters)
    seen = Tables(watched, tables.sources)
    for module in (evaluate, figures):
        monkeypatch.setattr(module, "all_tables", lambda: seen)
    for sound in buildings():
        printed(sound, DRAWS)
    places = {m for n in tables.parameters if (m := re.fullmatch(r"(?:ozb|sewer)\.(.+)_(?:owner|user)", n))}
    for place in sorted({m.group(1) for m in places}):
        values = moved(base("rich"), ("building", "municipality"), place.replace("_", " "))
        read = readable(moved(values, ("building", "quality"), "high"))
        assert read is not None
        resolve(read, Law(seen, read.building.assess.date), options())
    for kind, name in (("building", "quality"), ("market", "place")):
        for word in ("high", "poor", "city_centre", "mono_functional"):
            if read := readable(moved(base("rich"), (kind, name), word)):
                resolve(read, Law(seen, read.building.assess.date), options())
    for case in sorted((TESTS / "cases").rglob("*.yaml")):
        run_case(case, date(2026, 11, 24))
    assert set(tables.parameters) - watched.asked == set(explained("Tables"))


def law_read() -> list[tuple[str, str]]:
    """(building, parameter) of the law that an evaluation of the buildings reads."""
    out: dict[str, str] = {}
    for which in ("rich", "2011"):
        read = readable(base(which))
        assert read is not None
        law = Law(all_tables(), read.building.assess.date, read.building.assess.date)
        axis = periods(read.building.assess.date, read.building.assess.horizon_years)
        resolved = resolve(read, law, options())
        run(setting_of([resolved], stacked([resolved], axis.years), axis, law), options())
        for name, _ in law.read:
            out.setdefault(name, which)
    return sorted((which, name) for name, which in out.items())


@pytest.mark.parametrize("part", range(4))
def test_every_entry_of_law_that_the_engine_reads_moves_it(part: int) -> None:
    unmoved = set()
    for which, name in law_read()[part::4]:
        read = readable(base(which))
        assert read is not None
        tables = all_tables()
        if numbers(engine(read, changed_tables(tables, name))) == numbers_of(which):
            unmoved.add(name)
    assert unmoved == {n for n in explained("Law") if n in {name for _, name in law_read()[part::4]}}


@cache
def numbers_of(which: str) -> bytes:
    """The numbers of a building under the tables as they are."""
    read = readable(base(which))
    assert read is not None
    return numbers(engine(read))


def changed_tables(tables: Tables, name: str) -> Tables:
    """The tables with every entry of a parameter moved."""
    old = tables.parameters[name]
    return Tables(
        {
            **tables.parameters,
            name: old.model_copy(update={"values": tuple(other_entry(e) for e in old.values)}),
        },
        tables.sources,
    )


def other_entry(entry: dated.Entry) -> dated.Entry:
    """An entry with another value."""
    if entry.mid is not None:
        assert entry.low is not None
        assert entry.high is not None
        return entry.model_copy(
            update={"low": entry.low * 0.7, "mid": entry.mid * 0.7, "high": entry.high * 0.7}
        )
    return entry.model_copy(update={"value": other_value(entry.value)})


def other_value(value: object) -> object:
    """Another flag, word or number."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value * 0.7 if abs(value) not in (0, 1) else 1 - abs(value)
    if isinstance(value, list):
        return [other_value(v) if not isinstance(v, str) else v for v in value]
    return value
