"""A plan, what an option does to one building as named arrays, and the draft it grows from step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from transformatie.dated import Array
from transformatie.options import Option
from transformatie.setting import Setting


@dataclass(frozen=True)
class Plan:
    """What an option does to one building, as arrays (N,) by name; `steps` and `roles` are the same for all cases."""

    name: str
    steps: tuple[str, ...]
    option: Option
    arrays: Mapping[str, Array]

    def __getattr__(self, name: str) -> Array:
        try:
            return self.arrays[name]
        except KeyError:
            raise AttributeError(f"plan {self.name} holds no {name}") from None

    @cached_property
    def _done(self) -> frozenset[str]:
        return frozenset(self.steps)

    def does(self, *steps: str) -> bool:
        """Whether the plan has one of these steps."""
        return not self._done.isdisjoint(steps)


@dataclass
class Draft:
    """A plan in the making. `own` is the option whose numbers the present step uses."""

    setting: Setting
    own: Option
    arrays: dict[str, Array] = field(default_factory=dict)

    def number(self, name: str) -> Array:
        """A number of the present option."""
        return self.setting.cases.of(f"{self.own.name}.{name}")

    def number_or(self, name: str, neutral: Array) -> Array:
        """A number of the present option, or a neutral one where the option has none."""
        return self.number(name) if name in self.own.numbers else neutral

    def role(self, name: str) -> Array:
        """What plays a role for the present option: a figure of the cases, or one of its own numbers."""
        source = self.own.roles[name]  # type: ignore[index]
        return (
            self.number(source.removeprefix("own."))
            if source.startswith("own.")
            else self.setting.cases.of(source)
        )

    def get(self, name: str, neutral: Array) -> Array:
        """What an earlier step left, or a neutral value."""
        return self.arrays.get(name, neutral)


def neutral(s: Setting) -> dict[str, Array]:
    """A plan in which nothing happens: every day never, every area and amount nothing."""
    never = (
        "office_until",
        "relet_from",
        "works_start",
        "works_end",
        "ready",
        "temporary_from",
        "temporary_until",
        "applied",
        "demolished_on",
    )
    nothing = (
        "not_before", "temporary_area", "temporary_fee", "temporary_setup", "temporary_energy", "works_area", "works_per_m2", "contingency",
        "demolition_area", "demolition_per_m2", "vat_recovered", "taxed_as_new", "area", "dwellings", "rent", "vacancy_share", "running_share",
        "exit_yield", "exit_gross", "exit_von", "price", "price_von", "fill_days", "subsidy", "land_area", "relet_years", "rent_lift",
        "yield_shift", "presold", "kept_share",
    )  # fmt: skip
    out = dict.fromkeys(never, s.never)
    out |= dict.fromkeys(nothing, s.zero)
    return out | {
        "relet_multiplier": s.one,
        "vat_recovered": s.one,
        "income_from": s.zero,
        "last_sold": s.horizon,
        "vacant_day": s.zero,
    }
