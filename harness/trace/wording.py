# SPDX-License-Identifier: GPL-2.0-or-later
"""Names for what a trace holds: symbols, system calls, instructions, events."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.errors import HarnessError
from harness.image.elf import Image, read_elf
from harness.image.relocate import relocate
from harness.machine.devices.ata_commands import COMMANDS
from harness.machine.events import Kind, access_kind
from harness.machine.snapshot import image_fingerprint
from harness.trace.reader import Block
from harness.trace.steps import Happening, TaskNames

if TYPE_CHECKING:
    from capstone import Cs

SYSTEM_CALL = 0x80
_VECTORS = {
    0: "divide error", 1: "debug", 3: "breakpoint", 4: "overflow", 6: "invalid opcode",
    7: "no coprocessor", 8: "double fault", 10: "invalid TSS", 11: "segment not present",
    12: "stack fault", 13: "general protection", 14: "page fault",
}  # fmt: skip


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

    def event(self, event: Happening, names: TaskNames) -> str:
        """Say in words what happened."""
        a, b, c, d = event.values
        if event.kind == Kind.SWITCH:
            return f"switch {names.name(a)} -> {names.name(b)}, cr3 {c:#010x}"
        if event.kind == Kind.EXCEPTION:
            name = _VECTORS.get(a, "exception")
            fault = f" at address {c:#010x}" if a == 14 else ""
            return f"{name} (vector {a}, error {b:#x}){fault}, from ring {d}"
        if event.kind == Kind.INTERRUPT and b:
            what = self.system_call(c) if a == SYSTEM_CALL else f"int {a:#x}"
            return f"{what}, from ring {d}"
        if event.kind == Kind.INTERRUPT:
            return f"interrupt {a:#x}, from ring {d}"
        if event.kind == Kind.DISK:
            return _disk(a, d << 32 | b, c)
        return _rare(event, a, b, c)


def _disk(what: int, lba: int, sectors: int) -> str:
    known = COMMANDS.get(what & 0xFF)
    name = known.name if known else f"command {what & 0xFF:#04x}"
    where = f", {sectors} sectors from {lba}" if sectors else ""
    return f"disk hd{'ab'[what >> 8 & 1]} {'fails ' if what >> 16 else ''}{name}{where}"


def _rare(event: Happening, a: int, b: int, c: int) -> str:
    if event.kind == Kind.CR3:
        return f"cr3 {a:#010x} -> {b:#010x}"
    if event.kind == Kind.USER_ACCESS:
        return f"task without mm touches {a:#010x} ({access_kind(b)})"
    if event.kind == Kind.PORT:
        return f"{'out' if c >> 8 else 'in'} port {a:#x}, {b:#x}"
    return f"event of kind {event.kind}"
