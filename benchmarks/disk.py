# SPDX-License-Identifier: GPL-2.0-or-later
"""Raw disk reads by ``rep insw``, a block an interrupt: native, word by word in Python, on QEMU."""

from __future__ import annotations

import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from keystone import KS_ARCH_X86, KS_MODE_32, Ks

from harness.machine.board import Board
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.disk import DiskSpec
from harness.machine.disk.disk import make_disks
from harness.machine.engine import CoreStop, Engine, Reg

MIB = 1 << 20
MEGABYTES = 16
BASE, CODE, BUFFER, RAM = 0x100000, 0x100020, 0x200000, 16 * MIB
COMMAND_BYTES = 256 * 512
DISK = DiskSpec("blank", size_bytes=16 * MIB)
# Descriptor tables, then READ MULTIPLE of 256 sectors, 16 a block; EBX counts commands.
# The processor sleeps until the disk's interrupt, which the handler acknowledges.
GDT, IDT, GDTR, IDTR, HANDLER = 0x110000, 0x111000, 0x110100, 0x110108, 0x112000
VECTOR, CODE_SELECTOR = 0x2E, 0x08
LOOP = """
    mov eax, 0x10; mov ss, ax; mov ds, ax; mov es, ax; mov esp, 0x120000; cld
    mov al, 0x11; out 0x20, al; out 0xa0, al; mov al, 0x20; out 0x21, al; mov al, 0x28; out 0xa1, al
    mov al, 4; out 0x21, al; mov al, 2; out 0xa1, al; mov al, 1; out 0x21, al; out 0xa1, al
    mov al, 0xfb; out 0x21, al; mov al, 0xbf; out 0xa1, al
    mov ebx, {commands}
next:
    mov dx, 0x1f6; mov al, 0xe0; out dx, al
    mov dx, 0x1f2; xor eax, eax; out dx, al; inc edx; out dx, al; inc edx; out dx, al; inc edx; out dx, al
    xor ebp, ebp
    mov dx, 0x1f7; mov al, 0xc4; out dx, al
    mov esi, 16
block:
    cli; test ebp, ebp; jnz ready
    sti; hlt
    jmp block
ready:
    xor ebp, ebp
    sti
    mov edi, {buffer}; mov ecx, {count}; mov dx, 0x1f0
    rep {insn}
    dec esi; jnz block
    dec ebx; jnz next
    mov al, 0; out 0xf4, al
    cli; hlt
"""
# EBP tells the loop; anything but a ready block ends the program badly.
ACKNOWLEDGE = """
    push eax; push edx; mov dx, 0x1f7; in al, dx; cmp al, 0x58; je good
    mov al, 1; out 0xf4, al
good:
    mov al, 0x20; out 0xa0, al; out 0x20, al; inc ebp; pop edx; pop eax; iretd
"""


def program(mebibytes: int, insn: str = "insw") -> bytes:
    """Return a Multiboot image that reads so much."""
    width = {"insw": 2, "insd": 4}[insn]
    commands = mebibytes * MIB // COMMAND_BYTES
    image = bytearray(HANDLER + 0x100 - BASE)

    def poke(at: int, data: bytes) -> None:
        image[at - BASE : at - BASE + len(data)] = data

    enter = f"lgdt [{GDTR}]; lidt [{IDTR}]; mov esp, {GDT}; push {CODE_SELECTOR}; push %d; retf"
    start = CODE + len(assemble(enter % CODE, CODE))
    poke(CODE, assemble(enter % start, CODE))
    loop = LOOP.format(commands=commands, buffer=BUFFER, count=8192 // width, insn=insn)
    poke(start, assemble(loop, start))
    poke(HANDLER, assemble(ACKNOWLEDGE, HANDLER))
    poke(GDT, struct.pack("<QQQ", 0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF))
    poke(GDTR, struct.pack("<HI", 23, GDT))
    poke(IDTR, struct.pack("<HI", 0x7FF, IDT))
    gate = struct.pack("<HHHH", HANDLER & 0xFFFF, CODE_SELECTOR, 0x8E00, HANDLER >> 16)
    poke(IDT + 8 * VECTOR, gate)
    magic, flags, end = 0x1BADB002, 0x10000, BASE + len(image)
    poke(BASE, struct.pack("<8I", magic, flags, -(magic + flags) & 0xFFFFFFFF, BASE, BASE, end, end, CODE))
    return bytes(image)


def assemble(text: str, at: int) -> bytes:
    return bytes(Ks(KS_ARCH_X86, KS_MODE_32).asm(text, at)[0])


def seconds(mebibytes: int, insn: str = "insw", native: bool = True) -> tuple[float, float]:
    """Time our machine by the host's clock and its own; without ``native`` Python moves every word."""
    image = program(mebibytes, insn)
    engine = Engine(RAM)
    engine.ram[BASE : BASE + len(image)] = image
    board = Board(
        engine, lambda *_: None, lambda code: engine.request_stop(CoreStop.EXIT, code), make_disks([DISK])
    )
    if not native:
        board.ata.move_in_python()
    engine.set_segment_flat()
    engine.set_reg(Reg.CR0, 0x11)
    engine.set_reg(Reg.EIP, CODE)
    start = time.perf_counter()
    stop = engine.run(1 << 40)
    elapsed = time.perf_counter() - start
    assert stop == (CoreStop.EXIT, 0), stop
    return elapsed, engine.clock / CYCLES_PER_SECOND


def qemu_seconds(mebibytes: int, insn: str = "insw") -> float:
    """Time a whole QEMU that runs the program."""
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        (where / "k").write_bytes(program(mebibytes, insn))
        with open(where / "d", "wb") as disk:
            disk.truncate(DISK.size_bytes)
        start = time.perf_counter()
        done = subprocess.run(
            [
                *("qemu-system-i386", "-kernel", str(where / "k"), "-m", "16", "-display", "none"),
                *("-no-reboot", "-drive", f"file={where / 'd'},format=raw,if=ide"),
                *("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"),
            ],
            check=False,
            capture_output=True,
        )
        elapsed = time.perf_counter() - start
    assert done.returncode == 1, done
    return elapsed


def qemu_rate(insn: str = "insw") -> float:
    """Return QEMU's MB/s, its start taken out by a shorter run."""
    short, long = qemu_seconds(1, insn), qemu_seconds(1 + MEGABYTES, insn)
    return MEGABYTES / (long - short)


def rate(insn: str = "insw") -> float:
    """Return our MB/s."""
    return MEGABYTES / seconds(MEGABYTES, insn)[0]


def guest_rate(insn: str = "insw") -> float:
    """Return the MB/s that the guest sees, which are the same on any host."""
    return 1 / seconds(1, insn)[1]


def rate_in_python(insn: str = "insw") -> float:
    """Return MB/s with a Python call for each word."""
    return 1 / seconds(1, insn, native=False)[0]


def rows(
    row: Callable[[str, str, str], None],
    paired: Callable[[Callable[[], float], Callable[[], float]], tuple[float, float, float]],
) -> None:
    """Print the rows of the table."""
    for insn, what in (("insw", "16"), ("insd", "32")):
        slow, fast, ratio = paired(partial(rate_in_python, insn), partial(rate, insn))
        of_the_guest = f"({guest_rate(insn):.1f} of the guest's)"
        measured = f"{fast:.1f} MB/s {of_the_guest}, {ratio:.0f} times its {slow:.2f} MB/s"
        reach = "≥ 20 times" if insn == "insw" else ""
        row(f"raw disk reads, {what} bits a word: against a Python call for each", measured, reach)
        theirs, ours, ratio = paired(partial(qemu_rate, insn), partial(rate, insn))
        row(f"the same against QEMU's IDE, {what} bits", f"{ratio:.2f} of its {theirs:.1f} MB/s", "")
