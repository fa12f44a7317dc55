"""The covenants of today's loans and of the new one, tested by year and told in words with their cure."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from transformatie.advice import euro
from transformatie.appraise import Outcome
from transformatie.appraise.financing import Financed
from transformatie.dated import Array
from transformatie.finance.lending import Terms
from transformatie.finance.result import Covenant
from transformatie.formulas.finance import CovenantCure
from transformatie.parts import Words
from transformatie.setting import Setting

#: A cent: less is rounding, not a breach.
CENT = 0.01


def covenants(f: Financed, o: Outcome, terms: Terms, s: Setting, case: int) -> tuple[Covenant, ...]:
    """The tests of today's lenders in every whole year until the sale, and of the new one from completion."""
    out = []
    held, counted = f.held[:, case] > 0, f.ratios.counted[:, case] > 0
    limits = [(float(x.ltv_covenant[case]), float(x.icr_covenant[case])) for x in terms.loans]
    ltv, icr = min((v for v, _ in limits), default=math.inf), max((v for _, v in limits), default=0.0)
    today = sum((x.closing for x in f.debt.existing), np.zeros_like(f.debt.closing))
    owed = s.periods.by_year(today * _last_of_year(s))[:, case]
    if f.debt.existing and (math.isfinite(ltv) or icr):
        now, owed = _with_today(f, terms, ltv, owed, case)
        tested = held & (owed > CENT)
        tested[0] = owed[0] > CENT
        out.append(_covenant("existing", now, tested, owed, ltv, icr, s, case))
    if f.drawing.limit[case] > CENT:
        loans = f.ratios.loans[:, case]
        new = s.periods.by_year(f.debt.facility.closing * _last_of_year(s))[:, case]
        out.append(_covenant("facility", f.facility_tests, counted & (new > CENT), loans, float(terms.ltv_limit[case]),
                             float(terms.dscr_covenant[case]), s, case))  # fmt: skip
    return tuple(out)


def _with_today(
    f: Financed, terms: Terms, limit: float, owed: Array, case: int
) -> tuple[CovenantCure, Array]:
    """The tests with the first year's taken on the assessment date: loan to value as is, and no cover, which needs a year."""
    loan = float(sum(x.balance[case] for x in terms.loans))
    first = {
        "ltv": f.ratios.ltv_now[case],
        "icr": math.inf,
        "cure_ltv": max(loan - limit * float(f.collateral.as_is[case]), 0.0) if math.isfinite(limit) else 0.0,
        "cure_icr": 0.0,
    }
    first["cure"] = first["cure_ltv"]
    made = {}
    for name, value in first.items():
        column = getattr(f.existing_tests, name).copy()
        column[0, case] = value
        made[name] = column
    owed = owed.copy()
    owed[0] = loan
    return f.existing_tests._replace(**made), owed


def _last_of_year(s: Setting) -> Array:
    """One in the last period of each calendar year, (T, 1)."""
    out = np.zeros_like(s.periods.starts)
    out[np.append(s.periods.year_starts[1:] - 1, len(out) - 1)] = 1.0
    return out


def _covenant(
    lender: Literal["existing", "facility"],
    tests: CovenantCure,
    counted: Array,
    owed: Array,
    ltv_limit: float,
    cover_limit: float,
    s: Setting,
    case: int,
) -> Covenant:
    """The worst year: the largest cure; without a breach, the year with the least cover."""
    kind: Literal["icr", "dscr"] = "icr" if lender == "existing" else "dscr"
    years = np.flatnonzero(counted)
    cure = tests.cure[:, case]
    breached = [int(t) for t in years if cure[t] > CENT]
    limits = {
        "ltv_limit": ltv_limit if math.isfinite(ltv_limit) else None,
        "cover_limit": cover_limit or None,
    }
    if not len(years):
        return Covenant(lender=lender, holds=True, year=None, loan=0.0, ltv=None, cover=None, cover_kind=kind, cure_ltv=0.0, cure_cover=0.0, cure=0.0,
                        years=(), sentence=_never(lender), **limits)  # fmt: skip
    t = (
        max(breached, key=lambda i: (round(float(cure[i]), 2), float(tests.cure_icr[i, case])))
        if breached
        else min(years, key=lambda i: float(tests.icr[i, case]))
    )
    found = tuple(int(s.periods.years[i]) for i in breached)
    ltv, cover = (_finite(x[t, case]) for x in (tests.ltv, tests.icr))
    parts = {
        "cure_ltv": float(tests.cure_ltv[t, case]),
        "cure_cover": float(tests.cure_icr[t, case]),
        "cure": float(cure[t]),
    }
    made = {
        "year": int(s.periods.years[t]),
        "loan": float(owed[t]),
        "ltv": ltv,
        "cover": cover,
        **parts,
        **limits,
    }
    return Covenant(
        lender=lender,
        holds=not breached,
        cover_kind=kind,
        years=found,
        sentence=_sentence(lender, kind, found, made),
        **made,
    )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


WHO = {
    "existing": ("De bestaande leningen", "Today's loans"),
    "facility": ("De nieuwe lening", "The new loan"),
}


def _never(lender: str) -> Words:
    nl, en = WHO[lender]
    return Words(
        nl=f"{nl}: geen heel jaar waarin getoetst wordt; de verkoop lost af.",
        en=f"{en}: no whole year to be tested in; the sale repays.",
    )


def percent(value: float | None) -> str:
    """A share in words of a sentence."""
    return "–" if value is None else f"{value:.0%}"


def times(value: float | None, lang: str) -> str:
    """A cover ratio in words of a sentence."""
    text = "–" if value is None else f"{value:.2f}".replace("-", "−")
    return text.replace(".", ",") if lang == "nl" else text


def _sentence(lender: str, kind: str, years: tuple[int, ...], m: dict) -> Words:  # type: ignore[type-arg]
    """Breach or not, in which years, by how much, and what cures it: the larger of two amounts, not their sum."""
    texts = []
    for lang, who in zip(("nl", "en"), WHO[lender], strict=True):
        ratios = []
        if m["ltv_limit"] is not None:
            word = {"nl": "ten hoogste", "en": "at most"}[lang]
            ratios.append(f"LTV {percent(m['ltv'])} ({word} {percent(m['ltv_limit'])})")
        if m["cover_limit"] is not None and m["cover"] is not None:
            word = {"nl": "ten minste", "en": "at least"}[lang]
            ratios.append(
                f"{kind.upper()} {times(m['cover'], lang)} ({word} {times(m['cover_limit'], lang)})"
            )
        found = ", ".join(ratios)
        if not years:
            texts.append({"nl": f"{who} blijven binnen de convenanten; het krapst in {m['year']}: {found}." if lender == "existing" else f"{who} blijft binnen de convenanten; het krapst in {m['year']}: {found}.",
                          "en": f"{who} {'keep' if lender == 'existing' else 'keeps'} the covenants; tightest in {m['year']}: {found}."}[lang])  # fmt: skip
            continue
        span = (
            f"{years[0]}–{years[-1]}"
            if years[-1] - years[0] == len(years) - 1 and len(years) > 1
            else ", ".join(map(str, years))
        )
        cure = euro(m["cure"], lang)
        both = {
            "nl": f": het grootste van {euro(m['cure_ltv'], lang)} voor de LTV en {euro(m['cure_cover'], lang)} voor de {kind.upper()}, niet de som",
            "en": f": the larger of {euro(m['cure_ltv'], lang)} for the LTV and {euro(m['cure_cover'], lang)} for the {kind.upper()}, not their sum",
        }[lang] if m["cure_ltv"] > CENT and m["cure_cover"] > CENT else ""  # fmt: skip
        texts.append({"nl": f"{who}: convenant geschonden in {span}; het ergst in {m['year']}: {found}. Herstel: {cure} aflossen{both}.",
                      "en": f"{who}: covenant broken in {span}; worst in {m['year']}: {found}. Cure: repay {cure}{both}."}[lang])  # fmt: skip
    return Words(nl=texts[0], en=texts[1])
