# SPDX-License-Identifier: GPL-2.0-or-later
"""The few instructions between the boot loader and the high half.

Keystone assembled ``SOURCE`` into ``CODE``; a test assembles it again and
compares.  The bytes are kept because importing Keystone costs 43 ms of a
half-second budget.  They are the same for every layout: what differs stands
in the parameter block that ESI points at.
"""

from __future__ import annotations

import struct
from typing import Final

from harness.image.layout import Layout

PHYS_CODE: Final = 0x92000
PHYS_PARAMETERS: Final = 0x92800
PHYS_GDT: Final = 0x92900
PHYS_STACK_END: Final = 0x93000
KERNEL_CS, KERNEL_DS = 0x10, 0x18

# The far return must follow the load of CR0 closely: until then the
# instruction stream is fetched through the identity map that the tables keep
# for the first 4 MiB.
SOURCE: Final = """
    mov esi, 0x92800
    mov esp, 0x93000
    lgdt [esi + 18]
    mov eax, [esi]
    mov cr4, eax
    mov eax, [esi + 4]
    mov cr3, eax
    mov eax, [esi + 8]
    mov cr0, eax
    mov eax, 0x18
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov ss, eax
    push 0x10
    push dword ptr [esi + 12]
    mov esi, 0x90000
    retf
"""
CODE: Final = bytes.fromhex(
    "be00280900bc00300900660f0156128b060f22e08b46040f22d88b46080f"
    "22c0b8180000008ed88ec08ee08ee88ed06a10ff760cbe00000900cb"
)

CR0_PE, CR0_MP, CR0_ET, CR0_NE = 1, 2, 0x10, 0x20
CR0_WP, CR0_PG = 1 << 16, 1 << 31
CR4_PSE, CR4_PAE, CR4_PGE = 1 << 4, 1 << 5, 1 << 7

_FLAT: Final = ((0, 0), (0, 0), (0x0000FFFF, 0x00CF9A00), (0x0000FFFF, 0x00CF9200))


def control_registers(layout: Layout) -> tuple[int, int]:
    """Return the (CR0, CR4) that a layout is entered with."""
    cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_PG | (CR0_WP if layout.write_protect else 0)
    cr4 = {"4k": 0, "4m": CR4_PSE, "pae": CR4_PAE}[layout.pages]
    return cr0, cr4 | (CR4_PGE if layout.global_pages else 0)


def parameters(cr0: int, cr3: int, cr4: int, virt_entry: int) -> bytes:
    """Return the block at ``PHYS_PARAMETERS`` that the code reads."""
    gdt_limit = 8 * len(_FLAT) - 1
    return struct.pack("<4IHHI", cr4, cr3, cr0, virt_entry, 0, gdt_limit, PHYS_GDT)


def gdt() -> bytes:
    """Return flat 4 GiB code and data descriptors at 0x10 and 0x18."""
    return b"".join(struct.pack("<II", low, high) for low, high in _FLAT)
