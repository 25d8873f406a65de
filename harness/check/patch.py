# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches to a loaded kernel, assembled by Keystone at its symbols.

A mutant is the kernel with one promise broken.  Its sources know nothing of it:
a patch changes the loaded text, and what does not fit there goes into the room
that the linker script leaves behind the text (``__patch_room``).
"""

from __future__ import annotations

from harness.errors import ConfigError
from harness.machine.machine import Machine

JMP_BYTES = 5  # opcode and a 32-bit displacement
CALL_OPCODE = 0xE8
NOP = b"\x90"
MAX_FUNCTION_BYTES = 4096


class Patcher:
    """Changes one machine's loaded text.  Lifecycle: used after load, before run."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.symbols = machine.symbols
        self._room = self.symbols["__patch_room"]
        # Imported here: `harness boot` has checks but no mutants, and is in a hurry.
        from capstone import CS_ARCH_X86, CS_MODE_32, Cs
        from keystone import KS_ARCH_X86, KS_MODE_32, Ks, KsError

        self._assembler = Ks(KS_ARCH_X86, KS_MODE_32)
        self._refusal = KsError
        self._disassembler = Cs(CS_ARCH_X86, CS_MODE_32)

    def assemble(self, text: str, virt: int, **names: int) -> bytes:
        """Assemble Intel syntax for ``virt``; ``{name}`` stands for a symbol's address.

        Raises ConfigError when Keystone refuses the text.
        """
        known = {symbol.name: symbol.value for symbol in self.symbols} | names
        filled = text.format_map({name: f"{value:#x}" for name, value in known.items()})
        try:
            encoding, _ = self._assembler.asm(filled, virt)
        except self._refusal as error:
            raise ConfigError(f"cannot assemble {filled!r}: {error}") from error
        return bytes(encoding or b"")

    def write(self, virt: int, code: bytes) -> None:
        """Write ``code`` over the text at ``virt``."""
        self.machine.engine.write_virt(virt, code)
        self.machine.engine.flush_code()

    def snippet(self, text: str, prefix: bytes = b"", **names: int) -> int:
        """Put code into the patch room and return its address."""
        virt = self._room
        code = prefix + self.assemble(text, virt + len(prefix), **names)
        self.write(virt, code)
        self._room += (len(code) + 15) & ~15
        return virt

    def replace(self, symbol: str, text: str) -> None:
        """Overwrite the beginning of the function ``symbol``."""
        virt = self.symbols[symbol]
        self.write(virt, self.assemble(text, virt))

    def detour(self, symbol: str, text: str) -> None:
        """Have calls of ``symbol`` run ``text`` first; ``{original}`` goes on as before."""
        virt = self.symbols[symbol]
        moved = b""
        for instruction in self._disassembler.disasm(self._text(symbol), virt):
            if len(moved) >= JMP_BYTES:
                break
            moved += bytes(instruction.bytes)
        original = self.snippet("jmp {back}", prefix=moved, back=virt + len(moved))
        hook = self.snippet(text, original=original)
        self.write(virt, self.assemble("jmp {hook}", virt, hook=hook))

    def redirect(self, caller: str, callee: str, text: str) -> None:
        """Have every call of ``callee`` inside ``caller`` run ``text`` instead."""
        hook = self.snippet(text)
        for virt in self._calls(caller, callee):
            self.write(virt, self.assemble("call {hook}", virt, hook=hook))

    def erase(self, function: str, mnemonic: str, displacement: int) -> None:
        """Blank ``function``'s instructions of that name with that offset in their operand."""
        wanted = f"+ {displacement:#x}]"
        found = [
            instruction
            for instruction in self._disassembler.disasm(self._text(function), self.symbols[function])
            if instruction.mnemonic == mnemonic and wanted in instruction.op_str.split(",")[0]
        ]
        if not found:
            raise ConfigError(f"{function} has no {mnemonic} to {wanted}: the mutant does not fit")
        for instruction in found:
            self.write(instruction.address, NOP * instruction.size)

    def _text(self, symbol: str) -> bytes:
        virt = self.symbols[symbol]
        size = min(self.symbols.size(symbol) or MAX_FUNCTION_BYTES, MAX_FUNCTION_BYTES)
        return self.machine.engine.read_virt(virt, size)

    def _calls(self, caller: str, callee: str) -> list[int]:
        # The bytes are searched: behind a BUG() stand words that no disassembler gets past.
        text, start, target = self._text(caller), self.symbols[caller], self.symbols[callee]
        found = [
            start + at
            for at in range(len(text) - JMP_BYTES + 1)
            if text[at] == CALL_OPCODE
            and (start + at + JMP_BYTES + int.from_bytes(text[at + 1 : at + JMP_BYTES], "little"))
            & 0xFFFFFFFF
            == target
        ]
        if not found:
            raise ConfigError(f"{caller} does not call {callee}; the mutant does not fit this kernel")
        return found
