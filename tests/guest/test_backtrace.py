# SPDX-License-Identifier: GPL-2.0-or-later
"""Back traces of a booted kernel, across the ways into it."""

import struct

import pytest

from harness.inspect.backtrace import backtrace
from harness.machine.engine import Reg
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
EXIT = 1


def frames_at(machine, where):
    with machine.breakpoint(where):
        machine.run()
    return backtrace(machine)


def names(frames):
    return [frame.symbol.partition("+")[0] for frame in frames]


def test_a_system_call_leads_back_to_the_instruction_after_int_0x80(booted):
    last = frames_at(booted, "do_exit")[-1]
    assert (last.symbol, last.left_by) == ("user mode", f"system call {EXIT}")
    assert booted.read_virt(last.virt_pc - 2, 2) == b"\xcd\x80"


def test_an_interrupt_leads_back_to_the_very_instruction_it_came_before(booted):
    gates = []
    booted.engine.add_probe(
        booted.address("common_interrupt"),
        lambda: gates.append(booted.read_word(booted.engine.reg(Reg.ESP) + 4)),
    )
    frames = frames_at(booted, "do_timer")
    at = names(frames).index("common_interrupt")
    assert frames[at + 1].left_by == "interrupt"
    assert frames[at + 1].virt_pc == gates[-1]


def test_a_page_fault_in_the_kernel_leads_back_to_the_access_and_its_callers(booted):
    # The kernel touches user memory for a process whose page is not there yet.
    for _ in range(400):
        frames = frames_at(booted, "handle_mm_fault")
        left = next(frame for frame in frames if frame.left_by == "exception")
        if left.symbol != "user mode":
            break
    assert names(frames).index("error_code") < frames.index(left) < len(frames) - 1
    assert frames[-1].symbol == "user mode"


def test_a_preempted_thread_shows_where_it_was_preempted(machine):
    for _ in range(5000):
        frames = frames_at(machine, "schedule")
        left = [frame for frame in frames if frame.left_by == "preempted"]
        if left:
            break
    before = frames[frames.index(left[0]) - 1]
    assert before.symbol.startswith("need_resched")
    assert machine.layout.page_offset <= left[0].virt_pc


def test_garbage_where_the_saved_registers_were_ends_the_trace_and_is_no_error(booted):
    whole = frames_at(booted, "do_exit")
    frame = whole[-3].frame_pointer
    booted.engine.write_virt(frame + 8, struct.pack("<24I", *[0xFFFFFFFF] * 24))
    assert names(backtrace(booted))[-1] == "system_call"
