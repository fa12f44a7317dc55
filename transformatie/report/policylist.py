"""Policy overlays for the terminal: per overlay a table of what it does, and a warning that it is not law."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from transformatie.errors import Lang
from transformatie.explore.policy import Policy, PolicyStudy
from transformatie.report.grid import clean, grid
from transformatie.report.numbers import Notation

HEADS: dict[Lang, tuple[str, ...]] = {
    "nl": ("mogelijkheid", "waarde|nu", "met|beleid", "verschil|eigenaar", "rang|nu", "rang|beleid", "Rijk|verschil", "w.v. winst-|belasting", "w.v.|btw", "w.v. over-|drachtsbel.", "gemeente|verschil"),
    "en": ("option", "value|in law", "with|policy", "change|owner", "rank|in law", "rank|policy", "State|change", "of which|profit tax", "of which|VAT", "of which|transfer tax", "municip.|change"),
}  # fmt: skip


def text(study: PolicyStudy, lang: Lang, width: int = 100) -> str:
    """The whole text; amounts in thousands of euros, the purse in present value."""
    to = Notation(lang)
    title = {"nl": "Beleidsverkenning: geen geldend recht", "en": "Policy exploration: not law"}[lang]
    unit = {
        "nl": "Bedragen × € 1.000. Rijk en gemeente: contante waarde van wat zij ontvangen, tegen de voet van de eigenaar. Centrale waarden, zonder trekkingen.",
        "en": "Amounts × €1,000. State and municipality: present value of what they receive, at the owner's rate. Central values, no draws.",
    }[lang]
    lines = [f"{title} · {study.input_file} · {to.date(study.assessed_on)}", *textwrap.wrap(unit, width)]
    for policy in study.policies:
        lines += ["", *_policy(policy, to, lang, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _policy(policy: Policy, to: Notation, lang: Lang, width: int) -> Iterator[str]:
    name = clean(getattr(policy.label, lang))
    yield name
    yield "═" * min(len(name), width)
    yield from textwrap.wrap(
        clean(getattr(policy.warning, lang)), width, initial_indent="! ", subsequent_indent="  "
    )
    for c in policy.changes:
        yield from textwrap.wrap(
            f"{clean(getattr(c.label, lang))} ({c.name}): {_plain(c.in_law, to)} → {_plain(c.value, to)}",
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )
    rows = [[clean(getattr(r.label, lang)), to.thousands(r.value_in_law), to.thousands(r.value), _moved(r.change, to), str(r.rank_in_law), str(r.rank), _moved(r.purse_change.state, to),
             _moved(r.purse_change.income_tax, to), _moved(r.purse_change.vat, to), _moved(r.purse_change.transfer_tax, to), _moved(r.purse_change.municipality, to)] for r in policy.rows]  # fmt: skip
    yield from grid(HEADS[lang], rows, width)
    best = {r.name: getattr(r.label, lang) for r in policy.rows}
    if policy.best == policy.best_in_law:
        yield {
            "nl": f"De beste keuze blijft: {best[policy.best]}.",
            "en": f"The best choice stays: {best[policy.best]}.",
        }[lang]
    else:
        yield {
            "nl": f"De beste keuze wordt: {best[policy.best]} (nu: {best[policy.best_in_law]}).",
            "en": f"The best choice becomes: {best[policy.best]} (in law: {best[policy.best_in_law]}).",
        }[lang]


def _moved(amount: float, to: Notation) -> str:
    """A difference in thousands with its sign; a dash where nothing moves."""
    if abs(amount) < 0.5:
        return "–"
    return ("+" if amount > 0 else "") + to.thousands(amount)


def _plain(value: Any, to: Notation) -> str:
    return (
        to.number(value, 4) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    )
