# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a chunk of the level full small: what its model did not foresee."""

from __future__ import annotations

import struct
from typing import Final

from harness.machine.engine import trace_encode, trace_learn, trace_program
from harness.trace.format import MODEL_SECTIONS, Chunk

REGISTERS: Final = (
    "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eflags", "cr3",
    "es", "cs", "ss", "ds", "fs", "gs",
    "es_base", "cs_base", "ss_base", "ds_base", "fs_base", "gs_base",
)  # fmt: skip
REGISTER_BYTES: Final = 4 * len(REGISTERS)
# Behind the registers: CR0, CR2, CR4; then selector, base and limit of these.
TABLES: Final = ("ldt", "tr", "gdt", "idt")
CONTROL: Final = struct.Struct("<15I")


class Encoder:
    """The model of one trace as it is written; chunks come in order.

    ``unmatched`` counts what did not fit the count of instructions; it is 0.
    """

    def __init__(self) -> None:
        self._program = trace_program()
        self.unmatched = 0

    def encode(self, chunk: Chunk) -> Chunk:
        """Return the chunk with its registers and accesses in the model's sections."""
        parts = dict(chunk.sections)
        trace_learn(self._program, chunk.first_block, parts["blocks"], parts["code"])
        state = parts["state"]
        gdt = CONTROL.unpack_from(state, REGISTER_BYTES)[3 + 3 * TABLES.index("gdt") + 1]
        words, unmatched, *model = trace_encode(self._program, parts["words"], state[:REGISTER_BYTES], gdt)
        self.unmatched += unmatched
        parts["words"] = words
        parts.update(zip(MODEL_SECTIONS, model, strict=True))
        return chunk._replace(sections=parts)
