# SPDX-License-Identifier: GPL-2.0-or-later
"""What the two machines are made to run, continued: faults that are not paging's."""

from __future__ import annotations

import struct

from tests.peers.bare_program import DATA, DATA3, GDT, IDT, PT, RING0_TOP, TSS, VARS, VIRT, Program

RELOAD = "mov eax, cr3; mov cr3, eax"


def delivery(program: Program) -> None:
    """Vectors, error codes and pushed state of faults that are not paging's."""
    for text in (
        "ud2",
        "int3",
        "xor ecx, ecx; div ecx",
        "mov eax, 0x5a58; mov fs, ax",
        "mov eax, 0x38; mov fs, ax",
        "mov eax, 0x38; mov ss, ax",
        "int 0x55",
        "mov al, 0x7f; add al, 1; into",
        "mov eax, 0x10; mov ss, ax",
        "mov eax, 0; mov ss, ax",
        "mov eax, 0x8; ltr ax",
        "int 0x70",
        "stc; ud2",
        "std; ud2; cld",
    ):
        program.fault(text)
    for text in (
        "ud2",
        "cli",
        "hlt",
        "in al, 0x64",
        "mov eax, cr0",
        "int 0x55",
        "int3",
        "int 14",
        "int 0x70",
        "mov eax, 0x18; mov fs, ax",
        "push 0x10; pop ds",
        "pushfd; or dword ptr [esp], 0x100; popfd; nop; nop",
        "mov esp, 0x7ffff000; push eax",
        "rdmsr",
        "invlpg [0]",
        "mov ax, ds; mov fs, ax",
        "push cs; push 0x7ffff000; retf",
        f"lgdt [{VARS + 16}]",
    ):
        program.user(text)
        program.code(f"mov eax, {DATA3}; mov ds, ax; mov fs, ax")
    program.show(TSS + 4)


def descriptor_tables(program: Program) -> None:
    """The processor's own accesses are the supervisor's, whatever the ring."""
    for table in (GDT, IDT, TSS):
        program.code(f"and dword ptr [{PT + 4 * (table >> 12)}], 0xfffffffb")
    program.code(f"and dword ptr [{PT + 4 * (RING0_TOP - 4 >> 12)}], 0xfffffffb; {RELOAD}")
    program.user(f"mov eax, {DATA3}; mov fs, ax; mov gs, ax; ud2")
    program.user(f"mov eax, [{GDT + 16}]")
    program.user(f"mov [{TSS + 4}], eax")
    program.user(f"mov eax, {DATA3}; mov fs, [{VIRT}]; int 0x55")
    program.show(*(PT + 4 * (table >> 12) for table in (GDT, IDT, TSS, RING0_TOP - 4)))


def double_fault(program: Program) -> None:
    """A page fault whose gate cannot be read becomes vector 8."""
    moved = DATA + 0x6000 - 12 * 8
    program.poke(moved, bytes(program.memory[IDT - 0x100000 : IDT - 0x100000 + 12 * 8]))
    program.poke(VARS + 40, struct.pack("<HI", 0x57 * 8 - 1, moved))
    program.code(f"mov dword ptr [{PT + 4 * (DATA + 0x6000 >> 12)}], 0; {RELOAD}; lidt [{VARS + 40}]")
    program.fault(f"mov eax, [{VIRT + 0x14000}]")


def triple_fault(program: Program) -> None:
    """Without a usable IDT the processor shuts down."""
    program.show(GDT)
    program.code(f"lidt [{VARS + 32}]; ud2")
