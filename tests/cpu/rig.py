# SPDX-License-Identifier: GPL-2.0-or-later
"""A bare processor with a hand-built GDT, IDT, TSS and page tables.

Every handler is a single ``hlt`` in a slot of its own, so a test runs until
the processor stands in one and then reads the frame from the stack.
"""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass

from keystone import KS_ARCH_X86, KS_MODE_32, Ks

from harness.machine.engine import GDTR, IDTR, CoreStop, Engine, Reg

GDT, IDT, TSS = 0x1000, 0x2000, 0x3000
RING0_STACK, STACK, USER_STACK = 0x6000, 0x7000, 0x51000
HANDLERS, START, CODE, USER_CODE = 0x8000, 0x9000, 0x20000, 0x40000
PD, PT = 0x10000, 0x11000
RAM = 0x400000
CODE0, DATA0, CODE3, DATA3, TSS_SEL = 0x10, 0x18, 0x23, 0x2B, 0x30
ABSENT_DATA, CONFORMING, ABSENT_CODE, USER_CODE0 = 0x38, 0x40, 0x48, 0x50
IF, TF, NT, RF = 0x200, 0x100, 0x4000, 0x10000
P, RW, US, ACCESSED, DIRTY, PS = 1, 2, 4, 0x20, 0x40, 0x80
INTERRUPT, TRAP = 0x8E, 0x8F
HAS_ERROR = {8, 10, 11, 12, 13, 14, 17}
BUDGET = 1_000_000


@functools.cache
def asm(text: str, at: int = CODE) -> bytes:
    return bytes(Ks(KS_ARCH_X86, KS_MODE_32).asm(text, at)[0])


@dataclass(frozen=True)
class Frame:
    vector: int
    error: int | None
    eip: int
    cs: int
    eflags: int
    esp: int | None
    ss: int | None


class Rig:
    def __init__(self, ram: int = RAM, paging: bool = False) -> None:
        self.core = Engine(ram)
        self.reg, self.set_reg = self.core.reg, self.core.set_reg
        self._tables()
        self.core.set_segment_flat()
        self.core.set_table(GDTR, GDT, 0x57)
        self.core.set_table(IDTR, IDT, 0x7FF)
        if paging:
            self.identity()
            self.set_reg(Reg.CR3, PD)
            self.set_reg(Reg.CR0, 0x80010011)

    def _tables(self) -> None:
        for index, entry in enumerate(
            (
                0,
                0,
                0x00CF9B000000FFFF,
                0x00CF93000000FFFF,
                0x00CFFB000000FFFF,
                0x00CFF3000000FFFF,
                0x0000890000000067 | TSS << 16,
                0x00CF13000000FFFF,
                0x00CF9F000000FFFF,
                0x00CF1B000000FFFF,
                0x00CFFB000000FFFF,
            )
        ):
            self.poke64(GDT + 8 * index, entry)
        for vector in range(256):
            self.gate(vector)
            self.poke(HANDLERS + 16 * vector, b"\xf4")
        self.poke32(TSS + 4, RING0_STACK)
        self.poke32(TSS + 8, DATA0)

    def gate(
        self,
        vector: int,
        kind: int = INTERRUPT,
        dpl: int = 0,
        selector: int = CODE0,
        offset: int | None = None,
    ) -> None:
        target = HANDLERS + 16 * vector if offset is None else offset
        low, high = target & 0xFFFF | selector << 16, target & 0xFFFF0000 | (kind | dpl << 5) << 8
        self.poke(IDT + 8 * vector, struct.pack("<II", low, high))

    def identity(self) -> None:
        """Map RAM one to one for everybody, with nothing accessed yet."""
        self.poke32(PD, PT | P | RW | US)
        for page in range(1024):
            self.poke32(PT + 4 * page, page << 12 | P | RW | US)

    def pte(self, virt: int) -> int:
        return PT + 4 * (virt >> 12)

    def poke(self, phys: int, data: bytes) -> None:
        self.core.ram[phys : phys + len(data)] = data

    def poke32(self, phys: int, value: int) -> None:
        self.poke(phys, struct.pack("<I", value))

    def poke64(self, phys: int, value: int) -> None:
        self.poke(phys, struct.pack("<Q", value))

    def peek32(self, phys: int) -> int:
        return int(struct.unpack_from("<I", self.core.ram, phys)[0])

    def code(self, text: str, at: int = CODE) -> None:
        self.poke(at, asm(text, at))
        self.core.flush_code()

    def start(self, text: str, user: bool = False, eflags: int = 2) -> None:
        """Load TR and go to the code, in ring 3 if asked."""
        at = USER_CODE if user else CODE
        self.code(text, at)
        enter = f"mov ax, {TSS_SEL}; ltr ax;"
        if user:
            enter += f"""mov eax, {DATA3}; mov ds, eax; mov es, eax; push {DATA3}; push {USER_STACK};
                push {eflags}; push {CODE3}; push {at}; iretd"""
        else:
            enter += f"push {eflags}; popfd; push {at}; ret"
        self.poke(START, asm(enter, START))
        self.poke32(TSS + 4, RING0_STACK)
        self.poke(GDT + TSS_SEL + 5, b"\x89")
        self.core.flush_code()
        self.set_reg(Reg.ESP, STACK)
        self.set_reg(Reg.EIP, START)

    def go(self, text: str, user: bool = False, eflags: int = 2) -> CoreStop:
        self.start(text, user, eflags)
        return self.core.run(BUDGET)[0]

    def frame(self) -> Frame:
        """The frame that the handler in which the processor stands was given."""
        vector = (self.reg(Reg.EIP) - HANDLERS) // 16
        esp = self.reg(Reg.ESP)
        words = [self.word(esp + 4 * i) for i in range(6)]
        error = words.pop(0) if vector in HAS_ERROR else None
        inner = words[1] & 3 != self.reg(Reg.CS) & 3
        return Frame(
            vector,
            error,
            words[0],
            words[1],
            words[2],
            words[3] if inner else None,
            words[4] if inner else None,
        )

    def word(self, virt: int) -> int:
        return int.from_bytes(self.core.read_virt(virt, 4), "little")

    def fault(self, text: str, user: bool = False, eflags: int = 2) -> Frame:
        reason = self.go(text, user, eflags)
        assert reason is CoreStop.HALTED, reason
        return self.frame()
