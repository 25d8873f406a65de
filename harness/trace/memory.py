# SPDX-License-Identifier: GPL-2.0-or-later
"""Memory as it was at an instruction, and who wrote it: checkpoints plus writes.

Each chunk of a trace of level ``full`` ends with the pages that it changed,
and says which 64-byte lines of them were written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.machine.paging import Walk, walk
from harness.trace.columns import Columns, chunk_pages, columns, page_index
from harness.trace.reader import TraceReader

PAGE: Final = 4096
_LINE: Final = 64
# An access has eight bytes at most.
_WIDEST: Final = 8


class PagingMode(NamedTuple):
    """How the processor translates: CR3 and the bits of CR0 and CR4 that matter."""

    cr3: int
    paging: bool
    pae: bool
    large: bool


class MemoryAt:
    """Physical memory before row ``row`` of a chunk.

    Lifecycle: made for one moment; pages are put together as they are read.
    ``index`` is the chunk's among the reader's chunks.
    """

    def __init__(self, reader: TraceReader, index: int, found: Columns, row: int, mode: PagingMode) -> None:
        self._reader = reader
        self._index = index
        self.mode = mode
        mem = found.mem
        writes = (mem["kind"] & 1).astype(np.bool_) & (mem["row"] < row)
        self._at, self._virt, self._size = (mem[name][writes] for name in ("paddr", "vaddr", "size"))
        self._bytes = mem["value"][writes].astype("<u8").view(np.uint8).reshape(-1, _WIDEST)
        self._pages: dict[int, bytearray] = {}

    def read_phys(self, phys: int, size: int) -> bytes:
        """Return bytes of physical memory; what was never recorded is zero."""
        out = bytearray()
        while size > 0:
            page, offset = divmod(phys, PAGE)
            part = self._page(page)[offset : offset + size]
            out += part
            phys, size = phys + len(part), size - len(part)
        return bytes(out)

    def translate(self, virt: int) -> Walk:
        """Walk the page tables as they were."""
        mode = self.mode
        if not mode.paging:
            return Walk(virt, (), virt)
        return walk(self.read_phys, virt, cr3=mode.cr3, pae=mode.pae, pse=mode.large)

    def read_virt(self, virt: int, size: int) -> bytes:
        """Return bytes as the code saw them, up to the first page that is not mapped."""
        out = bytearray()
        while size > 0:
            phys = self.translate(virt & 0xFFFFFFFF).phys
            if phys is None:
                break
            part = min(size, PAGE - virt % PAGE)
            out += self.read_phys(phys, part)
            virt, size = virt + part, size - part
        return bytes(out)

    def _page(self, page: int) -> bytearray:
        if page not in self._pages:
            # Known before its writes are: a write that goes over a page's end asks the page tables.
            self._pages[page] = data = bytearray(_checkpoint(self._reader, page, self._index))
            self._replay(page, data)
        return self._pages[page]

    def _replay(self, page: int, data: bytearray) -> None:
        here = np.flatnonzero(self._at // PAGE == page)
        offsets = self._at[here, None] % PAGE + np.arange(_WIDEST, dtype=np.uint32)
        wanted = (np.arange(_WIDEST) < self._size[here, None]) & (offsets < PAGE)
        view = np.frombuffer(data, np.uint8)
        # Of several writes to a byte the last one stays.
        view[offsets[wanted]] = self._bytes[here][wanted]
        self._replay_crossing(page, view)

    def _replay_crossing(self, page: int, view: NDArray[np.uint8]) -> None:
        """Apply the rest of writes that began on the page before, as addresses go."""
        for at in np.flatnonzero(self._at % PAGE + self._size > PAGE).tolist():
            first = PAGE - int(self._at[at]) % PAGE
            phys = self.translate(int(self._virt[at]) + first & 0xFFFFFFFF).phys
            if phys is not None and phys // PAGE == page:
                view[: int(self._size[at]) - first] = self._bytes[at][first : int(self._size[at])]


def _checkpoint(reader: TraceReader, page: int, before: int) -> bytes:
    """Return a page as it was when chunk ``before`` began."""
    chunk_of, page_of, _ = written_lines(reader)
    found = chunk_of[(page_of == page) & (chunk_of < before)]
    if not len(found):
        return bytes(PAGE)
    numbers, _, data = _pages_of(reader, int(found.max()))
    return bytes(data[int(np.flatnonzero(numbers == page)[0])])


@lru_cache(2)
def written_lines(reader: TraceReader) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return (chunk, page, lines) of every page that a chunk wrote; read once for a trace."""
    return page_index(reader)


@lru_cache(8)
def _pages_of(reader: TraceReader, index: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    pages: tuple[NDArray[Any], NDArray[Any], NDArray[Any]] = chunk_pages(reader, reader.chunks[index])
    return pages


class Write(NamedTuple):
    """A write to memory: the instruction's number, and what it wrote where."""

    number: int
    virt: int
    phys: int
    size_bytes: int
    value: int
    by_processor: bool


def last_write(reader: TraceReader, phys: int, before: int) -> Write | None:
    """Return the last write of a physical byte before instruction ``before``.

    Only chunks in which its 64-byte line was written are decoded, from the
    back; None when none wrote it since the recording began.
    """
    chunk_of, page_of, lines = written_lines(reader)
    bit = np.uint64(phys % PAGE // _LINE)
    written = (page_of == phys // PAGE) & (lines >> bit & np.uint64(1)).astype(np.bool_)
    for index in sorted(chunk_of[written].tolist(), reverse=True):
        chunk = reader.chunks[index]
        if chunk.head.first >= before or chunk.head.first == chunk.head.end:
            continue
        mem = columns(reader, chunk, registers=False).mem
        hit = (mem["kind"] & 1).astype(np.bool_) & (mem["number"] < before)
        hit &= (mem["paddr"] <= phys) & (phys < mem["paddr"].astype(np.int64) + mem["size"])
        found = np.flatnonzero(hit)
        if len(found):
            return _write(mem, int(found[-1]))
    return None


def _write(mem: dict[str, NDArray[Any]], at: int) -> Write:
    number, virt, phys, size, value = (int(mem[n][at]) for n in ("number", "vaddr", "paddr", "size", "value"))
    return Write(number, virt, phys, size, value, bool(mem["kind"][at] & 2))
