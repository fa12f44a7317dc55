"""What runs beside the permit: demolition notice, vacant possession, label C, vacancy report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import Count, Day, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.terms import composed, day64, plain_day, raw_end, read_term, term_end
from transformatie.trail import figure, leaf


@composed("date")
def demolition_notice(works_start: Array, law: Law, listed: bool = False) -> Array:
    """The last day to give notice of demolition.

    demolition_notice = works_start - term of notice; counted back, it never rolls

    works_start (N,) dates; listed: one of the small cases with the short term.
    Source: Bouwbesluit 2012 art. 1.26; Bbl art. 7.10 and 7.11; Algemene termijnenwet art. 1(2).
    """
    name = "demolition_notice_listed" if listed else "demolition_notice"
    return term_end(
        works_start, read_term(law, f"side_procedures.{name}", works_start), law, backward=True
    ).legal


@dataclass(frozen=True)
class VacantPossession:
    """When an office tenant must leave; each (N,) dates.

    request_by: last day to ask the court for more time, and the day to leave where nobody asks; vacant: the day to
    leave when the court granted the given number of extensions in full.
    """

    request_by: Array
    vacant: Array


@figure("date")
def vacant_possession(request_by: Array, longest: Array, extensions: Array) -> Array:
    """The last day on which an office tenant may stay after the lease ended.

    vacant_possession = request_by, or longest where the court granted extensions

    request_by (N,) end of the protection by law; longest (N,) that day with all extensions; extensions (N,) number.
    Source: BW 7:230a(1) and (5).
    """
    return np.where(extensions > 0, longest, request_by)


def vacated(vacate_by: Array, extensions: Array, law: Law) -> VacantPossession:
    """The dates for tenants told to vacate by `vacate_by` (N,), with `extensions` granted by the court (N,).

    Errors: LawError for more extensions than the court may grant.
    """
    most = law.at("side_procedures.vacate_extensions_most", vacate_by)
    if np.any(extensions > most):
        raise LawError("side_procedures.vacate_extensions_most", np.max(extensions), f"ten hoogste {int(np.min(most))} keer",
                       f"at most {int(np.min(most))} times")  # fmt: skip
    forward = leaf(False, "backward", "constant", "the term runs on")
    protection = term_end(
        vacate_by, read_term(law, "side_procedures.vacate_protection", vacate_by), law
    ).legal
    year = read_term(law, "side_procedures.vacate_extension", vacate_by)
    longest = raw_end(protection, year.length * extensions, year.unit, forward)
    return VacantPossession(protection, vacant_possession(protection, longest, extensions))


@figure("date")
def label_c_exempt_until(counted_from: Array, length: Array, unit: Array) -> Array:
    """The last day on which a building that will be converted or demolished needs no label C.

    label_c_exempt_until = counted_from + term of the exemption

    counted_from (N,) dates; length, unit of the term. Source: Bouwbesluit 2012 art. 5.11; Bbl art. 3.87.
    """
    return raw_end(counted_from, length, unit, np.False_)


@figure("date")
def vacancy_report_due(vacant_since: Array, length: Array, unit: Array) -> Array:
    """The day from which vacancy must be reported where the municipality has a by-law.

    vacancy_report_due = vacant_since + term of the report

    vacant_since (N,) dates; length, unit of the term. Source: Leegstandwet art. 3.
    """
    return raw_end(vacant_since, length, unit, np.False_)


@figure("date")
def survey_done(first: Array, first_month: Array, last_month: Array) -> Array:
    """The last day of the first season of ecological surveys that can be used whole.

    survey_done = end of last_month of the first season that starts on or after first

    first (N,) dates; first_month, last_month (N,) 1 to 12; a season may run over New Year.

    >>> str(survey_done(np.datetime64("2026-11-24"), np.int64(4), np.int64(9)))
    '2027-09-30'
    """
    month = np.asarray(first, "datetime64[D]").astype("datetime64[M]")
    starts_month = (month.astype("datetime64[Y]").astype("datetime64[M]")) + (first_month - 1)
    starts_month = np.where(starts_month.astype("datetime64[D]") < first, starts_month + 12, starts_month)
    months = np.mod(last_month - first_month, 12) + 1
    return (starts_month + months).astype("datetime64[D]") - 1


class DemolitionNoticeGiven(Given):
    """Demolition works."""

    works_start: Day
    listed_case: bool = False


class DemolitionNoticeExpect(Expect):
    """The last day for the notice."""

    demolition_notice: date


class VacantPossessionGiven(Given):
    """An office lease that ended, the day the landlord told the tenant to vacate by, and what the court granted."""

    vacate_by: Day
    extensions: Annotated[Count, Field(ge=0)] = 0


class VacantPossessionExpect(Expect):
    """The last day to ask the court, and the last day the tenant may stay."""

    request_by: date
    vacant_possession: date


class LabelCGiven(Given):
    """An office without label C that will be converted or demolished."""

    counted_from: Day
    done_on: Day


class LabelCExpect(Expect):
    """The last day of the exemption, and whether the building is converted or demolished by then."""

    label_c_exempt_until: date
    in_time: bool


class VacancyReportGiven(Given):
    """An empty building in a municipality with a by-law."""

    vacant_since: Day


class VacancyReportExpect(Expect):
    """The day from which it must be reported, and the day by which the municipality must talk about it."""

    vacancy_report_due: date
    consultation_by: date


@asked(demolition_notice)
def _demolition_notice(given: DemolitionNoticeGiven, law: Law) -> DemolitionNoticeExpect:
    day = demolition_notice(day64(given.works_start), law, given.listed_case)
    return DemolitionNoticeExpect(demolition_notice=plain_day(day))


@asked(vacant_possession)
def _vacant_possession(given: VacantPossessionGiven, law: Law) -> VacantPossessionExpect:
    found = vacated(
        day64(given.vacate_by), leaf(given.extensions, "extensions", "input", "given", "number"), law
    )
    return VacantPossessionExpect(
        request_by=plain_day(found.request_by), vacant_possession=plain_day(found.vacant)
    )


@asked(label_c_exempt_until)
def _label_c_exempt_until(given: LabelCGiven, law: Law) -> LabelCExpect:
    start = day64(given.counted_from)
    term = read_term(law, "side_procedures.label_c_exemption", start)
    until = plain_day(label_c_exempt_until(start, term.length, term.unit))
    return LabelCExpect(label_c_exempt_until=until, in_time=given.done_on <= until)


@asked(vacancy_report_due)
def _vacancy_report_due(given: VacancyReportGiven, law: Law) -> VacancyReportExpect:
    start = day64(given.vacant_since)
    term = read_term(law, "side_procedures.vacancy_report", start)
    due = vacancy_report_due(start, term.length, term.unit)
    talk = term_end(due, read_term(law, "side_procedures.vacancy_consultation", start), law)
    return VacancyReportExpect(vacancy_report_due=plain_day(due), consultation_by=plain_day(talk.legal))
