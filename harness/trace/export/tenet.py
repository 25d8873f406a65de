# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers and memory step by step, as Tenet's text traces.

A line where each instruction begins: ``NAME=0x…`` for each register that the one
before changed, EIP always, ``mr=ADDRESS:BYTES`` and ``mw=…`` for what that one
read and wrote.
Source: Tenet's tracers/README.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harness.errors import ConfigError
from harness.trace.columns import REGISTERS, Columns, columns
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection

# Tenet knows the general registers.
_GENERAL: Final = 8


def write(trace: OpenTrace, target: Path, only: Selection) -> str:
    """Write the instructions of the trace, or of one task."""
    if only.function is not None:
        raise ConfigError("Tenet wants every step; leave out --function")
    steps = _Steps()
    with target.open("w") as file:
        for chunk in trace.chunks:
            found = columns(trace.reader, chunk)
            if found.regs is None:
                level = trace.reader.header.get("level", "unknown")
                raise ConfigError(f"a trace of level {level} has no registers; record with --level full")
            wanted = found.insns["kind"] == 0
            if only.pid is not None:
                indices = trace.names.indices(found.insns["task"], found.insns["number"])
                wanted &= trace.names.pids[indices] == only.pid
            file.writelines(steps.lines(found, found.regs, np.flatnonzero(wanted)))
    return f"{steps.count:,} steps"


class _Steps:
    """What the last line left to be said: Tenet tells an instruction's effects where the next begins."""

    def __init__(self) -> None:
        self.count = 0
        self._registers: list[int] | None = None
        self._accesses: list[str] = []

    def lines(self, found: Columns, registers: NDArray[Any], rows: NDArray[np.int64]) -> Iterator[str]:
        starts = np.searchsorted(found.mem["row"], rows).tolist()
        ends = np.searchsorted(found.mem["row"], rows, "right").tolist()
        before, accesses = self._registers, self._accesses
        for row, first, end in zip(rows.tolist(), starts, ends, strict=True):
            now = registers[:_GENERAL, row].tolist()
            parts = [f"{REGISTERS[i].upper()}={now[i]:#x}" for i in _changed(before, now)]
            yield ",".join([*parts, f"EIP={int(found.insns['pc'][row]):#x}", *accesses]) + "\n"
            before, accesses = now, [_access(found.mem, at) for at in range(first, end)]
        self.count += len(rows)
        self._registers, self._accesses = before, accesses


def _changed(before: list[int] | None, now: list[int]) -> list[int]:
    return [i for i in range(len(now)) if before is None or before[i] != now[i]]


def _access(mem: dict[str, Any], at: int) -> str:
    size = int(mem["size"][at])
    data = int(mem["value"][at]).to_bytes(8, "little")[:size].hex().upper()
    return f"{'mw' if mem['kind'][at] & 1 else 'mr'}={int(mem['vaddr'][at]):#x}:{data}"
