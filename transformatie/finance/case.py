"""The loans and the commercial accounts of an appraised building, put on its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transformatie.dated import Law
from transformatie.errors import InputError, Problem, nearest
from transformatie.explore.beside import Beside
from transformatie.finance.conditions import conditions
from transformatie.finance.lending import settled_terms
from transformatie.finance.rows import Loans, book_page, finance, loans_of
from transformatie.finance.stress import stressed
from transformatie.input.settle import Resolved
from transformatie.options import options
from transformatie.result import Row
from transformatie.run import Run
from transformatie.trail import Trail


def recorded_loans(run: Run, resolved: Resolved, law: Law, trail: Trail) -> Loans:
    """The loans of every option, recorded on the trail of the run, so that each figure can be explained."""
    with trail:
        return loans_of(run, [resolved], law)


def with_terms(resolved: Resolved, law: Law) -> Resolved:
    """The settled figures of a building with the terms of its new loan among them: what is assumed is listed with the rest."""
    return replace(
        resolved, values={**resolved.values, **{v.name: v for v in settled_terms(resolved, law).values()}}
    )


def financed(rows: Sequence[Row], run: Run, resolved: Resolved, beside: Beside) -> tuple[Row, ...]:
    """The rows with their loans, stress table, checklist and commercial page; the loans are those of the unstressed case."""
    loans, stress = beside.loans, stressed(beside.changes, beside.loans)
    building, out = resolved.read.building, []
    for row in rows:
        listed = conditions(run.outcomes[row.name], building, run.setting)
        found = finance(row.name, loans, listed, stress[row.name])
        page = book_page(row.name, run, loans, resolved)
        out.append(
            row.model_copy(
                update={"value_to_equity": found.value_to_equity, "finance": found, "book_page": page}
            )
        )
    return tuple(out)


def named(option: str) -> list[str]:
    """The rows an option name stands for: all, one, or every variant (`convert` → convert_let, …). Errors: InputError."""
    known = options()
    found = list(known.by_name) if option == "all" else known.matching(option)
    if not found:
        names = ["all", *known.by_name, "convert", "demolish"]
        raise InputError(
            [
                Problem(
                    "command line",
                    1,
                    "--option",
                    f"'{option}'",
                    "een bekende optie",
                    "a known option",
                    nearest(option, names),
                )
            ]
        )
    return found


def rows_named(rows: Sequence[Row], option: str) -> list[Row]:
    """The rows of a result that an option name stands for."""
    wanted = named(option)
    return [r for r in rows if r.name in wanted]
