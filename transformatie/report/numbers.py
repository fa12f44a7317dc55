"""Notation of figures: rounding, separators, units and dates, in Dutch (nl) and British English (en).

English uses British separators (€1,234,567), not the Dutch ones of Babel's en_NL: a reader of English
takes "1.234" for a small number. Negative figures carry a true minus sign.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

from transformatie.errors import Lang
from transformatie.report.words import Say

MINUS = "\u2212"
SPACE = "\u00a0"  # does not break
NARROW = "\u2009"
NONE = "\u2013"
LOCALES: dict[Lang, str] = {"nl": "nl_NL", "en": "en_GB"}
LONGEST = 160  # characters of a text in a table; the attached result holds all of it
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
BRACKETED = re.compile(r"\((\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]))\)")  # a day that every month has


@cache
def _pattern(pattern: str) -> NumberPattern:
    return parse_pattern(pattern)


@cache
def _locale(lang: Lang) -> Locale:
    return Locale.parse(LOCALES[lang])


class Notation:
    """Figures as text in one language.

    >>> Notation("nl").euro(-1234567.4), Notation("en").euro(-1234567.4)
    ('€\\xa0−1.234.567', '−€1,234,567')
    >>> Notation("nl").share(0.0726, 1), Notation("en").date(date(2026, 3, 1))
    ('7,3%', '1\\xa0March\\xa02026')
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.say = Say(lang)

    def _format(self, value: float, pattern: str) -> str:
        text: str = _pattern(pattern).apply(value, _locale(self.lang))
        if text.startswith("-") and not re.search("[1-9]", text):
            text = text[1:]  # no minus before a rounded zero
        return text.replace("-", MINUS)

    def number(self, value: float, digits: int = 0, least: int = 0) -> str:
        """A figure with at most `digits` decimals, and at least `least` of them."""
        places = "0" * least + "#" * (digits - least)
        return self._format(value, f"#,##0.{places}" if places else "#,##0")

    def thousands(self, value: float | None) -> str:
        """Euros in units of a thousand, without sign of currency: for tables that say so in the header."""
        return NONE if value is None else self.number(value / 1000)

    def euro(self, value: float | None, digits: int = 0) -> str:
        """Euros, whole unless asked otherwise."""
        if value is None:
            return NONE
        text = self.number(value, digits, digits)
        if self.lang == "nl":
            return f"€{SPACE}{text}"
        return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"

    def share(self, value: float | None, digits: int = 0, least: int | None = None) -> str:
        """A fraction as a percentage."""
        if value is None:
            return NONE
        return self.number(value * 100, digits, digits if least is None else least) + "%"

    def span(self, low: float | None, high: float | None) -> str:
        """A range of fractions, "70–86%"; one figure where both ends print alike."""
        a, b = self.share(low), self.share(high)
        if low is None or high is None or a == b:
            return a if low is not None else b
        return f"{a[:-1]}{NONE}{b}"

    def months(self, value: float | None) -> str:
        """A number of months, whole."""
        return NONE if value is None else self.number(value)

    def date(self, value: date | None, form: str = "long") -> str:
        """A date in words (long), with a short month (medium), or day and month only."""
        if value is None:
            return NONE
        pattern = {"long": "d MMMM y", "medium": "d MMM y", "month": "MMM y"}[form]
        text: str = format_date(value, pattern, locale=_locale(self.lang))
        return text.replace(" ", SPACE)

    def dates(self, text: str) -> str:
        """A text whose days between brackets are written as a reader writes them.

        >>> Notation("nl").dates("art. 22 Wet Vpb (2026-01-01)")
        'art. 22 Wet Vpb (1\\xa0jan\\xa02026)'
        """
        return BRACKETED.sub(lambda day: f"({self.date(date.fromisoformat(day[1]), 'medium')})", text)

    def interval(self, low: float | None, high: float | None, unit: str) -> str:
        """Low to high in the notation of a unit, without its words: they stand beside it."""
        if low is None or high is None:
            return NONE
        tail = self.unit(unit)
        ends = [
            self.value(v, unit).removesuffix(tail).rstrip() if tail else self.value(v, unit)
            for v in (low, high)
        ]
        return f"{ends[0]} {NONE} {ends[1]}"

    def unit(self, unit: str, amount: str = "") -> str:
        """The words of a unit; the singular where the amount reads "1"."""
        both = self.say.known("unit", unit).split("|")
        return both[0] if amount == "1" else both[-1]

    def value(self, value: Any, unit: str = "") -> str:
        """Any figure with its unit: what the JSON holds, as a reader writes it."""
        if value is None:
            return NONE
        if isinstance(value, bool):
            return self.say("value.true" if value else "value.false")
        if isinstance(value, date):
            return self.date(value, "medium")
        if isinstance(value, list | tuple):
            return self._several(list(value), unit)
        if isinstance(value, dict) and {"first", "last", "sum"} <= set(value):
            return self._series(value, unit)
        if isinstance(value, dict):
            return "; ".join(f"{k}: {self.value(v, unit)}" for k, v in value.items()) or NONE
        if isinstance(value, int | float):
            return self._measure(value, unit)
        text = str(value)
        if ISO_DATE.fullmatch(text):
            return self.date(date.fromisoformat(text), "medium")
        if len(text) > LONGEST:
            return text[: LONGEST - 1] + "…"
        return self.say.known("value", text) if text.islower() else text

    def _series(self, value: dict[str, Any], unit: str) -> str:
        """The ends of a series and its sum: once where it is the same throughout; a rate, a year or a yes does not add up."""
        first, last, total = (float(value[k]) for k in ("first", "last", "sum"))
        if first == last and abs(total - first * value.get("number", 0)) <= 1e-9 * abs(total):
            return self._measure(first, unit)
        ends = f"{self._measure(first, unit)} … {self._measure(last, unit)}"
        added = f"; {self.say('value.sum')} {self._measure(total, unit)}"
        return ends + added if unit in ("EUR", "EUR/yr") else ends

    def _several(self, values: list[Any], unit: str) -> str:
        """A list: all of it when short, else its ends."""
        if not values:
            return NONE
        shown = [self.value(v, unit) for v in (values if len(values) <= 3 else [values[0], values[-1]])]
        return "; ".join(shown) if len(values) <= 3 else f"{shown[0]} … {shown[1]}"

    def _measure(self, value: float, unit: str) -> str:
        """A number in the notation of its unit."""
        if unit == "flag":
            return self.say("value.true" if value else "value.false")
        if unit == "year":
            return str(round(value))
        if unit in ("share", "share/yr"):
            text = self.share(value, 4 if 0 < abs(value) < 0.01 else 2, 0)
            return text if unit == "share" else f"{text} {self.unit(unit)}"
        if unit.split("/")[0] == "EUR":
            whole = abs(value) >= 1000 or float(value).is_integer()
            text = self.euro(value, 0 if whole or unit == "EUR" else 2)
            return text if unit == "EUR" else f"{text} {self.unit(unit)}"
        small = 0 < abs(value) < 0.1
        text = self.number(value, 4 if small else 0 if abs(value) >= 1000 else 2)
        words = "" if unit in ("", "number", "index", "ratio") else self.unit(unit, text)
        return f"{text}{SPACE}{words}" if words else text
