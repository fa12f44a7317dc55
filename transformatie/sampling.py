"""Uniform numbers of a run: one stream for each named variable, drawn plainly, in mirrored pairs, or as Sobol points.

A world stream is shared by all buildings, a building stream hangs on the building's own id. A new variable shifts no
other one, and draws 0 to 999 are the same whether they are made at once or in parts.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.normal import normal_chance, normal_quantile

Sampling = Literal["plain", "antithetic", "sobol"]
SAMPLINGS: tuple[Sampling, ...] = get_args(Sampling)
#: Correlation of figures of one group; stated in the report.
GROUP_CORRELATION = 0.7
GROUPS = ("rents", "works", "yields")
#: Sets of Sobol points, scrambled apart: their spread is the standard error.
REPLICATES = 8
#: What a number of draws must be, by way of drawing.
FIT = {"plain": "any number", "antithetic": "even", "sobol": f"a power of two, at least {2 * REPLICATES}"}
#: Years of a path that one stream holds for each draw; a longer path goes on in a second stream.
BLOCK = 32
#: Years of a path that have a Sobol dimension of their own; later ones weigh little in a present value and are drawn plainly.
LEADING = 8
#: No uniform number lies closer to nought or one.
EDGE = 1e-12


@dataclass(frozen=True)
class Streams:
    """Plain random numbers: one counter-based stream by (seed, name) for the world, by (seed, id, name) for a building.

    `at`: the first draw wanted, a multiple of eight; draws: how many from there; total: draws of the whole run.
    """

    seed: int
    owner: str
    draws: int
    at: int = 0
    total: int = 0

    def plain(self, name: str, world: bool = False) -> Array:
        """Uniform numbers of a named figure, each above 0 and below 1, (N,)."""
        return self._random(name, world, self.at, self.draws)

    def uniform(self, name: str, group: str, world: bool) -> Array:
        """Uniform numbers of a named figure; figures of a group share part of one normal number."""
        own = self.plain(name, world)
        if group not in GROUPS:
            return own
        shared = normal_quantile(self.plain(f"group {group}", True))
        return normal_chance(
            np.sqrt(GROUP_CORRELATION) * shared + np.sqrt(1.0 - GROUP_CORRELATION) * normal_quantile(own)
        )

    def steps(self, name: str, world: bool, years: int) -> Array:
        """Uniform numbers of a path, one for each year, (years, N): draw by draw, so that no horizon shifts another's numbers."""
        return self._steps(name, world, years, self.at, self.draws)

    def _steps(self, name: str, world: bool, years: int, at: int, draws: int) -> Array:
        blocks = [
            self._random(f"{name} {first}", world, at * BLOCK, draws * BLOCK).reshape(draws, BLOCK).T
            for first in range(0, years, BLOCK)
        ]
        return np.ascontiguousarray(np.concatenate(blocks)[:years])

    def _random(self, name: str, world: bool, at: int, draws: int) -> Array:
        key = zlib.crc32(f"{'' if world else self.owner}/{name}".encode())
        generator = np.random.Philox(key=[self.seed, key])
        generator.advance(at // 4)
        return np.clip(np.random.Generator(generator).random(draws), EDGE, 1.0 - EDGE)


@dataclass(frozen=True)
class Mirrored(Streams):
    """Antithetic numbers: each draw of even number is followed by its mirror image in every variable."""

    def plain(self, name: str, world: bool = False) -> Array:
        """Uniform numbers in pairs u, 1 − u, (N,)."""
        half = self._random(name, world, self.at // 2, (self.draws + 1) // 2)
        return np.stack([half, 1.0 - half], axis=1).ravel()[: self.draws]

    def steps(self, name: str, world: bool, years: int) -> Array:
        """Uniform numbers of a path, in pairs u, 1 − u, (years, N)."""
        half = self._steps(name, world, years, self.at // 2, (self.draws + 1) // 2)
        return np.stack([half, 1.0 - half], axis=2).reshape(years, -1)[:, : self.draws]


@dataclass(frozen=True)
class SobolPoints(Streams):
    """Scrambled Sobol points, each variable on a dimension of its own: its place in `variables`.

    The run is `REPLICATES` sets of points, each a power of two and scrambled apart. World variables are scrambled by
    the seed alone, the others by seed and building.
    """

    variables: tuple[str, ...] = ()

    def plain(self, name: str, world: bool = False) -> Array:
        """Points on the dimension of a named figure, (N,)."""
        column = self.variables.index(name)
        table = self._tables[0 if world else 1]
        return np.clip(table[:, column], EDGE, 1.0 - EDGE)

    def steps(self, name: str, world: bool, years: int) -> Array:
        """Points on the dimensions of the first years of a path, plain numbers in later ones, (years, N)."""
        leading = [self.plain(step, world) for step in step_names(name, years)]
        return np.concatenate([leading, super().steps(name, world, years)[len(leading) :]])

    @property
    def _tables(self) -> tuple[Array, Array]:
        if "tables" not in self.__dict__:
            self.__dict__["tables"] = tuple(self._table(key) for key in ("", self.owner))
        made: tuple[Array, Array] = self.__dict__["tables"]
        return made

    def _table(self, owner: str) -> Array:
        """The points of draws at … at + draws, (N, D): all of the sets that lie in that stretch."""
        from scipy.stats import qmc

        size, out = self.total // REPLICATES, []
        for replicate in range(self.at // size, -(-(self.at + self.draws) // size)):
            first = max(self.at - replicate * size, 0)
            last = min(self.at + self.draws - replicate * size, size)
            rng = np.random.default_rng([self.seed, zlib.crc32(f"{owner}/{replicate}".encode())])
            engine = qmc.Sobol(len(self.variables), scramble=True, rng=rng)
            if first:
                engine.fast_forward(first)
            out.append(engine.random(last - first))
        return np.concatenate(out)


def step_names(name: str, years: int) -> tuple[str, ...]:
    """The steps of a path that have a dimension of their own with Sobol points: those of its first years.

    >>> step_names("path yields", 2), len(step_names("path yields", 30)) == LEADING
    (('path yields 1', 'path yields 2'), True)
    """
    return tuple(f"{name} {year}" for year in range(1, min(years, LEADING) + 1))


def streams_of(
    owner: str,
    variables: Sequence[str],
    sampling: Sampling,
    seed: int,
    draws: int,
    at: int = 0,
    total: int = 0,
) -> Streams:
    """The streams of one stretch of draws.

    Errors: ValueError for Sobol draws that are no power of two or fewer than sixteen (`sound` says so beforehand).
    """
    whole = total or draws
    if sampling == "antithetic":
        return Mirrored(seed, owner, draws, at, whole)
    if sampling == "sobol":
        if not sound(sampling, whole):
            raise ValueError(f"{whole} draws are no power of two")
        return SobolPoints(seed, owner, draws, at, whole, tuple(variables))
    return Streams(seed, owner, draws, at, whole)


def sound(sampling: Sampling, draws: int) -> bool:
    """Whether a number of draws suits the way of drawing.

    >>> sound("sobol", 2048), sound("sobol", 2000), sound("antithetic", 2000), sound("antithetic", 7)
    (True, False, True, False)
    """
    if sampling == "sobol":
        return draws >= 2 * REPLICATES and draws & (draws - 1) == 0
    return sampling == "plain" or draws % 2 == 0


def independent(sampling: Sampling, draws: int) -> int:
    """How many independent parts a run has: draws, pairs of mirrored draws, or sets of Sobol points."""
    return {"plain": draws, "antithetic": draws // 2, "sobol": REPLICATES}[sampling]
