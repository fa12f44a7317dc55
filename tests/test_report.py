"""The report: same bytes, right figures, nothing hostile, nothing fetched, words in both languages."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from tests.sample_result import sample_result
from transformatie.errors import ReportError, SystemLibraryError
from transformatie.evaluate import Question, evaluate
from transformatie.figures import all_tables
from transformatie.input.building import read_building
from transformatie.report import html, pdf, terminal, words
from transformatie.report.charts import nice_ticks, wrap
from transformatie.report.numbers import Notation
from transformatie.report.view import SECTIONS, sheet
from transformatie.report.view.frame import Desk, Table
from transformatie.report.view.money import shown_years
from transformatie.report.view.sources import ordered
from transformatie.result import Irr, Result, Words

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "transformatie" / "report"
HOSTILE = '<script>alert("x")</script><img src="http://example.org/x.png"> {{ 7*7 }} \u202egnp.exe\u202c \x1b[31m & €'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The sample as PDF in both languages, written through the front door."""
    folder, out = tmp_path_factory.mktemp("pdf"), {}
    for lang in ("nl", "en"):
        path = folder / f"{lang}.pdf"
        pdf.write_pdf(sample_result(), path, lang)
        out[lang] = path.read_bytes()
        assert [p.name for p in folder.glob("*.part")] == []
    return out


def characters(font: Any) -> dict[int, str]:
    """Glyph → text, from the font's own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\n", table)
    return {int(a, 16): bytes.fromhex(b).decode("utf-16-be") for a, b in pairs}


def text_of(document: pikepdf.Pdf) -> list[str]:
    """The words of each page, as a reader would copy them."""
    out = []
    for page in document.pages:
        fonts = {name: characters(font) for name, font in page.Resources.Font.items()}
        text, font = [], dict[int, str]()
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = instruction.operands, instruction.operator
            if str(operator) == "Tf":
                font = fonts[str(operands[0])]
            elif str(operator) in ("Tj", "TJ"):
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                codes = b"".join(bytes(p) for p in parts if isinstance(p, pikepdf.String))
                text.append(
                    "".join(font.get(int.from_bytes(codes[i : i + 2]), "?") for i in range(0, len(codes), 2))
                )
        out.append(" ".join(text).replace("\u00ad", ""))
    return out


def body_pages(document: pikepdf.Pdf) -> int:
    """Pages before the annex, by the outline."""
    with document.open_outline() as outline:
        for item in outline.root:
            if item.title.startswith(("Bijlage", "Annex")):
                assert isinstance(item.destination, pikepdf.Array)
                page = item.destination[0]
                return next(i for i, p in enumerate(document.pages) if p.objgen == page.objgen)
    raise AssertionError("no annex in the outline")


# --- the file ----------------------------------------------------------------------------------------


def test_same_bytes_in_another_process(made: dict[str, bytes]) -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, '.'); from tests.sample_result import sample_result;"
        "from transformatie.report.pdf import pdf_bytes;"
        "print(hashlib.sha256(pdf_bytes(sample_result(), 'nl')).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == hashlib.sha256(made["nl"]).hexdigest()


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_body_has_eight_to_twelve_pages(made: dict[str, bytes], lang: str) -> None:
    with pikepdf.open(io.BytesIO(made[lang])) as document:
        assert 8 <= body_pages(document) <= 12


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", ["de-studio-amsterdam", "kantoor-nieuwegein", "kantoor-2011"])
def test_body_of_each_example_has_eight_to_twelve_pages(name: str, lang: Any) -> None:
    with pikepdf.open(io.BytesIO(pdf.pdf_bytes(evaluated(name), lang))) as document:
        assert 8 <= body_pages(document) <= 12
        strayed = [w for w in PROGRAM_WORDS if w in " ".join(text_of(document)[: body_pages(document)])]
    assert strayed == []


#: What the files of this project say to each other, and no page to a reader.
PROGRAM_WORDS = ("(after_tax", "(pre_tax", "`then`", "let_service")


@cache
def evaluated(name: str) -> Result:
    """The result of an example, without draws."""
    return evaluate(read_building(ROOT / "examples" / f"{name}.yaml"), Question())


def test_built_as_archive_with_the_result_inside(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made["nl"])) as document:
        assert len(document.Root.AF) == 1
        attached = document.Root.AF[0]
        assert attached.AFRelationship == "/Source"
        assert (
            str(attached.EF.F.Params.CreationDate) == str(attached.EF.F.Params.ModDate) == "D:20260301000000Z"
        )
        content = document.attachments["result.json"].get_file().read_bytes()
        assert Result.model_validate_json(content) == sample_result()
        xmp = document.Root.Metadata.read_bytes().decode()
        assert xmp.count("<rdf:RDF") == 1
        assert 'pdfaid:part="3"' in xmp
        assert 'pdfaid:conformance="A"' in xmp
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert str(document.Root.Lang) == "nl"


def test_tags_say_what_a_reader_cannot_see(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made["en"])) as document:
        elements = [
            o
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and "/S" in o and o.get("/Type") == "/StructElem"
        ]
        figures = [e for e in elements if e.S == "/Figure"]
        assert len(figures) == 7
        assert all(len(str(e.Alt)) > 20 for e in figures)
        heads = [e for e in elements if e.S == "/TH"]
        assert heads
        assert all(e.A.Scope == "/Column" for e in heads)


def test_only_our_own_fonts(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made["nl"])) as document:
        names = {
            str(o.FontName)
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and "/FontName" in o
        }
    assert names
    assert all("Source-Sans-3" in n for n in names)
    with pytest.raises(ReportError, match="DejaVu"):
        pdf.own_font({"FontName": "/ABCDEF+DejaVu-Sans"})


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_figures_in_print_are_those_of_the_json(made: dict[str, bytes], lang: str) -> None:
    with pikepdf.open(io.BytesIO(made[lang])) as document:
        pages = text_of(document)
    everything = re.sub(r"\s+", "", " ".join(pages))
    comma = "," if lang == "en" else "."
    value = json.loads(pdf.result_json(sample_result()))
    row = value["rows"][0]
    for figure in (
        row["value_after_tax"],
        row["spread"]["expected"],
        row["investment"],
        value["building"]["woz"],
    ):
        assert f"{figure:,.0f}".replace(",", comma) in re.sub(r"\s+", "", pages[0] + pages[1])
    for line in row["cash"]["lines"]:
        if any(line["values"]):
            assert f"{line['total'] / 1000:,.0f}".replace(",", comma).replace("-", "−") in everything
    bill = next(r for r in value["rows"] if r["name"] == "hold")["vacancy"]
    assert f"{bill['total']:,.0f}".replace(",", comma) in everything


def test_every_page_is_numbered(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made["nl"])) as document:
        pages = [re.sub(r"\s+", " ", p.replace("\u00a0", " ")) for p in text_of(document)]
    for i, page in enumerate(pages, 1):
        assert f"pagina {i} van {len(pages)}" in page
        assert "seed 1" in page
        assert "transformatie 0.1.0" in page
        assert "1 maart 2026" in page


def test_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "case.pdf"
    target.write_bytes(b"the old one")
    monkeypatch.setattr(pdf, "pdf_bytes", lambda *_: b"the new one")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ReportError, match="no space"):
        pdf.write_pdf(sample_result(), target, "nl")
    assert target.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(ReportError):
        pdf.write_pdf(sample_result(), tmp_path / "nowhere" / "case.pdf", "nl")


def refuse(*_: object) -> None:
    raise OSError(28, "no space left")


def test_a_missing_system_library_names_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Refusing(), *sys.meta_path])
    with pytest.raises(SystemLibraryError) as caught:
        pdf.weasyprint()
    assert "apt-get install" in caught.value.text("nl")
    assert "libpangoft2-1.0-0" in caught.value.text("en")


# --- hostile and odd input ---------------------------------------------------------------------------


def with_name(name: str) -> Result:
    """The sample with one text everywhere a stranger may write."""
    result = sample_result()
    lease = result.building.leases[0].model_copy(update={"tenant": name})
    fact = result.building.facts[6].model_copy(update={"value": name, "source": name})
    house = result.building.model_copy(
        update={"name": name, "address": name, "leases": (lease,), "facts": (fact,)}
    )
    first = result.rows[0].model_copy(update={"label": Words(nl=name, en=name)})
    return result.model_copy(update={"building": house, "rows": (first, *result.rows[1:])})


def test_text_of_others_is_escaped() -> None:
    page = html.render(with_name(HOSTILE), "nl")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "\x1b" not in terminal.table(with_name(HOSTILE), "nl", 100, colour=False)


def test_a_hostile_and_endless_name_still_prints(tmp_path: Path) -> None:
    name = HOSTILE + " מגדל 漢字 " + "Donaudampfschifffahrtsgesellschaftskapitän" * 12
    path = tmp_path / "case.pdf"
    pdf.write_pdf(with_name(name), path, "nl")
    with pikepdf.open(path) as document:
        assert body_pages(document) <= 14
        assert "□" in "".join(text_of(document)[:2])


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x.css",
        "https://example.org",
        "ftp://x/y",
        "data:text/plain,x",
        "file:///etc/passwd",
        "file://host/templates/case.css",
    ],
)
def test_nothing_is_fetched(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = html.templates()
    with pytest.raises(ReportError):
        pdf.inside(url, folder)
    with pytest.raises(ReportError):
        pdf.inside((folder / ".." / "pyproject.toml").as_uri(), folder)
    assert pdf.inside((folder / "case.css").as_uri(), folder) == folder / "case.css"
    monkeypatch.setattr(
        pdf, "render", lambda *_: f'<html lang="nl"><title>x</title><img alt="x" src="{url}"/></html>'
    )
    with pytest.raises(ReportError, match=r"fetches nothing|renderer warns"):
        pdf.pdf_bytes(sample_result(), "nl")


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    page = html.render(sample_result(rows=1), "nl").replace("SourceSans3-Bold.ttf", "Missing.ttf")
    monkeypatch.setattr(pdf, "render", lambda *_: page)
    with pytest.raises(ReportError):
        pdf.pdf_bytes(sample_result(rows=1), "nl")


def bare() -> Result:
    """One row and nothing else: what a first run of a poor file may give."""
    result = sample_result(rows=1, draws=0)
    row = result.rows[0]
    empty = row.cash.model_copy(update={"lines": (), "sums": None})
    permit = row.permit.model_copy(
        update={
            "needed": False,
            "steps": (),
            "application": None,
            "decided": None,
            "in_force": None,
            "irrevocable": None,
        }
    )
    vacancy = row.vacancy.model_copy(
        update={"lines": (), "bearers": (), "foregone": (), "per_vacant_m2": None}
    )
    gate = row.kan.model_copy(update={"band": "not_assessed", "low": None, "high": None})
    row = row.model_copy(
        update={
            "value_pre_tax": None,
            "value_to_equity": None,
            "value_after_tax": 0.0,
            "months_to_start": None,
            "months_to_income": None,
            "sale_year": None,
            "irr": Irr(roots=(), sign_changes=0),
            "kan": gate,
            "mag": gate,
            "cash": empty,
            "books": empty,
            "tax": empty,
            "value": empty,
            "permit": permit,
            "vacancy": vacancy,
        }
    )
    house = result.building.model_copy(
        update={"leases": (), "facts": (), "let_area": 0.0, "vacant_area": 0.0, "address": ""}
    )
    advice = result.advice.model_copy(update={"reasons": (), "runner_up": None, "row": "unknown"})
    none: dict[str, Any] = {
        "assumptions": (),
        "law": (),
        "explained": (),
        "warnings": (),
        "unverified": {},
        "notional_yield": None,
    }
    return result.model_copy(update={"rows": (row,), "building": house, "advice": advice, **none})


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_bare_result_prints(lang: Any, tmp_path: Path) -> None:
    pdf.write_pdf(bare(), tmp_path / "bare.pdf", lang)
    assert terminal.table(bare(), lang)


@pytest.mark.parametrize("rows", range(1, 10))
def test_any_number_of_rows(rows: int) -> None:
    page = html.render(sample_result(rows=rows, draws=0), "en")
    assert page.count('<div class="card') == rows
    with pytest.raises(ReportError):
        html.render(sample_result().model_copy(update={"rows": ()}), "en")


def test_an_overlay_marks_every_page() -> None:
    page = html.render(sample_result(overlays=("vacancy_levy.yaml",)), "nl")
    assert "Dit is geen geldend recht: gerekend is met vacancy_levy.yaml." in page
    assert "GEEN GELDEND RECHT · Kantoor De Wiers" in page
    assert "vacancy_levy.yaml" in terminal.table(sample_result(overlays=("vacancy_levy.yaml",)), "nl")


# --- words and notation ------------------------------------------------------------------------------


def test_words_stand_in_both_languages() -> None:
    for key, both in words.table().items():
        assert set(both) == {"nl", "en"}, key
        for text in both.values():
            assert isinstance(text, str), key
            assert text.strip() == text != "", key
        assert set(re.findall(r"{\w+}", both["nl"])) == set(re.findall(r"{\w+}", both["en"])), key


#: English titles of publications: they stay as they are.
ENGLISH_TITLES = ("A Tool to measure", "Follow the Money")


def test_sources_stand_in_dutch() -> None:
    """No English of ours around the titles, and no translation of what no table says."""
    tables = all_tables()
    texts = {s.title for s in tables.sources.values()}
    texts |= {e.article for p in tables.parameters.values() for e in p.values if e.article}
    english = re.compile(
        r"\b(of|on|the|and|from|rates?|tables?|at|under|with|against|by|for|not|own|decree)\b", re.I
    )
    left = {t for t in texts if english.search(words.translated(t, "nl"))}
    assert [t for t in sorted(left) if not any(title in t for title in ENGLISH_TITLES)] == []
    assert all(words.translated(t, "en") == t for t in texts)


def asked_keys() -> tuple[set[str], list[str]]:
    """Keys that the code asks for: whole ones, and patterns of those put together."""
    whole, patterns = set(), []
    for path in REPORT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"[\w.-]+"
                    for v in node.values
                ]
                patterns.append("".join(parts))
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "known"
            ):
                chapter = node.args[0]
                assert isinstance(chapter, ast.Constant)
                patterns.append(re.escape(str(chapter.value)) + r"\.[\w./ -]+")
    return whole, patterns


def test_no_word_is_dead() -> None:
    whole, patterns = asked_keys()
    dead = [k for k in words.table() if k not in whole and not any(re.fullmatch(p, k) for p in patterns)]
    assert dead == []


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(ReportError, match=r"no\.such"):
        words.Say("nl")("no.such")
    assert words.Say("nl").known("route", "by_air_mail") == "by air mail"


def test_every_word_can_be_printed_in_our_font() -> None:
    known = html.printable(html.templates())
    text = "".join(t for both in words.table().values() for t in both.values())
    assert {c for c in text if ord(c) not in known and c != "\n"} == set()


@pytest.mark.parametrize(
    "value, unit, nl, en",
    [
        (1234567.4, "EUR", "€\u00a01.234.567", "€1,234,567"),
        (-1234567.6, "EUR", "€\u00a0−1.234.568", "−€1,234,568"),
        (-0.3, "EUR", "€\u00a00", "€0"),
        (0.104, "share", "10,4%", "10.4%"),
        (0.003294, "share", "0,3294%", "0.3294%"),
        (0.02, "share/yr", "2% per jaar", "2% a year"),
        (132.5, "EUR/m2/yr", "€\u00a0132,50 per m² per jaar", "€132.50 per m² a year"),
        (1, "week", "1\u00a0week", "1\u00a0week"),
        (8.0, "week", "8\u00a0weken", "8\u00a0weeks"),
        (1987, "year", "1987", "1987"),
        (True, "flag", "ja", "yes"),
        (None, "m2", "–", "–"),
        ("2022-07-01", "", "1\u00a0jul\u00a02022", "1\u00a0Jul\u00a02022"),
        (date(2026, 3, 1), "", "1\u00a0mrt\u00a02026", "1\u00a0Mar\u00a02026"),
        ([1.0, 2.0, 3.0, 4.0], "m2", "1\u00a0m² … 4\u00a0m²", "1\u00a0m² … 4\u00a0m²"),
        ([], "m2", "–", "–"),
        ("D", "", "D", "D"),
        (5, "parsec", "5\u00a0parsec", "5\u00a0parsec"),
    ],
)
def test_notation(value: Any, unit: str, nl: str, en: str) -> None:
    assert Notation("nl").value(value, unit) == nl
    assert Notation("en").value(value, unit) == en


def test_ranges_and_returns() -> None:
    to = Notation("nl")
    assert to.span(0.7, 0.86) == "70–86%"
    assert to.span(0.7, 0.7) == "70%"
    assert to.span(None, None) == "–"
    assert to.interval(1150.0, 1800.0, "EUR/m2") == "€\u00a01.150 – €\u00a01.800"
    result = sample_result()
    desk = Desk(result, "en")
    assert [desk.irr(r) for r in desk.rows[:2]] == ["8.1%", "more than one"]
    assert desk.irr(desk.rows[4]) == "none"


@given(st.floats(-1e10, 1e10), st.floats(0, 1e10))
def test_ticks_enclose_and_are_few(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span)
    assert 2 <= len(ticks) <= 9
    hair = (ticks[1] - ticks[0]) * 1e-6
    assert ticks[0] <= low + hair
    assert ticks[-1] >= low + span - hair
    assert ticks == sorted(set(ticks))


@given(st.text(max_size=200), st.integers(4, 40))
def test_labels_keep_to_their_room(text: str, room: int) -> None:
    parts = wrap(text, room)
    assert len(parts) <= 2
    assert all(len(p) <= room for p in parts)


@given(st.integers(1990, 2040), st.integers(1, 60), st.none() | st.integers(1990, 2100))
def test_years_shown_are_of_the_table_and_end_with_the_sale(
    first: int, number: int, last: int | None
) -> None:
    years = tuple(range(first, first + number))
    shown = shown_years(years, last)
    assert shown
    assert list(shown) == sorted(set(shown))
    assert set(shown) <= set(years)
    assert len(shown) <= 25
    assert shown[-1] == (last if last in years else years[-1])


# --- the view and the table --------------------------------------------------------------------------


def test_assumptions_stand_worst_first() -> None:
    names = [a.confidence for a in ordered(sample_result().assumptions)]
    order = ["assumption", "memory", "derived", "secondary", "verified"]
    assert names == sorted(names, key=order.index)
    effects = [
        abs(a.effect or 0) for a in ordered(sample_result().assumptions) if a.confidence == "assumption"
    ]
    assert effects == sorted(effects, reverse=True)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_tables_are_whole(lang: Any) -> None:
    """Each line has a cell under each heading, and each table fits its page by its widths."""
    paper = sheet(sample_result(), lang)
    tables = [b for s in paper.sections for b in s.blocks if isinstance(b, Table)]
    assert len(tables) > 12
    for table in tables:
        assert {len(x.cells) for x in table.lines} == {len(table.columns)}, table.caption
        assert sum(float(c.width.rstrip("%")) for c in table.columns if c.width) <= 100.001, table.caption
    assert [s.number for s in paper.sections if not s.annex and s.number] == [str(i) for i in range(1, 12)]
    assert len(SECTIONS) == len({f"{f.__module__}.{f.__name__}" for f in SECTIONS})


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("draws", [0, 2000])
def test_the_table_fits_a_hundred_columns(lang: Any, draws: int) -> None:
    text = terminal.table(sample_result(draws=draws), lang)
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "\x1b" not in text
    result = sample_result(draws=draws)
    ranks = [int(x.split()[0]) for x in text.splitlines() if re.match(r"\d ", x)]
    assert ranks == list(range(1, 10))
    assert Desk(result, lang).word(result.advice.sentence).split()[-1] in text
    assert "7.412" in text.replace(",", ".")
    huge = result.model_copy(
        update={"rows": tuple(r.model_copy(update={"value_after_tax": -987654321.0}) for r in result.rows)}
    )
    assert max(len(line) for line in terminal.table(huge, lang).splitlines()) <= 104


def test_colour_is_asked_for_and_never_against_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    lively = terminal.table(sample_result(), "nl", colour=True)
    plain = terminal.table(sample_result(), "nl", colour=False)
    assert re.sub(r"\x1b\[[0-9;]*m", "", lively) == plain
    assert "\x1b[32m" in lively or "\x1b[1;32m" in lively
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal.table(sample_result(), "nl", colour=True) == plain


# --- templates ---------------------------------------------------------------------------------------


def test_templates_do_no_sums() -> None:
    environment = html.environment(html.templates())
    sums = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg)
    for name in environment.list_templates(extensions=["j2", "css"]):
        assert environment.loader is not None
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        assert list(tree.find_all(sums)) == [], name
        assert [f.name for f in tree.find_all(nodes.Filter) if f.name != "e"] == [], name


def test_templates_are_found_beside_an_editable_install() -> None:
    assert html.templates() == ROOT / "templates"
    with pytest.raises(ReportError, match="no templates"):
        html.templates(Path("/nowhere/transformatie"))


def test_templates_and_words_are_in_the_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        "import sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]; import transformatie;"
        "from transformatie.report.html import render, templates; from sample_result import sample_result;"
        "print(templates()); print(len(render(sample_result(rows=1), 'nl')) > 10000)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(site), str(ROOT / "tests")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    where, rendered = run.stdout.split()
    assert Path(where) == (site / "transformatie" / "templates").resolve()
    assert rendered == "True"
    assert (site / "transformatie" / "templates" / "fonts" / "OFL.txt").is_file()
