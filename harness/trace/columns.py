# SPDX-License-Identifier: GPL-2.0-or-later
"""A chunk as columns: what ran, what it changed and touched, what happened.

The arrays are numpy's.  ``pyarrow.array`` takes each as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from harness.machine.engine import trace_decode, trace_learn, trace_program
from harness.trace.encode import CONTROL, REGISTER_BYTES, REGISTERS, TABLES
from harness.trace.format import MODEL_SECTIONS
from harness.trace.reader import ChunkAt, TraceReader

if TYPE_CHECKING:
    from harness.machine.engine import TraceProgram

__all__ = [
    "EVENT",
    "INSN",
    "MEM",
    "REGISTERS",
    "Columns",
    "Pages",
    "chunk_pages",
    "chunk_state",
    "columns",
    "page_index",
]

Array = np.ndarray[Any, Any]

INSN: Final = np.dtype(
    [
        ("number", "<u8"), ("count", "<u4"), ("repeat", "<u4"), ("pc", "<u4"), ("block", "<u4"),
        ("task", "<u4"), ("changed", "<u4"), ("index", "<u2"), ("size", "u1"), ("ring", "u1"),
        ("kind", "u1"), ("pad", "V3"),
    ]
)  # fmt: skip
MEM: Final = np.dtype(
    [("value", "<u8"), ("row", "<u4"), ("vaddr", "<u4"), ("paddr", "<u4"), ("kind", "u1"), ("size", "u1"),
     ("pad", "V2")]
)  # fmt: skip
EVENT: Final = np.dtype(
    [("number", "<u8"), ("kind", "<u4"), ("eip", "<u4"), ("a", "<u4"), ("b", "<u4"), ("c", "<u4"),
     ("d", "<u4"), ("task", "<u4"), ("pad", "<u4")]
)  # fmt: skip
PAGE_BYTES: Final = 4096
WANT_REGISTERS, WANT_MEMORY = 1, 2


class Columns(NamedTuple):
    """One chunk.

    ``insns`` has a row an instruction (INSN), ``mem`` one an access (MEM, with
    its ``number``), ``events`` one an event (EVENT, with its ``row``).  ``regs``
    is u32 [register, row]: what each register was before the row, and in one
    column more after the last; None below the level full.
    """

    first: int
    end: int
    insns: dict[str, Array]
    regs: Array | None
    mem: dict[str, Array]
    events: dict[str, Array]


class Pages(NamedTuple):
    """Physical pages stored to in a chunk: number, 64-byte lines, content at its end."""

    pages: Array
    lines: Array
    data: Array


def program_of(reader: TraceReader) -> TraceProgram:
    """Return the reader's blocks taken apart; made once."""
    if reader.program is None:
        reader.program = trace_program()
        for chunk in reader.chunks:
            blocks = reader.section(chunk, "blocks")
            blocks = blocks[: len(blocks) // 16 * 16]
            code = reader.section(chunk, "code") if blocks else b""
            try:
                trace_learn(reader.program, chunk.head.first_block, blocks, code)
            except MemoryError:
                reader.lose(f"the blocks from number {chunk.head.first_block:,} on: nobody has so many")
    return reader.program


def columns(reader: TraceReader, chunk: ChunkAt, *, registers: bool = True, memory: bool = True) -> Columns:
    """Decode a chunk; what is damaged is told in ``reader.lost`` and reads as nothing."""
    head = chunk.head
    events = reader.section(chunk, "events")
    events = events[: len(events) // EVENT.itemsize * EVENT.itemsize]
    state = reader.section(chunk, "state")
    model = tuple(reader.section(chunk, name) for name in MODEL_SECTIONS) if state else None
    rows, used, regs, room, mem, event_rows, failed = trace_decode(
        program_of(reader),
        reader.words(chunk).tobytes(),
        model,
        head.first,
        head.task,
        state[:REGISTER_BYTES],
        events,
        registers * WANT_REGISTERS | memory * WANT_MEMORY,
    )
    if failed:
        reader.lose(f"registers and memory of instructions {head.first:,} to {head.end:,} are damaged")
    insns = _fields(np.frombuffer(rows, INSN, used))
    accesses = _fields(np.frombuffer(mem, MEM))
    accesses["number"] = insns["number"][accesses["row"]]
    happened = _fields(np.frombuffer(events, EVENT))
    happened["row"] = np.frombuffer(event_rows, "<u4")
    table = np.frombuffer(regs, "<u4").reshape(len(REGISTERS), room)[:, : used + 1] if regs else None
    return Columns(head.first, head.end, insns, table, accesses, happened)


def _fields(table: Array) -> dict[str, Array]:
    assert table.dtype.names is not None
    return {name: table[name] for name in table.dtype.names if name != "pad" or table.dtype == EVENT}


def chunk_state(reader: TraceReader, chunk: ChunkAt) -> dict[str, Any]:
    """Return the registers at a chunk's start, and ``cr0``, ``cr2``, ``cr4`` and the tables.

    A table is (selector, base, limit).  Empty below the level full.
    """
    raw = reader.section(chunk, "state")
    if len(raw) < REGISTER_BYTES + CONTROL.size:
        return {}
    values = dict(zip(REGISTERS, np.frombuffer(raw[:REGISTER_BYTES], "<u4").tolist(), strict=True))
    control = CONTROL.unpack_from(raw, REGISTER_BYTES)
    values.update(zip(("cr0", "cr2", "cr4"), control, strict=False))
    for index, name in enumerate(TABLES):
        values[name] = control[3 + 3 * index : 6 + 3 * index]
    return values


def chunk_pages(reader: TraceReader, chunk: ChunkAt) -> Pages:
    """Return the pages stored to in a chunk, with what they hold at its end."""
    pages, lines = _page_numbers(reader, chunk)
    data = np.frombuffer(reader.section(chunk, "bytes"), "u1")
    if len(data) != len(pages) * PAGE_BYTES:
        return Pages(pages[:0], lines[:0], np.zeros((0, PAGE_BYTES), "u1"))
    return Pages(pages, lines, data.reshape(-1, PAGE_BYTES))


def _page_numbers(reader: TraceReader, chunk: ChunkAt) -> tuple[Array, Array]:
    pages = np.frombuffer(reader.section(chunk, "pages"), "<u4")
    lines = np.frombuffer(reader.section(chunk, "lines"), "<u8")
    whole = min(len(pages), len(lines))
    return pages[:whole], lines[:whole]


def page_index(reader: TraceReader) -> tuple[Array, Array, Array]:
    """Return (chunk, page, lines) of every page that any chunk stored to."""
    each = [_page_numbers(reader, chunk) for chunk in reader.chunks]
    which = np.repeat(np.arange(len(each), dtype="<u4"), [len(pages) for pages, _ in each])
    if not each:
        return which, np.zeros(0, "<u4"), np.zeros(0, "<u8")
    return which, np.concatenate([p for p, _ in each]), np.concatenate([lines for _, lines in each])
