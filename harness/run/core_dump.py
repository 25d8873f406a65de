# SPDX-License-Identifier: GPL-2.0-or-later
"""Core dumps of QEMU (``dump-guest-memory FILE``) as machines that stand still.

An ELF core: PT_LOAD segments are physical memory, and a note named "QEMU"
holds the processor, control registers and all.  Source: System V ABI, chapter
5; QEMU's target/i386/arch_dump.c for the note's fields.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from harness.errors import ConfigError, GuestMemoryError, ImageError, LayoutError
from harness.image.elf import Image, read_elf
from harness.image.layout import KIB, MOST_MEMORY, Layout
from harness.machine.engine import Engine, Reg
from harness.machine.machine import Machine
from harness.machine.policy import make_policy
from harness.machine.snapshot import Origin
from harness.run.kernel_path import default_kernel

ET_CORE: Final = 4
_PT_LOAD, _PT_NOTE = 1, 4
_CR4_PAE: Final = 0x20
_ACCESSED: Final = 0x20
_LARGE: Final = 0x80
_THREAD_BYTES: Final = 8192
# What is zero is left alone: most of a dump is memory that nobody touched.
_STEP: Final = 64 * KIB
_ZEROS: Final = bytes(_STEP)
# guest/include/asm/paging_options.h
_OPTIONS: Final = {
    "write_protect": 0x01,
    "text_read_only": 0x02,
    "nx": 0x04,
    "global_pages": 0x08,
    "stack_guard": 0x10,
    "highmem": 0x40,
    "recursive": 0x80,
}
_SEPARATE: Final = 0x20
# rax rbx rcx rdx rsi rdi rsp rbp r8..r15 rip rflags, as QEMUCPUState orders them.
_GENERAL: Final = {
    Reg.EAX: 0,
    Reg.EBX: 1,
    Reg.ECX: 2,
    Reg.EDX: 3,
    Reg.ESI: 4,
    Reg.EDI: 5,
    Reg.ESP: 6,
    Reg.EBP: 7,
    Reg.EIP: 16,
    Reg.EFLAGS: 17,
}
# version and size, the above, ten segments, five control registers.
_STATE: Final = struct.Struct("<II18Q" + 10 * "IIIIQ" + "5Q")
_CS_AT, _CONTROL_AT = 20, 70


@dataclass(frozen=True, slots=True)
class CoreDump:
    """What a dump holds: pieces (phys, file offset, bytes), and the processor's registers."""

    path: str
    raw: mmap.mmap
    pieces: tuple[tuple[int, int, int], ...]
    registers: dict[Reg, int]
    cpl: int

    def read(self, phys: int, size: int) -> bytes:
        """Return physical memory; fewer bytes where the dump has none."""
        for start, offset, length in self.pieces:
            if start <= phys < start + length:
                return self.raw[offset + phys - start : offset + min(phys - start + size, length)]
        return b""

    @property
    def memory_bytes(self) -> int:
        """RAM that the machine had."""
        end = max(phys + size for phys, _, size in self.pieces)
        return -(-end // (64 * KIB)) * 64 * KIB


def is_core(path: str | Path) -> bool:
    """Whether a file is an ELF core of any kind; an unreadable one is none."""
    try:
        with open(path, "rb") as file:
            head = file.read(18)
    except OSError:
        return False
    return head[:4] == b"\x7fELF" and head[16:18] == struct.pack("<H", ET_CORE)


def read_core(path: str | Path) -> CoreDump:
    """Read a dump; :class:`ImageError` says what is wrong with the file."""
    try:
        with open(path, "rb") as file:
            raw = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    except OSError as error:
        raise ImageError(str(path), f"cannot be read: {error.strerror}", "name a core dump") from None
    try:
        headers = list(_headers(raw))
        notes = [raw[offset : offset + size] for kind, offset, _, size in headers if kind == _PT_NOTE]
        state = next(state for note in notes for state in _states(note))
    except (struct.error, StopIteration, ValueError):
        raise ImageError(
            str(path), "is no dump of QEMU's", "take it with dump-guest-memory, without -p"
        ) from None
    pieces = tuple(
        (phys, offset, size)
        for kind, offset, phys, size in headers
        if kind == _PT_LOAD and size and phys + size <= MOST_MEMORY and offset + size <= len(raw)
    )
    if not pieces:
        raise ImageError(str(path), "holds no memory", "take it again")
    registers = {reg: state[2 + at] & 0xFFFFFFFF for reg, at in _GENERAL.items()}
    for reg, at in ((Reg.CR0, 0), (Reg.CR2, 2), (Reg.CR3, 3), (Reg.CR4, 4)):
        registers[reg] = state[_CONTROL_AT + at] & 0xFFFFFFFF
    return CoreDump(str(path), raw, pieces, registers, state[_CS_AT] & 3)


def _headers(raw: mmap.mmap) -> Iterator[tuple[int, int, int, int]]:
    """Yield (kind, file offset, physical address, bytes in the file) of each segment."""
    wide = raw[4] == 2
    (table,) = struct.unpack_from("<Q", raw, 32) if wide else struct.unpack_from("<I", raw, 28)
    size, count = struct.unpack_from("<2H", raw, 54 if wide else 42)
    for at in range(table, table + size * count, size):
        if wide:
            kind, _, offset, _, phys, in_file = struct.unpack_from("<IIQQQQ", raw, at)
        else:
            kind, offset, _, phys, in_file = struct.unpack_from("<5I", raw, at)
        yield kind, offset, phys, in_file


def _states(note: bytes) -> Iterator[tuple[int, ...]]:
    at = 0
    while at + 12 <= len(note):
        name_bytes, data_bytes, _ = struct.unpack_from("<3I", note, at)
        data = at + 12 + -(-name_bytes // 4) * 4
        if note[at + 12 : at + 12 + name_bytes].rstrip(b"\0") == b"QEMU":
            yield _STATE.unpack_from(note, data)
        at = data + -(-data_bytes // 4) * 4


def machine_of(path: str | Path, kernel: str | Path | None = None) -> Machine:
    """Return a machine that holds what a dump kept, to be looked at and not run.

    ``kernel`` is the file that QEMU ran, :func:`~harness.image.link.link_at`'s
    if it was moved.  Raises :class:`ImageError`, :class:`ConfigError` when the
    dump is of another kernel.
    """
    core, image = read_core(path), read_elf(kernel or default_kernel())
    _must_hold(core, image)
    layout = _layout_of(core, image)
    machine = Machine(image, layout, make_policy("native"), Origin.of("multiboot", "", b""))
    _copy(core, machine.engine.ram)
    _set_registers(machine.engine, core.registers)
    machine.look_only(f"{core.path} is a core dump, and its devices are not in it")
    machine.engine.current = _running(machine, core)
    return machine


def _copy(core: CoreDump, ram: memoryview) -> None:
    for phys, offset, size in core.pieces:
        for at in range(0, size, _STEP):
            data = core.raw[offset + at : offset + min(at + _STEP, size)]
            if data != _ZEROS:
                ram[phys + at : phys + at + len(data)] = data


def _must_hold(core: CoreDump, image: Image) -> None:
    virt = image.symbols["linux_banner"]
    for segment in image.segments:
        if segment.virt_start <= virt < segment.virt_start + len(segment.data):
            at = virt - segment.virt_start
            if core.read(virt - image.symbols["__page_offset"], 32) != bytes(segment.data[at : at + 32]):
                raise ConfigError(f"{core.path} is not of {image.path}; name its kernel with --kernel")


def _layout_of(core: CoreDump, image: Image) -> Layout:
    """Return what the kernel in the dump made of its command line; before it read it, its defaults."""
    offset = image.symbols["__page_offset"]

    def word(symbol: str, index: int = 0) -> int:
        return int.from_bytes(core.read(image.symbols[symbol] - offset + 4 * index, 4), "little")

    pages = "4m" if word("swapper_pg_dir", offset >> 22) & _LARGE else "4k"
    plain = Layout(
        offset, "pae" if core.registers[Reg.CR4] & _CR4_PAE else pages, memory_bytes=core.memory_bytes
    )
    options = word("paging_options")
    chosen: dict[str, Any] = {name: bool(options & bit) for name, bit in _OPTIONS.items()}
    # Until the first user directory is made, all is the kernel's.
    separate = options & _SEPARATE and word("user_cr3")
    try:
        return replace(
            plain,
            **chosen,
            separation="4g" if separate else "shared",
            reserve_bytes=word("vmalloc_reserve"),
        )
    except LayoutError:
        return plain


def _set_registers(engine: Engine, registers: dict[Reg, int]) -> None:
    engine.set_segment_flat()
    # A dump does not say whether NX is on; where it is off, no entry has the bit.
    if registers[Reg.CR4] & _CR4_PAE:
        _clean_pointers(engine.ram, registers[Reg.CR3] & ~31)
        engine.assume_nx()
    # Paging last: it must find its tables.
    for reg in (*_GENERAL, Reg.CR2, Reg.CR4, Reg.CR3, Reg.CR0):
        engine.set_reg(reg, registers[reg])


def _clean_pointers(ram: memoryview, phys_pointers: int) -> None:
    """Take out the accessed bits that QEMU puts where a processor knows none, and finds them reserved."""
    for at in range(phys_pointers, phys_pointers + 32, 8):
        ram[at] &= ~_ACCESSED & 0xFF


def _running(machine: Machine, core: CoreDump) -> int:
    """Return the task whose kernel stack is in use; 0, as before any switch, if that cannot be told.

    In ring 3, and on the stacks of the entry area and of double faults, ESP says nothing: the guest's
    ``kernel_esp0`` has where the running task's stack begins.
    """
    inside = machine.symbols.offset("task_struct", "thread_info")
    own = [] if core.cpl else [core.registers[Reg.ESP]]
    try:
        for esp in (*own, machine.read_word(machine.symbols["kernel_esp0"]) - 1):
            thread = esp & -_THREAD_BYTES
            task = machine.read_word(thread)
            if machine.read_word(task + inside) == thread:
                return task
    except GuestMemoryError:
        return 0
    return 0
