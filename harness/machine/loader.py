# SPDX-License-Identifier: GPL-2.0-or-later
"""The boot loader: put a kernel into RAM and say where to begin.

Works on a plain buffer, so that every claim about it is testable without an
emulator.  Two ways: the project's own kernel straight into its high half, or
any kernel by the Multiboot state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.errors import ConfigError, ImageError
from harness.image.elf import Image
from harness.image.layout import Layout, format_size
from harness.image.multiboot import BOOT_MAGIC, information
from harness.machine import bootparams, trampoline
from harness.machine.paging import PAGE, Memory, build_tables

ENTRY_SYMBOL: Final = "startup_high"
PHYS_MULTIBOOT_INFO: Final = 0x95000


@dataclass(frozen=True, slots=True)
class Entry:
    """Registers at the first instruction; paging is off."""

    eip: int
    esi: int = 0
    eax: int = 0
    ebx: int = 0


def load_segments(memory: Memory, image: Image) -> None:
    """Copy the segments to their physical places and clear the rest of them.

    Raises :class:`ImageError` when one leaves RAM.
    """
    for segment in image.segments:
        start, end = segment.phys_start, segment.phys_end
        if end > len(memory):
            raise ImageError(
                image.path,
                f"has a segment at physical {start:#010x}-{end:#010x}, outside "
                f"{format_size(len(memory))} of RAM",
                "give more --memory",
            )
        split = start + len(segment.data)
        memory[start:split] = segment.data
        memory[split:end] = bytes(end - split)


def load_high(
    memory: Memory,
    image: Image,
    layout: Layout,
    *,
    command_line: str = "",
    initrd: bytes = b"",
) -> Entry:
    """Load a kernel of this project for an entry through the trampoline."""
    symbols = image.symbols
    page_offset = layout.page_offset
    _check_words(command_line)
    text = bootparams.encode_command_line(command_line)
    load_segments(memory, image)
    phys_directory = symbols["swapper_pg_dir"] - page_offset
    phys_end = build_tables(memory, layout, phys_directory, symbols["_end"] - page_offset)
    phys_initrd = _place_initrd(memory, layout.lowmem_bytes, phys_end, initrd)
    params = bootparams.boot_params(
        layout,
        phys_tables_end=phys_end,
        phys_ramdisk=phys_initrd,
        ramdisk_bytes=len(initrd),
    )
    cr0, cr4 = trampoline.control_registers(layout)
    block = trampoline.parameters(cr0, phys_directory, cr4, symbols[ENTRY_SYMBOL])
    for phys, data in (
        (bootparams.PHYS_BOOT_PARAMS, params),
        (bootparams.PHYS_COMMAND_LINE, text),
        (trampoline.PHYS_CODE, trampoline.CODE),
        (trampoline.PHYS_PARAMETERS, block),
        (trampoline.PHYS_GDT, trampoline.gdt()),
    ):
        memory[phys : phys + len(data)] = data
    return Entry(eip=trampoline.PHYS_CODE)


_REMEDIES: Final = {
    "paging": "--paging 4g",
    "pages": "--pages",
    "reserve": "a layout file with its reserve (--layout)",
}


def _check_words(command_line: str) -> None:
    # This loader's tables end where the layout says, and its policies load the directory that it names.
    for word in command_line.split():
        name, _, value = word.partition("=")
        remedy = _REMEDIES.get(name)
        if remedy and (name != "paging" or "4g" in value.split(",")):
            raise ConfigError(f"{word} on the command line would contradict the layout; give {remedy}")


def load_multiboot(memory: Memory, image: Image, *, command_line: str = "", initrd: bytes = b"") -> Entry:
    """Load any kernel for the state that the Multiboot specification gives."""
    load_segments(memory, image)
    modules = []
    if initrd:
        start = _place_initrd(memory, len(memory), image.phys_end, initrd)
        modules.append((start, start + len(initrd)))
    info = information(
        phys_self=PHYS_MULTIBOOT_INFO,
        memory_map=bootparams.memory_map(len(memory)),
        command_line=command_line,
        modules=modules,
    )
    bootparams.encode_command_line(command_line)
    memory[PHYS_MULTIBOOT_INFO : PHYS_MULTIBOOT_INFO + len(info)] = info
    return Entry(eip=image.virt_entry, eax=BOOT_MAGIC, ebx=PHYS_MULTIBOOT_INFO)


def _place_initrd(memory: Memory, phys_top: int, phys_low: int, initrd: bytes) -> int:
    """Put an initrd at the top of reachable RAM; return where, 0 if none."""
    if not initrd:
        return 0
    phys = (phys_top - len(initrd)) // PAGE * PAGE
    if phys < phys_low:
        raise ConfigError(
            f"an initrd of {len(initrd)} bytes does not fit between {phys_low:#010x} "
            f"and {phys_top:#010x}; give more --memory"
        )
    memory[phys : phys + len(initrd)] = initrd
    return phys
