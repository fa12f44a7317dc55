"""A hand-made `Result`: a fictitious, half-empty office in Nieuwegein. The report's tests print it.

The figures are invented and hang together only as far as a reader can check: lines add up to their sum,
closing is opening less depreciation, carried plus extra is the amount, bearers add up to their line.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.sample_emptiness import emptiness
from transformatie.result import (
    Advice,
    Assumption,
    Bearer,
    Building,
    Explained,
    Fact,
    Gate,
    Irr,
    LawEntry,
    LeaseLine,
    Line,
    Meta,
    Permit,
    Residual,
    Result,
    Row,
    Spread,
    Step,
    Vacancy,
    VacancyLine,
    Words,
    YearTable,
)

YEARS = tuple(range(2026, 2057))
CPI = 1.02


def words(nl: str, en: str) -> Words:
    """The same words in two languages."""
    return Words(nl=nl, en=en)


def fact(
    name: str,
    nl: str,
    en: str,
    value: Any,
    unit: str,
    source: str = "opgave eigenaar",
    confidence: Any = "given",
) -> Fact:
    """One fact about the building."""
    return Fact(name=name, label=words(nl, en), value=value, unit=unit, source=source, confidence=confidence)


def series(first: int, amount: float, last: int = 2056, growth: float = CPI) -> list[float]:
    """An amount that grows each year from `first` to `last`; nothing outside."""
    return [amount * growth ** (y - 2026) if first <= y <= last else 0.0 for y in YEARS]


def once(amounts: dict[int, float]) -> list[float]:
    """Amounts in single years."""
    return [amounts.get(y, 0.0) for y in YEARS]


def line(name: str, nl: str, en: str, values: list[float]) -> Line:
    """One line of a yearly table with its total."""
    return Line(name=name, label=words(nl, en), values=tuple(values), total=sum(values))


def summed(name: str, nl: str, en: str, lines: list[Line]) -> YearTable:
    """A yearly table that ends in the sum of its lines."""
    total = [sum(x.values[i] for x in lines) for i in range(len(YEARS))]
    return YearTable(years=YEARS, lines=(*lines, line(name, nl, en, total)), sums=name)


def cash(
    *, works: float, start: int, rent: float, now: float, last: int, exit_value: float, tax: float
) -> YearTable:
    """A cash flow: as-is rent until the works, then works, then the new rent, then the sale."""
    before = series(2026, now, start - 1 if works else last)
    after = series(start + 2, rent, last) if works else [0.0] * len(YEARS)
    gross = [a + b for a, b in zip(before, after, strict=True)]
    split = {start: 0.35, start + 1: 0.65} if works else {}
    return summed(
        "net",
        "Kasstroom na belasting",
        "Cash flow after tax",
        [
            line("rent", "Huur", "Rent", gross),
            line(
                "vacancy",
                "Leegstand en huurvrije perioden",
                "Vacancy and rent-free periods",
                [-0.06 * g for g in gross],
            ),
            line(
                "running",
                "Exploitatiekosten",
                "Running costs",
                [-0.2 * g - 21_000 * (y <= last) for y, g in zip(YEARS, gross, strict=True)],
            ),
            line(
                "cycle",
                "Vervangingen: installaties, liften, gevel, dak",
                "Replacements: installations, lifts, facade, roof",
                once({y: -310_000.0 for y in (2031, 2041, 2051) if y <= last}),
            ),
            line("works", "Bouwkosten", "Building works", once({y: -works * s for y, s in split.items()})),
            line(
                "soft",
                "Bijkomende kosten",
                "Soft costs",
                once({y: -works * 0.17 * s for y, s in split.items()}),
            ),
            line(
                "vat",
                "Niet-verrekenbare btw",
                "VAT that cannot be recovered",
                once({y: -works * 0.12 * s for y, s in split.items()}),
            ),
            line("subsidy", "Subsidie", "Subsidy", once({})),
            line("exit", "Verkoopopbrengst na kosten", "Sale proceeds after costs", once({last: exit_value})),
            line(
                "tax",
                "Vennootschapsbelasting",
                "Corporate income tax",
                [-tax * (y <= last) - (0.1 * exit_value if y == last else 0) for y in YEARS],
            ),
        ],
    )


def books(*, works: float, start: int, last: int) -> YearTable:
    """Fiscal book values beside the WOZ value and its floor."""
    opening, rows = 5_100_000.0, []
    woz = 4_250_000.0
    for y in YEARS:
        gone = y > last
        add = 0.0 if gone or not works else {start: 0.35, start + 1: 0.65}.get(y, 0.0) * works
        planned = 0.0 if gone else 118_000.0 + (works / 30 if y > start + 1 else 0.0)
        room = max(0.0, opening + add - woz)
        taken = min(planned, room)
        closing = 0.0 if y >= last else opening + add - taken
        rows.append(
            (
                opening,
                add,
                -taken,
                planned - taken,
                -(opening + add - taken) if y == last else 0.0,
                closing,
                0.0 if gone else woz,
            )
        )
        opening = closing
        woz *= 1.015 if not works or y != start + 1 else 2.1
    columns = [list(c) for c in zip(*rows, strict=True)]
    names = [
        ("opening", "Boekwaarde begin van het jaar", "Book value at start of year"),
        ("works_capital", "Geactiveerde werken", "Capitalised works"),
        ("depreciation", "Afschrijving", "Depreciation"),
        ("blocked", "Afschrijving geblokkeerd door de bodemwaarde", "Depreciation blocked by the floor"),
        ("disposal", "Verkocht of gesloopt", "Sold or demolished"),
        ("closing", "Boekwaarde einde van het jaar", "Book value at end of year"),
        ("floor", "Bodemwaarde (100% van de WOZ-waarde)", "Floor (100% of the WOZ value)"),
    ]
    return YearTable(
        years=YEARS, lines=tuple(line(n, nl, en, c) for (n, nl, en), c in zip(names, columns, strict=True))
    )


def tax(amount: float, last: int) -> YearTable:
    """Tax with and without the building."""
    return YearTable(
        years=YEARS,
        lines=(
            line(
                "tax_with",
                "Belasting met dit gebouw",
                "Tax with this building",
                [90_000.0 + amount * (y <= last) for y in YEARS],
            ),
            line(
                "tax_without",
                "Belasting zonder dit gebouw",
                "Tax without this building",
                [90_000.0 for _ in YEARS],
            ),
            line(
                "tax",
                "Belasting door dit gebouw",
                "Tax because of this building",
                [amount * (y <= last) for y in YEARS],
            ),
        ),
    )


def value(flow: YearTable) -> YearTable:
    """From cash flow to present value."""
    net = flow.lines[-1].values
    factor = [1.062 ** -(i + 0.5) for i in range(len(YEARS))]
    return YearTable(
        years=YEARS,
        lines=(
            line("net", "Kasstroom na belasting", "Cash flow after tax", list(net)),
            line(
                "present",
                "Contante waarde",
                "Present value",
                [n * f for n, f in zip(net, factor, strict=True)],
            ),
        ),
    )


STEPS = (
    ("preparation", "Voorbereiding en ontwerp", "Preparation and design", 0, 182, "", "assumption", False),
    (
        "completeness",
        "Ontvangst en toets op volledigheid",
        "Receipt and test of completeness",
        182,
        28,
        "art. 16.55 Omgevingswet",
        "verified",
        False,
    ),
    (
        "decision",
        "Beslissing, reguliere procedure",
        "Decision, regular procedure",
        182,
        56,
        "art. 16.64 lid 1 Omgevingswet",
        "verified",
        True,
    ),
    (
        "extension",
        "Verlenging beslistermijn",
        "Extension of the term",
        238,
        42,
        "art. 16.64 lid 2 Omgevingswet",
        "verified",
        True,
    ),
    ("in_force", "Inwerkingtreding", "Entry into force", 280, 1, "art. 16.79 Omgevingswet", "verified", True),
    ("objection", "Bezwaartermijn", "Objection period", 280, 42, "art. 6:7 Awb", "verified", True),
    (
        "objection_decision",
        "Beslissing op bezwaar",
        "Decision on objection",
        322,
        126,
        "art. 7:10 Awb",
        "secondary",
        False,
    ),
    ("appeal", "Beroepstermijn", "Appeal period", 448, 42, "art. 6:7 Awb", "verified", True),
)


def permit(needed: bool) -> Permit:
    """A regular procedure under the Omgevingswet, or none."""
    if not needed:
        why = words(
            "De bestaande functie blijft; er wordt niet gebouwd.",
            "The present use remains; nothing is built.",
        )
        return Permit(
            needed=False,
            regime="omgevingswet",
            route="none",
            why=why,
            application=None,
            decided=None,
            in_force=None,
            irrevocable=None,
            steps=(),
            fees=0.0,
        )
    t0 = date(2026, 3, 1)
    steps = []
    for name, nl, en, offset, days, article, confidence, statutory in STEPS:
        raw = t0 + timedelta(days=offset + days)
        end = raw + timedelta(days={5: 2, 6: 1}.get(raw.weekday(), 0) if statutory else 0)
        steps.append(
            Step(
                name=name,
                label=words(nl, en),
                start=t0 + timedelta(days=offset),
                raw_end=raw,
                end=end,
                article=article,
                confidence=confidence,
                statutory=statutory,
            )
        )
    return Permit(
        needed=True,
        regime="omgevingswet",
        route="regular",
        why=words(
            "Wonen past niet in het omgevingsplan; binnen de bebouwde kom volstaat de reguliere procedure voor een buitenplanse omgevingsplanactiviteit.",
            "Housing does not fit the environment plan; inside the built-up area the regular procedure for an activity outside the plan is enough.",
        ),
        application=date(2026, 8, 30),
        decided=date(2026, 12, 6),
        in_force=date(2026, 12, 7),
        irrevocable=date(2027, 7, 5),
        steps=tuple(steps),
        fees=148_250.4,
    )


def vacancy(ten_years: float) -> Vacancy:
    """The bill of 2027, by line and bearer."""
    spec = [
        ("service", "Servicekosten lege ruimte", "Service costs of empty space", 78_400.0, 0.0),
        (
            "energy",
            "Energie, vastrecht en minimumverwarming",
            "Energy: standing charge and frost heating",
            22_150.0,
            8_600.0,
        ),
        ("ozb_owner", "Ozb, eigenarendeel", "Property tax, owner's part", 13_822.5, 13_822.5),
        (
            "insurance",
            "Verzekering en leegstandstoeslag",
            "Insurance and vacancy surcharge",
            16_300.0,
            9_800.0,
        ),
        ("security", "Beveiliging en toezicht", "Security and inspection", 18_900.0, 0.0),
        ("management", "Beheer", "Management", 11_200.0, 7_400.0),
        ("marketing", "Verhuurkosten en makelaar", "Letting costs and agent", 24_000.0, 0.0),
        ("upkeep", "Onderhoud lege ruimte", "Upkeep of empty space", 31_750.0, 24_100.0),
    ]
    names = [
        ("owner", "Eigenaar", "Owner", 0.64),
        ("treasury", "Fiscus", "Treasury", 0.26),
        ("tenants", "Huurders", "Tenants", 0.1),
    ]
    lines = tuple(
        VacancyLine(
            name=n,
            label=words(nl, en),
            amount=a,
            carried=c,
            extra=a - c,
            bearers=tuple(Bearer(name=b, label=words(bn, be), amount=a * s) for b, bn, be, s in names),
        )
        for n, nl, en, a, c in spec
    )
    total = sum(x.amount for x in lines)
    return Vacancy(
        year=2027,
        lines=lines,
        total=total,
        carried=sum(x.carried for x in lines),
        extra=sum(x.extra for x in lines),
        per_vacant_m2=total / 2600,
        bearers=tuple(Bearer(name=b, label=words(bn, be), amount=total * s) for b, bn, be, s in names),
        foregone=(
            fact(
                "rent_foregone",
                "Gederfde huur",
                "Rent foregone",
                338_000.0,
                "EUR/yr",
                "2.600 m² tegen markthuur",
                "assumption",
            ),
            fact(
                "ozb_user",
                "Niet geheven gebruikersdeel ozb",
                "Property tax, user's part not levied",
                10_540.0,
                "EUR/yr",
                "verordening 2026",
                "secondary",
            ),
        ),
        ten_year_bill=ten_years,
    )


#: name, nl, en, what nl, what en, kan, mag, value, investment, irr roots, months to start, to income, book result, permit, start, rent, last, exit
ROWS: tuple[tuple[Any, ...], ...] = (
    ("convert_let", "Ombouwen tot woningen en verhuren", "Convert to dwellings and let", "green", "green", 7_412_318.4, 9_864_000.0, (0.0812,), 9.2, 30.5, -312_000.0, True, 2027, 1_290_000.0, 2056, 19_800_000.0),
    ("convert_sell_units", "Ombouwen en woningen los verkopen", "Convert and sell the dwellings one by one", "green", "green", 6_958_004.2, 10_012_000.0, (0.0773, 0.412), 9.2, 28.0, -312_000.0, True, 2027, 0.0, 2030, 19_400_000.0),
    ("convert_sell_block", "Ombouwen en als geheel verkopen", "Convert and sell as a block", "green", "green", 6_120_400.7, 9_864_000.0, (0.0641,), 9.2, 29.0, -312_000.0, True, 2027, 0.0, 2029, 17_300_000.0),
    ("temporary", "Tijdelijk gebruik, daarna ombouwen en verhuren", "Temporary use, then convert and let", "amber", "green", 5_871_223.0, 10_400_000.0, (0.0605,), 4.0, 7.0, -96_000.0, True, 2032, 1_250_000.0, 2056, 19_000_000.0),
    ("sell_now", "Nu verkopen zoals het staat", "Sell now as it stands", "green", "green", 4_310_557.9, 0.0, (), None, None, -789_442.1, False, 2026, 0.0, 2026, 4_480_000.0),
    ("demolish_build_new", "Slopen en nieuwe woningen bouwen", "Demolish and build new dwellings", "green", "amber", 4_104_900.0, 21_450_000.0, (0.0518,), 20.5, 50.0, -4_960_000.0, True, 2028, 1_610_000.0, 2056, 26_500_000.0),
    ("redevelop", "Vernieuwen als kantoor en opnieuw verhuren", "Redevelop as office and let again", "green", "green", 3_322_801.5, 4_980_000.0, (0.0389,), 5.0, 24.0, -141_000.0, False, 2027, 702_000.0, 2056, 7_600_000.0),
    ("hold", "Aanhouden: verhuren wat kan", "Hold: let what can be let", "green", "green", 2_914_466.3, 0.0, (), 0.0, 0.0, -118_000.0, False, 2026, 0.0, 2041, 3_350_000.0),
    ("demolish_sell_land", "Slopen en de grond verkopen", "Demolish and sell the land", "green", "red", -412_900.8, 1_240_000.0, (), 20.5, 34.0, -4_960_000.0, True, 2028, 0.0, 2029, 1_450_000.0),
)  # fmt: skip

REASONS = {
    "green": (
        "Gebouw en plek scoren op alle gevraagde punten voldoende.",
        "Building and place score well enough on all points asked.",
    ),
    "amber": (
        "Onbekend: geluidsbelasting aan de snelwegzijde en netaansluiting.",
        "Unknown: noise on the motorway side and grid connection.",
    ),
    "red": (
        "Het omgevingsplan laat op deze plek geen kale grond zonder bouwplan toe.",
        "The environment plan allows no bare land without a building plan here.",
    ),
    "not_assessed": (
        "Niet beoordeeld: er zijn geen vragen beantwoord.",
        "Not assessed: no questions were answered.",
    ),
}


def gate(band: Any, chance: float | None) -> Gate:
    """A gate with its reason."""
    return Gate(
        band=band,
        low=chance,
        high=None if chance is None else min(1.0, chance + 0.08),
        reason=words(*REASONS[band]),
    )


def row(rank: int, spec: tuple[Any, ...], draws: int) -> Row:
    """One row from its line of figures."""
    (
        name,
        nl,
        en,
        kan,
        mag,
        worth,
        invest,
        roots,
        start_m,
        income_m,
        book,
        needed,
        start,
        rent,
        last,
        exit_value,
    ) = spec
    flow = cash(
        works=invest / 1.29,
        start=start,
        rent=rent,
        now=0.0 if name == "sell_now" else 365_000.0,
        last=last,
        exit_value=exit_value,
        tax=24_000.0,
    )
    spread = Spread(
        expected=worth * 0.95 - 90_000,
        p10=worth * 0.95 - 90_000 - 0.16 * invest - 500_000,
        p50=worth * 0.96 - 60_000,
        p90=worth * 0.95 - 90_000 + 0.17 * invest + 560_000,
        standard_error=31_000.0,
        chance_first=(0.46, 0.24, 0.1, 0.08, 0.06, 0.04, 0.015, 0.005, 0.0)[rank - 1],
        loont=None if name in ("sell_now", "hold") else max(0.04, 0.86 - 0.09 * (rank - 1)),
        score=max(0.0, 74.0 - 9.5 * (rank - 1)) / 100,
    )
    gross = 18.6 * 12 * 3900 if "convert" in name or name == "temporary" else 676_000.0
    return Row(
        name=name,
        label=words(nl, en),
        what=words(
            f"{nl}: de lege helft komt eerst, de zittende huurders gaan op hun einddatum; daarna volgt het werk in een keer.",
            f"{en}: the empty half comes first, sitting tenants leave on their end date; the works then follow in one go.",
        ),
        then="convert_let" if name == "temporary" else None,
        rank=rank,
        kan=gate(kan, {"green": 0.78, "amber": 0.44, "red": 0.2}.get(kan)),
        mag=gate(mag, {"green": 0.86, "amber": 0.61, "red": 0.22}.get(mag)),
        value_after_tax=worth,
        value_pre_tax=worth * 1.09,
        value_to_equity=worth - 2_900_000,
        spread=spread if draws else None,
        investment=invest,
        irr=Irr(roots=roots, sign_changes=max(1, len(roots))),
        months_to_start=start_m,
        months_to_income=income_m,
        book_result_first_year=book,
        headline_rent=gross,
        effective_rent=gross * 0.93,
        areas=(
            fact("go", "Gebruiksoppervlakte wonen", "Usable floor area", 3_900.0, "m2"),
            fact("bvo", "Bruto vloeroppervlakte", "Gross floor area", 6_000.0, "m2"),
        ),
        dwellings=78.0 if "convert" in name or name in ("temporary", "demolish_build_new") else 0.0,
        exit_share=0.0 if name == "sell_now" else 0.54,
        sale_year=last,
        cash=flow,
        books=books(works=invest / 1.29, start=start, last=last),
        tax=tax(24_000.0, last),
        value=value(flow),
        permit=permit(needed),
        vacancy=vacancy(2_310_000.0 if name == "hold" else 310_000.0 + 40_000 * rank),
        residual=Residual(
            value=worth + invest,
            cost=invest * 0.82,
            margin=invest * 0.08,
            finance=invest * 0.04,
            buyers_cost_rate=0.114,
            residual=(worth + invest * 0.06) / 1.114,
        ),
    )


ASSUMPTIONS: tuple[tuple[Any, ...], ...] = (
    ("refusal", "Kans dat de vergunning wordt geweigerd", "Chance that the permit is refused", "share", 0.12, 0.05, 0.25, "raming van de makers", "assumption", -410_000.0),
    ("pace", "Verkooptempo woningen", "Pace of dwelling sales", "number", 6.0, 3.0, 9.0, "raming van de makers", "assumption", -260_000.0),
    ("contingency", "Post onvoorzien", "Contingency", "share", 0.08, 0.05, 0.12, "raming van de makers", "assumption", -395_000.0),
    ("office_vacancy", "Kans op herverhuur van het lege deel, per jaar", "Chance to re-let the empty part, per year", "share/yr", 0.16, 0.08, 0.25, "raming naar plaats en ligging", "assumption", 120_000.0),
    ("impairment", "Toets op bijzondere waardevermindering", "Impairment test", "flag", True, None, None, "RJ 121, uit het hoofd", "memory", None),
    ("cost_conversion", "Bouwkosten ombouw kantoor naar woning", "Building cost of office to dwelling", "EUR/m2", 1_420.0, 1_150.0, 1_800.0, "kengetallen 2024, geïndexeerd", "derived", -1_480_000.0),
    ("yield_housing", "Bruto aanvangsrendement woningen", "Gross initial yield, dwellings", "share", 0.0475, 0.043, 0.054, "marktrapport 2025 via samenvatting", "secondary", -1_920_000.0),
    ("rent_mid", "Huur middenhuurwoning, gemiddeld", "Rent of a mid-market dwelling, mean", "EUR/month", 1_098.0, 1_010.0, 1_190.0, "Besluit huurprijzen, puntentelling", "derived", 640_000.0),
    ("cpi", "Inflatie", "Inflation", "share/yr", 0.02, 0.015, 0.027, "raming CPB, middellange termijn", "secondary", 310_000.0),
    ("office_yield", "Netto aanvangsrendement kantoor, kosten koper", "Net initial yield, offices, buyer's costs", "share", 0.081, 0.072, 0.095, "makelaarsrapport 2025", "secondary", 0.0),
    ("discount", "Disconteringsvoet na belasting, vastgoed", "Discount rate after tax, asset", "share/yr", 0.062, None, None, "opgave eigenaar", "verified", -2_100_000.0),
    ("grid", "Wachttijd netaansluiting", "Wait for a grid connection", "month", None, None, None, "niet opgegeven", "assumption", None),
)  # fmt: skip

LAW: tuple[tuple[Any, ...], ...] = (
    ("vpb.high_rate", "Tarief vennootschapsbelasting, hoge schijf", "Corporate income tax, upper rate", "share", 0.258, "2022-01-01", "Wet Vpb 1969, art. 22", "verified", True, False),
    ("vpb.low_rate", "Tarief vennootschapsbelasting, lage schijf", "Corporate income tax, lower rate", "share", 0.19, "2023-01-01", "Wet Vpb 1969, art. 22", "verified", True, False),
    ("vpb.threshold", "Grens lage schijf", "Lower bracket", "EUR", 200_000.0, "2023-01-01", "Wet Vpb 1969, art. 22", "verified", True, False),
    ("transfer.non_dwelling", "Overdrachtsbelasting niet-woning", "Transfer tax, non-dwelling", "share", 0.104, "2026-01-01", "Wet op belastingen van rechtsverkeer, art. 14", "verified", False, False),
    ("transfer.investor", "Overdrachtsbelasting woning, belegger", "Transfer tax, dwelling bought to let", "share", 0.08, "2026-01-01", "Wet op belastingen van rechtsverkeer, art. 14(1)", "verified", False, False),
    ("floor.let", "Bodemwaarde, gebouw ter beschikking gesteld", "Depreciation floor, building let", "share", 1.0, "2007-01-01", "Wet IB 2001, art. 3.30a", "verified", False, False),
    ("cap.cost", "Afschrijving ten hoogste, van de kosten", "Depreciation at most, of cost", "share/yr", 0.05, "2007-01-01", "Wet IB 2001, art. 3.30", "secondary", False, False),
    ("ozb.owner", "Ozb-tarief niet-woningen, eigenaar", "Property tax on non-dwellings, owner", "share", 0.003294, "2026-01-01", "Verordening onroerendezaakbelastingen Nieuwegein 2026", "assumption", False, False),
    ("permit.regular", "Beslistermijn reguliere procedure", "Term of the regular procedure", "week", 8.0, "2024-01-01", "Omgevingswet, art. 16.64", "verified", False, False),
    ("loss.cap", "Verliesverrekening: drempel", "Loss relief: threshold", "EUR", 1_000_000.0, "2022-01-01", "Wet Vpb 1969, art. 20", "memory", True, False),
)  # fmt: skip


def explained() -> tuple[Explained, ...]:
    """A tree of steps below the advised value."""
    top = [
        (
            0,
            "value_after_tax",
            "EUR",
            7_412_318.4,
            "value_after_tax = Σ net_after_tax / (1 + rate) ** time",
            "",
            "derived",
        ),
        (
            1,
            "net_after_tax",
            "EUR/yr",
            [-3_410_000.0, -6_020_000.0, 711_000.0, 725_000.0],
            "net_after_tax = income − costs − works − tax",
            "",
            "derived",
        ),
        (2, "rent_received", "EUR/yr", 870_480.0, "rent_received = rent × (1 − vacancy)", "", "derived"),
        (3, "rent", "EUR/month", 1_098.0, "", "voorbeeld.yaml:38", "given"),
        (3, "vacancy", "share", 0.03, "", "market/housing.yaml, 2025", "secondary"),
        (
            2,
            "building_cost",
            "EUR",
            7_646_512.0,
            "building_cost = area × cost_per_m2 × (1 + contingency)",
            "",
            "derived",
        ),
        (3, "gross_floor_area", "m2", 6_000.0, "", "voorbeeld.yaml:12", "given"),
        (3, "cost_per_m2", "EUR/m2", 1_420.0, "", "market/works.yaml, 2024", "derived"),
        (
            2,
            "tax_due",
            "EUR/yr",
            24_000.0,
            "tax_due = tax_with − tax_without",
            "Wet Vpb 1969, art. 22",
            "verified",
        ),
        (1, "discount_rate", "share/yr", 0.062, "", "voorbeeld.yaml:51", "given"),
        (1, "horizon_end", "", "2056-12-31", "", "voorbeeld.yaml:77", "given"),
    ]
    deep = [
        (
            4 + i % 3,
            f"step_{i}",
            "EUR",
            1_000.0 * i,
            f"step_{i} = a × b + c",
            "art. 3.30a Wet IB 2001",
            "verified",
        )
        for i in range(60)
    ]
    return tuple(
        Explained(depth=d, name=n, unit=u, value=v, formula=f, source=s, confidence=c)
        for d, n, u, v, f, s, c in [*top, *deep]
    )


def sample_result(
    *, rows: int = 9, draws: int = 2000, overlays: tuple[str, ...] = (), name: str = "Kantoor De Wiers"
) -> Result:
    """The sample; fewer rows, no draws or an overlay where asked."""
    chosen = ROWS[:rows]
    first = fact("gross_floor_area", "Bruto vloeroppervlakte (BVO)", "Gross floor area (BVO)", 6_000.0, "m2")
    made = tuple(row(i + 1, spec, draws) for i, spec in enumerate(chosen))
    return Result(
        meta=Meta(
            version="0.1.0",
            input_file="examples/voorbeeld.yaml",
            input_sha256="3f1c" * 16,
            assessed_on=date(2026, 3, 1),
            known_on=date(2026, 3, 1),
            horizon_end=date(2056, 12, 31),
            draws=draws,
            seed=1,
            overlays=overlays,
        ),
        building=Building(
            name=name,
            address="Wiersedreef 100",
            municipality="Nieuwegein",
            owner_kind="bv",
            facts=(
                first,
                fact(
                    "lettable_floor_area",
                    "Verhuurbare vloeroppervlakte (VVO)",
                    "Lettable floor area (VVO)",
                    5_200.0,
                    "m2",
                ),
                fact("built", "Bouwjaar", "Year built", 1987, "year"),
                fact("storeys", "Bouwlagen", "Storeys", 5, "number"),
                fact("floor_depth", "Gebouwdiepte", "Depth of the building", 14.4, "m"),
                fact(
                    "floor_height",
                    "Verdiepingshoogte",
                    "Storey height",
                    3.3,
                    "m",
                    "tabel naar bouwjaar",
                    "assumption",
                ),
                fact("energy_label", "Energielabel", "Energy label", "D", ""),
                fact("asbestos", "Asbest", "Asbestos", "unknown", "", "niet onderzocht", "assumption"),
                fact("monument", "Monument", "Listed", False, "flag"),
                fact("parking_places", "Parkeerplaatsen", "Parking places", 96, "number"),
                fact("vacant_since", "Leegstand sinds", "Vacant since", "2022-07-01", ""),
                fact("leasehold", "Erfpacht", "Ground lease", None, ""),
            ),
            leases=(
                LeaseLine(
                    tenant="Ingenieursbureau Van Dalen B.V.",
                    area=1_450.0,
                    rent_per_m2=132.0,
                    headline_rent=191_400.0,
                    effective_rent=178_002.0,
                    start=date(2019, 1, 1),
                    end=date(2028, 12, 31),
                ),
                LeaseLine(
                    tenant="Stichting Samenwerkende Zorgverzekeringsadministraties",
                    area=1_150.0,
                    rent_per_m2=127.5,
                    headline_rent=146_625.0,
                    effective_rent=139_293.75,
                    start=date(2021, 7, 1),
                    end=date(2026, 6, 30),
                ),
            ),
            let_area=2_600.0,
            vacant_area=2_600.0,
            book_value_fiscal=5_100_000.0,
            book_value_commercial=5_640_000.0,
            woz=4_250_000.0,
            woz_year=2026,
        ),
        rows=made,
        emptiness=emptiness(
            made[0].vacancy,
            tuple((r.name, r.label) for r in made),
            tuple(r.vacancy.ten_year_bill for r in made),
        ),
        advice=Advice(
            row=chosen[0][0],
            runner_up=chosen[1][0] if len(chosen) > 1 else None,
            sentence=words(
                "Bouw het kantoor om tot woningen en verhuur ze: dat levert na belasting ruim 3,1 miljoen euro meer op dan nu verkopen, en de vergunning is met 86 procent kans op tijd onherroepelijk.",
                "Convert the office to dwellings and let them: after tax that yields over 3.1 million euros more than selling now, with an 86 percent chance that the permit is irrevocable in time.",
            ),
            reasons=(
                words(
                    "De lege helft is na vier jaar leegstand nauwelijks nog te verhuren.",
                    "After four years of vacancy the empty half can hardly be let.",
                ),
                words(
                    "De boekwaarde staat al onder druk: afschrijven kan niet meer onder de WOZ-waarde.",
                    "Book value is under strain: no depreciation below the WOZ value.",
                ),
                words(
                    "De uitkomst hangt vooral aan de bouwkosten en het aanvangsrendement van woningen.",
                    "The outcome hangs mostly on building cost and the initial yield of dwellings.",
                ),
            ),
        ),
        assumptions=tuple(
            Assumption(
                name=n,
                label=words(nl, en),
                unit=u,
                value=v,
                low=lo,
                high=hi,
                source=s,
                confidence=c,
                effect=e,
            )
            for n, nl, en, u, v, lo, hi, s, c, e in ASSUMPTIONS
        ),
        law=tuple(
            LawEntry(
                name=n,
                label=words(nl, en),
                unit=u,
                value=v,
                in_force=date.fromisoformat(d),
                source=s,
                confidence=c,
                carried_forward=cf,
                overlay=o,
            )
            for n, nl, en, u, v, d, s, c, cf, o in LAW
        ),
        explained=explained(),
        warnings=(
            words(
                "Asbest is niet onderzocht; sloop en ombouw kunnen duurder uitvallen.",
                "Asbestos was not surveyed; demolition and conversion may cost more.",
            ),
        ),
        unverified={"assumption": 7, "memory": 2, "derived": 3, "secondary": 5},
        notional_yield=fact(
            "notional_yield",
            "Fictief rendement: huur van een verhuurde woning gedeeld door de stichtingskosten zonder btw",
            "Notional yield: rent of a let dwelling over development cost excluding VAT",
            0.0514,
            "share",
            "eigen berekening",
            "derived",
        ),
    )
