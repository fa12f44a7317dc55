"""The portfolio's page, workbook and paper: what is in them, and the page in a real browser under its own policy."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import socket
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import polars as pl
import pytest

from transformatie.portfolio.ask import Ask
from transformatie.portfolio.deliver import Papers, deliver
from transformatie.portfolio.page import fingerprint
from transformatie.portfolio.sample import blocks

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
BROWSER = pytest.mark.skipif(
    not (CHROMIUM.exists() and DRIVER.exists()) and not os.environ.get("CI"),  # .ci/run installs them
    reason="no Chromium with its driver on this machine",
)
ROWS = 64


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    table = pl.concat(list(blocks(ROWS, 8)))
    owner = (pl.int_range(pl.len()) // 5).cast(pl.String).alias("owner.id")
    table.with_columns(owner, pl.lit("bv").alias("owner.kind")).write_parquet(folder / "stock.parquet")
    deliver(Ask(folder / "stock.parquet", folder / "out", lang="en"), Papers(1, True), lambda *_: None)
    return folder / "out"


def page_of(out: Path) -> str:
    return (out / "portfolio.html").read_text(encoding="utf-8")


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_policy_lets_in_only_the_script_and_style_of_the_page(out: Path):
    text = page_of(out)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    rules = dict(r.split(" ", 1) for r in policy[1].replace("&#39;", "'").split("; "))
    assert rules["default-src"] == "'none'"
    script, style = (
        re.search(r"<script>(.*?)</script>", text, re.S),
        re.search(r"<style>(.*?)</style>", text, re.S),
    )
    assert script
    assert style
    assert rules["script-src"] == f"'{fingerprint(script[1])}'"
    assert rules["style-src"] == f"'{fingerprint(style[1])}'"
    assert "unsafe" not in policy[1]
    assert not re.search(r' style="| on[a-z]+="|(src|href)="(https?:)?//', text)


def test_the_data_of_the_page_is_what_the_tables_say(out: Path):
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page_of(out), re.S)
    assert block
    data = json.loads(block[1])
    buildings = pl.read_parquet(out / "buildings.parquet")
    assert data["all"] == len(data["buildings"]) == buildings.height == ROWS
    at = {c: i for i, c in enumerate(data["columns"])}
    assert sum(b[at["gain"]] for b in data["buildings"]) == pytest.approx(buildings["gain"].sum(), abs=ROWS)
    assert all(len(b[at["options"]]) == 9 for b in data["buildings"])


class Browser:
    """A few verbs of WebDriver over HTTP: enough to look and to click."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--window-size=1200,900"]  # fmt: skip
        options = {"binary": str(CHROMIUM), "args": arguments}
        asked = {
            "capabilities": {
                "alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            }
        }
        self.session = self.call("POST", "/session", asked)["sessionId"]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.base + path, content, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, path: Path) -> None:
        self.call("POST", f"/session/{self.session}/url", {"url": path.as_uri()})

    def run(self, script: str) -> Any:
        return self.call("POST", f"/session/{self.session}/execute/sync", {"script": script, "args": []})

    def log(self) -> list[str]:
        return [
            e["message"] for e in self.call("POST", f"/session/{self.session}/se/log", {"type": "browser"})
        ]


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        [str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                break
            time.sleep(0.05)
        made = Browser(port)
        yield made
        made.call("DELETE", f"/session/{made.session}")
    finally:
        driver.terminate()
        driver.wait(10)


@BROWSER
def test_the_page_works_in_a_browser_under_its_policy(out: Path):
    buildings = pl.read_parquet(out / "buildings.parquet").sort("gain", "row", descending=[True, False])
    with browser() as b:
        b.open(out / "portfolio.html")
        assert b.run("return document.documentElement.dataset.ready") == "yes"
        rows = "return document.querySelectorAll('#table tbody tr').length"
        first = "return document.querySelector('#table tbody td a').textContent"
        assert b.run(rows) == 50
        assert b.run(first) == buildings["name"][0]
        b.run("document.getElementById('next').click()")
        assert b.run(rows) == ROWS - 50
        b.run("document.querySelectorAll('#table th button')[0].click()")
        assert b.run(first) == min(buildings["name"])
        assert b.run("return document.querySelector('#table th').getAttribute('aria-sort')") == "ascending"
        b.run(
            "const s = document.getElementById('search'); s.value = '0000007'; s.dispatchEvent(new Event('input'))"
        )
        assert b.run(rows) == 1
        assert b.run("return document.getElementById('count').textContent") == f"1 of {ROWS} buildings"
        assert b.run("return document.querySelectorAll('#scatter circle').length") == 1
        b.run("document.querySelector('#table tbody td a').click()")
        time.sleep(0.2)
        assert b.run("return document.getElementById('list').hidden") is True
        assert b.run("return document.querySelectorAll('#building tbody tr').length") == 9
        assert "0000007" in b.run("return document.querySelector('#building h2').textContent")
        b.run("document.querySelector('#building a').click()")
        time.sleep(0.2)
        assert b.run("return document.getElementById('list').hidden") is False
        assert b.run("return performance.getEntriesByType('resource').length") == 0, (
            "it asks nothing of anyone"
        )
        assert [m for m in b.log() if "favicon" not in m] == []


@BROWSER
def test_the_policy_stops_a_script_that_is_not_the_pages_own(out: Path, tmp_path: Path):
    """The policy is shown to bite: the same page with another script in it does not run that."""
    spoiled = page_of(out).replace("</body>", "<script>document.title = 'taken over'</script></body>")
    (tmp_path / "spoiled.html").write_text(spoiled, encoding="utf-8")
    with browser() as b:
        b.open(tmp_path / "spoiled.html")
        assert b.run("return document.title") == "Portfolio of offices"
        assert any("Content Security Policy" in m for m in b.log())


# --- workbook and paper ------------------------------------------------------------------------------------------


def test_the_workbook_has_a_sheet_for_each_question(out: Path):
    import fastexcel

    book = fastexcel.read_excel(out / "summary.xlsx")
    assert book.sheet_names == ["What to do", "Value by option", "Where the value is", "Vacancy bill", "Book value", "Set-off by building",
                                "Set-off by owner", "Assumptions", "Refused"]  # fmt: skip
    table = book.load_sheet("What to do", header_row=1).to_polars()
    buildings = pl.read_parquet(out / "buildings.parquet")
    assert table.height == ROWS
    assert table["Gain over no act"].sum() == pytest.approx(buildings["gain"].sum(), rel=1e-9)
    values = book.load_sheet("Value by option", header_row=1).to_polars()
    assert values.width == 3 + 9
    with zipfile.ZipFile(out / "summary.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<autoFilter" in sheet
    assert "<conditionalFormatting" in sheet


def test_the_paper_carries_the_business_cases_with_name_day_and_hash(out: Path):
    made = sorted((out / "pdf").glob("*.pdf"))
    assert len(made) == 1
    sha = hashlib.sha256(made[0].read_bytes()).hexdigest()
    with pikepdf.open(out / "portfolio.pdf") as paper:
        assert list(paper.attachments) == [made[0].name]
        spec = paper.attachments[made[0].name]
        assert spec.get_file().read_bytes() == made[0].read_bytes()
        assert sha in spec.description
        assert len(paper.Root.AF) == 1
        assert "pdf/a" in str(paper.open_metadata()).lower() or "pdfaid" in str(paper.open_metadata())
    text = subprocess.run(
        ["pdftotext", "-layout", str(out / "portfolio.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    flat = re.sub(r"\s+", "", text)
    assert sha in flat
    for title in ("The answer", "Where the value is", "What to do first", "The spread", "The book result by year", "The vacancy bill",
                  "Set-off inside one owner", "Ten buildings in one line"):  # fmt: skip
        assert title in text, title


def test_every_word_stands_in_both_languages_and_every_column_has_a_heading(out: Path):
    from transformatie.portfolio.words import table

    for chapter in table().values():
        for key, words in chapter.items():
            assert set(words) == {"nl", "en"}, key
            assert set(re.findall(r"{(\w+)", words["nl"])) == set(re.findall(r"{(\w+)", words["en"])), key
    for name in ("results", "buildings", "owners", "set_off"):
        for column in pl.read_parquet(out / f"{name}.parquet").columns:
            assert column in table()["columns"], column
