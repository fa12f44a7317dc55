"""What is asked of a portfolio, and the fingerprint of all that moves its results."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from transformatie import __version__
from transformatie.errors import Lang
from transformatie.portfolio.parse import Notation
from transformatie.portfolio.source import MOST_ROWS, pieces

Engine = Literal["local", "dask"]


@dataclass(frozen=True)
class Ask:
    """One run over a portfolio. Everything a worker needs is in here, so that it may be sent to another machine."""

    file: Path
    out: Path
    lang: Lang = "nl"
    leases: Path | None = None
    map: Path | None = None
    notation: Notation = "auto"
    day: date | None = None
    draws: int = 0
    seed: int = 1
    overlays: tuple[Path, ...] = ()
    known_on: date | None = None
    registers: tuple[Path, ...] = ()
    most_rows: int = MOST_ROWS
    resume: bool = False
    engine: Engine = "local"
    scheduler: str | None = None
    workers: int | None = None
    partition: int | None = None
    returns: bool = False

    @property
    def work(self) -> Path:
        """The folder for what is not finished."""
        return self.out / ".work"

    def fingerprint(self) -> dict[str, Any]:
        """What must be the same for a run to go on where another stopped."""
        said = {
            k: str(v)
            for k, v in asdict(self).items()
            if k in ("notation", "day", "draws", "seed", "known_on", "lang", "partition")
        }
        files = [self.file, *(p for p in (self.leases, self.map) if p), *self.overlays, *self.registers]
        return {"version": __version__, "asked": said, "files": {p.name: digest(p) for p in files}}


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    sha = hashlib.sha256()
    for piece in pieces(path):
        sha.update(piece)
    return sha.hexdigest()


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two fingerprints are of one run."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
