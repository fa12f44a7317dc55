"""Who bears the vacancy, in tables: those the command prints and the paper shows, in ready words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transformatie.report.emptiness import Told, joined
from transformatie.report.numbers import NONE
from transformatie.vacancy.result import CostLine, Settlement, Share


@dataclass(frozen=True)
class Grid:
    """A table in ready words: headings, rows, which rows are sums, and a note under it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[int, ...] = ()
    note: str = ""


def matrix(told: Told, digits: int = 0, least: float = 0.0) -> Grid:
    """Lines by bearers, each line split into carried anyway and extra; lines below a share of the bill together."""
    bill, to = told.bill, told.to
    heads = (*told.col("code"), told.say("column.line"), told.say("column.amount"), told.say("column.carried"), told.say("column.extra"),
             *told.col("per_m2"), *(told.word(b.label) for b in bill.bearers))  # fmt: skip

    def row(
        code: str, label: str, whole: Sequence[float], per_m2: float | None, borne: Sequence[float]
    ) -> tuple[str, ...]:
        amounts = [to.number(v, digits, digits) for v in (*whole, *borne)]
        return (code, label, *amounts[:3], NONE if per_m2 is None else to.number(per_m2, 2, 2), *amounts[3:])

    def sums(lines: Sequence[CostLine]) -> tuple[list[float], float | None, list[float]]:
        whole = [sum(getattr(x, n) for x in lines) for n in ("amount", "carried", "extra")]
        borne = [sum(x.bearers[i].amount for x in lines) for i in range(len(bill.bearers))]
        return whole, whole[0] / bill.empty if bill.empty >= 1 else None, borne

    small = [x for x in bill.lines if abs(x.amount) < least * abs(bill.total)]
    small = small if len(small) > 1 else []
    rows = [row(x.code, told.word(x.label), *sums([x])) for x in bill.lines if x not in small]
    if small:
        rows.append(row("", told.say("empty.rest"), *sums(small)))
    rows.append(row("", told.say("column.total"), *sums(bill.lines)))
    title = told.say("empty.matrix", year=bill.year, option=told.word(bill.option_label))
    return Grid(title, heads, tuple(rows), (len(rows) - 1,))


def by_bearer(told: Told) -> Grid:
    """Who bears how much, in all and per m2."""
    bill, to = told.bill, told.to
    rows = [
        (told.word(b.label), to.number(b.amount, 2, 2), NONE if bill.empty < 1 else to.number(b.amount / bill.empty, 2, 2),
         to.share(b.amount / bill.total, 1) if bill.total else NONE)
        for b in bill.bearers
    ]  # fmt: skip
    rows.append(
        (
            told.say("column.total"),
            to.number(bill.total, 2, 2),
            NONE if bill.per_m2 is None else to.number(bill.per_m2, 2, 2),
            "",
        )
    )
    heads = (*told.col("bearer"), told.say("column.amount"), *told.col("per_m2"), "%")
    return Grid(told.say("empty.bearers", year=bill.year), heads, tuple(rows), (len(rows) - 1,))


def by_unit(told: Told) -> Grid:
    """What each unit costs while nobody rents it."""
    bill, to = told.bill, told.to
    heads = (*told.col("unit_name", "area", "empty_area"), told.say("column.amount"), told.say("column.carried"), told.say("column.extra"),
             *(told.word(b.label) for b in bill.bearers))  # fmt: skip
    rows = [
        (told.word(u.label), to.number(u.area), to.number(u.empty), *(to.number(v, 2, 2) for v in (u.amount, u.carried, u.extra)),
         *(to.number(b.amount, 2, 2) for b in u.bearers))
        for u in bill.units
    ]  # fmt: skip
    rows.append((told.say("column.total"), "", to.number(bill.empty), *(to.number(v, 2, 2) for v in (bill.total, bill.carried, bill.extra)),
                 *(to.number(b.amount, 2, 2) for b in bill.bearers)))  # fmt: skip
    return Grid(told.say("empty.units", year=bill.year), heads, tuple(rows), (len(rows) - 1,))


def by_year(told: Told) -> Grid:
    """The years ahead: what each further year of emptiness adds."""
    to = told.to
    heads = (*told.col("year", "empty_area"), told.say("column.amount"), told.say("column.carried"), told.say("column.extra"),
             *told.col("owner_bears", "treasury_bears"))  # fmt: skip
    offered = any(y.if_empty is not None for y in told.study.ahead)
    rows = []
    for y in told.study.ahead:
        row = [
            str(y.year),
            to.number(y.empty),
            *(to.number(v) for v in (y.total, y.carried, y.extra, y.owner, y.treasury)),
        ]
        if offered:
            row += [NONE if v is None else to.number(v) for v in (y.if_empty, y.rent_if_empty)]
            row.append(to.share(y.still_empty))
        rows.append(tuple(row))
    if offered:
        heads = (*heads, *told.col("if_empty", "rent_missed", "chance"))
    title = told.say("empty.ahead", option=told.word(told.bill.option_label))
    return Grid(title, heads, tuple(rows), (), told.say("empty.ahead_note") if offered else "")


def spent(told: Told) -> Grid | None:
    """What was spent since it fell empty, adding up year by year."""
    sunk, to = told.study.sunk, told.to
    if sunk is None:
        return None
    rows = [
        (str(y.year), str(y.days), to.number(y.woz) + ("" if y.woz_given else "*"), *(to.number(v, 2, 2) for v in (y.carried, y.extra, y.total, y.cumulative)))
        for y in sunk.years
    ]  # fmt: skip
    rows.append(
        (
            told.say("column.total"),
            "",
            "",
            *(to.number(v, 2, 2) for v in (sunk.carried, sunk.extra, sunk.total)),
            "",
        )
    )
    heads = (
        *told.col("year", "days", "woz"),
        told.say("column.carried"),
        told.say("column.extra"),
        told.say("column.amount"),
        *told.col("sum_so_far"),
    )
    given = all(y.woz_given for y in sunk.years)
    note = joined(
        told.say("empty.sunk_note", growth=to.share(sunk.price_growth, 1)),
        "" if given else told.say("empty.sunk_woz"),
    )
    return Grid(
        told.say("empty.sunk", since=to.date(sunk.since), area=to.value(sunk.area, "m2")),
        heads,
        tuple(rows),
        (len(rows) - 1,),
        note,
    )


def by_option(told: Told) -> Grid:
    """The ten-year bill under each option."""
    to, say = told.to, told.say
    rows = tuple(
        (told.word(o.label), *(to.number(v) for v in (o.total, o.extra, o.fees, o.ozb_user, o.treasury)),
         NONE if o.last_year is None else str(o.last_year))
        for o in told.study.options if o.last_year
    )  # fmt: skip
    heads = (say("column.option"), say("column.amount"), say("column.extra"),
             *told.col("fees_in", "ozb_user", "treasury_bears", "until"))  # fmt: skip
    return Grid(say("empty.options"), heads, rows, (), joined(say("empty.options_note"), told.ozb()))


def recomputed(told: Told) -> Grid | None:
    """The service charge settlement, so that a tenant can recompute his share."""
    st, say = told.study.settlement, told.say
    if st is None:
        return None
    keys = _keys(told, st)
    pools = [
        _row(st, told.word(p.label), (_money(told, p.standing + p.variable), _money(told, p.standing), say(f"empty.key.{p.key}")),
             p.shares, lambda v: _money(told, v))
        for p in st.pools
    ]  # fmt: skip
    heads = (
        *told.col("pool"),
        say("column.amount"),
        *told.col("standing", "key"),
        *(told.word(s.label) for s in st.total),
    )
    note = say("empty.settlement_note", share=told.to.share(st.administration_share))
    first = len(keys) + len(pools)
    rows = (*keys, *pools, *_totals(told, st))
    return Grid(
        say("empty.settlement", year=st.year), heads, rows, (first, first + 2), joined(note, say("empty.template") if st.template else "")
    )  # fmt: skip


def _row(
    st: Settlement,
    name: str,
    middle: tuple[str, str, str],
    parts: Sequence[Share],
    show: Callable[[float], str],
) -> tuple[str, ...]:
    """A row with a cell for each bearer."""
    held = {p.name: p.amount for p in parts}
    return (name, *middle, *(show(held[s.name]) if s.name in held else NONE for s in st.total))


def _money(told: Told, value: float) -> str:
    return told.to.number(value, 2, 2)


def _keys(told: Told, st: Settlement) -> list[tuple[str, ...]]:
    """The share of the year each unit is let, then each key once with its sum; at full use where that differs."""
    rows = [_row(st, told.say("empty.settle.let"), ("", "", ""), st.let, lambda v: told.to.share(v, 1))]
    seen: list[tuple[str, tuple[Share, ...]]] = []
    for pool in st.pools:
        for word, weights in (("weights", pool.weights), ("full", pool.full_weights)):
            if (pool.key, weights) in seen:
                continue
            seen.append((pool.key, weights))
            name = told.say(f"empty.settle.{word}", by=told.say(f"empty.key.{pool.key}"))
            whole = told.to.number(sum(w.amount for w in weights), 2)
            rows.append(
                _row(st, name, (whole, "", ""), _by_bearer(st, weights), lambda v: told.to.number(v, 2))
            )
    return rows


def _by_bearer(st: Settlement, weights: Sequence[Share]) -> list[Share]:
    """Weights of the tenants, and under the landlord those of what no tenant rents."""
    tenants = {s.name for s in st.total}
    rest = sum(w.amount for w in weights if w.name not in tenants)
    landlord = next(s for s in st.total if s.name == "landlord")
    return [*(w for w in weights if w.name in tenants), landlord.model_copy(update={"amount": rest})]


def _totals(told: Told, st: Settlement) -> list[tuple[str, ...]]:
    """Subtotal, administration, total, and what is to be paid beside the advance."""
    say, share = told.say, told.to.share(st.administration_share)

    def line(name: str, parts: Sequence[Share], whole: bool = True) -> tuple[str, ...]:
        amount = _money(told, sum(p.amount for p in parts)) if whole else ""
        return _row(st, name, (amount, "", ""), parts, lambda v: _money(told, v))

    out = [line(say("empty.settle.subtotal"), st.subtotal), line(say("empty.settle.administration", share=share), st.administration),
           line(say("empty.settle.total"), st.total)]  # fmt: skip
    if st.advance:
        out += [
            line(say("empty.settle.advance"), st.advance, False),
            line(say("empty.settle.balance"), st.balance, False),
        ]
    return out
