# SPDX-License-Identifier: GPL-2.0-or-later
"""What the two machines are made to run: one function a subject."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.peers.bare_program import (
    DATA,
    DATA3,
    GDT,
    IDT,
    NX,
    PAE_PD,
    PAE_PT,
    PD,
    PS,
    PT,
    PT2,
    PUT,
    RW,
    STACK_TOP,
    US,
    USER_TOP,
    VIRT,
    P,
    Program,
    pae2,
    pte2,
)
from tests.peers.fast_call_program import fast_calls
from tests.peers.fault_programs import (
    delivery,
    descriptor_tables,
    double_fault,
    double_fault_by_task,
    task_gates,
    triple_fault,
)

Build = Callable[[Program], None]
RELOAD = "mov eax, cr3; mov cr3, eax"
WP_OFF = "mov eax, cr0; and eax, 0xfffeffff; mov cr0, eax"
WP_ON = "mov eax, cr0; or eax, 0x10000; mov cr0, eax"
KINDS = (0, P, P | RW, P | US, P | RW | US)


def virt(page: int, offset: int = 0) -> int:
    return VIRT + page * 0x1000 + offset


def rights(program: Program) -> None:
    """Every kind of page, read, written and fetched from, by both rings."""
    for page, kind in enumerate(KINDS):
        program.poke32(pte2(page), DATA + page * 0x1000 | kind)
        program.poke(DATA + page * 0x1000 + 0x20, b"\xc3")
    for page in range(len(KINDS)):
        program.fault(f"mov eax, [{virt(page, 0x124)}]")
        program.fault(f"mov [{virt(page, 0x128)}], eax")
        program.fault(f"call {virt(page, 0x20)}")
        program.user(f"mov eax, [{virt(page, 0x12C)}]")
        program.user(f"mov [{virt(page, 0x130)}], eax")
        program.user(f"mov eax, {virt(page, 0x20)}; call eax")
        program.user(f"lock xadd [{virt(page, 0x134)}], eax")
        program.user(f"push {DATA3}; mov eax, [{virt(page, 0xFFE)}]")
    program.show(*(pte2(page) for page in range(8)), PD, PD + 4)


def directory_rights(program: Program) -> None:
    """The directory's rights are combined with the table's."""
    for kind in (P, P | RW, P | US, P | RW | US):
        program.code(f"mov dword ptr [{PD + 4}], {PT2 | kind}; {RELOAD}")
        program.fault(f"mov [{virt(4)}], eax")
        program.user(f"mov eax, [{virt(4)}]")
        program.user(f"mov [{virt(4)}], eax")
        program.show(PD + 4, pte2(4))


def accessed_and_dirty(program: Program) -> None:
    """A and D appear exactly when processors set them."""
    for page, text in enumerate(
        (
            "mov eax, [{0}]",
            "mov [{0}], eax",
            "add dword ptr [{0}], 1",
            "cmp [{0}], eax",
            "lea eax, [{0}]",
            "prefetcht0 [{0}]",
            "cmpxchg [{0}], eax",
            "bt dword ptr [{0}], 3",
            "bts dword ptr [{0}], 3",
            "invlpg [{0}]",
            "push dword ptr [{0}]",
        )
    ):
        program.fault(text.format(virt(page, 0x40)))
        program.show(pte2(page))
    program.code(f"mov esp, {STACK_TOP}")
    program.show(PD, PD + 4, PT + 4 * (STACK_TOP >> 12) - 4, PT + 4 * (GDT >> 12), PT + 4 * (IDT >> 12))


def write_protect(program: Program) -> None:
    """CR0.WP decides over the supervisor's writes to read-only pages."""
    program.poke32(pte2(0), DATA | P | US)
    program.poke32(pte2(1), DATA + 0x1000 | P)
    for switch in (WP_OFF, WP_ON, WP_OFF):
        program.code(switch)
        for page in (0, 1):
            program.fault(f"mov [{virt(page, 0x10)}], eax")
            program.fault(f"inc dword ptr [{virt(page, 0x14)}]")
            program.user(f"mov [{virt(page, 0x18)}], eax")
            program.show(pte2(page), virt(page, 0x14))


def crossing(program: Program) -> None:
    """Accesses that lie on two pages report the page that is at fault."""
    program.poke32(pte2(1), 0)
    program.poke32(pte2(3), DATA + 0x3000 | P | US)
    for text in ("mov eax, [{0}]", "mov [{0}], eax", "inc dword ptr [{0}]", "movzx eax, word ptr [{0}]"):
        program.fault(text.format(virt(0, 0xFFE)))
        program.fault(text.format(virt(1, 0xFFE)))
        program.fault(text.format(virt(2, 0xFFE)))
    program.show(virt(0, 0xFFC), virt(2, 0xFFC), pte2(0), pte2(1), pte2(2), pte2(3))
    program.fault(f"mov esi, {virt(0, 0xFF0)}; mov edi, {virt(2)}; mov ecx, 32; rep movsb")
    program.show_reg("esi", "edi", "ecx")
    program.fault(f"mov edi, {virt(2, 0xFF0)}; mov ecx, 8; rep stosd")
    program.show_reg("edi", "ecx")


def stale_translations(program: Program) -> None:
    """Changed entries are seen after invlpg or a load of CR3, not before."""
    for page in range(8):
        program.poke32(DATA + page * 0x1000, 0x1000 + page)
    for flush in ("nop", "invlpg [{0}]", RELOAD):
        program.code(f"mov dword ptr [{pte2(0)}], {DATA | 7}; {RELOAD}; mov ebx, [{virt(0)}]")
        program.code(f"mov dword ptr [{pte2(0)}], {DATA + 0x2000 | 7}; " + flush.format(virt(0)))
        program.show(virt(0))
        program.code(f"mov dword ptr [{pte2(0)}], 0; " + flush.format(virt(0)))
        program.fault(f"mov eax, [{virt(0)}]")
        program.show_reg("eax")
        program.code(f"mov dword ptr [{pte2(0)}], {DATA + 0x3000 | 7}")
        program.show(virt(0), pte2(0))
    program.code(f"mov eax, [{virt(1)}]; mov [{virt(1)}], eax; and dword ptr [{pte2(1)}], 0xffffff9f")
    program.code(f"mov eax, [{virt(1)}]; mov [{virt(1)}], eax")
    program.show(pte2(1))
    program.code(f"invlpg [{virt(1)}]; mov eax, [{virt(1)}]")
    program.show(pte2(1))
    program.code(f"mov [{virt(1)}], eax")
    program.show(pte2(1))


def large_pages(program: Program) -> None:
    """4 MiB pages: rights, bits, and PSE switched off.

    No reserved bits: QEMU 7.2 forgets to report the page as present then.
    """
    entry = PD + 8
    for kind in (P | RW | US, P | US, P | RW, P):
        program.code(f"mov dword ptr [{entry}], {PS | kind}; {RELOAD}")
        program.fault(f"mov eax, [{0x800000 + DATA + 0x10}]")
        program.show(entry)
        program.fault(f"mov [{0x800000 + DATA + 0x14}], eax")
        program.user(f"mov eax, [{0x800000 + DATA + 0x18}]")
        program.user(f"mov [{0x800000 + DATA + 0x1C}], eax")
        program.show(entry)
    program.code(f"mov dword ptr [{entry}], {PT | 7 | PS}; mov eax, cr4; and eax, 0xffffffef; mov cr4, eax")
    program.fault(f"mov eax, [{0x800000 + GDT + 16}]")
    program.show_reg("eax")
    program.show(entry)


def changing_code(program: Program) -> None:
    """Stores to code take effect: directly, through an alias, after remapping."""
    program.poke(DATA, bytes.fromhex("b801000000c3"))
    program.poke(DATA + 0x1000, bytes.fromhex("b802000000c3"))
    program.poke32(pte2(4), DATA | 7)
    program.code(f"call {virt(0)}; call {PUT}")
    program.code(f"mov byte ptr [{virt(0, 1)}], 3; call {virt(0)}; call {PUT}")
    program.code(f"mov byte ptr [{virt(4, 1)}], 4; call {virt(0)}; call {PUT}; call {virt(4)}; call {PUT}")
    program.code(f"mov byte ptr [{DATA + 1}], 5; call {virt(4)}; call {PUT}")
    program.code(
        f"mov dword ptr [{pte2(0)}], {DATA + 0x1000 | 7}; invlpg [{virt(0)}]; call {virt(0)}; call {PUT}"
    )
    program.code(
        f"mov ecx, 50; xor ebx, ebx; l: mov [{virt(4, 1)}], ecx; call {DATA}; add ebx, eax; dec ecx; jnz l"
    )
    program.show_reg("ebx")


def pae_paging(program: Program) -> None:
    """PAE: 4 KiB and 2 MiB pages, rights, bits, NX on fetches only."""
    kinds = (0, P, P | RW, P | US, P | RW | US, P | RW | US | NX, P | US | NX, P | NX)
    for page, kind in enumerate(kinds):
        program.poke64(pae2(page), DATA + page * 0x1000 | kind)
        program.poke(DATA + page * 0x1000 + 0x20, b"\xc3")
    for page in range(len(kinds)):
        program.fault(f"mov eax, [{virt(page, 0x124)}]")
        program.fault(f"mov [{virt(page, 0x128)}], eax")
        program.fault(f"mov eax, {virt(page, 0x20)}; call eax")
        program.code(f"mov esp, {STACK_TOP}")
        program.user(f"mov eax, [{virt(page, 0x12C)}]")
        program.user(f"mov [{virt(page, 0x130)}], eax")
        program.user(f"mov eax, {virt(page, 0x20)}; call eax")
        program.show(pae2(page), pae2(page) + 4)
    entry = PAE_PD + 24
    for kind in (P | RW | US, P | US | NX):
        program.code(
            f"mov dword ptr [{entry}], {PS | kind & 0xFFFFFFFF};"
            f"mov dword ptr [{entry + 4}], {kind >> 32}; {RELOAD}"
        )
        program.fault(f"mov eax, [{0x600000 + DATA + 0x10}]")
        program.fault(f"mov [{0x600000 + DATA + 0x14}], eax")
        program.user(f"mov eax, {0x600000 + DATA + 0x20}; call eax")
        program.show(entry)
    program.show(PAE_PD, PAE_PD + 16, PAE_PT + 8 * (USER_TOP >> 12) - 8)


ACCESSES = (
    "mov eax, [{0}]",
    "mov [{0}], eax",
    "inc dword ptr [{0}]",
    "xchg [{0}], eax",
    "push dword ptr [{0}]",
    "mov ecx, {0}; and ecx, 0xfffff000; call ecx",
    "mov byte ptr [{0}], 0xc3",
    "movzx eax, byte ptr [{0}]",
)
CHANGES = (
    "mov dword ptr [{pte}], {entry}; invlpg [{page}]",
    "and dword ptr [{pte}], 0xffffff9f; invlpg [{page}]",
    "and dword ptr [{pte}], 0xffffff9f; " + RELOAD,
    WP_OFF,
    WP_ON,
)


def random_pages(program: Program, seed: int) -> None:
    """Random rights, remapped and accessed at random, by both rings."""
    dice = random.Random(seed)
    for page in range(8):
        program.poke(DATA + page * 0x1000, b"\xc3" * 16)
        program.poke32(pte2(page), DATA + dice.randrange(8) * 0x1000 | dice.choice(KINDS))
    for _ in range(120):
        page = dice.randrange(8)
        if dice.random() < 0.3:
            entry = DATA + dice.randrange(8) * 0x1000 | dice.choice(KINDS)
            change = dice.choice(CHANGES)
            program.code(change.format(pte=pte2(page), entry=entry, page=virt(page)))
        else:
            step = program.user if dice.random() < 0.5 else program.fault
            offset = 16 * dice.randrange(1, 200) + dice.choice((0, 4, 0xE))
            step(dice.choice(ACCESSES).format(virt(page, offset)))
            program.code(f"mov esp, {STACK_TOP}")
    program.show(*(pte2(page) for page in range(8)))


SUBJECTS: tuple[Build, ...] = (
    rights,
    directory_rights,
    accessed_and_dirty,
    write_protect,
    crossing,
    stale_translations,
    large_pages,
    changing_code,
    delivery,
    descriptor_tables,
    double_fault,
    double_fault_by_task,
    task_gates,
    triple_fault,
    pae_paging,
    fast_calls,
)
