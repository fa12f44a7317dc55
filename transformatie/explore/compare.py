"""What explains the difference between two runs: each cause put into the first run on its own, in the present version.

The parts are counted in whole cents: before + inputs + law + market + draws + version + interactions = after.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np

from transformatie import __version__
from transformatie.cases import central
from transformatie.chance import draws_of
from transformatie.dated import Law, Parameter, Tables
from transformatie.errors import LawError
from transformatie.evaluate import followed
from transformatie.explore.kept import Kept
from transformatie.explore.result import Cause, Changed, Comparison, Difference
from transformatie.figures import all_tables
from transformatie.input.building import read_values
from transformatie.input.settle import resolve
from transformatie.law import law_tables
from transformatie.options import options
from transformatie.parts import Words
from transformatie.periods import periods
from transformatie.run import run, setting_of
from transformatie.sampling import Sampling

CAUSES: tuple[Cause, ...] = ("inputs", "law", "market", "draws")


@dataclass(frozen=True)
class Book:
    """Law or market tables of a run: what was known when, and what each overlay put on top (by name of parameter)."""

    known_on: date
    overlays: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Spec:
    """All that decides a run."""

    inputs: Mapping[str, Any]
    file: str
    law: Book
    market: Book
    draws: tuple[int, int, Sampling]


Measures = dict[tuple[str, str], float]


def spec_of(kept: Kept) -> Spec:
    """What decided a run, its overlays parted into law and market."""
    law = law_tables().parameters
    m = kept.meta

    def part(of_law: bool) -> Book:
        bodies = (
            {n: b for n, b in body.items() if n != "label" and (n in law) == of_law}
            for body in m.overlay_values.values()
        )
        return Book(m.known_on, tuple(body for body in bodies if body))

    return Spec(m.input, m.input_file, part(True), part(False), (m.draws, m.seed, m.sampling))


def measured(spec: Spec) -> Measures:
    """Central and expected value of every row, in the present version."""
    read, known = read_values(spec.inputs, spec.file), options()
    assess = read.building.assess
    tables = all_tables()
    for body in (*spec.law.overlays, *spec.market.overlays):
        tables = _overlaid(tables, body)
    law = _law(tables, spec, assess.date)
    axis = periods(assess.date, assess.horizon_years)
    resolved = resolve(read, Law(tables, spec.market.known_on, assess.date), known)
    own = followed(read, known)
    done = run(setting_of([resolved], central(resolved, axis.years), axis, law), own)
    out = {(n, "central"): float(o.value_after_tax[0]) for n, o in done.outcomes.items()}
    draws, seed, sampling = spec.draws
    if draws:
        drawn = draws_of(resolved, own, axis, law, float(done.sale_day[0]), draws, seed, sampling)
        out |= {(n, "expected"): float(np.mean(v)) for n, v in drawn.values.items()}
    return out


def _overlaid(tables: Tables, overlay: Mapping[str, Any]) -> Tables:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "overlay.yaml"
        path.write_text(json.dumps(overlay), encoding="utf-8")
        return tables.with_overlay(path)


def _law(tables: Tables, spec: Spec, on: date) -> Law:
    """The tables as known on the day of each book. With one day for both, what the run itself had."""
    if spec.law.known_on == spec.market.known_on:
        return Law(tables, spec.law.known_on, on)
    ours = law_tables().parameters

    def known(name: str, parameter: Parameter) -> Parameter:
        until = (spec.law if name in ours else spec.market).known_on
        return parameter.model_copy(update={"values": tuple(e for e in parameter.values if e.known <= until)})

    kept = {n: known(n, p) for n, p in tables.parameters.items()}
    return Law(Tables(kept, tables.sources), max(spec.law.known_on, spec.market.known_on), on)


def compare(first: Kept, second: Kept, names: tuple[str, str]) -> Comparison:
    """The difference of every row that both runs have, by cause."""
    a, b = spec_of(first), spec_of(second)
    before, after = measured(a), measured(b)
    alone = dict(_alone(a, b, before))
    kept = {n: _kept(k) for n, k in zip("ab", (first, second), strict=True)}
    labels = {r.name: r.label for r in first.rows}
    rows = [
        _difference(key, labels[key[0]], kept["a"], kept["b"], before, after, alone)
        for key in kept["a"] if key in kept["b"] and key in before and key in after
    ]  # fmt: skip
    lacking = sorted({n for n, _ in kept["a"]} ^ {n for n, _ in kept["b"]})
    return Comparison(
        before=names[0], after=names[1], version=__version__, versions=(first.meta.version, second.meta.version),
        changed=tuple(_changed(a, b, first, second)), rows=tuple(rows), only=tuple(lacking),
    )  # fmt: skip


def _kept(kept: Kept) -> Measures:
    out: Measures = {}
    for row in kept.rows:
        out[row.name, "central"] = row.value_after_tax
        if row.spread:
            out[row.name, "expected"] = row.spread.expected
    return out


def _alone(a: Spec, b: Spec, before: Measures) -> Iterator[tuple[Cause, Measures | None]]:
    """The first run with one cause of the second in it; None where that cannot be computed."""
    swapped: Mapping[Cause, Spec] = {
        "inputs": replace(a, inputs=b.inputs, file=b.file),
        "law": replace(a, law=b.law),
        "market": replace(a, market=b.market),
        "draws": replace(a, draws=b.draws),
    }
    for cause in CAUSES:
        try:
            yield cause, before if swapped[cause] == a else measured(swapped[cause])
        except LawError:
            yield cause, None


def _difference(
    key: tuple[str, str], label: Words, kept_a: Measures, kept_b: Measures, before: Measures, after: Measures,
    alone: Mapping[Cause, Measures | None],
) -> Difference:  # fmt: skip
    """One row in cents: what is left after all causes is their interaction."""
    start, end = cents(kept_a[key]), cents(kept_b[key])
    now, then = cents(before[key]), cents(after[key])
    parts: dict[Cause, int] = {
        c: cents(found[key]) - now if found and key in found else 0 for c, found in alone.items()
    }
    parts["version"] = (now - start) + (end - then)
    parts["interactions"] = (end - start) - sum(parts.values())
    return Difference(
        option=key[0], label=label, measure=cast(Any, key[1]), before=start / 100, after=end / 100,
        parts={c: amount / 100 for c, amount in parts.items()}, separable=tuple(c for c, found in alone.items() if found),
    )  # fmt: skip


def cents(amount: float) -> int:
    """An amount in whole cents."""
    return round(amount * 100)


def _changed(a: Spec, b: Spec, first: Kept, second: Kept) -> Iterator[Changed]:
    """What is not the same, path by path."""
    for path, old, new in differences(a.inputs, b.inputs):
        yield Changed(cause="inputs", name=path, before=old, after=new)
    for cause, one, two in (("law", a.law, b.law), ("market", a.market, b.market)):
        if one.known_on != two.known_on:
            yield Changed(
                cause=cast(Cause, cause), name="known_on", before=f"{one.known_on}", after=f"{two.known_on}"
            )
        for path, old, new in differences(_merged(one), _merged(two)):
            yield Changed(cause=cast(Cause, cause), name=path, before=old, after=new)
    for name, was, now in zip(("draws", "seed", "sampling"), a.draws, b.draws, strict=True):
        if was != now:
            yield Changed(cause="draws", name=name, before=f"{was}", after=f"{now}")
    versions = first.meta.version, second.meta.version
    if set(versions) != {__version__}:
        yield Changed(cause="version", name=__version__, before=versions[0], after=versions[1])


def _merged(book: Book) -> dict[str, Any]:
    """What all overlays say, the last one last."""
    return {name: body for overlay in book.overlays for name, body in overlay.items()}


def differences(a: Any, b: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Paths at which two trees of plain values differ, with what stands there.

    >>> list(differences({"a": 1, "b": [1, 2]}, {"a": 2, "b": [1]}))
    [('a', '1', '2'), ('b[1]', '2', '-')]
    """
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in dict.fromkeys((*a, *b)):
            yield from differences(
                a.get(key, _ABSENT), b.get(key, _ABSENT), f"{path}.{key}" if path else str(key)
            )
    elif isinstance(a, list) and isinstance(b, list):
        for i in range(max(len(a), len(b))):
            yield from differences(
                a[i] if i < len(a) else _ABSENT, b[i] if i < len(b) else _ABSENT, f"{path}[{i}]"
            )
    elif a != b or type(a) is not type(b):
        yield path, _shown(a), _shown(b)


def _shown(value: Any) -> str:
    return "-" if value is _ABSENT else json.dumps(value, ensure_ascii=False, default=str)


_ABSENT = object()
