# SPDX-License-Identifier: GPL-2.0-or-later
"""Every distinct instruction of a trace once, as the rows of a table."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from harness.trace.reader import TraceReader
from harness.trace.wording import Instruction, Wording


class CodeTable:
    """The instructions of all blocks, one row each, in the order of the dictionary.

    Lifecycle: made once for a trace; disassembles all blocks when it is made.
    ``starts`` gives the row of a block's first instruction; row 0 stands for
    none.
    """

    def __init__(self, reader: TraceReader, wording: Wording) -> None:
        self.rows: list[Instruction] = [Instruction(0, "", "")]
        self.starts: NDArray[np.int64] = np.zeros(max(reader.blocks, default=0) + 2, np.int64)
        for number, block in reader.blocks.items():
            self.starts[number] = len(self.rows)
            found = wording.instructions(number, block)
            # Without its code a block is one line, whose instructions are all at its start.
            self.rows += found if len(found) == block.instructions else found[:1] * block.instructions

    def of(self, block: NDArray[np.uint32], index: NDArray[np.uint16]) -> NDArray[np.int64]:
        """Return the rows of some blocks' instructions; 0 for a block that is lost."""
        known = np.minimum(block, len(self.starts) - 1)
        starts = self.starts[known]
        return starts + index * (starts > 0)

    @cached_property
    def symbols(self) -> tuple[NDArray[np.int32], list[str]]:
        """Each row's function as an index into the names."""
        names = (row.place.partition("+")[0] for row in self.rows)
        # An address without a symbol is a program's: its image is not the kernel's.
        return _distinct(["(user)" if name.startswith("0x") else name for name in names])

    @cached_property
    def places(self) -> tuple[NDArray[np.int32], list[str]]:
        """Each row's place as an index into the distinct ones."""
        return _distinct([row.place for row in self.rows])

    @cached_property
    def texts(self) -> tuple[NDArray[np.int32], list[str]]:
        """Each row's instruction in words, as an index into the distinct ones."""
        return _distinct([row.text for row in self.rows])


def _distinct(texts: list[str]) -> tuple[NDArray[np.int32], list[str]]:
    known: dict[str, int] = {}
    which = [known.setdefault(text, len(known)) for text in texts]
    return np.array(which, np.int32), list(known)
