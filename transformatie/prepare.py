"""What follows from the figures of the cases alone, before any option: rents per VVO, hazards, books, the WOZ path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from transformatie.cases import Cases
from transformatie.dated import Law
from transformatie.errors import LawError
from transformatie.formulas.depreciation import floor_rule, floor_share, yearly_charge
from transformatie.formulas.letting import headline_rent_per_m2, rent_per_vvo, vacant_now
from transformatie.formulas.owner_books import floor_with_policy
from transformatie.formulas.owner_tax import owner_tax, tax_rules
from transformatie.formulas.running import less
from transformatie.formulas.sale import highest, land_price_as_zoned, land_value, stabilised_rent
from transformatie.formulas.timing import scaled
from transformatie.formulas.works import share_of, works_cost
from transformatie.formulas.woz import woz_as_is, woz_growth
from transformatie.input.parameters import HAZARDS
from transformatie.periods import Periods
from transformatie.prepare_costs import cost_figures
from transformatie.setting import Setting, Traits
from transformatie.trail import leaf


def prepared(cases: Cases, periods: Periods, law: Law, traits: Traits, permits: object = None) -> Setting:
    """The setting of a group of cases, with all that its plans share."""
    s = Setting(periods, law, cases, traits, permits)
    c = cases
    derived = {
        "market_rent": headline_rent_per_m2(
            rent_per_vvo(c.office_rent, c.office_rent_per_bvo, c.gross_area, c.lettable_area),
            c.office_rent_effective,
            c.incentive,
        ),
        "vacant_area": vacant_now(c.lettable_area, c.lease["area"], c.lease["start"]),
        "hazards": [c.of(f"hazard_{i}") for i in range(len(HAZARDS))],
        "hazard_bands": leaf(
            np.array(law.value("reletting.band_ends", periods.first), float),
            "reletting.band_ends",
            "market",
            "ages",
            "yr",
        ),
        "yearly_charge": yearly_charge(
            c.cost, c.land, c.residual, c.structure_life, s.law.on("depreciation.cap_share", s.first)
        ),
        "land_price_as_zoned": land_price_as_zoned(c.land_price, c.unzoned_land_share, s.permits.site.outside_plan),
    }  # fmt: skip
    clearing = works_cost(c.gross_area, c.of("demolish_sell_land.demolition_per_m2"), s.zero)
    cleared = land_value(scaled(c.gross_area, c.density_factor), derived["land_price_as_zoned"])
    derived["land_floor"] = highest(less(cleared, clearing), s.zero)
    rent = stabilised_rent(c.lettable_area, derived["market_rent"], s.one, c.friction_vacancy, c.incentive)
    derived |= cost_figures(rent, s)
    derived |= _fiscal(s)
    return replace(s, cases=replace(c, arrays={**c.arrays, **derived}))


def _fiscal(s: Setting) -> dict[str, object]:
    """WOZ path as the building is, floor, and the owner's tax without the building."""
    c, years = s.cases, s.periods.years
    growth = leaf(
        np.broadcast_to(c.woz_growth, (len(years), c.n)),
        "growth of prices",
        "input",
        "market.growth.woz",
        "share/yr",
    )
    lag = s.law.on("depreciation.woz_price_lag", s.first)
    rises = woz_growth(growth, c.woz_growth, lag)
    undecided = leaf(np.full((len(years), c.n), np.nan), "not yet decided", "input", "books.woz", "EUR")
    kind = s.traits.owner_kind
    fiscal_kind = "ib" if kind == "ib" else "bv"
    use = "own" if s.traits.use == "own" else "let"
    rules = tax_rules(kind, years, s.law, c.marginal_rate if kind == "ib" else None)  # type: ignore[arg-type]
    as_is = woz_as_is(undecided, c.woz, c.woz_year, s.years, rises)
    floor = floor_share(floor_rule(s.law, fiscal_kind, use, years), c.first_use, s.years)  # type: ignore[arg-type]
    if s.moves("policy.depreciation_below_woz"):
        floor = floor_with_policy(floor, s.by_year("policy.depreciation_below_woz"))
    return {
        "woz_rises": rises,
        "woz_as_is": as_is,
        "third_party_land": share_of(as_is, c.third_party_share),
        "floor_share": floor,
        "tax_rules": rules,
        "tax_without": owner_tax(c.other_profit, c.losses, c.loss_years, rules),
    } | _by_value(s, kind)


def _by_value(s: Setting, kind: str) -> dict[str, object]:
    """The law of box 3 by year, for an owner taxed by value; a year past the table has its last entry, and says so.

    Errors: LawError before the table starts, and for a building with debt on it, whose return the table does not hold.
    """
    if kind != "box3":
        return {}
    if s.traits.indebted:
        raise LawError("box3.debt_return", s.first, "rendement op schulden staat niet in de tabel: laat books.loans weg",
                       "the deemed return on debts is not in the table: leave out books.loans")  # fmt: skip
    return {
        name: s.law.by_year(f"box3.{name.removeprefix('box3_')}", s.periods.years, carry=True)
        for name in ("box3_return", "box3_rate")
    }
