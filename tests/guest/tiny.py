# SPDX-License-Identifier: GPL-2.0-or-later
"""Tiny guests, assembled by hand: whole kernels of a few instructions."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import keystone

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "image"))

from elfmaker import Maker, Part  # noqa: E402

from harness import Layout, Machine  # noqa: E402
from harness.image.elf import parse_elf  # noqa: E402

LOW = 0x100000
LINK = 0xC0000000
HIGH = LINK + LOW
ABS = 0xFFF1
MIB = 1 << 20


def assemble(source: str, virt: int) -> bytes:
    assembler = keystone.Ks(keystone.KS_ARCH_X86, keystone.KS_MODE_32)
    code, _ = assembler.asm("; ".join(line.strip() for line in source.strip().splitlines()), virt)
    return bytes(code)


def plain_elf(source: str) -> bytes:
    """A kernel that is entered with paging off at 1 MiB."""
    code = assemble(source, LOW)
    return Maker([Part(LOW, LOW, code)], entry=LOW, symbols=[("_start", LOW, len(code), 2, 1)]).build()


def plain(source: str) -> Machine:
    """A loaded machine with a kernel of :func:`plain_elf` in 16 MiB."""
    return Machine.load_any(parse_elf("tiny", plain_elf(source)), Layout(memory_bytes=16 * MIB))


OFFSETS = {
    "task_struct.mm": 0,
    "task_struct.pid": 4,
    "task_struct.comm": 8,
    "task_struct.tasks": 24,
    "task_struct.real_parent": 32,
    "task_struct.active_mm": 36,
    "task_struct.state": 40,
    "task_struct.exit_state": 44,
    "task_struct.thread_group": 48,
    "mm_struct.pgd": 0,
    "thread_info.task": 0,
}
CODE_BYTES = 0x1000
TASKS, DIRECTORY, END = HIGH + 0x1000, HIGH + 0x2000, HIGH + 0x3000
FIRST, SECOND, PANIC, SWITCH_TO = TASKS, TASKS + 0x100, HIGH + 0xF00, HIGH + 0xF40


def task_bytes(virt: int, pid: int, comm: bytes, following: int, parent: int, mm: int = 0) -> bytes:
    raw = bytearray(0x100)
    struct.pack_into("<II16sII", raw, 0, mm, pid, comm, following + 24, virt + 24)
    struct.pack_into("<6I", raw, 32, parent, 0, 0, 0, virt + 48, virt + 48)
    return bytes(raw)


def high_elf(source: str) -> bytes:
    """A kernel with the project's exported symbols and two tasks.

    ``source`` stands at ``startup_high``; 0xf00 bytes behind it is ``panic``.
    """
    code = assemble(source, HIGH).ljust(CODE_BYTES, b"\xf4")
    tasks = task_bytes(FIRST, 0, b"swapper", SECOND, FIRST)
    tasks += task_bytes(SECOND, 1, b"init", FIRST, FIRST)
    symbols = [
        ("__page_offset", LINK, 0, 0, 1),
        ("startup_high", HIGH, 0xF00, 2, 1),
        ("panic", PANIC, 0x40, 2, 1),
        ("__switch_to", SWITCH_TO, 0x40, 2, 1),
        ("init_task", FIRST, 0x100, 1, 1),
        ("swapper_pg_dir", DIRECTORY, 0x1000, 1, 1),
        ("_end", END, 0, 0, 1),
        *((f"offset.{name}", value, 0, 0, ABS) for name, value in OFFSETS.items()),
    ]
    data = (code + tasks).ljust(0x2000, b"\0")
    # One word to move, so that the image counts as relocatable.
    return Maker(
        [Part(HIGH, LOW, data, mem_bytes=0x3000)],
        entry=LOW,
        symbols=symbols,
        relocations=[(HIGH + 0xFF0, 1, 1)],
    ).build()


def high(source: str, layout: Layout | None = None, **options: object) -> Machine:
    """A machine that stands at ``startup_high`` of :func:`high_elf`."""
    layout = layout or Layout(memory_bytes=16 * MIB)
    return Machine.load(parse_elf("tiny", high_elf(source)), layout, **options)
