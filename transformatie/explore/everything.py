"""One building in full: the appraisal, and what moves it, what would have to change, what waiting is worth."""

from __future__ import annotations

from dataclasses import replace

from transformatie.aside import aside
from transformatie.evaluate import Question, appraised, drawn_of, result_of
from transformatie.explore.breakeven import breakeven
from transformatie.explore.inputs import tells_shares
from transformatie.explore.sensitivity import sensitivity
from transformatie.explore.standing import standing
from transformatie.explore.wait import wait
from transformatie.input.building import Read
from transformatie.result import Result

#: Draws a rule of waiting is learned on: at most these, and no more than the run itself has.
MOST = 1000


def explored(read: Read, question: Question) -> Result:
    """The result with tornados, the levers of the best way to act, and the value of waiting; without draws, the levers alone."""
    a = appraised(read, question)
    waited = aside(lambda: wait(a, min(question.draws, MOST), question.seed)) if question.draws else None
    drawn = drawn_of(a, question)
    how = standing(a, drawn)
    levers = aside(lambda: breakeven(a, [how.acting]))
    result = result_of(a, drawn, question)
    found = {"breakeven": levers()}
    if drawn is None or waited is None:
        return result.model_copy(update=found)
    names = list(dict.fromkeys((how.advised, how.acting)))
    asked = question if tells_shares(question.sampling) else replace(question, sampling="plain")
    spread = drawn if asked is question else drawn_of(a, asked)
    assert spread is not None
    moved = sensitivity(a, spread, asked.seed, names, asked.sampling)
    return result.model_copy(update={**found, "sensitivity": moved, "waiting": waited()})
