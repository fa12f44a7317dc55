"""The commented input file that `transformatie init` writes."""

from __future__ import annotations

from datetime import date

_TEMPLATE = """# Input of transformatie. Amounts in euros, areas in m2, rates and shares as fractions (0.065 is 6.5 %), dates as
# yyyy-mm-dd. Lines that start with # are optional: what you leave out is filled from the tables of the programme and
# listed in the report as an assumption. Any number under market, costs and options may be {low: …, mid: …, high: …}.

building:
  name: Voorbeeldgebouw
  # address: Straat 1
  municipality: Utrecht              # decides local levies and fees, where a table holds them
  # bag_id: "0344100000012345"       # sixteen digits, in quotes
  built: 1987
  # renovated: 2006
  gross_floor_area: 6000             # BVO
  lettable_floor_area: 5100          # VVO
  # site_area: 3800
  # storeys: 5
  # floor_depth: 14.4                # m, facade to facade
  # floor_height: 2.9                # m, clear height
  # facade_module: 1.8               # m
  # energy_label: C                  # A++++ … G, or none
  # quality: ordinary                # ordinary, high, poor: the odds of letting
  # monument: false
  # asbestos: suspected              # none, suspected, present, removed
  # parking_places: 80
  # housing_allowed: false           # does the plan allow housing here?
  vacant_since: 2022-03-01           # since when the empty part is empty; null where all is let
  # leasehold: {owner: Gemeente, canon: 25000, land_woz: 1200000}   # land_woz: part of the WOZ value for that land

# leases:
#   - {tenant: Naam, area: 1500, rent_per_m2: 130, start: 2019-01-01, end: 2028-12-31, renewal_chance: 0.5}

# units:                             # floors or units: together the lettable area; each key for all of them or for none
#   - {name: Begane grond, area: 1500, tenant: Naam, meter: 820, woz: 1300000, deed_share: 30}
#   - {name: Verdieping 1, area: 3600, meter: 60, woz: 3100000, deed_share: 70}

# services:                          # service costs of a year, for the settlement; else a template of the market
#   administration: 0.05
#   pools:                           # key: area, meter, woz, deed, equal, or {unit: weight}
#     - {name: Lift, standing: 9000}
#     - {name: Warmte, standing: 4000, variable: 16000, key: meter, key_full_use: area}

owner:
  # id: my-bv                        # buildings with the same id share one tax position in a portfolio
  kind: bv                           # bv, ib, box3, association, exempt, fbi
  # marginal_rate: 0.495             # compulsory for ib
  # other_profit: {@YEAR@: 350000}   # taxable profit beside this building, by year
  # losses: [{year: 2023, amount: 400000}]
  discount_rate:
    - {rate: 0.065, basis: after_tax, level: asset}    # compulsory: ranks the options
    # - {rate: 0.08, basis: pre_tax, level: asset}
    # - {rate: 0.10, basis: after_tax, level: equity}
  # deadline: 2028-12-31
  # loss_limit: 500000

books:
  # use: let                         # let (also when vacant but to let) or own
  # acquired: 2007-05-15             # also: since when the owner depreciates it
  cost: 9000000                      # historic cost, purchase costs and land included
  land: 2000000                      # of which land
  # residual: 900000
  # life: 40
  fiscal_structure: 3600000          # fiscal book values on the assessment date
  fiscal_land: 2000000
  # commercial: 5200000
  # commercial_basis: cost           # cost or fair_value
  woz: {@YEAR@: 4400000}
  # equity: 4000000                  # owner's commercial equity, for solvency
  # other_assets: 2500000            # all that the owner has beside this building
  # loans: [{balance: 2800000, rate: 0.047, ends: 2029-06-30, ltv_covenant: 0.65, icr_covenant: 1.5, group: false}]   # group: owed to a company of the group
  # write_down: true                 # down to a lower bedrijfswaarde, where the owner chooses to and the law allows it
  # reinvests: true                  # the proceeds go into a building of the same function (herinvesteringsreserve)
  # deducted_vat: {amount: 300000, first_use: 2021}   # VAT deducted on this building that may still be reviewed

# costs:
#   ozb_owner_rate: 0.0034           # share of the WOZ value
#   ozb_user_rate: 0.0027
#   maintenance_per_m2: 12           # m2 BVO a year
#   vacant_service_per_m2: 20        # without levies, insurance and security: they have lines of their own
#   let_service_per_m2: 46           # the same when let
#   security_per_year: 12000         # of the building wholly empty; so are standby_energy and treatment
#   standby_energy_per_year: 9000
#   treatment_per_year: 60
#   insurance_per_year: 8000
#   all_in_vacant_per_m2: 33         # instead of these lines, never beside them
#   vve_per_year: 40000              # owners' association, instead of what it covers
#   vve_covers: [maintenance, insurance]
#   area_fund_per_year: 1500         # area fund or BIZ

# market:
#   office_rent: {value: {low: 120, mid: 138, high: 155}, per: m2_vvo_year, basis: headline}
#   office_yield: {value: 0.09, kind: NAR, basis: von}
#   housing_rent: {value: 20, per: m2_go_month}
#   housing_price: {value: 4900, per: m2_go, basis: von}
#   growth: {cpi: 0.02}
#   land_price: 280                  # cleared land where housing is allowed, per m2 gross area of dwelling
#   unzoned_land_share: 0.5          # what is paid of that price while the plan does not allow housing
#   appraisal: 3000000               # market value as is, kosten koper
#   place: office_park               # mixed, city_centre, office_park, mono_functional: the odds of letting

# financing: {facility: 6000000, fee: 0.01, margin: 0.022, base_rate: 0.03, ltc_limit: 0.6, ltv_limit: 0.65, equity_first: true,
#   term: 5, amortisation: 0.02, dscr_covenant: 1.2}    # the new loan; amortisation: a share a year, none, linear or annuity

# permit:                            # what the route, the odds and the waits of a permit depend on
#   inside_built_up_area: true
#   eia_column_1: false              # named in column 1 of the EIA decree (old law)
#   council_list: false              # on the council's list for its binding advice
#   council_advice_before: true      # asked in the pre-consultation (with council_list: true)
#   consultation: true               # a positive pre-consultation
#   consent_of_another_body: false
#   declared_extensive: false
#   start: irrevocable               # works start when the permit is in_force (own risk) or irrevocable (most banks)
#   preparation_months: {low: 4, mid: 8, high: 16}
#   plan_fee: 25000                  # fee for deviating from the plan, beside the building fee; due on refusal too
#   opposition_shift: 0              # more (+) or less (-) opposition than elsewhere, in standard deviations
#   priority: false                  # taken first by the Raad van State
#   regie: false                     # Wet regie in force for this plan; left out, both outcomes are shown
#   flora_season: {first_month: 4, last_month: 9}     # one whole season of surveys before the application
#   grid_connection_months: 24       # wait for the grid connection of the new use
#   vacate_extensions: 0             # times a court lengthens the stay of the tenants, 0 to 3 years
#   vacancy_bylaw: false             # the municipality has a vacancy by-law

# options:
#   convert_let: {works_per_m2: {low: 1300, mid: 1550, high: 1900}}
#   temporary: {then: convert_sell_units}

# floors:                            # kinds of storey; together the gross floor area. Without it: storeys and floor_depth above
#   - {storeys: 4, area: 1250, depth: 14.4, facade_module: 1.8, converted_storeys: 2}   # the rest stays an office
#   - {storeys: 1, area: 1000, depth: 18, core_area: 90, access: corridor}              # corridor or gallery

# programme:
#   social_share: 0.3                # what the municipality asks: share of the dwellings in the low segment
#   mid_share: 0.4                   # and in the mid segment
#   least_area: 40                   # m2 GO
#   most_parking: 15                 # places that can be added
#   mix:                             # the owner's own; without it, one type of the size that options.*.unit_area says
#     - {share: 0.3, area: 40, outdoor_area: 4, let_as: low}
#     - {share: 0.7, area: 60, let_as: mid}                                             # low, mid or free

# fit:                               # kan het; `transformatie fit FILE` lists the questions
#   edition: 2018                    # of the conversion meter, 2007 or 2018: they ask opposite ways round
#   weights: {location: 5, building: 3}
#   facts: {distance_station: 900, facade_noise: 52}                                    # m, dB
#   answers: {V1: true, L2: false, B10: null}                                           # yes, no, unknown

assess:
  date: @TODAY@
  # application_date: @YEAR@-12-31
  # horizon_years: 30
"""


def template(today: date) -> str:
    """The file, with the day it was made as its assessment date."""
    return _TEMPLATE.replace("@TODAY@", today.isoformat()).replace("@YEAR@", str(today.year))
