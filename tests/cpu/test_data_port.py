# SPDX-License-Identifier: GPL-2.0-or-later
"""A port that moves blocks: words between guest and buffer without Python, all but the last."""

import pytest

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import RW, TSS, US, P, Rig

PORT, PLACE = 0x1F0, 0x300000
IN = f"mov edi, {PLACE}; mov ecx, {{}}; mov dx, {PORT}; cld; rep {{}}; cli; hlt"
OUT = f"mov esi, {PLACE}; mov ecx, {{}}; mov dx, {PORT}; cld; rep {{}}; cli; hlt"
WIDTHS = [("sw", 2), ("sd", 4)]


class Device:
    """Answers what the core does not, and remembers it."""

    def __init__(self, rig: Rig, answer: int = 0xEEEEEEEE) -> None:
        self.asked: list[tuple[int, ...]] = []
        rig.core.set_callbacks(
            lambda *args: self.asked.append(args) or answer, lambda *args: self.asked.append(args), None, None
        )


def block(size: int = 512) -> bytearray:
    return bytearray(n * 7 & 0xFF for n in range(size))


@pytest.mark.parametrize("suffix, width", WIDTHS)
def test_a_block_is_read_and_only_its_last_word_asked_for(rig: Rig, suffix: str, width: int) -> None:
    device, data = Device(rig), block()
    rig.core.open_data(PORT, data, 0, 512, False)
    assert rig.go(IN.format(512 // width, "in" + suffix)) is CoreStop.HALTED
    assert bytes(rig.core.ram[PLACE : PLACE + 512]) == bytes(data[:-width]) + b"\xee" * width
    assert device.asked == [(PORT, width)]
    assert (rig.core.data_moved(), rig.core.data_moved()) == (512 - width, 0)


@pytest.mark.parametrize("suffix, width", WIDTHS)
def test_a_block_is_written_and_only_its_last_word_given(rig: Rig, suffix: str, width: int) -> None:
    device, data = Device(rig), bytearray(512)
    rig.poke(PLACE, bytes(block()))
    rig.core.open_data(PORT, data, 0, 512, True)
    rig.go(OUT.format(512 // width, "out" + suffix))
    assert bytes(data[:-width]) == bytes(block()[:-width]) and not any(data[-width:])
    assert device.asked == [(PORT, width, int.from_bytes(block()[-width:], "little"))]


def test_a_block_may_begin_in_the_middle_and_be_moved_by_single_accesses(rig: Rig) -> None:
    device, data = Device(rig), block()
    rig.core.open_data(PORT, data, 100, 108, False)
    rig.go(f"mov dx, {PORT}; in eax, dx; mov ebx, eax; in ax, dx; in al, dx; in ax, dx; cli; hlt")
    assert rig.reg(Reg.EBX) == int.from_bytes(data[100:104], "little")
    assert device.asked == [(PORT, 1), (PORT, 2)]
    assert rig.core.data_moved() == 6


@pytest.mark.parametrize("write, text", [(True, "in ax, dx"), (False, "out dx, ax")])
def test_the_wrong_direction_is_the_devices_affair(rig: Rig, write: bool, text: str) -> None:
    device, data = Device(rig), block()
    rig.core.open_data(PORT, data, 0, 512, write)
    rig.go(f"mov dx, {PORT}; {text}; cli; hlt")
    assert len(device.asked) == 1 and data == block()


def test_other_ports_and_a_closed_one_are_not_moved(rig: Rig) -> None:
    device = Device(rig)
    rig.core.open_data(PORT, block(), 0, 512, False)
    rig.go("mov dx, 0x1f2; in ax, dx; cli; hlt")
    rig.core.close_data()
    rig.core.close_data()
    rig.go(f"mov dx, {PORT}; in ax, dx; cli; hlt")
    assert device.asked == [(0x1F2, 2), (PORT, 2)]
    assert rig.core.data_moved() == 0


def test_a_page_fault_in_the_middle_loses_no_word(paged: Rig) -> None:
    data = block()
    Device(paged)
    paged.core.open_data(PORT, data, 0, 512, False)
    entry = paged.pte(PLACE + 0x1000)
    paged.poke32(entry, 0)
    start = PLACE + 0x1000 - 200
    fault = paged.fault(f"mov edi, {start}; mov ecx, 255; mov dx, {PORT}; cld; rep insw; cli; hlt")
    assert fault.vector == 14
    assert (paged.reg(Reg.EDI), paged.reg(Reg.ECX)) == (PLACE + 0x1000, 155)
    paged.poke32(entry, PLACE + 0x1000 | P | RW | US)
    paged.core.flush_tlb()
    paged.set_reg(Reg.EIP, fault.eip)
    paged.core.run(1000)
    assert bytes(paged.core.ram[start : start + 510]) == bytes(data[:510])


def test_ring_3_without_the_right_takes_nothing(rig: Rig) -> None:
    rig.poke(TSS + 0x66, b"\xff\xff")
    Device(rig)
    rig.core.open_data(PORT, block(), 0, 512, False)
    frame = rig.fault(f"mov dx, {PORT}; in ax, dx", user=True)
    assert (frame.vector, rig.core.data_moved()) == (13, 0)


def test_every_word_is_an_instruction_of_the_clock(rig: Rig) -> None:
    Device(rig)

    def spent(words: int) -> int:
        rig.core.open_data(PORT, block(), 0, 512, False)
        before = rig.core.instructions
        rig.go(IN.format(words, "insw"))
        return rig.core.instructions - before

    assert spent(200) - spent(100) == 100


def test_what_makes_no_sense_is_refused(rig: Rig) -> None:
    for arguments in (
        (PORT, block(8), 0, 9),
        (PORT, block(8), 5, 4),
        (PORT, block(8), -1, 8),
        (0x10000, block(8), 0, 8),
    ):
        with pytest.raises(ValueError, match="data port"):
            rig.core.open_data(*arguments, False)
    with pytest.raises(TypeError):
        rig.core.open_data(PORT, b"constant", 0, 8, True)  # type: ignore[arg-type]


def test_the_buffer_is_held_while_it_is_open(rig: Rig) -> None:
    data = block()
    rig.core.open_data(PORT, data, 0, 512, False)
    with pytest.raises(BufferError):
        data.clear()
    rig.core.open_data(PORT, block(), 0, 512, False)
    data.clear()
