# SPDX-License-Identifier: GPL-2.0-or-later
"""What a TLB is made of: its arrays, their ways, and what a load of CR3 spares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from harness.errors import ConfigError
from harness.image.files import read_toml
from harness.run.numbers import number

MOST_ARRAYS: Final = 8
MOST_ENTRIES: Final = 65536
_ACCESSES: Final = ("fetch", "data")
_SIZES: Final = ("small", "large")


@dataclass(frozen=True, slots=True)
class Array:
    """One cache of translations; ``ways`` 0 is fully associative.

    ``holds`` are the accesses it serves ("fetch", "data") and the pages it
    takes ("small" is 4 KiB, "large" 4 or 2 MiB).  Level 2 is looked into when
    level 1 missed.

    >>> Array(("fetch", "small"), 32, 4).row()
    (1, True, False, True, False, 32, 4)
    """

    holds: tuple[str, ...]
    entries: int
    ways: int = 0
    level: int = 1

    def __post_init__(self) -> None:
        for group, what in ((_ACCESSES, "accesses"), (_SIZES, "pages")):
            if not set(group) & set(self.holds):
                raise ConfigError(f"a TLB array holds no {what}; add one of {', '.join(group)}")
        strange = set(self.holds) - {*_ACCESSES, *_SIZES}
        if strange:
            raise ConfigError(
                f"a TLB array holds {sorted(strange)[0]!r}; choose from {', '.join(_ACCESSES + _SIZES)}"
            )
        if not 1 <= self.entries <= MOST_ENTRIES:
            raise ConfigError(f"a TLB array of {self.entries} entries; give 1 to {MOST_ENTRIES}")
        if self.ways < 0 or self.entries % (self.ways or 1):
            nearest = max(1, round(self.entries / max(self.ways, 1))) * max(self.ways, 1)
            raise ConfigError(
                f"{self.entries} entries do not make whole sets of {self.ways} ways; "
                f"the nearest legal number is {nearest}"
            )
        if self.level not in (1, 2):
            raise ConfigError(f"a TLB array of level {self.level}; there are 1 and 2")

    def row(self) -> tuple[int, bool, bool, bool, bool, int, int]:
        """Return the array as the core takes it."""
        fetch, data, small, large = (word in self.holds for word in _ACCESSES + _SIZES)
        return self.level, fetch, data, small, large, self.entries, self.ways or self.entries


@dataclass(frozen=True, slots=True)
class Geometry:
    """A whole TLB; ``source`` says where the numbers are from.

    ``global_pages``: entries marked global outlive a load of CR3 (when the
    guest sets CR4.PGE).  ``tagged``: entries carry the address space they are
    of, so that a load of another CR3 drops nothing; a load of the same drops
    that space's.  ``pde_entries``: page-directory entries that walks keep.
    Replacement is least recently used.
    """

    name: str
    arrays: tuple[Array, ...]
    global_pages: bool = True
    tagged: bool = False
    pde_entries: int = 0
    source: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.arrays) <= MOST_ARRAYS:
            raise ConfigError(f"a TLB of {len(self.arrays)} arrays; give 1 to {MOST_ARRAYS}")
        for access in _ACCESSES:
            if not any({access, "small"} <= set(a.holds) and a.level == 1 for a in self.arrays):
                raise ConfigError(f"no TLB array of level 1 holds small pages for {access}; add one")
        if not 0 <= self.pde_entries <= MOST_ENTRIES:
            raise ConfigError(f"{self.pde_entries} kept directory entries; give 0 to {MOST_ENTRIES}")


def changed(geometry: Geometry, words: list[str]) -> Geometry:
    """Return the TLB with changes such as ``tagged`` and ``pde=16``; :class:`ConfigError`."""
    for word in words:
        name, _, value = word.partition("=")
        if word in ("tagged", "untagged"):
            geometry = replace(geometry, tagged=word == "tagged")
        elif word in ("global", "noglobal"):
            geometry = replace(geometry, global_pages=word == "global")
        elif name == "pde" and value:
            geometry = replace(geometry, pde_entries=number(value, "number of directory entries"))
        else:
            raise ConfigError(
                f"unknown change {word!r} of a TLB; choose from tagged, untagged, global, noglobal, pde=N"
            )
    return replace(geometry, name=",".join([geometry.name, *words]))


def read_geometry(path: Path) -> Geometry:
    """Read a TLB from TOML: ``[[arrays]]`` and the fields of :class:`Geometry`.

    Raises :class:`ConfigError` that names the file and the mistake.
    """
    try:
        return _from_table(path.stem, read_toml(path))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; name a TOML file") from None
    except ValueError as error:
        raise ConfigError(f"{path}: is not TOML: {error}; name a TOML file") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def _from_table(name: str, table: Mapping[str, Any]) -> Geometry:
    arrays = table.get("arrays")
    if not isinstance(arrays, list):
        raise ConfigError("a TLB needs [[arrays]]")
    made = tuple(Array(**_typed(Array, row, holds=tuple)) for row in arrays)
    rest = {key: value for key, value in table.items() if key != "arrays"}
    return Geometry(**{"name": name, **_typed(Geometry, rest)}, arrays=made)


def _typed(kind: type, table: Mapping[str, Any], **convert: Any) -> dict[str, Any]:
    known = {f.name: f.type for f in fields(kind) if f.name != "arrays"}
    words: dict[str, type] = {"int": int, "bool": bool, "str": str, "tuple[str, ...]": list}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"unknown key {key!r}; the keys are {', '.join(known)}")
        if type(value) is not words[str(known[key])]:
            raise ConfigError(f"{key} = {value!r} is no {words[str(known[key])].__name__}")
    missing = [name for name in ("holds", "entries") if name in known and name not in table]
    if missing:
        raise ConfigError(f"an array lacks {missing[0]}")
    return {key: convert.get(key, lambda v: v)(value) for key, value in table.items()}
