"""The HTML page as PDF/A-3a with the result attached; the same result gives the same bytes."""

from __future__ import annotations

import gc
import json
import logging
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from transformatie.errors import Lang, ReportError, SystemLibraryError
from transformatie.report.html import FONT, render, templates
from transformatie.report.words import Say
from transformatie.result import Result

APT = "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class MissingLibrary(SystemLibraryError):
    """Pango is not there: names the line that installs it."""

    def text(self, lang: Lang = "en") -> str:
        """What to install."""
        words = {
            "nl": "Voor het PDF-bestand ontbreken systeembibliotheken; installeer ze met",
            "en": "The PDF needs system libraries; install them with",
        }
        return f"{words[lang]}: {APT}"


def weasyprint() -> Any:
    """WeasyPrint, imported only when a PDF is made."""
    try:
        import weasyprint as module
    except OSError as error:
        raise MissingLibrary(str(error)) from error
    return module


def write_pdf(result: Result, path: Path, lang: Lang) -> None:
    """Write the report; the file appears whole or not at all."""
    write_whole(pdf_bytes(result, lang), path)


def write_whole(content: bytes, path: Path) -> None:
    """Write bytes; the file appears whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # mkstemp makes a file for its owner only
        os.replace(name, path)
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from error
    finally:
        Path(name).unlink(missing_ok=True)


def result_json(result: Result) -> str:
    """The result as the JSON file of the command line holds it."""
    return json.dumps(result.model_dump(mode="json"), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def pdf_bytes(result: Result, lang: Lang) -> bytes:
    """The PDF of one building; the result is attached to it."""
    attached = Attached(
        "result.json", result_json(result).encode(), Say(lang)("paper.attachment"), result.meta.assessed_on
    )
    return page_pdf(render(result, lang), [attached])


@dataclass(frozen=True)
class Attached:
    """A file that a PDF carries; its day is fixed, so that the same input gives the same bytes."""

    name: str
    content: bytes
    description: str
    day: date


def page_pdf(page: str, attached: Sequence[Attached]) -> bytes:
    """A page as PDF/A-3a with what it carries; a warning of the renderer or a chance font is an error."""
    module, folder = weasyprint(), templates()
    attachments = []
    for a in attached:
        day = datetime(a.day.year, a.day.month, a.day.day, tzinfo=UTC)
        attachments.append(
            module.Attachment(
                string=a.content,
                name=a.name,
                description=a.description,
                relationship="Source",
                created=day,
                modified=day,
            )
        )
    finish = Finish((folder / "pdfua.xmp").read_bytes())
    with Warnings() as warnings, uncollected():
        try:
            content: bytes = document(module, page, folder).write_pdf(
                pdf_variant="pdf/a-3a", attachments=attachments, finisher=finish
            )
        except module.urls.FatalURLFetchingError as error:
            raise ReportError(str(error)) from error
    if warnings.lines:
        raise ReportError("the renderer warns: " + "; ".join(sorted(set(warnings.lines))))
    return content


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: a page is a million objects that stay, and each search passes them all.

    What one page leaves behind is searched when the next one starts, so that a single page pays for no search at all.
    """
    was = gc.isenabled()
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


class Warnings(logging.Handler):
    """Collects what WeasyPrint complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())

    def __enter__(self) -> Warnings:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)


def inside(url: str, folder: Path) -> Path:
    """The file of a URL, which must lie in the folder of templates."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or not path.is_relative_to(folder):
        raise ReportError(f"the report fetches nothing but its own files, not {url[:200]}")
    return path


def document(module: Any, page: str, folder: Path) -> Any:
    """The page as WeasyPrint wants it. It is XML too, and the parser of XML takes a fraction of the time of that of HTML."""
    from cssselect2 import ElementWrapper  # type: ignore[import-untyped]  # comes with WeasyPrint

    try:
        root = ElementTree.fromstring(page.lstrip())
    except ElementTree.ParseError as error:
        raise ReportError(f"the page is not well-formed: {error}") from error

    class Page(module.HTML):  # type: ignore[misc]
        def __init__(self) -> None:
            self.base_url, self.url_fetcher = folder.as_uri() + "/", fetcher(module, folder)
            self.media_type = "print"
            self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    return Page()


def fetcher(module: Any, folder: Path) -> Any:
    """A fetcher that reads the package's own files and refuses all else, aloud."""

    class Fetcher(module.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                path = inside(url, folder)
                return module.urls.URLFetcherResponse(url, path.read_bytes())
            except (ReportError, OSError) as error:
                raise module.urls.FatalURLFetchingError(str(error)) from error

    return Fetcher()


class Finish:
    """The last touch on the PDF: one attachment once, the PDF/UA declaration, and no font but our own."""

    def __init__(self, declaration: bytes) -> None:
        self.declaration = declaration

    def __call__(self, _document: Any, pdf: Any) -> None:
        """Called by WeasyPrint before it writes."""
        if "AF" in pdf.catalog:
            files = pdf.catalog["AF"]
            files[:] = dict.fromkeys(files)
        metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
        metadata.stream = [
            part.replace(b"</rdf:RDF>", self.declaration + b"</rdf:RDF>") for part in metadata.stream
        ]
        for place, item in enumerate(pdf.objects):
            if isinstance(item, dict):
                own_font(item)
                for_reading_aloud(item)
                if item.get("Type") == "/StructElem":
                    pdf.objects[place] = written()(item)
            elif getattr(item, "compress", False):
                compress(item)


def compress(stream: Any) -> None:
    """Compress a stream now, and once: the writer would do it for the file and again for the file's identifier."""
    stream.compress = False
    _, _, content = stream.data.partition(b"\nstream\n")
    stream.stream = [zlib.compress(content.removesuffix(b"\nendstream"))]
    stream.extra["Filter"] = "/FlateDecode"


@cache
def written() -> Any:
    """A tag as it will be written: there are thousands, and the writer would put each into bytes twice."""
    from pydyf import Object  # type: ignore[import-untyped]  # comes with WeasyPrint

    class Written(Object):  # type: ignore[misc]
        data = b""

        def __init__(self, item: Any) -> None:
            super().__init__()
            self.number, self.data = item.number, item.data

    return Written


def own_font(item: Any) -> None:
    """Refuse a font that is not the report's own: another machine may not have it."""
    name = item.get("FontName")
    if name is not None and FONT.lower() not in str(name).replace("-", "").lower():
        raise ReportError(f"the report would print in {name}, a font that is not its own")


def for_reading_aloud(item: Any) -> None:
    """What the renderer leaves out of the tags: the scope of a heading, and that a sign only repeats its word."""
    if item.get("S") == "/TH":
        item["A"]["Scope"] = "/Column"
    elif item.get("S") == "/Figure" and "Alt" not in item:
        item["S"], item["ActualText"] = "/Span", "()"
        del item["A"]
