"""Ranking and advice: the highest value after tax among the rows that no gate closes, within the owner's limit."""

from __future__ import annotations

from collections.abc import Mapping

from transformatie.input.building import Building
from transformatie.result import Advice, Band, Row, Spread, Words
from transformatie.run import Run

FALLBACKS = ("hold", "sell_now")


def ranked(run: Run, bands: Mapping[str, tuple[Band, ...]], spread: Mapping[str, Spread]) -> list[str]:
    """Names of the rows: those behind a red gate last, then by expected value (central without draws), ties by name."""

    def value(name: str) -> float:
        return spread[name].expected if name in spread else float(run.outcomes[name].value_after_tax[0])

    return sorted(run.outcomes, key=lambda n: ("red" in bands[n], -round(value(n), 2), n))


def worth(row: Row) -> float:
    """What a row is ranked by: the expected value where draws were made, else the central value."""
    return row.spread.expected if row.spread else row.value_after_tax


def advise(rows: tuple[Row, ...], building: Building) -> Advice:
    """What to do, and why, in words with the case's own figures."""
    limit = building.owner.loss_limit
    best_passive = max((r for r in rows if r.name in FALLBACKS), key=worth)
    sell = next((r for r in rows if r.name == "sell_now"), best_passive)
    able = [
        r for r in rows if "red" not in (r.kan.band, r.mag.band) and (limit is None or worth(r) >= -limit)
    ]
    chosen = max(able, key=worth) if able else best_passive
    others = [r for r in able if r.name != chosen.name]
    second = max(others, key=worth) if others else None
    reasons = []
    if chosen.name not in FALLBACKS:
        reasons.append(_difference(chosen, best_passive))
    elif second is not None:
        reasons.append(_difference(chosen, second))
    reasons.append(_money(chosen))
    if chosen.permit.needed and chosen.permit.irrevocable:
        on = chosen.permit.irrevocable
        reasons.append(Words(nl=f"De vergunning is op zijn vroegst onherroepelijk op {on:%d-%m-%Y} als niemand bezwaar maakt en de gemeente de hele termijn neemt.",
                             en=f"The permit is irrevocable on {on:%-d %B %Y} if nobody objects and the municipality takes its whole term."))  # fmt: skip
    if not [r for r in able if r.name not in FALLBACKS]:
        reasons.append(
            Words(
                nl="Elke manier om te handelen stuit op een rode poort of op de verliesgrens.",
                en="Every way to act meets a red gate or the loss limit.",
            )
        )
    label = chosen.label
    gain = worth(chosen) - worth(sell)
    drawn = ("verwachte ", "expected ") if chosen.spread else ("", "")
    sentence = Words(
        nl=f"{label.nl}; {drawn[0]}waarde na belasting {euro(worth(chosen))}"
        + (f", {euro(gain)} meer dan nu verkopen." if chosen.name != "sell_now" else "."),
        en=f"{label.en}; {drawn[1]}value after tax {euro(worth(chosen), 'en')}"
        + (f", {euro(gain, 'en')} more than selling now." if chosen.name != "sell_now" else "."),
    )
    return Advice(
        row=chosen.name, runner_up=second.name if second else None, sentence=sentence, reasons=tuple(reasons)
    )


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _difference(a: Row, b: Row) -> Words:
    gap = worth(a) - worth(b)
    return Words(
        nl=f"{a.label.nl} is {euro(gap)} meer waard dan {_lower(b.label.nl)}.",
        en=f"{a.label.en} is worth {euro(gap, 'en')} more than {_lower(b.label.en)}.",
    )


def _money(row: Row) -> Words:
    result = row.book_result_first_year
    nl = (
        f"Het vraagt {euro(row.investment)} en geeft in het eerste jaar een boekresultaat van {euro(result)}."
    )
    en = f"It takes {euro(row.investment, 'en')} and shows a book result of {euro(result, 'en')} in the first year."
    return Words(nl=nl, en=en)


def euro(amount: float, lang: str = "nl") -> str:
    """An amount in words of a sentence, in thousands or millions.

    >>> euro(1234567), euro(-45678, "en")
    ('€ 1,23 mln', '−€45,700')
    >>> euro(-1234567)
    '€ −1,23 mln'
    """
    size = abs(amount)
    if size >= 1e6:
        text = f"{size / 1e6:,.2f}"
        text = f"{text.replace('.', ',')} mln" if lang == "nl" else f"{text}m"
    else:
        text = f"{round(size, -2):,.0f}"
        text = text.replace(",", ".") if lang == "nl" else text
    sign = "−" if amount < 0 else ""
    return f"€ {sign}{text}" if lang == "nl" else f"{sign}€{text}"
