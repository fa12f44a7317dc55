"""The portfolio as one HTML file: a table to sort and filter, gain against risk, each building one click away.

Everything is in the file: it asks nothing of any network, and its content security policy lets nothing in but its own
script and style, by their hashes. Data is text in a block the browser does not run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import TemplateError
from markupsafe import Markup

from transformatie import __version__
from transformatie.errors import Lang, ReportError
from transformatie.options import options
from transformatie.portfolio.batch import Run
from transformatie.portfolio.results import most_gain
from transformatie.portfolio.source import ROW
from transformatie.portfolio.words import Words
from transformatie.portfolio.write import whole
from transformatie.report.html import HIDDEN, environment, templates
from transformatie.report.numbers import Notation

#: Buildings in the page: those with the most to gain. A browser sorts these at once.
MOST = 5_000
BANDS = ("green", "amber", "red", "not_assessed")
OF_BUILDING = ("row", "id", "name", "municipality", "built", "energy_label", "owner_id", "advice", "worth", "gain", "investment", "risk", "score",
               "vacancy_cost", "vacancy_owner", "vacancy_treasury", "gross_area", "vacant_area", "as_is", "book_value_commercial")  # fmt: skip
OF_OPTION = (
    "rank",
    "option",
    "kan",
    "mag",
    "value",
    "p10",
    "p90",
    "score",
    "investment",
    "months_to_income",
    "book_result",
)
WORDS = ("buildings", "count", "worth", "gain", "vacancy_cost", "name", "municipality", "advice", "investment", "risk", "score", "vacant_area", "owner_id",
         "back", "label", "gross_area", "vacancy_owner", "vacancy_treasury", "as_is", "book_value_commercial", "rank", "option", "kan", "mag", "value",
         "p10", "p90", "months_to_income", "book_result", "options", "band.green", "band.amber", "band.red", "band.not_assessed")  # fmt: skip


def write_page(run: Run, buildings: pl.DataFrame, path: Path, lang: Lang) -> None:
    """Write the page."""
    with whole(path) as part:
        part.write_text(page(run, buildings, lang), encoding="utf-8")


def page(run: Run, buildings: pl.DataFrame, lang: Lang) -> str:
    """The text of the page."""
    say, folder = Words(lang), templates()
    drawn = run.ask.draws > 0
    script, style = ((folder / f"portfolio.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    day = Notation(lang).date(run.scan("rows").select(pl.col("assess.date").max()).collect().item())
    few = (
        say("page.few", n=min(buildings.height, MOST), all=buildings.height)
        if buildings.height > MOST
        else ""
    )
    try:
        return (
            environment(folder)
            .get_template("portfolio.html.j2")
            .render(
                lang=lang, say=say, title=run.ask.file.stem, subtitle=say("page.subtitle", n=buildings.height, day=day) + few, script=Markup(script),
                style=Markup(style), script_hash=fingerprint(script), style_hash=fingerprint(style), data=Markup(quoted(data(run, buildings, lang))),
                scatter=say("page.scatter.drawn" if drawn else "page.scatter"), footer=say("page.footer", version=__version__),
            )
        )  # fmt: skip
    except TemplateError as error:
        raise ReportError(f"template: {error}") from error


def fingerprint(text: str) -> str:
    """What a content security policy calls a script or style by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def quoted(value: Any) -> str:
    """JSON that no browser takes for markup, without characters that hide or turn text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.translate({ord(c): None for c in HIDDEN})
    return (
        text.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def data(run: Run, buildings: pl.DataFrame, lang: Lang) -> dict[str, Any]:
    """What the page shows: buildings with their options, words, names."""
    say = Words(lang)
    names = list(options().by_name)
    place = {n: i for i, n in enumerate(names)}
    shown = most_gain(buildings, MOST)
    table = run.scan("options").filter(pl.col(ROW).is_in(shown["row"].implode())).collect()
    drawn = run.ask.draws > 0
    risk = (pl.col("p90") - pl.col("p10")) / pl.max_horizontal(pl.col("expected").abs(), 1.0)
    advised = table.filter(pl.col("advised")).select(pl.col(ROW).alias("row"), risk.alias("risk"), "score")
    shown = shown.join(advised, on="row", how="left", maintain_order="left")
    if not drawn:  # what is still to be spent, as a part of all that is at stake
        shown = shown.with_columns(
            (pl.col("investment") / (pl.col("investment") + pl.col("as_is"))).alias("risk")
        )
    band = {b: i for i, b in enumerate(BANDS)}
    numbers = ("p10", "p90", "score", "investment", "months_to_income")
    flat = table.select(
        ROW, "rank", pl.col("option").replace_strict(place, return_dtype=pl.Int64),
        *(pl.col(c).replace_strict(band, return_dtype=pl.Int64) for c in ("kan", "mag")),
        pl.coalesce("expected", "value_after_tax").round(0).alias("value"), *(pl.col(c).round(1) for c in numbers),
        pl.col("book_result_first_year").round(0).alias("book_result"),
    ).sort(ROW, "rank")  # fmt: skip
    by_row: dict[int, list[Any]] = {}
    for row, *cells in flat.select(ROW, *OF_OPTION).iter_rows():
        by_row.setdefault(row, []).append(cells)
    rounded = shown.with_columns(
        pl.col("advice").replace_strict(place, return_dtype=pl.Int64), pl.col("worth", "gain", "investment", "vacancy_cost").round(0),
        pl.col("risk").round(4), pl.col("score").round(1),
        *(pl.col(c).round(0) for c in ("vacancy_owner", "vacancy_treasury", "gross_area", "vacant_area", "as_is", "book_value_commercial")),
    ).select(OF_BUILDING)  # fmt: skip
    return {
        "lang": lang, "drawn": drawn, "all": buildings.height, "columns": [*OF_BUILDING, "options"], "optionColumns": list(OF_OPTION),
        "buildings": [[*cells, by_row.get(cells[0], [])] for cells in rounded.iter_rows()], "options": [say.option(n) for n in names],
        "bands": list(BANDS), "words": {w: say.either(w) for w in WORDS},
    }  # fmt: skip
