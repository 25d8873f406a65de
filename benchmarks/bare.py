# SPDX-License-Identifier: GPL-2.0-or-later
"""The yardstick: stock Unicorn, no hooks, or with hooks written in Python."""

from __future__ import annotations

import ctypes
import struct
import time
from typing import Any

from unicorn import (
    UC_ARCH_X86,
    UC_ERR_OK,
    UC_HOOK_BLOCK,
    UC_HOOK_CODE,
    UC_HOOK_INTR,
    UC_HOOK_MEM_READ,
    UC_HOOK_MEM_WRITE,
    UC_MEM_READ,
    UC_MODE_32,
    Uc,
)
from unicorn.unicorn_py3.unicorn import uclib
from unicorn.x86_const import (
    UC_X86_REG_EAX,
    UC_X86_REG_EBP,
    UC_X86_REG_EBX,
    UC_X86_REG_ECX,
    UC_X86_REG_EDI,
    UC_X86_REG_EDX,
    UC_X86_REG_EFLAGS,
    UC_X86_REG_EIP,
    UC_X86_REG_ESI,
    UC_X86_REG_ESP,
)

from harness.image.elf import Image

RAM_BYTES = 64 << 20
NEVER = 0xFFFFFFF0  # an address that the guest does not reach
IF = 1 << 9
IDT_ENTRY = struct.Struct("<HHBBH")
REGISTERS = (
    UC_X86_REG_EAX, UC_X86_REG_ECX, UC_X86_REG_EDX, UC_X86_REG_EBX, UC_X86_REG_ESP,
    UC_X86_REG_EBP, UC_X86_REG_ESI, UC_X86_REG_EDI, UC_X86_REG_EFLAGS,
)  # fmt: skip


def load(image: Image, program: str, rounds: int) -> Uc:
    """Return a bare machine with the image in RAM and one loop chosen."""
    uc = Uc(UC_ARCH_X86, UC_MODE_32)
    uc.mem_map(0, RAM_BYTES)
    for segment in image.segments:
        uc.mem_write(segment.phys_start, bytes(segment.data))
    symbols = image.symbols
    uc.mem_write(symbols["program"], symbols[program].to_bytes(4, "little"))
    uc.mem_write(symbols["rounds"], rounds.to_bytes(4, "little"))
    return uc


def seconds_without_hooks(image: Image, program: str, rounds: int) -> float:
    """Time one loop with paging on and nothing else."""
    uc = load(image, program, rounds)
    start = time.perf_counter()
    uc.emu_start(image.symbols["bare_start"], NEVER)
    return time.perf_counter() - start


def seconds_with_an_empty_hook(image: Image, program: str, rounds: int) -> float:
    """Time one loop with a native block hook that does nothing.

    It is the least that a clock counting blocks can cost.  The hook is the C
    library's ``abs``, which looks at one argument and touches no memory.
    """
    uc = load(image, program, rounds)
    nothing = ctypes.cast(ctypes.CDLL(None).abs, ctypes.c_void_p)
    hook = ctypes.c_size_t()
    every = (ctypes.c_uint64(1), ctypes.c_uint64(0))  # begin after end: all addresses
    status = uclib.uc_hook_add(uc._uch, ctypes.byref(hook), UC_HOOK_BLOCK, nothing, None, *every)
    assert status == UC_ERR_OK, status
    start = time.perf_counter()
    uc.emu_start(image.symbols["bare_start"], NEVER)
    return time.perf_counter() - start


def speed_with_python_code_hook(image: Image, count: int) -> float:
    """Return instructions a second of the sieve with a code hook that keeps each address."""
    uc = load(image, "sieve", 1)
    seen: list[int] = []
    uc.hook_add(UC_HOOK_CODE, lambda uc, address, size, data: seen.append(address))
    start = time.perf_counter()
    uc.emu_start(image.symbols["bare_start"], NEVER, count=count)
    return len(seen) / (time.perf_counter() - start)


def speed_with_python_hooks_on_everything(image: Image, count: int) -> float:
    """Return the same with nine registers read at each instruction, and each access with its value."""
    uc = load(image, "sieve", 1)
    seen: list[tuple[int, ...]] = []

    def on_code(uc: Uc, address: int, size: int, data: Any) -> None:
        seen.append((address, *(uc.reg_read(reg) for reg in REGISTERS)))

    def on_access(uc: Uc, kind: int, address: int, size: int, value: int, data: Any) -> None:
        if kind == UC_MEM_READ:
            value = int.from_bytes(uc.mem_read(address, size), "little")
        seen.append((kind, address, size, value))

    uc.hook_add(UC_HOOK_CODE, on_code)
    uc.hook_add(UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, on_access)
    start = time.perf_counter()
    uc.emu_start(image.symbols["bare_start"], NEVER, count=count)
    return count / (time.perf_counter() - start)


def deliver_in_python(uc: Uc, vector: int, image: Image) -> None:
    """Push the frame of a software interrupt in ring 0, as a hook must."""
    low, selector, _, _, high = IDT_ENTRY.unpack(uc.mem_read(image.symbols["idt"] + 8 * vector, 8))
    esp = uc.reg_read(UC_X86_REG_ESP) - 12
    flags = uc.reg_read(UC_X86_REG_EFLAGS)
    frame = struct.pack("<III", uc.reg_read(UC_X86_REG_EIP), selector, flags)
    uc.mem_write(esp, frame)
    uc.reg_write(UC_X86_REG_ESP, esp)
    uc.reg_write(UC_X86_REG_EFLAGS, flags & ~IF)
    uc.reg_write(UC_X86_REG_EIP, high << 16 | low)


def seconds_of_system_calls_in_python(image: Image, rounds: int) -> float:
    """Time ``rounds`` software interrupts delivered by a Python hook."""
    uc = load(image, "kernel_calls", rounds)

    def on_interrupt(uc: Uc, vector: int, _: Any) -> None:
        deliver_in_python(uc, vector, image)

    uc.hook_add(UC_HOOK_INTR, on_interrupt)
    start = time.perf_counter()
    uc.emu_start(image.symbols["bare_with_idt"], NEVER)
    return time.perf_counter() - start
