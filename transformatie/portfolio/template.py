"""The workbook that `transformatie init portfolio.xlsx` writes: columns to fill in, one example, what each column means."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from transformatie.errors import Lang
from transformatie.portfolio.check import PLAIN
from transformatie.portfolio.columns import Column, column, of_list
from transformatie.portfolio.headers import heading, lease_heading
from transformatie.portfolio.write import SHEETS, sheet, whole

KINDS: dict[Lang, dict[str, str]] = {
    "nl": {"number": "getal", "whole": "geheel getal", "text": "tekst", "date": "datum", "flag": "ja of nee"},
    "en": {"number": "number", "whole": "whole number", "text": "text", "date": "date", "flag": "yes or no"},
}
NOTES: dict[Lang, tuple[str, ...]] = {
    "nl": (
        "Eén rij per gebouw; een vette kop is verplicht. Wat leeg blijft, vult het programma uit zijn tabellen, als aanname die de uitkomst noemt.",
        "Bedragen in euro, oppervlakken in m², tarieven en aandelen als fractie of procent (0,065 of 6,5%).",
        "Huurcontracten staan op het tweede blad, met het id van het gebouw. Gebouwen met dezelfde eigenaar delen één belastingpositie.",
        "Een eigen cijfer kan een bereik hebben: kolommen met 'laag' en 'hoog' naast het midden. Elke kolom mag ook zijn puntnaam als kop hebben.",
        "De eerste rij is een voorbeeld: haal die weg.",
    ),
    "en": (
        "One row a building; a bold heading is compulsory. What stays empty is filled from the tables of the programme, as an assumption it names.",
        "Amounts in euros, areas in m², rates and shares as a fraction or a percentage (0.065 or 6.5%).",
        "Leases stand on the second sheet, with the id of their building. Buildings of one owner share one tax position.",
        "A figure of your own may have a range: columns 'low' and 'high' beside the middle. Any column may also be headed by its dotted name.",
        "The first row is an example: take it out.",
    ),
}  # fmt: skip


def example(today: date) -> dict[str, Any]:
    """The building of the example row."""
    return {
        "id": "1", "building.name": "Voorbeeldgebouw", "building.municipality": "Utrecht", "building.built": 1987, "building.gross_floor_area": 6000.0,
        "building.lettable_floor_area": 5100.0, "building.energy_label": "C", "building.vacant_since": date(2022, 3, 1), "owner.id": "mijn-bv",
        "owner.kind": "bv", "owner.discount_rate.after_tax.asset": 0.065, "books.use": "let", "books.cost": 9_000_000.0, "books.land": 2_000_000.0,
        "books.fiscal_structure": 3_600_000.0, "books.fiscal_land": 2_000_000.0, f"books.woz.{today.year}": 4_400_000.0, "assess.date": today,
    }  # fmt: skip


def names(today: date) -> list[str]:
    """The columns of the template."""
    rates = [f"owner.discount_rate.{r}" for r in ("after_tax.asset", "pre_tax.asset", "after_tax.equity")]
    years = [f"owner.other_profit.{today.year}", f"owner.losses.{today.year - 1}"]
    woz = [f"books.woz.{y}" for y in (today.year - 1, today.year)]
    market = ["market.office_rent.value", "market.office_rent.basis", "market.office_yield.value", "market.office_yield.kind",
              "market.office_yield.basis", "market.appraisal"]  # fmt: skip
    before = PLAIN.index("books.use")
    return [*PLAIN[:before], *rates, *years, *PLAIN[before:], *woz, *market]


def write_template(path: Path, today: date, lang: Lang) -> None:
    """Write the workbook."""
    import xlsxwriter

    columns = [column(n) or Column(n, "text", required=True) for n in names(today)]
    filled = example(today)
    lease = {"id": "1", "tenant": "Huurder", "area": 1500.0, "rent_per_m2": 130.0, "start": date(today.year - 3, 1, 1), "end": date(today.year + 2, 12, 31),
             "renewal_chance": 0.5}  # fmt: skip
    fields = {"id": Column("id", "text", required=True), **of_list("leases")}
    with whole(path) as part:
        book = xlsxwriter.Workbook(str(part), {"strings_to_formulas": False, "strings_to_urls": False})
        heads = [heading(c.name, lang) for c in columns]
        need = [(c.required or c.name == "id" or c.name.endswith("after_tax.asset") or c.name.startswith("books.woz.2"))
                and not c.parent.startswith("market.") and c.name != "building.vacant_since" for c in columns]  # fmt: skip
        page = sheet(book, SHEETS[lang][0], heads, [[filled.get(c.name) for c in columns]], need)
        for i, c in enumerate(columns):
            if c.choices and len(",".join(c.choices)) < 250:
                page.data_validation(
                    1, i, 10_000, i, {"validate": "list", "source": list(c.choices), "error_type": "warning"}
                )
        sheet(
            book,
            SHEETS[lang][1],
            [lease_heading(f, lang) for f in fields],
            [[lease.get(f) for f in fields]],
            [c.required for c in fields.values()],
        )
        _notes(book, columns, lang)
        book.close()


def _notes(book: Any, columns: list[Column], lang: Lang) -> None:
    page = book.add_worksheet("Toelichting" if lang == "nl" else "Notes")
    page.set_column(0, 1, 38)
    page.set_column(2, 2, 70)
    for n, note in enumerate(NOTES[lang]):
        page.write_string(n, 0, note)
    strong = book.add_format({"bold": True, "bottom": 1})
    top = len(NOTES[lang]) + 1
    for i, word in enumerate(
        ("kolom", "puntnaam", "wat er mag staan")
        if lang == "nl"
        else ("column", "dotted name", "what may stand there")
    ):
        page.write_string(top, i, word, strong)
    for n, c in enumerate(columns, top + 1):
        limits = [
            f"> {c.above:g}" if c.above is not None else "",
            f"≥ {c.least:g}" if c.least is not None else "",
            f"≤ {c.most:g}" if c.most is not None else "",
        ]
        text = ", ".join(t for t in (KINDS[lang][c.kind], *limits, " / ".join(c.choices)) if t)
        for i, value in enumerate((heading(c.name, lang), c.name, text)):
            page.write_string(n, i, value)
