# SPDX-License-Identifier: GPL-2.0-or-later
"""Random bytes as code: whatever a guest does, the run ends and the host lives.

Each handler steps over a byte of what faulted and goes on, so that a program
tries most of its bytes; system instructions and writes to the processor's own
tables are mixed in.  Seeded: a failure names the program.
"""

import random
import struct

import pytest

from harness.errors import HarnessError
from harness.image.elf import parse_elf
from harness.image.layout import Layout
from harness.machine.engine import CoreStop, Reg
from harness.machine.machine import Machine
from tests.cpu.rig import CODE, GDT, HANDLERS, HAS_ERROR, IDT, PD, PT, TSS, USER_CODE, Rig

PROGRAMS, PROGRAM_BYTES, BUDGET = 300, 200, 2000
STEP = bytes.fromhex("83042401cf")  # add dword ptr [esp], 1; iret
STEP_WITH_ERROR = bytes.fromhex("83c404") + STEP
SYSTEM = [
    *(b"\x0f\x22" + bytes([0xC0 | which << 3]) for which in (0, 3, 4)),  # mov cr0, cr3, cr4
    *(b"\x0f\x01" + bytes([what << 3]) for what in (2, 3, 7)),  # lgdt, lidt, invlpg
    *(
        bytes.fromhex(text)
        for text in ("0f00d8", "0f00d0", "0f30", "0f32", "cf", "9d", "cb", "f4", "fb", "fa")
    ),
    *(
        bytes.fromhex(text)
        for text in ("cd80", "cd08", "f3ab", "f3a4", "8ed0", "8ed8", "17", "1f", "cc", "ce")
    ),
    *(
        bytes.fromhex(text)
        for text in ("f1", "0f05", "0f34", "ee", "ec", "f36c", "0f23f8", "dd20", "0fc708", "f0")
    ),
    bytes.fromhex("ea000002003000"),  # jmp far to the TSS
]
TABLES = (GDT, IDT, TSS, PD, PT)


def program(seed: int) -> bytes:
    chance = random.Random(seed)
    out = b""
    while len(out) < PROGRAM_BYTES:
        kind = chance.randrange(6)
        if kind == 0:
            out += chance.choice(SYSTEM)
        elif kind == 1:
            value = chance.choice(
                (chance.getrandbits(32), 1 << chance.randrange(32), chance.randrange(0x60000))
            )
            out += bytes([0xB8 | chance.randrange(8)]) + struct.pack("<I", value)
        elif kind == 2:
            at = chance.choice(TABLES) + chance.randrange(0x400)
            out += b"\xc7\x05" + struct.pack("<II", at, chance.getrandbits(32))
        else:
            out += chance.randbytes(chance.randrange(1, 8))
    return out


def rig_with(seed: int) -> Rig:
    rig = Rig(paging=bool(seed & 1))
    for vector in range(256):
        rig.poke(HANDLERS + 16 * vector, STEP_WITH_ERROR if vector in HAS_ERROR else STEP)
    user = bool(seed & 2)
    rig.start("nop", user, eflags=0x3202 if user else 2)
    rig.poke(USER_CODE if user else CODE, program(seed) + b"\xeb\xfe")
    rig.core.flush_code()
    return rig


@pytest.mark.parametrize("start", range(0, PROGRAMS, 50))
def test_random_code_ends_and_leaves_a_machine_to_look_at(start: int) -> None:
    for seed in range(start, start + 50):
        rig = rig_with(seed)
        reason, _ = rig.core.run(BUDGET)
        assert isinstance(reason, CoreStop), seed
        assert [rig.reg(register) for register in Reg], seed


def test_random_code_runs_the_same_way_twice() -> None:
    def traced(seed: int) -> tuple[object, int, int]:
        rig = rig_with(seed)
        return rig.core.run(BUDGET), rig.core.instructions, rig.core.trace_hash

    for seed in range(0, PROGRAMS, 20):
        assert traced(seed) == traced(seed), seed


def elf(code: bytes) -> bytes:
    """A kernel of these bytes at 1 MiB."""
    header = b"\x7fELF\1\1\1" + bytes(9)
    header += struct.pack("<HHIIIIIHHHHHH", 2, 3, 1, 0x100000, 52, 0, 0, 52, 32, 1, 40, 0, 0)
    load = struct.pack("<8I", 1, 84, 0x100000, 0x100000, len(code), len(code), 7, 4096)
    return header + load + code


def test_random_kernels_end_with_a_sentence() -> None:
    for seed in range(PROGRAMS):
        machine = Machine.load_any(parse_elf("random", elf(program(seed))), Layout(memory_bytes=8 << 20))
        stop = machine.run(BUDGET)
        assert "\n" not in str(stop), seed


def test_random_files_are_kernels_or_errors() -> None:
    chance = random.Random(5)
    sound = elf(b"\xf4" * 64)
    for _ in range(PROGRAMS):
        raw = bytearray(sound)
        for _ in range(chance.randrange(1, 5)):
            raw[chance.randrange(84)] = chance.getrandbits(8)
        try:
            machine = Machine.load_any(parse_elf("random", bytes(raw)), Layout(memory_bytes=8 << 20))
            machine.run(BUDGET)
        except HarnessError as error:
            assert "\n" not in str(error)
