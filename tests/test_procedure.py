"""Terms, working days, routes and dates of permit procedures: rules that hold for any date."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_args

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transformatie.dated import Entry, Law, Parameter, Tables
from transformatie.errors import LawError
from transformatie.figures import all_tables
from transformatie.formulas import routes
from transformatie.formulas.decisions import decision_date
from transformatie.formulas.procedure import objection_end, procedure_days
from transformatie.formulas.routes import Facts, days_under, regimes_of, routes_of
from transformatie.formulas.terms import Term, longest_rolled, term_end
from transformatie.law.working_days import FIRST, LAST, incomplete_years, next_working_days
from transformatie.permit.procedures import procedures
from transformatie.trail import Node, Trail

TODAY = date(2026, 11, 24)
LAW = Law(all_tables(), TODAY, TODAY)
DAYS = st.dates(date(1991, 1, 1), date(2095, 12, 31))
WABO_ON = st.dates(date(2010, 10, 1), date(2090, 12, 31))
ROUTES = ("within_plan", "regular", "extensive")


def day(d: date | str) -> np.ndarray:
    return np.array(d, "datetime64[D]")


# --- the calendar, against days counted by hand and a plain twin -----------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule, as a check on the package."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, rest = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, rest + 1)


def free(d: date) -> bool:
    """Whether the Algemene termijnenwet skips a day, written out."""
    e = easter(d.year)
    moving = {e + timedelta(n) for n in (-2, 1, 39, 50)}
    kings = date(d.year, 4, 27) if d.year >= 2014 else date(d.year, 4, 30)
    kings -= timedelta(kings.weekday() == 6)
    fixed = {date(d.year, 1, 1), date(d.year, 5, 5), date(d.year, 12, 25), date(d.year, 12, 26), kings}
    return d.weekday() >= 5 or d in moving or d in fixed or d.isoformat() in EQUALISED


EQUALISED = {str(d) for e in LAW.entries("calendar.equalised_days") for d in e.central}


def slow_end(start: date, raw: date) -> date:
    """The legal end of a term that rolls, day by day."""
    end = raw
    while free(end) or (
        (raw - start).days >= 3
        and sum(not free(start + timedelta(n)) for n in range(1, (end - start).days + 1)) < 2
    ):
        end += timedelta(1)
    return end


def test_every_day_of_the_table_is_that_of_the_plain_twin() -> None:
    table = next_working_days(LAW)
    days = np.arange(FIRST, LAST + 1)
    skipped = np.array([free(d) for d in days.astype(object)])
    assert np.array_equal(table != days, skipped)
    assert not any(free(d) for d in np.unique(table).astype(object) if d.year <= 2100)
    assert np.all(np.diff(table.astype(int)) >= 0)


@pytest.mark.parametrize("text", ["2026-04-05", "2026-05-24", "2027-03-28"])
def test_easter_and_whit_sunday_are_only_sundays(text: str) -> None:
    assert date.fromisoformat(text).weekday() == 6


def test_equalised_days_follow_no_rule() -> None:
    """5 May 2015 and 5 May 2026 are both Tuesdays; only the Monday before the first was equalised."""
    assert date(2015, 5, 5).weekday() == date(2026, 5, 5).weekday() == 1
    assert "2015-05-04" in EQUALISED
    assert "2026-05-04" not in EQUALISED


def test_years_whose_equalised_days_are_missing_are_named() -> None:
    assert incomplete_years(2010, 2028, LAW) == (2011, 2012, 2013, 2020, 2021)
    assert incomplete_years(2029, 2030, LAW) == (2029, 2030), "not decreed yet"
    assert incomplete_years(2017, 2019, Law(all_tables(), date(2016, 6, 1))) == (2017, 2018, 2019), (
        "not known in 2016"
    )


def test_a_decree_of_the_future_is_not_known_before() -> None:
    early, late = (next_working_days(Law(all_tables(), d)) for d in (date(2022, 6, 1), TODAY))
    friday = (np.datetime64("2024-05-10") - FIRST).astype(int)
    assert early[friday] == np.datetime64("2024-05-10")
    assert late[friday] == np.datetime64("2024-05-13")


def test_an_equalised_day_that_is_no_date_is_refused() -> None:
    parameter = all_tables().parameters["calendar.equalised_days"]
    wrong = Entry.model_validate(
        {
            "from": "2029-01-01",
            "value": ["2029-13-01"],
            "source": "x",
            "confidence": "assumption",
            "published": "2026-01-01",
        }
    )
    tables = Tables(
        {
            **all_tables().parameters,
            "calendar.equalised_days": parameter.model_copy(update={"values": (*parameter.values, wrong)}),
        },
        {},
    )
    with pytest.raises(LawError, match="equalised_days"):
        next_working_days(Law(tables, TODAY))


# --- terms ----------------------------------------------------------------------------------------------------


def ended(
    start: date, length: int, unit: str, atw: str = "default", backward: bool = False
) -> tuple[date, date]:
    term = Term(np.int64(length), np.array(unit), longest_rolled(LAW, unit, day(start)))
    end = term_end(day(start), term, LAW, atw, backward)  # type: ignore[arg-type]
    return end.raw.item(), end.legal.item()


@given(DAYS, st.integers(1, 90))
@example(date(2026, 4, 2), 3)
def test_terms_in_days_end_as_a_plain_twin_says(start: date, length: int) -> None:
    raw, legal = ended(start, length, "days")
    assert raw == start + timedelta(length)
    assert legal == slow_end(start, raw)


@given(
    DAYS,
    st.integers(1, 400),
    st.sampled_from(["days", "weeks", "months"]),
    st.sampled_from(["default", "all", "none"]),
    st.booleans(),
)
def test_a_legal_end_that_rolls_is_a_working_day_and_any_other_is_the_raw_end(
    start: date, length: int, unit: str, atw: str, backward: bool
) -> None:
    length = length if unit == "days" else length % 40 + 1
    raw, legal = ended(start, length, unit, atw, backward)
    short = length <= {"days": 90, "weeks": 12, "months": 3}[unit]
    if backward or atw == "none" or not (short or atw == "all"):
        assert legal == raw
    else:
        assert legal >= raw
        assert not free(legal)
        assert all(free(raw + timedelta(n)) for n in range((legal - raw).days)) or (raw - start).days < 7


@given(DAYS, st.integers(1, 60))
def test_months_keep_the_day_or_take_the_last(start: date, months: int) -> None:
    raw, _legal = ended(start, months, "months")
    assert (raw.year - start.year) * 12 + raw.month - start.month == months
    assert raw.day == start.day or (raw.day < start.day and (raw + timedelta(1)).day == 1)


@given(DAYS, st.integers(1, 500))
def test_weeks_keep_the_day_of_the_week(start: date, weeks: int) -> None:
    raw, _legal = ended(start, weeks, "weeks")
    assert raw.weekday() == start.weekday()
    assert (raw - start).days == 7 * weeks


@given(st.lists(WABO_ON, min_size=1, max_size=30))
def test_one_call_on_many_dates_equals_many_calls(starts: list[date]) -> None:
    together = objection_end(np.array(starts, "datetime64[D]"), LAW)
    assert together.legal.tolist() == [objection_end(day(d), LAW).legal.item() for d in starts]


# --- law of the day of the application -------------------------------------------------------------------------


@given(st.lists(WABO_ON, min_size=1, max_size=20))
def test_regime_is_that_of_each_application(received: list[date]) -> None:
    names = [
        "omgevingswet" if d >= date(2024, 1, 1) else "wabo-2014" if d >= date(2014, 11, 1) else "wabo-2010"
        for d in received
    ]
    assert regimes_of(np.array(received, "datetime64[D]"), LAW).tolist() == names


def test_one_application_before_the_wabo_stops_all() -> None:
    with pytest.raises(LawError, match="2010-09-30"):
        regimes_of(np.array(["2015-01-01", "2010-09-30"], "datetime64[D]"), LAW)


def test_the_wider_list_of_minor_cases_was_not_known_when_it_was_only_announced() -> None:
    assert regimes_of(day("2015-01-01"), Law(all_tables(), date(2012, 6, 1))).item() == "wabo-2010"
    assert regimes_of(day("2015-01-01"), Law(all_tables(), date(2014, 9, 24))).item() == "wabo-2014"


def test_a_law_not_yet_known_cannot_be_compared_with() -> None:
    with pytest.raises(LawError, match="omgevingswet"):
        days_under("omgevingswet", day("2012-01-01"), Law(all_tables(), date(2012, 6, 1)))


def test_a_regime_without_a_form_is_refused() -> None:
    parameter = all_tables().parameters[routes.REGIME]
    new = Entry.model_validate(
        {"from": "2026-07-01", "value": "regie", "source": "x", "confidence": "assumption"}
    )
    tables = Tables(
        {
            **all_tables().parameters,
            routes.REGIME: Parameter(label=parameter.label, unit="form", values=(*parameter.values, new)),
        },
        {},
    )
    with pytest.raises(LawError, match="regie"):
        regimes_of(day("2026-08-01"), Law(tables, TODAY))


FLAGS = ("outside_plan", "inside_built_up_area", "temporary", "volume_grows", "monument", "eia_column_1", "council_list",
                     "consent_of_another_body", "declared_extensive")  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    flags = {name: np.array(draw(st.booleans())) for name in FLAGS}
    return Facts(
        area=np.array(draw(st.floats(0, 5000))), dwellings_added=np.array(draw(st.integers(-5, 100))), **flags
    )


@given(facts(), st.sampled_from(get_args(routes.Regime)))
def test_every_case_has_a_route_its_law_knows(f: Facts, regime: str) -> None:
    route = routes_of(f, np.array(regime), LAW).item()
    assert (regime, route) in procedures().by_route
    assert (route == "within_plan") <= (not f.outside_plan)


@given(facts(), st.sampled_from(get_args(routes.Regime)))
def test_the_council_list_changes_no_route(f: Facts, regime: str) -> None:
    other = Facts(**{**vars(f), "council_list": ~f.council_list})
    assert routes_of(f, np.array(regime), LAW) == routes_of(other, np.array(regime), LAW)


@given(facts())
def test_the_change_of_2014_made_no_permanent_case_slower_but_those_of_the_mer(f: Facts) -> None:
    before, after = (routes_of(f, np.array(name), LAW).item() for name in ("wabo-2010", "wabo-2014"))
    if before != "extensive" and not f.eia_column_1:
        assert after == before


# --- dates of a procedure --------------------------------------------------------------------------------------


@given(
    st.sampled_from(ROUTES),
    WABO_ON,
    st.integers(0, 400),
    st.booleans(),
    st.sampled_from(get_args(routes.Regime)),
)
def test_a_later_application_never_gives_an_earlier_date_under_one_law(
    route: str, received: date, later: int, extended: bool, regime: str
) -> None:
    both = np.array([received, min(received + timedelta(later), date(2091, 1, 1))], "datetime64[D]")
    dates = procedure_days(route, both, regime, np.full(2, extended), LAW)  # type: ignore[arg-type]
    for name, value in vars(dates).items():
        assert value[0] <= value[1], name


@given(st.sampled_from(ROUTES), WABO_ON, st.booleans())
def test_the_dates_of_a_procedure_stand_in_order(route: str, received: date, extended: bool) -> None:
    d = procedure_days(route, day(received), None, np.bool_(extended), LAW)  # type: ignore[arg-type]
    assert received < d.decided_raw <= d.decided < d.in_force <= d.irrevocable
    assert d.decided < d.objection_end < d.irrevocable


def test_the_whole_chain_of_today() -> None:
    d = procedure_days("regular", day("2026-11-24"), None, np.bool_(False), LAW)
    assert [str(x) for x in vars(d).values()] == [
        "2027-01-19",
        "2027-01-19",
        "2027-01-20",
        "2027-03-02",
        "2027-03-03",
    ]


def test_entry_into_force_and_irrevocable_are_two_dates() -> None:
    d = procedure_days("regular", day("2026-11-24"), None, np.bool_(False), LAW)
    assert (d.irrevocable - d.in_force).astype(int) == 42


def test_under_another_law_the_extensive_permit_works_at_once() -> None:
    own = procedure_days("extensive", day("2012-03-01"), None, np.bool_(False), LAW)
    new = procedure_days("extensive", day("2012-03-01"), "omgevingswet", np.bool_(False), LAW)
    assert own.in_force == own.irrevocable
    assert new.in_force == new.decided + 1


def test_terms_follow_the_day_of_the_application_not_the_day_of_the_decision() -> None:
    """Received on the last day of the Wabo and decided under the Omgevingswet: the permit still waits."""
    d = procedure_days("extensive", day("2023-12-31"), None, np.bool_(False), LAW)
    assert d.decided > np.datetime64("2024-01-01")
    assert d.in_force == d.objection_end + 1


def test_both_readings_of_an_extended_term_are_there() -> None:
    ends = [
        decision_date("regular", day("2020-12-19"), np.bool_(True), LAW, atw).legal
        for atw in ("default", "all")
    ]
    assert [str(e) for e in ends] == ["2021-03-27", "2021-03-29"]


def test_every_argument_of_a_procedure_is_known_to_the_trail() -> None:
    """Nothing an explanation walks to is unknown, but what the caller handed in."""
    from transformatie.trail import leaf

    with Trail() as trail:
        received, extended = (
            leaf(day("2026-11-24"), "received", "input", "test"),
            leaf(False, "extended", "input", "test"),
        )
        dates = procedure_days("regular", received, None, extended, LAW)

    def unknown(value: object) -> Iterator[str]:
        node = trail.source_of(value)
        if node is None:
            yield repr(value)
        elif isinstance(node, Node):
            for name, argument in node.arguments:
                for found in unknown(argument):
                    yield f"{node.name}.{name}: {found}"

    assert [u for value in vars(dates).values() for u in unknown(value)] == []
