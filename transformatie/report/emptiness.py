"""Who bears the vacancy, in words: the sentences of the command and of the paper, formatted once."""

from __future__ import annotations

from collections.abc import Sequence

from transformatie.errors import Lang
from transformatie.parts import Words
from transformatie.report.numbers import Notation
from transformatie.report.words import Say, typeset
from transformatie.vacancy.result import Emptiness, Share

#: Confidence that rests on no file and no by-law.
UNSURE = ("assumption", "memory")


def joined(*sentences: str) -> str:
    """Sentences that say something, one after another."""
    return " ".join(s for s in sentences if s)


class Told:
    """One study in one language."""

    def __init__(self, study: Emptiness, lang: Lang) -> None:
        self.study, self.lang, self.bill = study, lang, study.bill
        self.say, self.to = Say(lang), Notation(lang)

    def word(self, words: Words) -> str:
        """Words of the study in this language."""
        return typeset(words.nl if self.lang == "nl" else words.en)

    def col(self, *names: str) -> tuple[str, ...]:
        """Headings of a table."""
        return tuple(self.say(f"empty.col.{n}") for n in names)

    def amount(self, parts: Sequence[Share], name: str) -> float:
        """The amount of one party, nothing where it bears nothing."""
        return next((p.amount for p in parts if p.name == name), 0.0)

    def lead(self) -> str:
        """The bill in two sentences."""
        bill, euro = self.bill, self.to.euro
        split = self.say(
            "empty.split",
            owner=euro(self.amount(bill.bearers, "owner")),
            treasury=euro(self.amount(bill.bearers, "treasury")),
        )
        return self.say(
            "empty.lead", year=bill.year, total=euro(bill.total), option=self.word(bill.option_label).lower(),
            extra=euro(bill.extra), split=split,
        )  # fmt: skip

    def treasury(self) -> str:
        """The sentence that matters: what the Treasury bears, and when that ends."""
        t, say = self.study.treasury, self.say
        if t.why != "profit":
            return (
                say(f"empty.treasury.{t.why}", cents=self.to.number(t.cents))
                if t.why == "no_profit"
                else say(f"empty.treasury.{t.why}")
            )
        late = t.first_year is not None and self.study.ahead and t.first_year > self.study.ahead[0].year
        start = say("empty.treasury.start", year=t.first_year) if late else ""
        end = (
            say("empty.treasury.ends", year=t.ends_in)
            if t.ends_in
            else say("empty.treasury.lasts", year=t.last_year)
        )
        return joined(say("empty.treasury.profit", cents=self.to.number(t.cents)), start, end)

    def remarks(self) -> list[str]:
        """What must be said beside the table: later relief, tenants, set-off; then debt, and what was already spent."""
        return [*self.of_the_bill(), *self.beside()]

    def of_the_bill(self) -> list[str]:
        """Who else bears of it, now or later."""
        bill, euro, say = self.bill, self.to.euro, self.say
        out, soft = [], bill.softening
        if bill.later.last_year and abs(bill.later.amount) >= 1:
            amount, present = euro(bill.later.amount), euro(bill.later.present_value)
            out.append(say("empty.later", amount=amount, last=bill.later.last_year, present=present))
        if self.study.settlement:
            out.append(say("empty.tenants"))
        if soft and abs(soft.softening) >= 1 and soft.index is not None:
            amount, index = euro(soft.softening), self.to.share(soft.index)
            out.append(
                say(
                    "empty.softening",
                    amount=amount,
                    index=index,
                    relief=euro(soft.relief),
                    alone=euro(soft.alone),
                )
            )
        return out

    def beside(self) -> list[str]:
        """What is no part of the bill: debt, and what was spent before."""
        b, sunk, euro, say = self.bill.below, self.study.sunk, self.to.euro, self.say
        out = []
        if b:
            unpaid = say("empty.unpaid", amount=euro(b.unpaid)) if b.unpaid >= 1 else say("empty.paid")
            out.append(
                say("empty.below", interest=euro(b.interest), repayment=euro(b.repayment), unpaid=unpaid)
            )
        if sunk:
            out.append(say("empty.sunk_total", since=self.to.date(sunk.since), total=euro(sunk.total)))
        return out

    def missed(self) -> list[str]:
        """The foregone ledger, line by line, with who misses what."""
        return [
            self.say("empty.foregone.item", label=self.word(f.label), amount=self.to.euro(f.amount),
                     losers="; ".join(f"{self.word(x.label)} {self.to.euro(x.amount)}" for x in f.losers if x.amount))
            for f in self.bill.foregone
        ]  # fmt: skip

    def assumed(self) -> str:
        """Which rates of the bill no file and no by-law gave."""
        names = {b.name: f"{self.word(b.label)} {self.to.value(b.value, b.unit)}"
                 for line in self.bill.lines for b in line.basis if b.confidence in UNSURE}  # fmt: skip
        return self.say("empty.assumed", names="; ".join(names.values())) if names else ""

    def basis(self) -> list[str]:
        """Each line with its key and the figures it rests on; where those come from stands with the facts, rules and assumptions."""
        return [
            self.say("empty.basis", code=line.code, label=self.word(line.label), by=self.say(f"empty.key.{line.key}"),
                     facts="; ".join(self.say("empty.fact", label=self.word(b.label), value=self.to.value(b.value, b.unit)) for b in line.basis))
            for line in self.bill.lines
        ]  # fmt: skip

    def ozb(self) -> str:
        """What giving in temporary use costs in OZB; nothing where no option does."""
        due = max((o.ozb_user for o in self.study.options), default=0.0)
        return self.say("empty.ozb", amount=self.to.euro(due)) if due else ""
