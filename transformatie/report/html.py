"""The sheet as one HTML page, through the templates of the package."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from transformatie.errors import Lang, ReportError
from transformatie.report.view import sheet
from transformatie.result import Result

FONT = "SourceSans3"
MISSING = "□"
#: A break of the template between two elements, which nobody sees and the renderer would carry along as text.
BETWEEN = re.compile(r">\n+<")
#: Characters that turn the direction of text or hide in it: a name may not reorder what stands around it.
HIDDEN = frozenset(
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def templates(package: Path | None = None) -> Path:
    """The folder of templates: inside the package (installed from a wheel), or beside it (editable)."""
    home = package or Path(str(files("transformatie")))
    for folder in (home / "templates", home.parent / "templates"):
        if (folder / "case.html.j2").is_file():
            return folder.resolve()
    raise ReportError(f"no templates in or beside {home}")


@cache
def environment(folder: Path) -> Environment:
    """Jinja with everything escaped; an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def printable(folder: Path) -> frozenset[int]:
    """The code points that the regular font of the report holds."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # comes with WeasyPrint

    with TTFont(folder / "fonts" / f"{FONT}-Regular.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def legible(text: str, folder: Path) -> str:
    """The text without hidden characters; what the font lacks prints as an open box, never in a chance font."""
    strange = {c for c in set(text) if ord(c) > 0x7E or (ord(c) < 0x20 and c not in "\n\t")}
    if not strange:
        return text
    known = printable(folder)
    table = {
        ord(c): None if c in HIDDEN or ord(c) < 0x20 else MISSING
        for c in strange
        if c in HIDDEN or ord(c) not in known
    }
    return text.translate(table)


def render(result: Result, lang: Lang) -> str:
    """The whole report as one HTML page; its fonts stand beside the templates."""
    folder = templates()
    try:
        text = environment(folder).get_template("case.html.j2").render(sheet=sheet(result, lang))
    except TemplateError as error:
        raise ReportError(f"template: {error}") from error
    return BETWEEN.sub("><", legible(text, folder))
