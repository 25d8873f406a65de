# SPDX-License-Identifier: GPL-2.0-or-later
"""SYSENTER, which Unicorn passes over, and Unicorn's own SYSEXIT, on hand-assembled bytes."""

import pytest
import unicorn
from unicorn.x86_const import UC_X86_REG_EIP, UC_X86_REG_MSR

from harness.machine.engine import CoreStop, Reg
from harness.machine.events import Interrupt, Kind, decode
from tests.cpu.rig import CODE0, CODE3, DATA0, DATA3, IF, START, TF, USER_CODE, USER_STACK, Rig, asm

ENTRY, TOP, OTHER_STACK = 0x21000, 0x6800, 0x50800
MSR_CS, MSR_ESP, MSR_EIP = 0x174, 0x175, 0x176
SEP = 1 << 11


def set_msr(rig, number, value):
    rig.poke(START, asm(f"mov ecx, {number}; mov eax, {value}; xor edx, edx; wrmsr; hlt", START))
    rig.core.flush_code()
    rig.set_reg(Reg.EIP, START)
    assert rig.core.run(100)[0] is CoreStop.HALTED


@pytest.fixture
def rig():
    one = Rig(paging=True)
    for number, value in ((MSR_CS, CODE0), (MSR_ESP, TOP), (MSR_EIP, ENTRY)):
        set_msr(one, number, value)
    one.poke(ENTRY, b"\xf4")
    return one


def state(rig):
    return tuple(rig.reg(one) for one in (Reg.EIP, Reg.CS, Reg.ESP, Reg.SS, Reg.EFLAGS))


def test_the_processor_says_that_it_has_it(rig):
    rig.go("mov eax, 1; cpuid; hlt")
    assert rig.reg(Reg.EDX) & SEP


def test_stock_unicorn_says_so_too_and_passes_over_it():
    uc = unicorn.Uc(unicorn.UC_ARCH_X86, unicorn.UC_MODE_32)
    uc.mem_map(0, 0x1000)
    uc.mem_write(0, asm("sysenter; nop", 0))
    uc.reg_write(UC_X86_REG_MSR, (MSR_CS, CODE0))
    uc.reg_write(UC_X86_REG_MSR, (MSR_EIP, ENTRY))
    uc.emu_start(0, 3)
    assert uc.reg_read(UC_X86_REG_EIP) == 3


def test_it_enters_ring_0_with_what_the_registers_hold_and_interrupts_off(rig):
    assert rig.go("stc; sysenter", user=True, eflags=IF | 2) is CoreStop.HALTED
    assert state(rig) == (ENTRY + 1, CODE0, TOP, DATA0, 3)


@pytest.mark.parametrize("prefixes", [1, 4, 13])
def test_prefixes_change_nothing(rig, prefixes):
    rig.start("nop", user=True)
    rig.poke(USER_CODE, b"\x3e" * prefixes + b"\x0f\x34")
    rig.core.flush_code()
    assert rig.core.run(1000)[0] is CoreStop.HALTED
    assert state(rig)[:2] == (ENTRY + 1, CODE0)


def test_the_way_back_is_sysexit(rig):
    rig.poke(ENTRY, asm("sti; sysexit", ENTRY))
    text = f"mov ecx, {OTHER_STACK}; mov edx, {USER_CODE + 12}; sysenter; hlt"
    frame = rig.fault(text, user=True)
    # The hlt of ring 3, right behind SYSENTER.
    assert (frame.vector, frame.eip, frame.cs) == (13, USER_CODE + 12, CODE3)
    assert (frame.esp, frame.ss, frame.eflags & IF) == (OTHER_STACK, DATA3, IF)


@pytest.mark.parametrize("none", [0, 1, 3])
def test_without_a_code_segment_it_is_a_general_protection_fault_of_its_own(rig, none):
    set_msr(rig, MSR_CS, none)
    frame = rig.fault("nop; sysenter", user=True)
    assert (frame.vector, frame.error, frame.eip) == (13, 0, USER_CODE + 1)
    assert (frame.cs, frame.esp) == (CODE3, USER_STACK)


def test_a_trap_of_single_stepping_comes_before_the_first_instruction_in_ring_0(rig):
    frame = rig.fault("pushfd; or dword ptr [esp], 0x100; popfd; sysenter", user=True)
    assert (frame.vector, frame.eip, frame.cs) == (1, ENTRY, CODE0)
    assert frame.eflags & TF


def test_it_counts_as_one_instruction_and_as_one_interrupt(rig):
    rig.start("nop; sysenter; nop", user=True)
    before, interrupts = rig.core.instructions, rig.core.interrupts
    assert rig.core.run(1000)[0] is CoreStop.HALTED
    entered = 11  # of the rig
    assert rig.core.instructions - before == entered + 3
    assert rig.core.interrupts - interrupts == 1


def test_the_log_has_it_as_a_system_call(rig):
    rig.core.events_enable(1 << Kind.INTERRUPT)
    rig.go("nop; sysenter", user=True)
    (event,) = decode(rig.core.take_events())
    assert isinstance(event, Interrupt)
    assert (event.eip, event.vector, event.cpl) == (USER_CODE + 3, 0x80, 3)


def test_a_snapshot_keeps_where_it_leads(rig):
    rig.start("sysenter", user=True)
    saved, ram = rig.core.save_state(), rig.core.save_ram()
    set_msr(rig, MSR_EIP, ENTRY + 0x100)
    rig.core.load_state(saved)
    rig.core.load_ram(ram)
    assert rig.core.run(1000)[0] is CoreStop.HALTED
    assert rig.reg(Reg.EIP) == ENTRY + 1
