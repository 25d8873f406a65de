# SPDX-License-Identifier: GPL-2.0-or-later
"""Which source line each instruction of an image came from.

Reads ``.debug_line`` itself: drgn (:mod:`harness.inspect.kernel`) answers for one
address in a millisecond; a listing asks for thousands, and a coverage report
also needs the lines that never ran.
Source: DWARF version 5, section 6.2.5.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from harness.image.dwarf import LineProgram, line_programs
from harness.image.elf import Image

_COPY, _ADVANCE_PC, _ADVANCE_LINE, _SET_FILE = 1, 2, 3, 4
_NEGATE, _CONST_ADD_PC, _FIXED_ADVANCE = 6, 8, 9
_END_SEQUENCE, _SET_ADDRESS = 1, 2
_MASK: Final = 0xFFFFFFFF


class CodeLine(NamedTuple):
    """A line of a source file; ``path`` is relative to where it was compiled."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Row(NamedTuple):
    """From ``virt`` to the next row code is of ``source``; None: no code."""

    virt: int
    source: CodeLine | None
    statement: bool


class LineTable:
    """The line table of one image, by address.

    Lifecycle: made from an image, relocated or not; read when first asked.
    An image without line numbers, or with ones that make no sense, has an
    empty table.
    """

    def __init__(self, image: Image) -> None:
        self._image = image

    @cached_property
    def _programs(self) -> list[LineProgram]:
        raw, sections = self._image.raw, {section.name: section for section in self._image.sections}
        parts = (sections.get(name) for name in (".debug_line", ".debug_line_str", ".debug_str"))
        return list(
            line_programs(*(raw[p.file_offset : p.file_offset + p.size_bytes] if p else b"" for p in parts))
        )

    @cached_property
    def rows(self) -> list[Row]:
        """All rows by address; where a sequence ends and another begins, the beginning wins."""
        found = [row for program in self._programs for row in _Sequence(program).rows()]
        shift, low = self._image.shift, self._image.link_page_offset
        if shift:
            found = [r._replace(virt=r.virt + shift & _MASK) if r.virt >= low else r for r in found]
        return sorted(found, key=lambda row: (row.virt, row.source is not None))

    @cached_property
    def _starts(self) -> list[int]:
        return [row.virt for row in self.rows]

    def find(self, virt: int) -> CodeLine | None:
        """Return the line that the instruction at ``virt`` came from."""
        index = bisect_right(self._starts, virt) - 1
        return self.rows[index].source if index >= 0 else None

    def statements(self) -> dict[CodeLine, list[int]]:
        """Return the addresses at which each line that has code begins."""
        out: dict[CodeLine, list[int]] = {}
        for row in self.rows:
            if row.source is not None and row.statement:
                out.setdefault(row.source, []).append(row.virt)
        return out

    @property
    def directory(self) -> str:
        """Where the image was compiled; empty if unknown."""
        return next((program.directory for program in self._programs), "")


class _Sequence:
    """The line machine's registers, and its opcodes as methods."""

    def __init__(self, program: LineProgram) -> None:
        self._program = program
        self._body = program.body
        self._sources: dict[tuple[int, int], CodeLine] = {}
        self._reset()

    def _reset(self) -> None:
        self.virt, self.file, self.line = 0, 1, 1
        self.statement = self._program.is_statement

    def rows(self) -> Iterator[Row]:
        """Run the program; what comes after a torn end is left out."""
        try:
            while self._body.left:
                yield from self._step(self._body.number(1))
        except IndexError:
            return

    def _step(self, opcode: int) -> Iterator[Row]:
        program = self._program
        if opcode > len(program.operands):
            opcode -= len(program.operands) + 1
            self._advance(opcode // program.line_range)
            self.line += program.line_base + opcode % program.line_range
            yield self._row()
        elif opcode == _COPY:
            yield self._row()
        elif opcode == 0:
            yield from self._extended()
        elif opcode in _STANDARD:
            _STANDARD[opcode](self)
        else:
            for _ in range(program.operands[opcode - 1]):
                self._body.uleb()

    def _extended(self) -> Iterator[Row]:
        size = self._body.uleb()
        after = self._body.at + size
        opcode = self._body.number(1)
        if opcode == _SET_ADDRESS:
            self.virt = self._body.number(size - 1) & _MASK
        elif opcode == _END_SEQUENCE:
            yield Row(self.virt, None, False)
            self._reset()
        self._body.at = after

    def _row(self) -> Row:
        key = self.file, self.line
        source = self._sources.get(key)
        if source is None:
            source = CodeLine(self._program.paths.get(self.file, "?"), self.line)
            self._sources[key] = source
        return Row(self.virt, source, self.statement)

    def _advance(self, units: int) -> None:
        self.virt = self.virt + units * self._program.least_bytes & _MASK

    def advance_pc(self) -> None:
        self._advance(self._body.uleb())

    def advance_line(self) -> None:
        self.line += self._body.sleb()

    def set_file(self) -> None:
        self.file = self._body.uleb()

    def negate(self) -> None:
        self.statement = not self.statement

    def const_add_pc(self) -> None:
        self._advance((255 - len(self._program.operands) - 1) // self._program.line_range)

    def fixed_advance(self) -> None:
        self.virt = self.virt + self._body.number(2) & _MASK


_STANDARD: Final[dict[int, Callable[[_Sequence], None]]] = {
    _ADVANCE_PC: _Sequence.advance_pc,
    _ADVANCE_LINE: _Sequence.advance_line,
    _SET_FILE: _Sequence.set_file,
    _NEGATE: _Sequence.negate,
    _CONST_ADD_PC: _Sequence.const_add_pc,
    _FIXED_ADVANCE: _Sequence.fixed_advance,
}
