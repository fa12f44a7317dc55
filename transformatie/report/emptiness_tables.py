"""Who bears the vacancy, in tables: those the command prints and the paper shows, in ready words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transformatie.report.emptiness import Told, joined
from transformatie.report.numbers import NONE
from transformatie.result_vacancy import CostLine, Settlement, Share


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
    st, to, say = told.study.settlement, told.to, told.say
    if st is None:
        return None
    bearers = [(s.name, told.word(s.label)) for s in st.total]
    heads = (*told.col("pool"), told.say("column.amount"), *told.col("key"), *(label for _, label in bearers))

    def row(
        name: str, whole: str, key: str, parts: Sequence[Share], show: Callable[[float], str]
    ) -> tuple[str, ...]:
        held = {p.name: p.amount for p in parts}
        return (name, whole, key, *(show(held[n]) if n in held else NONE for n, _ in bearers))

    def money(value: float) -> str:
        return to.number(value, 2, 2)

    rows = [row(say("empty.settle.let"), "", "", st.let, lambda v: to.share(v, 1))]
    for key, sum_of, weights in _weights(st):
        rows.append(
            row(
                say("empty.settle.weights", by=say(f"empty.key.{key}")),
                to.number(sum_of, 2),
                "",
                weights,
                lambda v: to.number(v, 2),
            )
        )
    first = len(rows)
    rows += [
        row(told.word(p.label), money(p.standing + p.variable), say(f"empty.key.{p.key}"), p.shares, money)
        for p in st.pools
    ]
    sub, fee = sum(s.amount for s in st.subtotal), sum(s.amount for s in st.administration)
    rows.append(row(say("empty.settle.subtotal"), money(sub), "", st.subtotal, money))
    rows.append(
        row(
            say("empty.settle.administration", share=to.share(st.administration_share)),
            money(fee),
            "",
            st.administration,
            money,
        )
    )
    rows.append(row(say("empty.settle.total"), money(st.grand_total), "", st.total, money))
    if st.advance:
        rows.append(row(say("empty.settle.advance"), "", "", st.advance, money))
        rows.append(row(say("empty.settle.balance"), "", "", st.balance, money))
    note = say("empty.settlement_note", share=to.share(st.administration_share)) + (
        " " + say("empty.template") if st.template else ""
    )
    return Grid(
        say("empty.settlement", year=st.year),
        heads,
        tuple(rows),
        (first + len(st.pools), first + len(st.pools) + 2),
        note,
    )


def _weights(st: Settlement) -> list[tuple[str, float, list[Share]]]:
    """Each key once, with its sum; what no tenant rents under the landlord."""
    tenants = {s.name for s in st.total}
    seen, out = set(), []
    for pool in st.pools:
        mark = (pool.key, tuple((w.name, w.amount) for w in pool.weights))
        if mark in seen:
            continue
        seen.add(mark)
        own = [w for w in pool.weights if w.name in tenants]
        rest = sum(w.amount for w in pool.weights if w.name not in tenants)
        landlord = next(s for s in st.total if s.name == "landlord")
        out.append(
            (
                pool.key,
                sum(w.amount for w in pool.weights),
                [*own, landlord.model_copy(update={"amount": rest})],
            )
        )
    return out
