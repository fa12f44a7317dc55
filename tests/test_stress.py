"""The stress table: each row against a run of its own, with the changes the row names made to the input file."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from transformatie.cases import central
from transformatie.dated import Law
from transformatie.evaluate import Question, appraised, evaluate, tables_with
from transformatie.explore.beside import beside
from transformatie.explore.effects import ends
from transformatie.finance.rows import Loans, finance, loans_of
from transformatie.finance.stress import STRESSES
from transformatie.input.building import Read, read_building
from transformatie.input.settle import resolve
from transformatie.options import options
from transformatie.periods import periods
from transformatie.result import Result
from transformatie.run import run, setting_of

EXAMPLE = Path(__file__).parent.parent / "examples" / "kantoor-nieuwegein.yaml"


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    """The example as plain values; the loader keeps its dates as text."""
    found: dict[str, Any] = copy.deepcopy(read_building(EXAMPLE).document.values)
    return found


@pytest.fixture(scope="module")
def result() -> Result:
    return evaluate(read_building(EXAMPLE), Question())


def written(values: dict[str, Any], folder: Path) -> Read:
    """The values as an input file, read again."""
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(values, sort_keys=False), encoding="utf-8")
    return read_building(path)


def loans(read: Read) -> Loans:
    """The loans of every option of one building, in a run of its own."""
    on = read.building.assess.date
    law, axis = Law(tables_with(()), on, on), periods(on, read.building.assess.horizon_years)
    resolved = resolve(read, law, options())
    done = run(setting_of([resolved], central(resolved, axis.years), axis, law), options())
    return loans_of(done, [resolved], law)


def with_changes(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The input file with the changes a stress row names."""
    out = copy.deepcopy(values)
    for dotted, value in changes.items():
        place: Any = out
        *way, last = dotted.split(".")
        for part in way:
            if isinstance(place, list):
                place = place[int(part)]
            else:
                place = place.setdefault(part, {})
        place[int(last) if isinstance(place, list) else last] = value
    return out


@pytest.mark.parametrize("name", list(STRESSES))
def test_a_stress_row_is_a_run_of_its_own(
    result: Result, values: dict[str, Any], tmp_path: Path, name: str
) -> None:
    rows = {r.name: r for r in result.rows}
    assert rows["hold"].finance is not None
    changes = next(x.changes for x in rows["hold"].finance.stress if x.name == name)
    assert changes
    apart = loans(written(with_changes(values, changes), tmp_path))
    for option, row in rows.items():
        assert row.finance is not None
        stress = next(x for x in row.finance.stress if x.name == name)
        alone = finance(option, apart, (), ())
        value = float(apart.run.outcomes[option].value_after_tax[0])
        assert stress.value_after_tax == pytest.approx(value, abs=0.01), option
        assert stress.value_to_equity == pytest.approx(alone.value_to_equity, abs=0.01), option
        assert stress.lowest_dscr == pytest.approx(alone.lowest_dscr, abs=1e-9), option
        assert stress.cash_need == pytest.approx(alone.cash_need, abs=0.01), option
        shown = alone.highest_ltv if alone.highest_ltv is not None else alone.ltv_done
        assert stress.ltv == pytest.approx(shown, abs=1e-9), option
        assert stress.breached == any(not c.holds for c in alone.covenants), option


def test_all_together_is_what_evaluate_prints(result: Result, values: dict[str, Any], tmp_path: Path) -> None:
    rows = {r.name: r for r in result.rows}
    assert rows["hold"].finance is not None
    changes = next(x.changes for x in rows["hold"].finance.stress if x.name == "all")
    for alone in evaluate(written(with_changes(values, changes), tmp_path), Question()).rows:
        found = rows[alone.name].finance
        assert found is not None
        assert alone.finance is not None
        stress = next(x for x in found.stress if x.name == "all")
        assert stress.value_after_tax == pytest.approx(alone.value_after_tax, abs=0.01)
        assert stress.value_to_equity == pytest.approx(alone.value_to_equity, abs=0.01)
        assert stress.cash_need == pytest.approx(alone.finance.cash_need, abs=0.01)


def test_each_stress_moves_something_and_the_first_row_is_the_case(result: Result) -> None:
    for row in result.rows:
        assert row.finance is not None
        first = row.finance.stress[0]
        assert (first.name, first.changes) == ("none", {})
        assert first.value_after_tax == pytest.approx(row.value_after_tax, abs=0.01)
        assert first.value_to_equity == pytest.approx(row.value_to_equity, abs=0.01)
    for name in STRESSES:
        moved = [
            r for r in result.rows if r.finance
            and abs(next(x for x in r.finance.stress if x.name == name).value_to_equity - r.value_to_equity) > 1  # type: ignore[operator]
        ]  # fmt: skip
        assert moved, name


def test_an_appraisal_moves_along(values: dict[str, Any], tmp_path: Path) -> None:
    case = copy.deepcopy(values)
    case["market"]["appraisal"] = 3_000_000
    row = next(r for r in evaluate(written(case, tmp_path), Question()).rows if r.name == "hold")
    assert row.finance is not None
    by_name = {x.name: x for x in row.finance.stress}
    assert by_name["rent"].changes["market.appraisal"] == pytest.approx(2_700_000)
    assert (
        by_name["yield_100"].changes["market.appraisal"]
        < by_name["yield_50"].changes["market.appraisal"]
        < 3_000_000
    )


def test_one_run_beside_the_central_case_says_what_runs_of_their_own_say() -> None:
    """Stresses and ends share a run; the ends are those of a run without stresses, the first loans those of the run itself."""
    a = appraised(read_building(EXAMPLE), Question())
    found, alone = beside(a.resolved, a.run, a.law), ends(a.resolved, a.run, a.law)
    assert found.ends.inputs == alone.inputs
    own = loans_of(a.run, [a.resolved], a.law)
    for name, values in alone.values.items():
        np.testing.assert_allclose(found.ends.values[name], values, rtol=1e-12)
        assert np.ptp(values) > 0, name
        assert found.loans.run.outcomes[name].value_after_tax[0] == pytest.approx(values[0], rel=1e-12)
        np.testing.assert_allclose(
            found.loans.by_option[name].debt.closing[:, 0], own.by_option[name].debt.closing[:, 0], rtol=1e-12
        )
