# SPDX-License-Identifier: GPL-2.0-or-later
"""CR0, CR2 and CR4 at any row: as a chunk begins with them, and what wrote them since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from harness.machine.events import Kind
from harness.trace.columns import REGISTERS, Columns, chunk_state
from harness.trace.opening import OpenTrace
from harness.trace.reader import ChunkAt

_TASK_SWITCHED: Final = 8
_PAGE_FAULT: Final = 14
# MOV to a control register, and CLTS.
_OPCODES: Final = (b"\x0f\x22", b"\x0f\x06")


def control_at(trace: OpenTrace, chunk: ChunkAt, found: Columns, row: int) -> dict[str, int]:
    """Return the control registers before row ``row`` of a chunk of level ``full``."""
    state = chunk_state(trace.reader, chunk)
    out = {name: int(state[name]) for name in ("cr0", "cr2", "cr4")}
    assert found.regs is not None, "a chunk of level full has registers"
    for at, text in sorted(_writes(trace, found, row)):
        name, _, source = text.removeprefix("mov ").partition(", ")
        if text == "clts":
            out["cr0"] &= ~_TASK_SWITCHED
        elif name in out and source in REGISTERS:
            out[name] = int(found.regs[REGISTERS.index(source), at])
    faults = (found.events["kind"] == Kind.EXCEPTION) & (found.events["a"] == _PAGE_FAULT)
    before = np.flatnonzero(faults & (found.events["row"] < row))
    if len(before):
        out["cr2"] = int(found.events["c"][before[-1]])
    return out


def _writes(trace: OpenTrace, found: Columns, row: int) -> Iterator[tuple[int, str]]:
    """Yield the rows before ``row`` that wrote a control register, with their instructions."""
    insns = found.insns
    for number, block in trace.reader.blocks.items():
        if block.ring or not any(opcode in block.code for opcode in _OPCODES):
            continue
        rows = np.flatnonzero(insns["block"][:row] == number)
        for index, one in enumerate(trace.wording.instructions(number, block) if len(rows) else ()):
            if one.text.startswith(("mov cr", "clts")):
                yield from ((at, one.text) for at in rows[insns["index"][rows] == index].tolist())
