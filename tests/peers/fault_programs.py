# SPDX-License-Identifier: GPL-2.0-or-later
"""What the two machines are made to run, continued: faults that are not paging's."""

from __future__ import annotations

import struct

from tests.peers.bare_program import (
    DATA,
    DATA3,
    GDT,
    IDT,
    PD,
    PT,
    PUT,
    RESUME,
    RING0_TOP,
    STACK_TOP,
    STUBS,
    TSS,
    VARS,
    VIRT,
    Program,
    asm,
)

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


TSS2, TASK_CODE, TASK_STACK, TSS2_SEL = VARS + 0x100, STUBS + 0xC00, STUBS + 0xF00, 0x40


def _task_gate(program: Program, *vectors: int) -> None:
    """Send these vectors to a task that logs what the processor left, repairs it and returns."""
    low, high = 0x67 | (TSS2 & 0xFFFF) << 16, 0x8900 | TSS2 >> 16 & 0xFF
    program.poke(GDT + TSS2_SEL, struct.pack("<II", low, high))
    program.poke(VARS + 16, struct.pack("<HI", TSS2_SEL + 7, GDT))
    state = {0x1C: PD, 0x20: TASK_CODE, 0x24: 2, 0x28: 0x11, 0x38: TASK_STACK}
    state |= {0x48: DATA3, 0x4C: 0x10, 0x50: 0x18, 0x54: DATA3, 0x58: 0, 0x5C: DATA3}
    for offset, value in state.items():
        program.poke(TSS2 + offset, struct.pack("<I", value))
    program.poke(TSS2 + 0x66, b"\xff\xff")
    shown = (TSS2, TSS + 0x20, TSS + 0x24, TSS + 0x2C, TSS + 0x38, TSS + 0x4C, TSS + 0x50)
    log = "".join(f"mov eax, [{at}]; call {PUT};" for at in (*shown, GDT + 0x34, GDT + TSS2_SEL + 4))
    handler = (
        f"again: call {PUT}; mov eax, esp; call {PUT}; mov eax, cr0; call {PUT}; clts; str ax; call {PUT};"
        f"pushfd; pop eax; call {PUT}; {log}"
        f"mov eax, [{RESUME}]; mov [{TSS + 0x20}], eax; mov dword ptr [{TSS + 0x38}], {STACK_TOP};"
        f"mov esp, {TASK_STACK}; iretd; jmp again"
    )
    program.poke(TASK_CODE, asm(handler, TASK_CODE))
    for vector in vectors:
        program.poke(IDT + 8 * vector, struct.pack("<II", TSS2_SEL << 16, 0x8500))


def task_gates(program: Program) -> None:
    """A handler with a task of its own, and the way back from it."""
    _task_gate(program, 6, 13)
    program.fault("mov ecx, 0x1234; ud2")
    program.fault("mov eax, 0x5a58; mov fs, ax")
    program.user("mov ecx, 0x4321; ud2")
    program.show(GDT + 0x34, GDT + TSS2_SEL + 4)


def double_fault_by_task(program: Program) -> None:
    """A stack that is not there: only a task gate's own stack can take the double fault."""
    _task_gate(program, 8)
    program.fault("mov esp, 0x7fff0000; push eax")
    program.fault("mov esp, 0x7fff1000; ud2")
    program.fault("ud2")


def triple_fault(program: Program) -> None:
    """Without a usable IDT the processor shuts down."""
    program.show(GDT)
    program.code(f"lidt [{VARS + 32}]; ud2")
