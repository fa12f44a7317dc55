"""The value of waiting, for the terminal."""

from __future__ import annotations

from transformatie.errors import Lang
from transformatie.explore.result import Sequel, Waiting
from transformatie.report.grid import grid, paragraph
from transformatie.report.numbers import Notation
from transformatie.report.phrases import sequence, trigger, verdict, word
from transformatie.report.words import Say


def waiting(found: Waiting, lang: Lang, width: int) -> str:
    """Acting now, each way to wait, and when to act."""
    say, to = Say(lang), Notation(lang)
    lines = [*paragraph(verdict(found, say, to, lang), width), ""]
    for sequel in found.sequels:
        lines += [*_sequel(sequel, found, say, to, lang, width), ""]
    lines += [
        say("waiting.triggers", first=say(f"waiting.{found.first}")),
        *(f"  {trigger(d, t, say, to)}" for d, t in zip(found.dates, found.triggers, strict=True)),
        "",
    ]
    lines += paragraph(
        say("waiting.draws", n=to.number(found.draws), seed=found.seed) + " " + word(found.note, lang), width
    )
    return "\n".join(lines) + "\n"


def _sequel(q: Sequel, found: Waiting, say: Say, to: Notation, lang: Lang, width: int) -> list[str]:
    heads = [say(f"waiting.{q.first}.head"), say("waiting.now"), *(to.date(d, "month") for d in found.dates)]
    rows = [
        (word(found.labels[act], lang), to.thousands(found.now.get(act)), *(to.thousands(v) for v in values))
        for act, values in q.table.items()
    ]
    rows.append((say("waiting.never"), *("" for _ in heads[2:]), to.thousands(q.never)))
    by_date = [to.share(s) for s in q.acts_by_date]
    rows.append((say("waiting.rule_acts"), "", *by_date[:-1]))
    lines = grid(heads, rows, width)
    return [*lines, *paragraph(say("waiting.worth", plan=sequence(q, found, say, to, lang), value=to.euro(round(q.value, -3)),
                                   flexibility=to.euro(round(q.flexibility, -3))), width)]  # fmt: skip
