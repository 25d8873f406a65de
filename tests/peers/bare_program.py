# SPDX-License-Identifier: GPL-2.0-or-later
"""A tiny Multiboot program for two machines: it provokes faults and writes down what it saw.

Tables are laid out by the host; the code is a list of steps.  A step that
faults is logged by the common handler (vector, error code, EIP, CS, EFLAGS,
CR2) and execution goes on behind it.  The log goes to port 0xe9 word by word.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from keystone import KS_ARCH_X86, KS_MODE_32, Ks

BASE, END = 0x100000, 0x150000
GDT, IDT, TSS, PD, PT, PT2 = (BASE + 0x1000 * n for n in range(1, 7))
RING0_TOP, STACK_TOP, USER_TOP = BASE + 0x8000, BASE + 0x9000, BASE + 0xA000
STUBS, VARS, PDPT, PAE_PD, PAE_PT, PAE_PT2 = (BASE + 0x1000 * n for n in (0xB, 0xC, 0xD, 0xE, 0xF, 0x10))
COMMON, PUT, CODE, USER, DATA = STUBS + 0x800, STUBS + 0xA00, BASE + 0x20000, BASE + 0x30000, BASE + 0x40000
RESUME, BACK = VARS, VARS + 4
VIRT = 0x400000
CODE0, DATA0, CODE3, DATA3, TSS_SEL = 0x10, 0x18, 0x23, 0x2B, 0x30
WITH_ERROR = {8, 10, 11, 12, 13, 14, 17}
TO_KERNEL, PLAIN = 0x56, 0x55
P, RW, US, PS, NX = 1, 2, 4, 0x80, 1 << 63

_GDT = (
    0,
    0,
    0x00CF9B000000FFFF,
    0x00CF93000000FFFF,
    0x00CFFB000000FFFF,
    0x00CFF3000000FFFF,
    0x0000890000000067 | (TSS & 0xFFFFFF) << 16,
    0x00CF13000000FFFF,
)


def asm(text: str, at: int) -> bytes:
    return bytes(Ks(KS_ARCH_X86, KS_MODE_32).asm(text, at)[0])


def pte2(page: int) -> int:
    """Address of the table entry of the page at VIRT + page * 4096."""
    return PT2 + 4 * page


def pae2(page: int) -> int:
    return PAE_PT2 + 8 * page


@dataclass
class Program:
    """Steps are added in order; ``image`` then holds the whole program."""

    pae: bool = False
    memory: bytearray = field(default_factory=lambda: bytearray(END - BASE))
    at: int = CODE
    user_at: int = USER

    def __post_init__(self) -> None:
        self._descriptors()
        self._handlers()
        self._tables()
        self._enter()

    def poke(self, where: int, data: bytes) -> None:
        self.memory[where - BASE : where - BASE + len(data)] = data

    def poke32(self, where: int, value: int) -> None:
        self.poke(where, struct.pack("<I", value))

    def poke64(self, where: int, value: int) -> None:
        self.poke(where, struct.pack("<Q", value))

    def code(self, text: str) -> None:
        raw = asm(text, self.at)
        self.poke(self.at, raw)
        self.at += len(raw)

    def fault(self, text: str) -> None:
        """Run text, which may fault anywhere; go on behind it in any case."""
        size = len(asm(text, self.at + 10))
        self.code(f"mov dword ptr [{RESUME}], {self.at + 10 + size}")
        self.code(text)

    def user(self, text: str) -> None:
        """Run text in ring 3 until it faults; come back to ring 0."""
        raw = asm(text + f"; int {TO_KERNEL}", self.user_at)
        self.poke(self.user_at, raw)
        leave = self.user_at + len(raw) - 2
        enter = (
            f"mov dword ptr [{RESUME}], {leave}; push {DATA3}; push {USER_TOP}; push 2; push {CODE3};"
            f"push {self.user_at}; mov dword ptr [{BACK}], %d; iretd"
        )
        size = len(asm(enter % 0x7FFFFFFF, self.at))
        self.code(enter % (self.at + size))
        self.code(f"mov esp, {STACK_TOP}")
        self.user_at += len(raw) + 16

    def show(self, *addresses: int) -> None:
        """Log the words at these addresses."""
        for address in addresses:
            self.code(f"mov eax, [{address}]; call {PUT}")

    def show_reg(self, *names: str) -> None:
        for name in names:
            self.code(f"push eax; mov eax, {name}; call {PUT}; pop eax")

    def image(self) -> bytes:
        self.code("mov al, 0; out 0xf4, al; cli; hlt")
        header = struct.pack(
            "<8I", 0x1BADB002, 0x10000, (-0x1BADB002 - 0x10000) & 0xFFFFFFFF, BASE, BASE, END, END, CODE
        )
        self.poke(BASE, header)
        return bytes(self.memory)

    def _descriptors(self) -> None:
        for index, entry in enumerate(_GDT):
            self.poke64(GDT + 8 * index, entry)
        # The TSS base has bits above 24 only if BASE moves.
        self.poke32(TSS + 4, RING0_TOP)
        self.poke32(TSS + 8, DATA0)
        self.poke(TSS + 0x66, b"\xff\xff")
        self.poke(VARS + 16, struct.pack("<HI", len(_GDT) * 8 - 1, GDT))
        self.poke(VARS + 24, struct.pack("<HI", 0x57 * 8 - 1, IDT))
        self.poke(VARS + 32, struct.pack("<HI", 7, IDT))

    def _handlers(self) -> None:
        for vector in (*range(32), PLAIN, TO_KERNEL):
            stub = STUBS + 16 * vector
            target = COMMON if vector != TO_KERNEL else COMMON + 0x100
            fill = "" if vector in WITH_ERROR else "push 0;"
            self.poke(stub, asm(f"{fill} push {vector}; jmp {target}", stub))
            kind = 0xEE if vector in (PLAIN, TO_KERNEL) else 0x8E
            self.poke(
                IDT + 8 * vector,
                struct.pack("<II", stub & 0xFFFF | CODE0 << 16, stub & 0xFFFF0000 | kind << 8),
            )
        put = "push ecx; mov ecx, 4; l: out 0xe9, al; ror eax, 8; dec ecx; jnz l; pop ecx; ret"
        self.poke(PUT, asm(put, PUT))
        log = "".join(f"mov eax, [esp+{32 + 4 * i}]; call {PUT};" for i in range(5))
        common = (
            f"pushad; {log} mov eax, cr2; call {PUT}; mov eax, [{RESUME}]; mov [esp+40], eax;"
            "popad; add esp, 8; iretd"
        )
        self.poke(COMMON, asm(common, COMMON))
        self.poke(COMMON + 0x100, asm(f"jmp dword ptr [{BACK}]", COMMON + 0x100))

    def _tables(self) -> None:
        self.poke32(PD, PT | 7)
        self.poke32(PD + 4, PT2 | 7)
        for page in range(1024):
            self.poke32(PT + 4 * page, page << 12 | 7)
        self.poke64(PDPT, PAE_PD | P)
        self.poke64(PAE_PD, PAE_PT | 7)
        self.poke64(PAE_PD + 16, PAE_PT2 | 7)
        for page in range(512):
            self.poke64(PAE_PT + 8 * page, page << 12 | 7)
        for page in range(16):
            self.poke32(pte2(page), DATA + page % 8 * 0x1000 | 7)
            self.poke64(pae2(page), DATA + page % 8 * 0x1000 | 7)

    def _enter(self) -> None:
        far = f"lgdt [{VARS + 16}]; lidt [{VARS + 24}]; mov esp, {STACK_TOP}; push {CODE0}; push %d; retf"
        self.code(far % (CODE + len(asm(far % CODE, CODE))))
        self.code(
            f"mov eax, {DATA3}; mov ds, ax; mov es, ax; mov fs, ax; mov gs, ax; mov eax, {DATA0}; mov ss, ax;"
            f"mov esp, {STACK_TOP}; mov eax, {TSS_SEL}; ltr ax"
        )
        if self.pae:
            self.code(
                "mov eax, cr4; or eax, 0x20; mov cr4, eax; mov ecx, 0xc0000080; rdmsr; or eax, 0x800; wrmsr"
            )
        else:
            self.code("mov eax, cr4; or eax, 0x10; mov cr4, eax")
        self.code(
            f"mov eax, {PDPT if self.pae else PD}; mov cr3, eax; mov eax, 0x80010011; mov cr0, eax;"
            "xor eax, eax; xor ebx, ebx; xor ecx, ecx; xor edx, edx; xor esi, esi; xor edi, edi; xor ebp, ebp"
        )
        # The core flushes the TLB when a page of code is first fetched from: have that done.
        self.code(f"call {PUT}")
