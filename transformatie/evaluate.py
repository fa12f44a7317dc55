"""Appraise one building: settle its figures, run every option, rank, advise, explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from transformatie import __version__, assemble
from transformatie.advice import advise, ranked
from transformatie.books.notes import woz_warning
from transformatie.cases import central
from transformatie.chance import Drawn, draws_of, spreads
from transformatie.dated import Law, Tables
from transformatie.explain import explained, leaves_behind
from transformatie.explore.beside import Beside, beside
from transformatie.explore.effects import effects
from transformatie.explore.firmness import with_firmness
from transformatie.figures import all_tables
from transformatie.finance.case import financed, with_terms
from transformatie.input.building import Read
from transformatie.input.settle import Resolved, resolve
from transformatie.kan import gates
from transformatie.kan.fits import fits_of
from transformatie.kan.optimise import optimum
from transformatie.options import Options, options
from transformatie.periods import periods
from transformatie.permit.mag import mag
from transformatie.permit.study import studies
from transformatie.result import Advice, Gate, Meta, Result, Words
from transformatie.run import Run, run, setting_of
from transformatie.sampling import Sampling
from transformatie.trail import Trail
from transformatie.vacancy.emptiness import emptiness
from transformatie.yaml_lines import read_document

#: How deep the report goes into the sum behind the advised value.
REPORT_DEPTH, REPORT_LINES = 4, 60


@dataclass(frozen=True)
class Question:
    """What is asked of a building: law overlays, the day of knowledge, draws and seed."""

    overlays: tuple[Path, ...] = ()
    known_on: date | None = None
    draws: int = 0
    seed: int = 1
    sampling: Sampling = "plain"


@dataclass(frozen=True)
class Appraised:
    """A run of one building with what it came from; `trail` holds its sums."""

    resolved: Resolved
    law: Law
    run: Run
    trail: Trail


def tables_with(overlays: Sequence[Path]) -> Tables:
    """Law and market tables, with overlays on top in the order given."""
    tables = all_tables()
    for path in overlays:
        tables = tables.with_overlay(path)
    return tables


def appraised(read: Read, question: Question) -> Appraised:
    """The central case of every option, recorded. Errors: LawError."""
    assess = read.building.assess
    law = Law(tables_with(question.overlays), question.known_on or assess.date, assess.date)
    known = options()
    axis = periods(assess.date, assess.horizon_years)
    with Trail() as trail:
        resolved = resolve(read, law, known)
        cases = central(resolved, axis.years)
        done = run(setting_of([resolved], cases, axis, law), followed(read, known))
    return Appraised(resolved, law, done, trail)


def followed(read: Read, known: Options) -> Options:
    """The options with the follow-ups the owner names in their place."""
    own = {
        n: known.by_name[n].model_copy(update={"then": body["then"]})
        for n, body in read.building.options.items()
        if body.get("then")
    }
    return Options({**known.by_name, **own})


def evaluate(read: Read, question: Question) -> Result:
    """One building, all rows in rank order, with advice, assumptions, law and the sum behind the advised value."""
    a = appraised(read, question)
    return result_of(a, drawn_of(a, question), question)


def result_of(a: Appraised, drawn: Drawn | None, question: Question) -> Result:
    """The result of an appraised building and its draws."""
    read = a.resolved.read
    building = read.building
    both = {name: _gates(name, a, drawn) for name in a.run.outcomes}
    spread = spreads(drawn, {n: kan.band == "red" for n, (kan, _) in both.items()}) if drawn else {}
    order = ranked(a.run, {n: (kan.band, mag.band) for n, (kan, mag) in both.items()}, spread)
    rows = tuple(
        assemble.row(n, a.run, a.resolved, rank, *both[n], spread.get(n)) for rank, n in enumerate(order, 1)
    )
    permits = studies(a, question.draws, question.seed)
    rows = tuple(r.model_copy(update={"permit_study": permits.get(r.name)}) for r in rows)
    moved = beside(a.resolved, a.run, a.law)
    rows = financed(rows, a.run, a.resolved, moved)
    advice = with_firmness(
        advise(rows, building), rows, drawn, a.resolved, a.law, question.seed, question.sampling
    )
    best = a.run.outcomes[advice.row]
    steps = explained(best.value_after_tax, a.trail, REPORT_DEPTH, REPORT_LINES)
    terms = with_terms(a.resolved, a.law)
    lent = {name for name in (*terms.values, *terms.facts) if name.startswith("financing.")}
    listed = assemble.assumptions(terms, used_names(a) | lent, _effects(moved, advice))
    meta = Meta(
        version=__version__, input_file=Path(read.document.file).name, input_sha256=read.sha256, assessed_on=building.assess.date,
        known_on=a.law.known_on, horizon_end=a.run.setting.periods.end_date, draws=question.draws, seed=question.seed,
        overlays=tuple(p.name for p in question.overlays), sampling=question.sampling, input=read.document.values,
        overlay_values={p.name: read_document(p).values for p in question.overlays},
    )  # fmt: skip
    counted: dict[str, int] = {}
    for item in listed:
        counted[item.confidence] = counted.get(item.confidence, 0) + 1
    return Result(
        meta=meta, building=assemble.building(a.run, a.resolved), rows=rows, advice=advice, assumptions=listed,
        law=assemble.law_entries(a.law, building.assess.date, meta.horizon_end), explained=steps, warnings=_warnings(a), unverified=counted,
        notional_yield=assemble.notional_yield(a.run, a.resolved),
        emptiness=emptiness(a),
        fits=fits_of(building, a.law),
        optimum=optimum(a.run, a.resolved),
    )  # fmt: skip


def used_names(a: Appraised) -> set[str]:
    """Names of what the values of the rows came from."""
    outcomes = a.run.outcomes.values()
    return leaves_behind(
        [v for o in outcomes for v in (o.value_after_tax, o.accounts.books.closing, o.costs.total)], a.trail
    )


def _effects(moved: Beside, advice: Advice) -> dict[str, float]:
    """What each input does to the advised row and the one after it."""
    return effects(moved.ends, [r for r in (advice.row, advice.runner_up) if r])


def drawn_of(a: Appraised, question: Question) -> Drawn | None:
    """The draws of a building, or None where none are asked. The day of sale is that of the central case."""
    if not question.draws:
        return None
    return draws_of(
        a.resolved,
        a.run.options,
        a.run.setting.periods,
        a.law,
        float(a.run.sale_day[0]),
        question.draws,
        question.seed,
        question.sampling,
    )


def _gates(name: str, a: Appraised, drawn: Drawn | None) -> tuple[Gate, Gate]:
    plan = a.run.outcomes[name].plan
    return gates.kan(plan, a.resolved.read.building, a.law), mag(
        name, plan, drawn, a.law, a.run.setting.periods
    )


def _warnings(a: Appraised) -> tuple[Words, ...]:
    """What a reader must know before anything else."""
    out = []
    if a.resolved.hindsight:
        labels = [a.resolved.values[n].label for n in a.resolved.hindsight]
        nl, en = "; ".join(x.nl for x in labels), "; ".join(x.en for x in labels)
        out.append(Words(nl=f"Kennis achteraf gebruikt voor: {nl}.", en=f"Hindsight used for: {en}."))
    for overlay in (e for e in a.law.read.values() if e.overlay):
        out.append(
            Words(
                nl=f"Met een overlay gerekend ({overlay.source}): dit is geen geldend recht.",
                en=f"Computed with an overlay ({overlay.source}): this is not law.",
            )
        )
        break
    out.extend(woz_warning(a.run.setting))
    assess = a.resolved.read.building.assess
    if a.law.known_on.year >= 2026 and assess.horizon_years > 0:
        out.append(
            Words(
                nl="Belastingtarieven na 2026 zijn die van 2026, doorgetrokken.",
                en="Tax rates after 2026 are those of 2026, carried forward.",
            )
        )
    out.append(
        Words(
            nl="Dit is geen taxatie en geen inspectie; niets is ter plaatse gecontroleerd.",
            en="This is no appraisal and no inspection; nothing was checked on site.",
        )
    )
    return tuple(out)
