"""Which figures an appraisal needs, where the owner may give each, and which table fills it otherwise.

One row a figure: its name in the engine, its place in the input file, and the parameter of the market tables that
supplies low, mid and high where the file is silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["", "rents", "works", "yields", "own"]


@dataclass(frozen=True)
class Spec:
    """One uncertain figure. group: figures that move together in the draws; world: shared by all buildings."""

    name: str
    path: tuple[str, ...]
    table: str
    group: Group = ""
    world: bool = False


#: Yearly chance of letting by years empty, in the order of the age bands.
HAZARDS = ("hazard_under_1", "hazard_1_to_2", "hazard_2_to_3", "hazard_3_to_5", "hazard_over_5")
#: Figures a municipality's own table supplies, where it holds one: `table.<municipality>_<part>`.
LOCAL = {"ozb_owner_rate": ("ozb", "owner"), "ozb_user_rate": ("ozb", "user"), "sewer": ("sewer", "owner")}

SPECS: tuple[Spec, ...] = (
    Spec("office_rent", ("market", "office_rent", "value"), "office.rent", "rents"),
    Spec("office_yield", ("market", "office_yield", "value"), "office.exit_yield", "yields"),
    Spec("incentive", (), "office.incentive_share"),
    Spec("lease_term_years", (), "office.lease_term_years"),
    Spec("friction_vacancy", (), "office.friction_vacancy"),
    Spec("renewal_chance", (), "office.renewal_chance"),
    Spec("letting_fee_share", (), "office.letting_fee_share"),
    Spec("redeveloped_relet", (), "office.redeveloped_relet_multiplier"),
    Spec("valuer_growth", (), "office.valuer_growth"),
    Spec("letting_delay", ("market", "letting_delay_months"), "office.letting_delay"),
    Spec("housing_rent", ("market", "housing_rent", "value"), "housing.rent_per_m2_month", "rents"),
    Spec("housing_price", ("market", "housing_price", "value"), "housing.price_per_m2", "rents"),
    Spec("housing_yield", ("market", "housing_yield", "value"), "housing.exit_yield", "yields"),
    Spec("housing_running_share", (), "housing.running_share"),
    Spec("housing_vacancy_share", (), "housing.vacancy_share"),
    Spec("size_elasticity", (), "housing.size_elasticity"),
    Spec("sale_pace", (), "housing.sale_pace_per_month"),
    Spec("cpi", ("market", "growth", "cpi"), "growth.cpi", world=True),
    Spec("wage", ("market", "growth", "wage"), "growth.wage", world=True),
    Spec("office_rent_growth", ("market", "growth", "office_rent"), "growth.office_rent", "rents", True),
    Spec("housing_rent_growth", ("market", "growth", "housing_rent"), "growth.housing_rent", "rents", True),
    Spec(
        "housing_price_growth", ("market", "growth", "housing_price"), "growth.housing_price", "rents", True
    ),
    Spec("works_growth", ("market", "growth", "works"), "growth.works", "works", True),
    Spec("running_growth", ("market", "growth", "running_cost"), "growth.running_cost", "works", True),
    Spec("woz_growth", ("market", "growth", "woz"), "growth.woz", "rents", True),
    Spec("fees_share", (), "works.fees_share"),
    Spec("insurance_share", (), "works.insurance_share"),
    Spec("permit_fee_share", (), "works.permit_fee_share"),
    Spec("study_cost_per_m2", (), "works.study_cost_per_m2"),
    Spec("preparation_months", ("permit", "preparation_months"), "permit_odds.preparation"),
    Spec("margin_share", (), "works.margin_share"),
    Spec("finance_rate", (), "works.finance_rate", "yields"),
    Spec("parking_cost", ("costs", "parking"), "works.parking_cost_per_place"),
    Spec("parking_norm", ("permit", "parking_norm"), "works.parking_norm"),
    Spec("contribution", ("costs", "contributions"), "works.contribution_per_dwelling"),
    *(
        Spec(f"{part}_{what}", ("costs", "cycle", part, key), f"works.{part}_{what}")
        for part in ("installations", "lifts", "facade", "roof")
        for what, key in (("cost_per_m2", "cost_per_m2"), ("every_years", "every_years"))
    ),
    *(Spec(f"hazard_{i}", (), f"reletting.{key}") for i, key in enumerate(HAZARDS)),
    Spec("maintenance_per_m2", ("costs", "maintenance_per_m2"), "carrying.maintenance_per_m2"),
    Spec("insurance_permille", (), "carrying.insurance_premium"),
    Spec("insurance_surcharge", (), "carrying.insurance_vacancy_surcharge"),
    Spec("rebuild_per_m2", (), "levies.rebuild_per_m2", "works"),
    Spec("management_share", ("costs", "management_share"), "carrying.management_share"),
    Spec("management_fixed", (), "carrying.management_fixed_per_unit"),
    Spec("security_per_m2", (), "carrying.security_per_m2"),
    Spec("let_service", ("costs", "let_service_per_m2"), "service_costs.let"),
    Spec("treatment", ("costs", "treatment_per_year"), "levies.treatment_per_year"),
    Spec("vacant_service", ("costs", "vacant_service_per_m2"), "service_costs.vacant"),
    Spec("ozb_owner_rate", ("costs", "ozb_owner_rate"), "levies.ozb_owner_rate"),
    Spec("ozb_user_rate", ("costs", "ozb_user_rate"), "levies.ozb_user_rate"),
    Spec("water_rate", ("costs", "water_rate"), "levies.water_rate"),
    Spec("sewer", ("costs", "sewer_per_year"), "levies.sewer_per_year"),
    Spec("selling_cost_share", (), "selling.selling_cost_share"),
    Spec("buyer_other_share", (), "selling.buyer_other_cost_share"),
    Spec("land_price", ("market", "land_price"), "selling.land_price_per_m2", "rents"),
    Spec("unzoned_land_share", ("market", "unzoned_land_share"), "selling.unzoned_land_share"),
    Spec("density_factor", (), "stock.density_factor"),
    Spec("residual_share", (), "stock.residual_share"),
    Spec("structure_life", ("books", "life"), "stock.structure_life_years"),
    Spec("works_life", (), "stock.works_life_years"),
    Spec("floor_ratio", (), "stock.floor_ratio"),
)
