"""Every case file under tests/cases holds, and stands in the folder of its figure."""

from datetime import date
from pathlib import Path

import pytest

from transformatie.figures import run_case

CASES = sorted((Path(__file__).parent / "cases").glob("*/*.yaml"))
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(path: Path) -> None:
    case, _result, wrong = run_case(path, TODAY)
    assert case.expect, "a case without expectation proves nothing"
    assert case.figure == path.parent.name
    assert not wrong
