"""The table of input fields in the README, made from the schema: `.venv/bin/python scripts/input_table.py`.

Key, what it may hold and whether it is compulsory come from the schema and the market tables; unit and meaning stand
below. A field without a meaning, and a meaning without a field, is an error.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from transformatie.dated import Range
from transformatie.finance.lending import TABLES, TERMS
from transformatie.input.building import Building
from transformatie.input.parameters import SPECS

README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- input table: made by scripts/input_table.py -->"
END = "<!-- end of the input table -->"

#: Field → unit, meaning, and (where no table fills it) what holds when it is left out.
MEANINGS: dict[str, tuple[str, ...]] = {
    "building.name": ("", "name on the report"),
    "building.address": ("", "address on the report"),
    "building.municipality": ("", "decides local levies and fees, where a table holds them"),
    "building.bag_id": ("16 digits, in quotes", "BAG id; also the seed of the building's own draws", "name and address"),
    "building.built": ("year", "year built"),
    "building.renovated": ("year", "year last renewed", "year built"),
    "building.gross_floor_area": ("m² BVO", "gross floor area"),
    "building.lettable_floor_area": ("m² VVO", "lettable floor area"),
    "building.site_area": ("m²", "site", "gross area / `stock.floor_ratio`"),
    "building.storeys": ("number", "storeys", "dwellings by ratio, not by plan"),
    "building.floor_depth": ("m", "facade to facade", "dwellings by ratio, not by plan"),
    "building.floor_height": ("m", "clear height", "unknown"),
    "building.facade_module": ("m", "module of the facade", "table `programme`"),
    "building.quality": ("", "sets the odds of letting", "ordinary"),
    "building.energy_label": ("", "label today", "unknown"),
    "building.monument": ("", "listed", "unknown"),
    "building.asbestos": ("", "asbestos", "unknown"),
    "building.parking_places": ("number", "places present", "none"),
    "building.housing_allowed": ("", "the plan allows housing here", "unknown; route as not allowed"),
    "building.vacant_since": ("", "since when the empty part is empty; null where all is let"),
    "building.leasehold": ("part", "erfpacht: the land belongs to another", "freehold"),
    "building.leasehold.owner": ("", "who owns the land"),
    "building.leasehold.land_woz": ("EUR", "part of the WOZ value for that land", "a share of the WOZ value by table"),
    "building.leasehold.canon": ("EUR/yr", "ground rent"),
    "building.leasehold.prepaid_until": ("", "ground rent is paid ahead until then", "not paid ahead"),
    "building.leasehold.premium_on_change": ("EUR", "asked for another use"),
    "leases[].tenant": ("", "who rents"),
    "leases[].area": ("m² VVO", "let area"),
    "leases[].rent_per_m2": ("EUR/m²/yr", "headline rent"),
    "leases[].start": ("", "first day"),
    "leases[].end": ("", "last day"),
    "leases[].break": ("", "first day on which it may be ended early", "none"),
    "leases[].renewal_chance": ("share", "chance that the tenant stays", "table `office.renewal_chance`"),
    "leases[].rent_free_months": ("months", "no rent from the start"),
    "leases[].service_charge_per_m2": ("EUR/m²/yr", "advance on service costs", "no settlement of an advance"),
    "units[].name": ("", "name of a unit or floor"),
    "units[].area": ("m² VVO", "its area; all units together are the lettable area"),
    "units[].tenant": ("", "who rents it, as in `leases`", "empty"),
    "units[].meter": ("use", "reading to divide by; all units or none", "not a key"),
    "units[].woz": ("EUR", "WOZ value of the unit; all units or none", "not a key"),
    "units[].deed_share": ("number", "share in the deed of division; all units or none", "not a key"),
    "services": ("part", "service costs as the owner runs them", "a template from the market tables"),
    "services.administration": ("share", "on top of the costs", "the template's"),
    "services.pools[].name": ("", "heading"),
    "services.pools[].standing": ("EUR/yr", "cost that does not follow use"),
    "services.pools[].variable": ("EUR/yr", "cost that follows use"),
    "services.pools[].key": ("area, meter, woz, deed, equal, or {unit: weight}", "what divides it"),
    "services.pools[].key_full_use": ("as `key`", "what divides it when all is let", "as `key`"),
    "owner.id": ("", "buildings with one id share one tax position in a portfolio"),
    "owner.kind": ("", "how the owner is taxed"),
    "owner.marginal_rate": ("share", "income tax rate of the owner", "compulsory for ib"),
    "owner.other_profit{year}": ("EUR/yr", "taxable profit beside this building; a year not named has the one before", "none"),
    "owner.losses[].year": ("year", "year of a loss that may still be used"),
    "owner.losses[].amount": ("EUR", "what is left of it"),
    "owner.fiscal_unity": ("", "buildings with this owner id are one taxpayer", "yes"),
    "owner.discount_rate[].rate": ("share/yr", "the rate; after_tax/asset ranks the options"),
    "owner.discount_rate[].basis": ("", "before or after tax"),
    "owner.discount_rate[].level": ("", "of the asset or of equity"),
    "owner.deadline": ("", "last day for an irrevocable permit", "none"),
    "owner.loss_limit": ("EUR", "a row worth less than minus this is not advised", "none"),
    "books.use": ("", "rented out (also when empty but to let) or used by the owner"),
    "books.acquired": ("", "bought; since when the owner depreciates", "long ago"),
    "books.cost": ("EUR", "historic cost, land included"),
    "books.land": ("EUR", "of which land"),
    "books.residual": ("EUR", "residual value of the structure", "`stock.residual_share` × (cost − land)"),
    "books.life": ("yr", "fiscal life of the structure"),
    "books.fiscal_structure": ("EUR", "fiscal book value of the structure today"),
    "books.fiscal_land": ("EUR", "fiscal book value of the land today"),
    "books.commercial": ("EUR", "commercial book value", "the fiscal one"),
    "books.commercial_basis": ("", "at cost or at fair value"),
    "books.woz{year}": ("EUR", "WOZ values by calendar year, at least one"),
    "books.loans[].balance": ("EUR", "what is owed"),
    "books.loans[].group": ("", "owed to a company of the owner's group"),
    "books.loans[].rate": ("share/yr", "interest"),
    "books.loans[].ends": ("", "last day"),
    "books.loans[].repayment": ("EUR/yr", "repayment"),
    "books.loans[].ltv_covenant": ("share", "highest loan to value", "none"),
    "books.loans[].icr_covenant": ("times", "lowest interest cover", "none"),
    "books.write_down": ("", "the owner writes down to a lower bedrijfswaarde"),
    "books.reinvests": ("", "the proceeds go into a building of the same function"),
    "books.deducted_vat": ("part", "VAT deducted on the building, still under review", "none"),
    "books.deducted_vat.amount": ("EUR", "what was deducted"),
    "books.deducted_vat.first_use": ("year", "year of first use"),
    "books.equity": ("EUR", "commercial equity of the owner", "solvency not assessed"),
    "books.other_assets": ("EUR", "all the owner has beside this building", "solvency not assessed"),
    "costs.maintenance_per_m2": ("EUR/m² BVO/yr", "maintenance"),
    "costs.insurance_per_year": ("EUR/yr", "building insurance", "premium × rebuilding cost"),
    "costs.vacant_service_per_m2": ("EUR/m²/yr", "service costs of the empty part"),
    "costs.let_service_per_m2": ("EUR/m²/yr", "the same when let"),
    "costs.ozb_owner_rate": ("share of WOZ", "OZB, owner"),
    "costs.ozb_user_rate": ("share of WOZ", "OZB, user"),
    "costs.water_rate": ("share of WOZ", "water board"),
    "costs.sewer_per_year": ("EUR/yr", "sewer levy"),
    "costs.security_per_year": ("EUR/yr", "security, of the building wholly empty", "table `carrying.security_per_m2`"),
    "costs.management_share": ("share of rent", "management"),
    "costs.all_in_vacant_per_m2": ("EUR/m²/yr", "one amount instead of the lines of the empty part", "line by line"),
    "costs.standby_energy_per_year": ("EUR/yr", "energy, of the building wholly empty", "in the service costs"),
    "costs.treatment_per_year": ("EUR/yr", "treatment levy, wholly empty"),
    "costs.area_fund_per_year": ("EUR/yr", "area fund or BIZ", "none"),
    "costs.vve_per_year": ("EUR/yr", "owners' association", "none"),
    "costs.vve_covers": ("", "what the association pays"),
    "costs.cycle{part}.cost_per_m2": ("EUR/m² BVO", "replacement of installations, lifts, facade, roof"),
    "costs.cycle{part}.every_years": ("yr", "how often"),
    "costs.cycle{part}.next": ("year", "the next time", "from the year of the last renewal"),
    "costs.contributions": ("EUR/dwelling", "to the municipality"),
    "costs.parking": ("EUR/place", "a place to be made"),
    "market.office_rent": ("part", "rent of the office", "table `office.rent`"),
    "market.office_rent.value": ("EUR/m²/yr", "rent on a new lease"),
    "market.office_rent.per": ("", "its measure"),
    "market.office_rent.basis": ("", "before or after incentives"),
    "market.office_yield": ("part", "yield of the office", "table `office.exit_yield`"),
    "market.office_yield.value": ("share", "yield at which it is sold"),
    "market.office_yield.kind": ("", "on gross or net rent"),
    "market.office_yield.basis": ("", "price kosten koper or vrij op naam"),
    "market.housing_rent": ("part", "rent of dwellings", "table `housing.rent_per_m2_month`"),
    "market.housing_rent.value": ("see `per`", "market rent"),
    "market.housing_rent.per": ("", "its measure"),
    "market.housing_price": ("part", "price of dwellings", "table `housing.price_per_m2`"),
    "market.housing_price.value": ("see `per`", "selling price"),
    "market.housing_price.per": ("", "its measure"),
    "market.housing_price.basis": ("", "kosten koper or vrij op naam"),
    "market.housing_yield": ("part", "yield of let dwellings", "table `housing.exit_yield`"),
    "market.housing_yield.value": ("share", "yield at which they are sold"),
    "market.housing_yield.kind": ("", "on gross or net rent"),
    "market.housing_yield.basis": ("", "price kosten koper or vrij op naam"),
    "market.land_price": ("EUR/m² BVO to be built", "cleared land where housing is allowed"),
    "market.unzoned_land_share": ("share", "what is paid of that price while the plan does not allow housing"),
    "market.growth.cpi": ("share/yr", "inflation"),
    "market.growth.wage": ("share/yr", "wages"),
    "market.growth.office_rent": ("share/yr", "office rents"),
    "market.growth.housing_rent": ("share/yr", "market rents of dwellings"),
    "market.growth.housing_price": ("share/yr", "prices of dwellings"),
    "market.growth.works": ("share/yr", "building cost"),
    "market.growth.running_cost": ("share/yr", "running cost"),
    "market.growth.woz": ("share/yr", "WOZ values"),
    "market.letting_delay_months": ("months", "new lettings come so much later"),
    "market.appraisal": ("EUR, k.k.", "market value as is", "the model's two methods"),
    "market.place": ("", "sets the odds of letting", "mixed"),
    "financing.facility": ("EUR", "the most the lender lends", "no such limit"),
    "financing.fee": ("share", "of what is committed"),
    "financing.margin": ("share/yr", "on the base rate"),
    "financing.base_rate": ("share/yr", "base rate, effective"),
    "financing.ltc_limit": ("share", "loan over cost of the works"),
    "financing.ltv_limit": ("share", "all loans over value on completion"),
    "financing.equity_first": ("yes, no, or EUR", "equity paid in before the loan is drawn: all, none, an amount"),
    "financing.term": ("yr", "from completion"),
    "financing.amortisation": ("share/yr, or none, linear, annuity", "repayment"),
    "financing.dscr_covenant": ("times", "lowest debt service cover"),
    "options{option}": ("", "any number of an option's file, and `then:`, its follow-up", "the option's file"),
    "permit.inside_built_up_area": ("", "inside the built-up area", "yes"),
    "permit.eia_column_1": ("", "named in column 1 of the EIA decree", "no"),
    "permit.council_list": ("", "on the council's list for binding advice", "no"),
    "permit.council_advice_before": ("", "that advice was asked beforehand", "yes"),
    "permit.consultation": ("", "a positive pre-consultation", "yes"),
    "permit.consent_of_another_body": ("", "another body must consent", "no"),
    "permit.declared_extensive": ("", "the extensive procedure was declared", "no"),
    "permit.start": ("", "works start when the permit is in force or irrevocable", "irrevocable"),
    "permit.preparation_months": ("months", "to the application"),
    "permit.parking_norm": ("places/dwelling", "what the municipality asks"),
    "permit.plan_fee": ("EUR", "fee for deviating from the plan; due on refusal too"),
    "permit.opposition_shift": ("standard deviations", "more (+) or less (−) opposition than elsewhere"),
    "permit.priority": ("", "taken first by the Raad van State", "no"),
    "permit.regie": ("", "Wet regie in force for this plan", "no; both shown"),
    "permit.flora_season": ("part", "season in which protected species are surveyed", "no survey"),
    "permit.flora_season.first_month": ("month", "first month"),
    "permit.flora_season.last_month": ("month", "last month"),
    "permit.grid_connection_months": ("months", "wait for the connection of the new use", "no wait"),
    "permit.vacate_extensions": ("number", "times a court lengthens the stay of tenants"),
    "permit.vacancy_bylaw": ("", "the municipality has a vacancy by-law", "no"),
    "fit.edition": ("", "edition of the conversion meter; they ask opposite ways round", "that of the assessment date"),
    "fit.weights.location": ("number", "weight of a location criterion", "5"),
    "fit.weights.building": ("number", "weight of a building criterion", "3"),
    "fit.facts.structural_module": ("m", "module of the structure", "unknown"),
    "fit.facts.facade_noise": ("dB", "noise on the facade", "unknown"),
    "fit.facts.lift_lacking": ("", "a lift is lacking", "unknown"),
    "fit.facts.volume_may_grow": ("", "storeys or volume may be added", "unknown"),
    "fit.facts.label_c_exempt": ("", "exempt from the label C duty", "unknown"),
    "fit.answers{criterion}": ("yes, no, null", "answers by criterion; null is unknown", "unknown"),
    "floors[].storeys": ("number", "storeys of this kind"),
    "floors[].area": ("m² BVO", "of one storey"),
    "floors[].depth": ("m", "facade to facade", "`building.floor_depth`"),
    "floors[].facade_module": ("m", "module of the facade", "`building.facade_module`"),
    "floors[].core_area": ("m²", "stairs, lifts, shafts", "computed"),
    "floors[].access": ("", "corridor or gallery"),
    "floors[].converted_storeys": ("number", "how many are converted", "all"),
    "programme.social_share": ("share", "asked in the low segment"),
    "programme.mid_share": ("share", "asked in the mid segment"),
    "programme.least_area": ("m² GO", "smallest dwelling allowed", "none"),
    "programme.most_parking": ("number", "places that can be added", "no limit"),
    "programme.mix[].share": ("share", "of the dwellings"),
    "programme.mix[].area": ("m² GO", "size"),
    "programme.mix[].outdoor_area": ("m²", "outdoor space", "the option's"),
    "programme.mix[].let_as": ("", "segment it is promised to"),
    "assess.date": ("", "assessment date: law, figures and knowledge of that day"),
    "assess.application_date": ("", "day of the application", "date + preparation"),
    "assess.horizon_years": ("yr", "to 31 December so many years on"),
}  # fmt: skip
DISTANCES = (
    "shop",
    "meeting_place",
    "food",
    "bank",
    "medical",
    "sports",
    "education",
    "station",
    "bus",
    "parking",
)
MEANINGS |= {
    f"fit.facts.distance_{d}": ("m", f"to the nearest {d.replace('_', ' ')}", "unknown") for d in DISTANCES
}

#: Names in the file of parts that repeat by a key.
KEYED = {"owner.other_profit": "year", "books.woz": "year", "costs.cycle": "part", "options": "option", "fit.answers": "criterion"}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    key: str
    holds: str
    needed: str
    meaning: str


def forms(annotation: Any) -> list[Any]:
    """The forms a value may have, without null and without limits."""
    if get_origin(annotation) is Annotated:
        return forms(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [f for a in get_args(annotation) for f in forms(a)]
    return [] if annotation is type(None) else [annotation]


def is_part(form: Any) -> bool:
    """Whether a value is a part with fields of its own."""
    return isinstance(form, type) and issubclass(form, BaseModel) and form is not Range


def fields(model: type[BaseModel], at: str = "", optional: str = "") -> Iterator[tuple[str, Any, str]]:
    """(key, field, the optional part it stands in) of every field that holds a value."""
    for name, field in model.model_fields.items():
        key = f"{at}.{field.alias or name}".lstrip(".")
        form = forms(field.annotation)[0]
        if get_origin(form) is tuple:
            key += "[]" if is_part(forms(get_args(form)[0])[0]) else ""
            form = forms(get_args(form)[0])[0]
        elif get_origin(form) is dict:
            form, key = forms(get_args(form)[1])[0], f"{key}{{{KEYED[key]}}}"
        if not is_part(form):
            yield key, field, optional
            continue
        may_lack = not field.is_required() and (field.default is None or key.endswith(("]", "}")))
        if may_lack and not key.endswith(("]", "}")):
            yield key, field, optional
        yield from fields(form, key, key if may_lack else optional)


def holds(key: str, field: Any) -> str:
    """What a field may hold, of its type; a unit where it is a number."""
    unit = MEANINGS[key][0]
    found = forms(field.annotation)
    if get_origin(found[0]) is tuple:
        found = forms(get_args(found[0])[0])
    if unit:
        return unit + (", or a range" if Range in found else "")
    if get_origin(found[0]) is Literal:
        return ", ".join(str(a) for a in get_args(found[0]))
    return {datetime.date: "date", bool: "yes or no", str: "text"}.get(found[0], "by name")


def filled_by(key: str) -> str:
    """The market table that fills a field that is left out, or nothing."""
    name = key.rpartition(".")[2]
    if key.startswith("financing.") and name in TERMS:
        return f"table `finance.{TABLES.get(name, name)}`"
    path = tuple(key.replace("{part}", ".roof").split("."))
    table = next((s.table for s in SPECS if s.path == path), "")
    return f"table `{table}`".replace("roof_", "‹part›_") if table else ""


def needed(key: str, field: Any, optional: str) -> str:
    """Whether a field is compulsory, else what holds where it is left out."""
    if field.is_required():
        return f"compulsory in `{optional}`" if optional else "**compulsory**"
    if len(MEANINGS[key]) > 2:
        return MEANINGS[key][2]
    if table := filled_by(key):
        return table
    if field.default in (None, PydanticUndefined):
        raise SystemExit(f"{key}: say what holds where it is left out")
    if isinstance(field.default, bool):
        return "yes" if field.default else "no"
    if isinstance(field.default, int | float):
        return f"{field.default:g}"
    return str(field.default or ("none" if field.default == () else "empty"))


def rows() -> list[Row]:
    """Every field of the input file."""
    found = list(fields(Building))
    keys = {key for key, _, _ in found}
    if keys != set(MEANINGS):
        raise SystemExit(
            f"no meaning: {sorted(keys - set(MEANINGS))}; no field: {sorted(set(MEANINGS) - keys)}"
        )
    return [Row(key, holds(key, f), needed(key, f, optional), MEANINGS[key][1]) for key, f, optional in found]


def table() -> str:
    """The table in Markdown, one block for each part of the file."""
    out: list[str] = []
    part = ""
    for row in rows():
        first = row.key.partition(".")[0].partition("[")[0].partition("{")[0]
        if first != part:
            part = first
            out += ["", f"**{part}**", "", "| key | holds | if left out | meaning |", "|---|---|---|---|"]
        out.append(f"| `{row.key}` | {row.holds} | {row.needed} | {row.meaning} |")
    return "\n".join(out).strip()


def main() -> None:
    """Write the table between its markers."""
    text = README.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
