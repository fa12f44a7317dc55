"""Books and taxes for the terminal: years down, one block an option."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from transformatie.books.sheet import BookSheet, SetOff, Sheet, VatSwing, Vintage
from transformatie.errors import Lang
from transformatie.report.grid import clean, grid
from transformatie.report.numbers import Notation
from transformatie.result import YearTable

#: Column heads of the yearly tables, two lines each.
HEADS: dict[str, tuple[str, str]] = {
    "opening": ("begin|", "opening|"),
    "works_capital": ("werken|", "works|"),
    "depreciation": ("afschr.|genomen", "deprec.|taken"),
    "blocked": ("afschr.|geblokk.", "deprec.|blocked"),
    "write_down": ("afwaar-|dering", "write-|down"),
    "reversal": ("terug-|name", "rever-|sal"),
    "disposal": ("verkocht,|gesloopt", "sold,|scrapped"),
    "closing": ("eind|", "closing|"),
    "woz": ("WOZ|", "WOZ|"),
    "floor": ("bodem-|waarde", "floor|"),
    "taxable_result": ("fiscaal|resultaat", "taxable|result"),
    "reserve": ("naar|reserve", "to|reserve"),
    "vat_review": ("btw-her-|ziening", "VAT|review"),
    "landlord_levy": ("verhuur-|heffing", "landlord|levy"),
    "loss_used": ("verlies|gebruikt", "loss|used"),
    "loss_left": ("verlies|over", "loss|left"),
    "interest": ("rente|", "interest|"),
    "interest_deductible": ("rente|aftrekb.", "interest|deduct."),
    "interest_refused": ("rente|geweigerd", "interest|refused"),
    "interest_carried": ("rente|voortgew.", "interest|carried"),
    "tax_with": ("belasting|met gebouw", "tax with|building"),
    "tax_without": ("belasting|zonder", "tax|without"),
    "tax": ("belasting|gebouw", "tax of|building"),
    "set_off": ("w.v. int.|verrek.", "of which|set-off"),
    "box3": ("box 3|", "box 3|"),
}
SPARE = (
    "woz",
    "floor",
    "tax_with",
    "tax_without",
    "loss_left",
    "commercial_closing",
    "ebitda",
    "tax_after_interest",
    "box3",
)
#: Lines of the tax table that the books show already.
TWICE = ("depreciation", "write_down", "reversal", "operating", "book_profit")


def text(sheet: BookSheet, lang: Lang, width: int = 100) -> str:
    """The whole text."""
    to = Notation(lang)
    head = {"nl": "Boeken en belastingen", "en": "Books and taxes"}[lang]
    known = {"nl": "recht van", "en": "law of"}[lang]
    lines = [
        f"{head} · {sheet.input_file} · {to.date(sheet.assessed_on)} · {known} {to.date(sheet.known_on)}"
    ]
    lines += _notes([getattr(n, lang) for n in sheet.notes], width)
    for one in sheet.sheets:
        lines += ["", *_sheet(one, to, lang, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _notes(notes: Sequence[str], width: int) -> list[str]:
    return [
        line
        for n in notes
        for line in textwrap.wrap(clean(n), width, initial_indent="! ", subsequent_indent="  ")
    ]


def _sheet(one: Sheet, to: Notation, lang: Lang, width: int) -> Iterator[str]:
    """One option: books, tax, losses by year of origin, set-off, VAT."""
    value = {"nl": "waarde na belasting", "en": "value after tax"}[lang]
    title = f"{getattr(one.label, lang)} ({one.name}) · {value} {to.euro(one.value_after_tax)}"
    yield from (title, "═" * min(len(title), width))
    last = _last(one)
    shown = [t for t in (one.books, _joined(one.tax, one.interest)) if t is not None]
    for table in shown:
        yield from _table(table, last, to, lang, width)
        yield ""
    if one.losses:
        yield {"nl": "Verliezen naar jaar van ontstaan", "en": "Losses by year of origin"}[lang]
        for v in one.losses:
            line = f"{v.origin}: {_fate(v, one.tax.years, to, lang)}"
            yield from textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="        ")
    if one.set_off is not None:
        yield from textwrap.wrap(_set_off(one.set_off, to, lang), width)
    if one.vat is not None:
        yield from textwrap.wrap(_vat(one.vat, to, lang), width)
    yield from _notes([getattr(n, lang) for n in one.notes], width)


def _fate(v: Vintage, years: Sequence[int], to: Notation, lang: Lang) -> str:
    """What became of the loss of one year."""
    used, lapsed, left = {"nl": ("verrekend", "vervallen", "over"), "en": ("used", "lapsed", "left")}[lang]
    parts = [f"{y} {to.euro(a)}" for y, a in zip(years, v.used, strict=True) if round(a, 2)]
    out = [f"{used}: " + ", ".join(parts)] if parts else []
    out += [f"{lapsed} {y} {to.euro(a)}" for y, a in zip(years, v.lapsed, strict=True) if round(a, 2)]
    return "; ".join([*out, f"{left} {to.euro(v.left[-1])}"])


def _joined(tax: YearTable, interest: YearTable | None) -> YearTable:
    """Result and losses, interest between them and the tax."""
    between = (
        ()
        if interest is None
        else tuple(x for x in interest.lines if x.name not in ("ebitda", "tax_after_interest"))
    )
    after = ("tax_with", "tax_without", "tax", "set_off")
    left = tuple(x for x in tax.lines if x.name not in (*after, *TWICE))
    right = tuple(x for x in tax.lines if x.name in after)
    return YearTable(years=tax.years, lines=(*left, *between, *right))


def _last(one: Sheet) -> int:
    """The last year in which something of this option moves."""
    found = [
        i
        for t in (one.books, one.tax, one.interest)
        if t
        for x in t.lines
        if x.name not in SPARE
        for i, v in enumerate(x.values)
        if round(v)
    ]
    return max(found, default=0)


def _table(table: YearTable, last: int, to: Notation, lang: Lang, width: int) -> Iterator[str]:
    """Years down, lines across; a line of nothing is left out."""
    lines = [
        x
        for x in table.lines
        if x.name in HEADS
        and (any(round(v) for v in x.values) or x.name in ("depreciation", "taxable_result"))
    ]
    heads = ["", *(HEADS[x.name][lang == "en"] for x in lines)]
    rows = [[str(table.years[i]), *(to.number(x.values[i]) for x in lines)] for i in range(last + 1)]
    yield from grid(heads, rows, width)


def _set_off(x: SetOff, to: Notation, lang: Lang) -> str:
    """Interne verrekening in one sentence."""
    if lang == "nl":
        return (f"Interne verrekening: {to.euro(x.now)} minder belasting in jaren met verlies, {to.euro(x.later)} in latere jaren; in de waarde {to.euro(x.in_value)} "
                f"(contant tegen {to.share(x.rate, 1)}). Verlies dat nooit winst vindt: {to.euro(x.unused)}.")  # fmt: skip
    return (f"Set-off inside the owner: {to.euro(x.now)} less tax in years with a loss, {to.euro(x.later)} in later years; in the value {to.euro(x.in_value)} "
            f"(at {to.share(x.rate, 1)}). Losses that never meet a profit: {to.euro(x.unused)}.")  # fmt: skip


def _vat(x: VatSwing, to: Notation, lang: Lang) -> str:
    """What VAT status decides, in euros."""
    if lang == "nl":
        default = "in wezen nieuwbouw" if x.default_new else "geen nieuwbouw"
        return f"Btw: waarde {to.euro(x.not_new)} als het geen nieuwbouw is, {to.euro(x.as_new)} als het in wezen nieuwbouw is; verschil {to.euro(x.swing)}. Gerekend is met {default}."
    default = "new in essence" if x.default_new else "not new"
    return f"VAT: value {to.euro(x.not_new)} if it is not new, {to.euro(x.as_new)} if it is new in essence; difference {to.euro(x.swing)}. Computed as {default}."
