# SPDX-License-Identifier: GPL-2.0-or-later
"""Names for what a trace holds: symbols, source lines, instructions, system calls."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.errors import HarnessError
from harness.image.elf import Image, read_elf
from harness.image.lines import CodeLine, LineTable
from harness.image.relocate import relocate
from harness.machine.snapshot import image_fingerprint
from harness.trace.reader import Block

if TYPE_CHECKING:
    from capstone import Cs


class Instruction(NamedTuple):
    """One instruction of a block, in words."""

    virt: int
    place: str
    text: str


class Wording:
    """Words for one trace; ``missing`` says why kernel symbols are, if they are.

    ``kernel`` names the image when it has moved since.
    """

    def __init__(self, header: dict[str, Any], kernel: str | None = None) -> None:
        self.missing = ""
        self.image = self._find(header, kernel)
        self._known: dict[int, list[Instruction]] = {}

    def _find(self, header: dict[str, Any], kernel: str | None) -> Image | None:
        path, machine = kernel or header.get("image"), header.get("machine", {})
        if not path:
            self.missing = "no symbols: the header names no image"
            return None
        try:
            image = read_elf(Path(path))
            if machine.get("entry") == "high":
                image = relocate(image, machine["page_offset"])
        except HarnessError as problem:
            self.missing = f"no symbols: {problem}"
            return None
        if image_fingerprint(image) != machine.get("kernel"):
            self.missing = f"no symbols: {path} was built anew since; name the old one with --kernel"
            return None
        return image

    def place(self, virt: int) -> str:
        """Return ``symbol+offset``, or the address."""
        return self.image.symbols.symbolise(virt) if self.image else f"{virt:#010x}"

    @cached_property
    def _lines(self) -> LineTable | None:
        return LineTable(self.image) if self.image else None

    @property
    def source_directory(self) -> str:
        """Where the kernel was compiled; empty if unknown."""
        return self._lines.directory if self._lines else ""

    def source(self, virt: int) -> CodeLine | None:
        """Return the kernel's source line of an instruction."""
        return self._lines.find(virt) if self._lines else None

    def instructions(self, number: int, block: Block) -> list[Instruction]:
        """Disassemble a block from the bytes that ran."""
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = self._disassemble(block)
        return known

    @cached_property
    def _capstone(self) -> Cs:
        from capstone import CS_ARCH_X86, CS_MODE_32, Cs

        return Cs(CS_ARCH_X86, CS_MODE_32)

    def _disassemble(self, block: Block) -> list[Instruction]:
        out = [
            Instruction(virt, self.place(virt), self._named(f"{mnemonic} {operands}".rstrip()))
            for virt, _, mnemonic, operands in self._capstone.disasm_lite(block.code, block.virt)
        ]
        if len(out) == block.instructions:
            return out
        what = "instructions" if block.instructions != 1 else "instruction"
        return [Instruction(block.virt, self.place(block.virt), f"({block.instructions} {what})")]

    def _named(self, text: str) -> str:
        branch = re.fullmatch(r"(call|j\w+) (0x[0-9a-f]+)", text)
        if branch is None or self.image is None:
            return text
        return f"{branch[1]} {self.place(int(branch[2], 16))}"

    def system_call(self, number: int) -> str:
        """Return a system call's name from the kernel's own table."""
        if self.image is None or "sys_call_table" not in self.image.symbols:
            return f"system call {number}"
        at = self.image.symbols["sys_call_table"] + 4 * number
        raw = self.image.read(at, 4) if 0 <= number < 512 else b""
        name = self.place(int.from_bytes(raw, "little")) if len(raw) == 4 else ""
        return name if name.startswith("sys_") else f"system call {number}"
