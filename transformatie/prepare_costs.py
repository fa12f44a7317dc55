"""What follows from the cost figures of the cases before any option: insurance, service rates, odds, cost when let."""

from __future__ import annotations

from transformatie.dated import Array
from transformatie.formulas.running import running_when_let
from transformatie.formulas.sale import given_or
from transformatie.formulas.timing import scaled
from transformatie.formulas.works import summed
from transformatie.setting import Setting


def cost_figures(rent: Array, s: Setting) -> dict[str, Array]:
    """Each cost figure the lines of the bill need, (N,). rent: of the building let in full, EUR/yr."""
    c, covers = s.cases, s.traits.vve_covers
    rebuild = scaled(c.gross_area, c.rebuild_per_m2)
    premium = given_or(c.own_insurance, scaled(rebuild, scaled(c.insurance_permille, s.per_mille)))
    upkeep = s.zero if "maintenance" in covers else c.maintenance_per_m2
    fixed = summed(c.sewer, c.canon, c.vve, c.area_fund)
    insured = fixed if "insurance" in covers else summed(fixed, premium)
    return {
        "premium": premium,
        "security": given_or(c.own_security, scaled(c.lettable_area, c.security_per_m2)),
        "service_when_let": scaled(c.let_service, c.let_service_kept),
        "service_when_vacant": scaled(c.vacant_service, c.vacant_service_kept),
        "void_service": given_or(c.all_in_vacant, c.vacant_service),
        "relet_odds": scaled(c.relet_place, c.relet_quality),
        "running_when_let": running_when_let(
            c.woz,
            summed(c.ozb_owner_rate, c.water_rate),
            insured,
            c.gross_area,
            upkeep,
            rent,
            c.management_share,
        ),
    }
