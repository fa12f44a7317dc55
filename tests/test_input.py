"""Broken and hostile input: every mistake at once with its line, nothing written, exit code 2, for every reader."""

from __future__ import annotations

import contextlib
import datetime
import inspect
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.cli import COMMANDS, Program, main
from transformatie.errors import InputError, LawError
from transformatie.figures import run_case
from transformatie.input.building import read_building
from transformatie.options import read_option
from transformatie.yaml_lines import MAX_BYTES, parse, read_document

ROOT = Path(__file__).parents[1]
GOOD = (ROOT / "examples" / "kantoor-nieuwegein.yaml").read_text(encoding="utf-8")

#: What Must show 5 of the issue names, by the text put in place of a sound line: (name, sound, broken, said of it).
MISTAKES = [
    ("unknown field", "  storeys: 5", "  storyes: 5", "storeys"),
    ("wrong unit", "  office_rent: {value: {low: 120, mid: 138, high: 155}, per: m2_vvo_year,",
     "  office_rent: {value: {low: 120, mid: 138, high: 155}, per: m2_gbo_year,", "m2_vvo_year"),
    ("negative area", "  gross_floor_area: 6000", "  gross_floor_area: -6000", "gross_floor_area"),
    ("nan", "  cost: 9200000", "  cost: .nan", "books.cost"),
    ("infinite", "  land: 2100000", "  land: .inf", "books.land"),
    ("date out of order", "start: 2021-07-01, end: 2027-06-30", "start: 2021-07-01, end: 2021-06-30", "leases[1].end"),
    ("duplicate key", "  kind: bv", "  kind: bv\n  kind: ib", "owner.kind"),
    ("alias", "  municipality: Nieuwegein", "  municipality: &place Nieuwegein\n  bag_id: *place", "alias"),
    ("lease larger than the building", "area: 1500", "area: 15000", "leases[0].area"),
    ("no such day", "  acquired: 2007-05-15", "  acquired: 2007-02-30", "books.acquired"),
    ("a number where a word belongs", "  use: let", "  use: 3", "books.use"),
    ("a word where a number belongs", "  built: 1987", "  built: old", "building.built"),
    ("a list where a section belongs", "  life: 40", "  life: [40]", "books.life"),
    ("low above mid", "{low: 17.5, mid: 20, high: 22.5}", "{low: 21, mid: 20, high: 22.5}", "housing_rent"),
    ("a share above one", "renewal_chance: 0.5", "renewal_chance: 50", "renewal_chance"),
    ("no compulsory rate", "basis: after_tax, level: asset", "basis: after_tax, level: equity", "discount_rate"),
    ("vacant after the assessment", "vacant_since: 2022-03-01", "vacant_since: 2027-03-01", "vacant_since"),
    ("a part above the whole", "market:", "market:\n  unzoned_land_share: {low: 0.2, mid: 0.5, high: 3}", "unzoned_land_share"),
    ("an option nobody knows", "assess:", "options: {convert_lett: {}}\nassess:", "convert_let"),
    ("a number no option has", "assess:", "options: {redevelop: {rent_lft: 2}}\nassess:", "rent_lift"),
    ("land above cost", "  residual: 900000", "  residual: 900000\n  acquired: 2007-05-15", "acquired"),
]  # fmt: skip


def broken(*which: int) -> str:
    """The example with some of the mistakes in it."""
    text = GOOD
    for i in which:
        _, sound, wrong, _ = MISTAKES[i]
        assert sound in text, sound
        text = text.replace(sound, wrong, 1)
    return text


def line_of(text: str, words: str) -> int:
    """The line, from one, on which words stand."""
    return text[: text.index(words)].count("\n") + 1


def refused(tmp_path: Path, text: str | bytes, *more: str) -> str:
    """Run evaluate on a file; what it says. It must write nothing and exit with 2."""
    path = tmp_path / "broken.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = [tmp_path / "out.json", tmp_path / "out.pdf"]
    arguments = [
        "evaluate",
        str(path),
        "--json",
        str(out[0]),
        "--pdf",
        str(out[1]),
        "--draws",
        "0",
        "--lang",
        "en",
        *more,
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert not [p for p in tmp_path.iterdir() if p != path], "something was written"
    assert not result.stdout
    return str(result.stderr)


@pytest.mark.parametrize("i", range(len(MISTAKES)), ids=[m[0] for m in MISTAKES])
def test_each_mistake_is_told_with_its_line(i: int, tmp_path: Path) -> None:
    _, _, wrong, said = MISTAKES[i]
    text = broken(i)
    told = refused(tmp_path, text)
    first = line_of(text, wrong)
    lines = range(first, first + wrong.count("\n") + 1)
    matching = [t for t in told.splitlines() if said in t]
    assert matching, told
    assert (
        any(f"broken.yaml:{n}:" in t for n in lines for t in told.splitlines())
        or MISTAKES[i][0] == "no compulsory rate"
    ), told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    which = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17]
    told = refused(tmp_path, broken(*which)).splitlines()
    for i in which:
        assert [t for t in told if MISTAKES[i][3] in t], MISTAKES[i][0]
    numbers = [int(t.split(":")[1]) for t in told]
    assert numbers == sorted(numbers), "in the order of the file"
    assert all(t.count("read ") and t.count("allowed") for t in told)


def test_a_misspelt_field_names_the_nearest_known_one(tmp_path: Path) -> None:
    assert "did you mean 'storeys'" in refused(tmp_path, broken(0))


def test_the_words_are_dutch_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "fout.yaml"
    path.write_text(broken(0), encoding="utf-8")
    result = CliRunner().invoke(main, ["evaluate", str(path), "--lang", "nl"])
    assert result.exit_code == 2
    assert "gelezen" in result.stderr
    assert "bedoelt u 'storeys'" in result.stderr


def test_options_are_checked_too(tmp_path: Path) -> None:
    text = (
        GOOD
        + "options:\n  convert_lett: {works_per_m2: 1}\n  hold: {then: hold}\n  redevelop: {works_per_m2: -1, rent_lft: 2}\n"
    )
    told = refused(tmp_path, text)
    for words in ("convert_let", "rent_lift", "hold"):
        assert words in told


@pytest.mark.parametrize("value", [-1, "-5", {"low": -3, "mid": 1, "high": 2}], ids=str)
def test_an_option_number_below_what_its_unit_allows_is_refused(value: Any, tmp_path: Path) -> None:
    refused(tmp_path, GOOD + f"options:\n  redevelop: {{works_per_m2: {value}}}\n".replace("'", ""))


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "a word": b"hello",
    "a list": b"- 1\n- 2\n",
    "binary": bytes(range(256)),
    "NUL": GOOD.encode() + b"\x00",
    "UTF-16": GOOD.encode("utf-16"),
    "two documents": GOOD.encode() + b"\n---\n" + GOOD.encode(),
    "a tag": GOOD.replace("kind: bv", "kind: !!python/object/apply:os.system [echo]").encode(),
    "unclosed": GOOD.encode() + b"\nmarket: {a: [1, 2\n",
    "tabs": GOOD.replace("  storeys", "\tstoreys").encode(),
    "deep": b"building: " + b"{a: " * 500 + b"1" + b"}" * 500,
    "very deep": b"building: " + b"[" * 20_000 + b"]" * 20_000,
    "large": GOOD.encode() + b"# " + b"x" * MAX_BYTES,
    "a bomb of aliases": b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n".encode() for i in range(8)),
    "a number of 5,000 digits": GOOD.replace("cost: 9200000", "cost: " + "9" * 5000).encode(),
    "a merge key": GOOD.encode() + b"\ncosts2: &c {x: 1}\nmore:\n  <<: *c\n",
    "a key that is a list": GOOD.encode() + b"\n? [a, b]\n: 1\n",
    "a null section": GOOD.replace("owner:\n", "owner: null\nowner2:\n").encode(),
    "a section that is a word": GOOD.replace("assess:\n", "assess: now\nassess2:\n").encode(),
    "years that are words": GOOD.replace("woz: {2024: 4650000", "woz: {before: 4650000").encode(),
    "no leases but a word": GOOD.replace("leases:\n  - {", "leases:\n  - many\n  - {").encode(),
    "control characters": GOOD.replace("name: Kantoor", "name: \x07Kantoor").encode(),
    "a day in the year 0": GOOD.replace("date: 2026-11-24", "date: 0000-01-01").encode(),
    "a day before all law": GOOD.replace("date: 2026-11-24", "date: 1901-01-01").encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words(name: str, tmp_path: Path) -> None:
    told = refused(tmp_path, HOSTILE[name])
    assert told.strip()
    assert "Traceback" not in told


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_what_is_no_file_is_refused(what: str, tmp_path: Path) -> None:
    path = tmp_path / "nothing.yaml" if what == "missing" else tmp_path
    result = CliRunner().invoke(main, ["evaluate", str(path)])
    assert result.exit_code == 2
    assert not isinstance(result.exception, (OSError, ValueError))


def readers() -> list[str]:
    """Every command that reads a building file as its one compulsory argument."""
    found = []
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name) if isinstance(main, Program) else None
        assert command is not None
        files = [p for p in command.params if isinstance(p, click.Argument) and p.name == "file"]
        if files and name not in ("init", "portfolio"):
            found.append(name)
    return found


@pytest.mark.parametrize("command", readers())
def test_every_command_that_reads_a_building_refuses_a_broken_one(command: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(broken(0, 2, 8), encoding="utf-8")
    more = {
        "explain": ["value_after_tax", "--option", "hold"],
        "breakeven": ["--option", "hold"],
        "policy": ["--law", str(path)],
    }
    result = CliRunner().invoke(main, [command, str(path), *more.get(command, [])])
    assert result.exit_code == 2, (result.output, result.exception)
    for where in ("storeys", "gross_floor_area", "leases[0].area"):
        assert where in result.stderr, result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["broken.yaml"]


# --- other readers: overlays, case files, option files --------------------------------------------------------

OVERLAYS = {
    "unknown parameter": "transfer_tax.non_dweling_rate: [{from: 2026-01-01, value: 0.1}]",
    "no date": "transfer_tax.non_dwelling_rate: [{value: 0.1}]",
    "a word": "transfer_tax.non_dwelling_rate: high",
    "unknown field": "transfer_tax.non_dwelling_rate: [{from: 2026-01-01, valu: 0.1}]",
    "both forms": "transfer_tax.non_dwelling_rate: [{from: 2026-01-01, value: 0.1, low: 0, mid: 0, high: 1}]",
    "a list": "- 1",
    "out of range": "transfer_tax.non_dwelling_rate: [{from: 2026-01-01, value: 104000}]",
    "falling dates": "transfer_tax.non_dwelling_rate: [{from: 2027-01-01, value: 0.1}, {from: 2026-01-01, value: 0.2}]",
    "not a number": "transfer_tax.non_dwelling_rate: [{from: 2026-01-01, value: .nan}]",
    "a number where words belong": "transfer_tax.non_dwelling_rate: [{from: 2026-01-01, value: ten}]",
}


@pytest.mark.parametrize("name", OVERLAYS)
def test_a_broken_overlay_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "overlay.yaml"
    path.write_text(OVERLAYS[name], encoding="utf-8")
    file = str(ROOT / "examples" / "kantoor-nieuwegein.yaml")
    result = CliRunner().invoke(
        main, ["evaluate", file, "--draws", "0", "--law", str(path), "--json", str(tmp_path / "x.json")]
    )
    assert result.exit_code == 2, (result.output, result.exception)
    assert "overlay.yaml" in result.stderr
    assert not (tmp_path / "x.json").exists()


CASES = {
    "unknown figure": "figure: transfer_taks\nsource: x\ngiven: {}",
    "unknown key": "figure: transfer_tax\nsource: x\nexpects: {}",
    "no source": "figure: transfer_tax\ngiven: {price: 1}",
    "unknown field": "figure: transfer_tax\nsource: x\nin_force: 2026-01-01\ngiven: {prise: 1, object: non_dwelling}",
    "nan": "figure: transfer_tax\nsource: x\nin_force: 2026-01-01\ngiven: {price: .nan, object: non_dwelling}",
    "a list": "- figure",
    "empty": "",
    "given is a word": "figure: transfer_tax\nsource: x\ngiven: all",
    "no such day": "figure: transfer_tax\nsource: x\nin_force: 2026-13-01\ngiven: {price: 1}",
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_case_file_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CASES[name], encoding="utf-8")
    result = CliRunner().invoke(main, ["figure", "--case", str(path), "--lang", "en"])
    assert result.exit_code == 2, (result.output, result.exception)
    assert "case.yaml" in result.stderr


OPTION = "label: {nl: A, en: A}\nwhat: {nl: B, en: B}\nrecipe: [sell]\n"
OPTIONS = {
    "unknown step": OPTION.replace("sell", "paint"),
    "no steps": OPTION.replace("[sell]", "[]"),
    "unknown field": OPTION + "colour: red\n",
    "unknown unit": OPTION + "numbers: {x: {label: {nl: a, en: a}, unit: EUR/foot, values: [{from: 2026-01-01, value: 1, source: project-2026, confidence: memory}]}}",
    "unknown source": OPTION + "numbers: {x: {label: {nl: a, en: a}, unit: EUR, values: [{from: 2026-01-01, value: 1, source: hearsay, confidence: memory}]}}",
    "unknown role": OPTION + "roles: {colour: x}\n",
    "a word": "sell",
    "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIONS)
def test_a_broken_option_file_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "broken_option.yaml"
    path.write_text(OPTIONS[name], encoding="utf-8")
    with pytest.raises(InputError, match=r"options/broken_option\.yaml:\d+"):
        read_option(path)


# --- anything at all ------------------------------------------------------------------------------------------

text = st.text(st.characters(codec="utf-8"), max_size=80)
values = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | text, lambda v: st.lists(v, max_size=3) | st.dictionaries(text, v, max_size=3), max_leaves=12)  # fmt: skip


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_bytes(data)
    with contextlib.suppress(InputError):
        read_document(path)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            "building",
            "leases",
            "owner",
            "books",
            "costs",
            "market",
            "options",
            "permit",
            "fit",
            "floors",
            "programme",
            "financing",
            "units",
            "services",
            "assess",
        ]
    ),
    values,
)
def test_any_value_of_a_section_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, section: str, value: Any
) -> None:
    document = parse(GOOD, "x").values
    document[section] = value
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    with contextlib.suppress(InputError):
        read_building(path)


@settings(max_examples=60, deadline=None)
@given(values)
def test_any_given_of_a_figure_is_computed_or_refused(
    tmp_path_factory: pytest.TempPathFactory, value: Any
) -> None:
    path = tmp_path_factory.mktemp("any") / "case.yaml"
    path.write_text(
        yaml.safe_dump({"figure": "transfer_tax", "source": "x", "in_force": "2026-03-01", "given": value}),
        encoding="utf-8",
    )
    with contextlib.suppress(InputError, LawError):
        run_case(path, datetime.date(2026, 11, 24))


def test_the_reader_of_words_never_evaluates() -> None:
    """No reader calls the loader that makes objects."""
    from transformatie import yaml_lines

    source = inspect.getsource(yaml_lines)
    assert "yaml.load(" not in source
    assert "UnsafeLoader" not in source
