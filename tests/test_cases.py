"""Every case file under tests/cases holds, and stands in the folder of its figure."""

from datetime import date
from pathlib import Path

import pytest

from transformatie.dated import Law
from transformatie.errors import InputError
from transformatie.figures import all_tables, compute, run_case

CASES = sorted((Path(__file__).parent / "cases").glob("*/*.yaml"))
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(path: Path) -> None:
    case, _result, wrong = run_case(path, TODAY)
    assert case.expect, "a case without expectation proves nothing"
    assert case.figure == path.parent.name
    assert not wrong


@pytest.mark.parametrize("hazard", [1e-17, 1e-310])
def test_a_result_without_end_is_told_in_words(hazard: float) -> None:
    """A chance of letting that is as good as nothing makes a wait without end: a mistake in what was given, not of ours."""
    law = Law(all_tables(), date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(InputError, match="finite"):
        compute("expected_wait", {"hazard": hazard}, law)
    assert compute("expected_wait", {"hazard": 0.25}, law).model_dump() == {"expected_wait": 4.0}
