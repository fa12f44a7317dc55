"""The tables of permit procedures: no entry is dead, and the lists of steps are read strictly."""

from datetime import date
from typing import Any, get_args

import numpy as np
import pytest

from transformatie.dated import Law, Tables
from transformatie.errors import InputError, LawError
from transformatie.figures import all_tables, compute
from transformatie.formulas import routes
from transformatie.formulas.permits import Plan, permit
from transformatie.formulas.procedure import procedure_days
from transformatie.formulas.procedure_draws import VARIABLES
from transformatie.formulas.routes import Facts
from transformatie.permit import procedures as steps
from transformatie.permit.procedures import explained, procedures, read_procedures

TODAY = date(2026, 11, 24)
LAW = Law(all_tables(), TODAY, TODAY)


def answers(law: Law) -> list[Any]:
    """Everything this chapter answers that reads a table, for a spread of dates."""
    out: list[Any] = []
    received = np.arange("2010-10-01", "2026-01-01", 97, dtype="datetime64[D]")
    for route in ("regular", "extensive"):
        for extended in (False, True):
            out += vars(
                procedure_days(route, received, None, np.full(received.shape, extended), law)
            ).values()
    u = {name: np.random.default_rng(i).random(4000) for i, name in enumerate(VARIABLES)}
    off = np.array(False)
    f = Facts(
        np.array(True), np.array(True), np.array(1500.2), np.array(0), off, off, off, off, off, off, off
    )
    for start, size, told, one in (
        ("2011-01-01", 10, True, False),
        ("2011-01-01", 50, False, False),
        ("2016-01-01", 5, False, False),
        ("2025-01-01", 10, True, True),
        ("2025-01-01", 12, True, True),
        ("2025-01-01", 50, False, False),
    ):
        plan = Plan(f, size, told, council_asked_late=True, one_instance=one, priority=size == 50)
        out += vars(permit(np.full(4000, np.datetime64(start)), plan, u, law).drawn).values()
    asked: dict[str, list[dict[str, object]]] = {
        "decision_date": [{"route": "regular_with_consent", "received": "2025-01-01", "extended": e} for e in (False, True)],
        "tacit_permit": [{"route": "regular", "received": d} for d in ("2015-01-01", "2024-06-01")],
        "term_end": [
            {"start": start, "length": length, "unit": unit}
            for start, length, unit in (
                ("2026-03-20", 2, "days"),
                ("2026-03-20", 3, "days"),
                ("2026-09-26", 91, "days"),
                ("2026-02-23", 13, "weeks"),
                ("2026-08-27", 4, "months"),
                ("2025-05-25", 1, "years"),
            )
        ],
        "decision_on_objection": [{"sent": "2025-01-01", "advisory_committee": a} for a in (False, True)],
        "higher_appeal_end": [{"sent": "2025-01-01"}],
        "late_decision_penalty": [{"days_late": 40}],
        "court_penalty": [{"days_late": n} for n in (10, 1000)],
        "building_fees": [{"municipality": "Nieuwegein", "cost": 3e7}],
        "temporary_use_years": [{"object": o} for o in ("office", "dwelling")],
        "temporary_lease_end": [{"lease_start": "2025-01-01", "wanted_back": "2025-02-01", "permit_end": "2030-01-01"}],
        "leegstandwet_decision": [{"received": "2025-01-01"}],
        "demolition_notice": [{"works_start": d, "listed_case": x} for d in ("2015-01-01", "2025-01-01") for x in (False, True)],
        "vacant_possession": [{"vacate_by": "2025-01-01", "extensions": n} for n in (3, 4)],
        "label_c_exempt_until": [{"counted_from": d, "done_on": d} for d in ("2023-06-01", "2025-01-01")],
        "vacancy_report_due": [{"vacant_since": "2025-01-01"}],
    }  # fmt: skip
    for on in ("2011-01-01", "2014-01-01", "2016-01-01", "2025-01-01"):
        there = Law(law.tables, law.known_on, date.fromisoformat(on))
        for name, cases in asked.items():
            for case in cases:
                try:
                    out.append(compute(name, case, there).model_dump(mode="json"))
                except LawError:
                    out.append("none")
    out += [
        e.entries["term"].central
        for e in explained("omgevingswet", "extensive", law, TODAY)
        if "term" in e.entries
    ]
    return out


MOVABLE = [
    (name, i)
    for name, parameter in all_tables().parameters.items()
    if name.partition(".")[0]
    in (
        "procedures",
        "permit_routes",
        "leegstandwet",
        "building_fees",
        "side_procedures",
        "calendar",
        "permit_odds",
    )
    and parameter.unit != "form"
    for i in range(len(parameter.values))
]


def moved(name: str, i: int) -> Law:
    """The law with one entry moved."""
    parameter = all_tables().parameters[name]
    entry = parameter.values[i]
    value = entry.central
    change: dict[str, Any]
    if isinstance(value, bool):
        change = {"value": not value}
    elif isinstance(value, list):
        change = {"value": [v * 1.1 for v in value]}
    elif entry.mid is not None:
        change = {
            k: min(getattr(entry, k) * 1.3 + 0.05, 1.0 if parameter.unit == "share" else 99.0)
            for k in ("low", "mid", "high")
        }
    else:
        change = {
            "value": value * 1.3 if parameter.unit in ("log month", "share", "EUR", "m2") else value + 1
        }
    values = (*parameter.values[:i], entry.model_copy(update=change), *parameter.values[i + 1 :])
    return Law(
        Tables(
            {**all_tables().parameters, name: parameter.model_copy(update={"values": values})},
            all_tables().sources,
        ),
        TODAY,
        TODAY,
    )


@pytest.fixture(scope="module")
def before() -> list[Any]:
    return answers(LAW)


@pytest.mark.parametrize("name,i", MOVABLE)
def test_no_entry_of_this_chapter_is_dead(name: str, i: int, before: list[Any]) -> None:
    after = answers(moved(name, i))
    assert any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))


# --- steps -----------------------------------------------------------------------------------------------------


def test_each_route_of_each_law_has_steps_with_entries_in_force() -> None:
    when = {"wabo-2010": date(2012, 1, 1), "wabo-2014": date(2018, 1, 1), "omgevingswet": TODAY}
    for (regime, route), names in procedures().by_route.items():
        lines = explained(regime, route, LAW, when[regime])
        assert len(lines) == len(names)
        assert all(line.article or line.step.kind in ("activity", "decision") for line in lines)
        decision = next(
            line for line in lines if line.name.startswith("decision_") and "objection" not in line.name
        )
        assert decision.unit == ("month" if route == "extensive" else "week")


def test_laws_and_routes_have_the_same_names_on_both_floors() -> None:
    assert get_args(steps.Regime) == get_args(routes.Regime)
    assert get_args(steps.Route) == get_args(routes.Route)


GOOD = """
steps:
  decision: {label: {nl: a, en: a}, kind: term, term: procedures.decision_regular, reached: decided}
routes:
  - {regime: wabo-2010, route: [regular], steps: [decision]}
"""


@pytest.mark.parametrize(
    "change, line, says",
    [
        ((GOOD, ""), 1, "steps"),
        (("kind: term", "kind: spell"), 3, "kind"),
        (("decision_regular", "decision_regulier"), 3, "procedures.decision_regular"),
        (("steps: [decision]", "steps: [decisoin]"), 5, "decision"),
        (("steps: [decision]", "steps: []"), 5, "steps"),
        (("reached: decided", "arrived: decided"), 3, "arrived"),
        (("wabo-2010", "wro"), 5, "wro"),
        (("route: [regular]", "route: [regular, regular]"), 5, "each route once"),
        (("label: {nl: a, en: a}", "label: {nl: a}"), 3, "label"),
        (("label: {nl: a, en: a}", "label: [a, a]"), 3, "label"),
        (("kind: term", "kind: term, kind: term"), 3, "kind"),
        (("routes:", "routes: &r"), None, None),
        (
            ("  decision:", "  spare: {label: {nl: a, en: a}, kind: wait}\n  decision:"),
            3,
            "a step that a route uses",
        ),
        (("steps:\n", "steps: 3\nrest:\n"), 2, "steps"),
    ],
)
def test_a_file_of_steps_that_is_wrong_is_refused_with_its_line(tmp_path, change, line, says) -> None:
    path = tmp_path / "steps.yaml"
    path.write_text(GOOD.replace(*change))
    known = frozenset(all_tables().parameters)
    if line is None:
        assert read_procedures(path, known).by_route
        return
    with pytest.raises(InputError) as refused:
        read_procedures(path, known)
    assert says in str(refused.value)
    assert f":{line}:" in str(refused.value)


def test_bytes_that_are_no_steps_are_refused(tmp_path) -> None:
    for content in (b"\xff\xfe", b"[1, 2", b"a: *b", b"- x", b"x" * 2_000_000):
        path = tmp_path / "steps.yaml"
        path.write_bytes(content)
        with pytest.raises(InputError):
            read_procedures(path, frozenset())
