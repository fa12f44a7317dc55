"""Nothing is dead: every field of the file, every settled figure and every table counts for something that is printed.

What moves nothing stands in dead.md with the reason; an entry there that does move something is a failure too.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.moves import (
    BASES,
    TESTS,
    Where,
    at,
    base,
    changed,
    engine,
    fields,
    models,
    moved,
    numbers,
    others,
    printed,
    readable,
)
from transformatie import dated, evaluate, figures
from transformatie.appraise.detail import detail
from transformatie.cases import stacked
from transformatie.dated import Law, Tables
from transformatie.errors import LawError, TransformatieError
from transformatie.evaluate import followed
from transformatie.figures import all_tables, run_case
from transformatie.input.building import Read, read_building
from transformatie.input.settle import Value, resolve
from transformatie.options import options
from transformatie.periods import periods
from transformatie.run import run, setting_of

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
    dead |= names & set(TOGETHER)
    alive |= search(names - alive - dead, printed)
    alive |= search(names - alive - dead, lambda read: printed(read, DRAWS), tries=1)
    assert names - alive - dead == set()


def test_low_and_high_of_a_range_move_the_draws() -> None:
    """Of every range in a file with no tenants, survey or day of application, in the result with draws."""
    values = changed(base("plain"), {"leases": [], "permit.flora_season": None})
    start = readable(values)
    assert start is not None
    before = printed(start, DRAWS)
    paths = [p for p in fields(values) if bounds(p)]
    assert len(paths) > 10
    for path in paths:
        read = readable(moved(values, path, at(values, path) * (0.8 if path[-1] == "low" else 1.2)))
        assert read is not None
        assert (printed(read, DRAWS) != before) == (name_of(path[:-1]) not in explained("Ranges")), path


#: Fields that the checks let change only together with another of their kind.
TOGETHER: dict[str, dict[str, Any]] = {
    "programme.mix.share": {"programme.mix.0.share": 0.5, "programme.mix.1.share": 0.5},
    "floors.storeys": {"floors.0.storeys": 3, "floors.0.converted_storeys": 3, "floors.1.storeys": 2, "floors.1.converted_storeys": 2},
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_fields_that_change_together_move_the_engine(name: str) -> None:
    start, read = readable(base("rich")), readable(changed(base("rich"), TOGETHER[name]))
    assert start is not None
    assert read is not None
    assert numbers(engine(read)) != numbers(engine(start))


def buildings() -> list[Read]:
    """The buildings moved above, and the examples."""
    files = sorted((TESTS.parent / "examples").glob("*.yaml"))
    return [r for name in BASES if (r := readable(base(name)))] + [read_building(f) for f in files]


def elsewhere(value: Value) -> float:
    """Another value for a figure, far enough to matter."""
    if value.unit == "flag":
        return 1 - value.mid
    if value.unit == "share/yr":
        return value.mid - 0.06
    if value.unit in ("number", "year", "month", "week", "day", "yr"):
        return value.mid / 2 if value.unit == "yr" and value.mid > 10 else value.mid + 2
    return value.mid * 1.2 or 0.3


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
            arrays[name][i] = elsewhere(resolved.values[name])
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

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def computed(case: Path, tables: Tables) -> tuple[str, set[str]]:
    """What a case file comes to under some tables, and the tables it asked for."""
    watched = Watched(tables.parameters)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "all_tables", lambda: Tables(watched, tables.sources))
        try:
            with np.errstate(all="ignore"):  # a table that is moved may make no sense
                result = json.dumps(run_case(case, date(2026, 11, 24))[1], sort_keys=True, default=str)
        except (TransformatieError, ValueError) as error:
            result = f"{type(error).__name__}: {error}"
    return result, watched.asked


def moved_by_cases(tables: Tables) -> set[str]:
    """Tables that change what some case file comes to."""
    before: dict[Path, str] = {}
    reads: dict[str, list[Path]] = {}
    for case in sorted((TESTS / "cases").rglob("*.yaml")):
        before[case], asked = computed(case, tables)
        for name in asked & set(tables.parameters):
            reads.setdefault(name, []).append(case)
    return {
        n
        for n, cases in reads.items()
        if any(computed(c, changed_tables(tables, n))[0] != before[c] for c in cases)
    }


def moved_by_engine(names: set[str], tables: Tables) -> set[str]:
    """Tables that change the numbers of one of the buildings, or of one in a municipality with a table of its own."""
    out: set[str] = set()
    places = {
        m.group(1)
        for n in names
        if (m := re.fullmatch(r"(?:ozb|sewer|water)\.(.+?)(?<!_dwelling)_(?:owner|user)", n))
    }
    own = {f"costs.{n}": None for n in ("ozb_owner_rate", "ozb_user_rate", "sewer_per_year", "water_rate")}
    kinds = (
        ("building.quality", "high"),
        ("building.quality", "poor"),
        ("market.place", "city_centre"),
        ("market.place", "mono_functional"),
    )
    files = [base(w) for w in BASES]
    files += [
        changed(base("rich"), {**own, "building.municipality": p.replace("_", " ")}) for p in sorted(places)
    ]
    files += [changed(base("rich"), {k: v}) for k, v in kinds]
    for values in files:
        read = readable(values)
        assert read is not None
        watched = Watched(tables.parameters)
        before = numbers(engine(read, Tables(watched, tables.sources)))
        for name in sorted((watched.asked & names) - out):
            if said(read, changed_tables(tables, name)) != before:
                out.add(name)
    return out


def said(read: Read, tables: Tables) -> object:
    """The numbers of the engine, or that the law does not say."""
    try:
        with np.errstate(all="ignore"):
            return numbers(engine(read, tables))
    except LawError as error:
        return str(error)


def moved_by_result(names: set[str], tables: Tables) -> set[str]:
    """Tables that change the whole result, draws and all, of the barest building or of the richest."""
    out: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for which in ("bare", "rich"):
            read = readable(base(which))
            assert read is not None
            patch.setattr(evaluate, "all_tables", all_tables)
            before = printed(read, DRAWS)
            for name in sorted(names - out):
                patch.setattr(evaluate, "all_tables", lambda name=name: changed_tables(tables, name))
                if printed(read, DRAWS) != before:
                    out.add(name)
    return out


@cache
def left_over() -> tuple[str, ...]:
    """Tables that neither a case file nor the engine shows to move anything."""
    tables = all_tables()
    left = set(tables.parameters) - moved_by_cases(tables)
    return tuple(sorted(left - moved_by_engine(left, tables)))


def test_no_table_is_explained_as_dead_that_moves() -> None:
    assert set(explained("Tables")) <= set(left_over())


@pytest.mark.parametrize("part", range(2))
def test_every_table_moves_a_result(part: int) -> None:
    """Each dated table changed alone: the result of a case file, of an appraisal, or of a whole evaluation is another.

    The odds of permits have such a test of their own, on draws of the procedure: test_procedure_tables.
    """
    names = {n for n in left_over() if not n.startswith("permit_odds.")} - set(explained("Tables"))
    mine = set(sorted(names)[part::2])
    assert mine - moved_by_result(mine, all_tables()) == set()


def changed_tables(tables: Tables, name: str) -> Tables:
    """The tables with every entry of a parameter moved."""
    old = tables.parameters[name]
    values = tuple(other_entry(e, old) for e in old.values)
    return Tables({**tables.parameters, name: old.model_copy(update={"values": values})}, tables.sources)


def other_entry(entry: dated.Entry, of: dated.Parameter) -> dated.Entry:
    """An entry with another value."""
    if entry.mid is not None:
        assert entry.low is not None
        assert entry.high is not None
        return entry.model_copy(
            update={"low": entry.low * 0.7, "mid": entry.mid * 0.7, "high": entry.high * 0.7}
        )
    return entry.model_copy(update={"value": other_value(entry.value, of)})


def other_value(value: object, of: dated.Parameter) -> object:
    """Another flag, day, word or number."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        whole = isinstance(value, int) and abs(value) > 1
        other = value * 0.7 if abs(value) not in (0, 1) else 1 - abs(value)
        return round(other) if whole else other
    if isinstance(value, list):
        return [other_value(v, of) for v in value]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return f"{int(str(value)[:4]) + 1}{str(value)[4:]}"
    return next((e.value for e in of.values if e.value != value), value)
