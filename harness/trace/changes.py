# SPDX-License-Identifier: GPL-2.0-or-later
"""What instructions changed and touched, for thousands of rows at once."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.trace.columns import REGISTERS, Columns

# A rep moves thousands; a line shows how it began.
_MOST_ACCESSES: Final = 3


class Access(NamedTuple):
    """One access to memory; ``by_processor`` without an operand: a frame, an accessed bit."""

    virt: int
    phys: int
    size_bytes: int
    value: int
    write: bool
    by_processor: bool

    def __str__(self) -> str:
        arrow = "←" if self.write else "→"
        return (
            f"{'cpu ' * self.by_processor}[{self.virt:#010x}]{arrow}{self.value:#0{2 * self.size_bytes + 2}x}"
        )


class Change(NamedTuple):
    """What one instruction did: registers with their new values, its first accesses, and how many."""

    registers: tuple[tuple[str, int], ...] = ()
    accesses: tuple[Access, ...] = ()
    access_count: int = 0

    def __str__(self) -> str:
        parts = [f"{name}={value:#x}" for name, value in self.registers] + [str(a) for a in self.accesses]
        more = self.access_count - len(self.accesses)
        return "  ".join(parts) + (f"  and {more:,} more" if more > 0 else "")


NOTHING: Final = Change()


class Changes:
    """The changes of some rows of a chunk, by the rows' order; nothing below level ``full``.

    Lifecycle: made for a batch of rows, whose columns it turns into lists at once.
    """

    def __init__(self, found: Columns, rows: NDArray[np.int64]) -> None:
        self._known = found.regs is not None
        if found.regs is None:
            return
        self._masks: list[int] = found.insns["changed"][rows].tolist()
        self._after: list[list[int]] = found.regs[:, rows + 1].T.tolist()
        first = np.searchsorted(found.mem["row"], rows)
        counts = np.searchsorted(found.mem["row"], rows, "right") - first
        shown = np.minimum(counts, _MOST_ACCESSES)
        starts = np.cumsum(shown) - shown
        which = np.repeat(first - starts, shown) + np.arange(int(shown.sum()))
        self._accesses = _accesses(found.mem, which)
        self._counts: list[int] = counts.tolist()
        self._starts: list[int] = starts.tolist()

    def of(self, at: int) -> Change:
        """Return the change of the batch's row ``at``."""
        if not self._known:
            return NOTHING
        mask, count, start = self._masks[at], self._counts[at], self._starts[at]
        after = self._after[at]
        registers = tuple((name, after[i]) for i, name in _names(mask)) if mask else ()
        shown = tuple(self._accesses[start : start + min(count, _MOST_ACCESSES)])
        return Change(registers, shown, count)


_MASKS: Final[dict[int, list[tuple[int, str]]]] = {}


def _names(mask: int) -> list[tuple[int, str]]:
    known = _MASKS.get(mask)
    if known is None:
        known = _MASKS[mask] = [(i, name) for i, name in enumerate(REGISTERS) if mask >> i & 1]
    return known


def _accesses(mem: dict[str, NDArray[Any]], which: NDArray[np.int64]) -> list[Access]:
    columns = (mem[name][which].tolist() for name in ("vaddr", "paddr", "size", "value", "kind"))
    return [
        Access(virt, phys, size, value, bool(kind & 1), bool(kind & 2))
        for virt, phys, size, value, kind in zip(*columns, strict=True)
    ]
