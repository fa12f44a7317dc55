"""Twenty made-up buildings and the three examples: what is advised and why, one line each, kept beside this test.

`python -m tests.test_buildings` writes the table anew; read what changed before you keep it.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from transformatie.evaluate import Question, appraised, drawn_of
from transformatie.explore.inputs import all_streams, courses, least, shares
from transformatie.explore.standing import labels, standing
from transformatie.input.building import read_building

ROOT = Path(__file__).parent.parent
FILES = (*sorted((ROOT / "tests" / "buildings").glob("*.yaml")), *sorted((ROOT / "examples").glob("*.yaml")))
TABLE = ROOT / "tests" / "buildings" / "advice.txt"
QUESTION = Question(draws=1000, seed=1)


@cache
def line(path: Path) -> str:
    """Building, advice, and the reason: what it brings above the next, how often it is first, what that hangs on."""
    a = appraised(read_building(path), QUESTION)
    drawn = drawn_of(a, QUESTION)
    assert drawn is not None
    how, name = standing(a, drawn), labels(a.run)
    rival = max((n for n in how.first if n != how.advised), key=lambda n: how.first[n])
    difference = drawn.values[how.advised] - drawn.values[rival]
    streams = all_streams(a.resolved, QUESTION.draws, QUESTION.seed, QUESTION.sampling)
    found = [
        *shares(a.resolved, difference, streams, how.advised),
        *courses(a.resolved, a.law, difference, streams),
    ]
    most = sorted((s for s in found if s.share >= least(QUESTION.draws)), key=lambda s: -s.share)[:2]
    gain = float(np.mean(drawn.values[how.advised] - drawn.values["sell_now"]))
    above = "" if how.advised == "sell_now" else f"{thousands(gain)} above selling now; "
    closed = " (closed)" if rival in how.closed else ""
    reason = (
        f"{above}first in {tens(how.first[how.advised])} of 10 draws, {name[rival].en.lower()}{closed} in {tens(how.first[rival])}; "
        f"hangs on {' and '.join(s.label.en.lower() for s in most)}"
    )
    return f"{path.stem:32} {name[how.advised].en:32} {reason}"


def tens(share: float) -> str:
    """A share in tenths."""
    return f"{10 * share:.0f}"


def thousands(amount: float) -> str:
    """Thousands of euros to two digits: enough to see a change, too little to shake."""
    digits = len(f"{abs(amount) / 1000:.0f}")
    return f"€{round(amount / 1000, 2 - digits):,.0f}k"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_advice(path: Path) -> None:
    """The advice and its reason are those of the table."""
    kept = {row[:32].strip(): row for row in TABLE.read_text(encoding="utf-8").splitlines()}
    assert line(path) == kept[path.stem]


def test_the_table_holds_every_building() -> None:
    """No building is missing from the table and no line is left over; the advice is not always the same."""
    rows = TABLE.read_text(encoding="utf-8").splitlines()
    assert [row[:32].strip() for row in rows] == [p.stem for p in FILES]
    assert len(FILES) >= 23
    assert len({row[32:65] for row in rows}) >= 4


if __name__ == "__main__":
    TABLE.write_text("".join(line(p) + "\n" for p in FILES), encoding="utf-8")
    sys.stdout.write(TABLE.read_text(encoding="utf-8"))
