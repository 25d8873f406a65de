# SPDX-License-Identifier: GPL-2.0-or-later
"""Breakpoints, watchpoints, replaced functions, injected failures, the console."""

import pytest

from harness.errors import ConfigError
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from harness.testing import ConsoleTimeout

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
GFP_KERNEL = 0xD0


def test_a_breakpoint_stops_inside_its_block_only(booted):
    with booted.breakpoint("do_exit"):
        stop = booted.run()
    assert (stop.reason, stop.symbol) == (StopReason.BREAKPOINT, "do_exit")
    assert booted.run().reason is StopReason.EXIT


def test_a_breakpoint_at_no_symbol_is_an_error(booted):
    with pytest.raises(ConfigError, match="no symbol 'nowhere'"), booted.breakpoint("nowhere"):
        pass


def run_to_the_next_tick(machine, less=5000):
    """Stop some instructions before it: a run that watches is slow."""
    machine.run(machine.board.events.next_cycle - machine.engine.clock - less)


def test_a_watchpoint_stops_where_the_memory_changed(booted, kernel):
    run_to_the_next_tick(booted)
    before = kernel["jiffies"].value_()
    with booted.watchpoint("jiffies"):
        stop = booted.run()
    assert kernel["jiffies"] == before + 1
    assert f"jiffies: {before:#x} -> {before + 1:#x}" in str(stop)


def test_a_watchpoint_does_not_change_the_run(booted):
    run_to_the_next_tick(booted)
    snapshot = booted.snapshot()
    with booted.watchpoint("jiffies"):
        stop = booted.run()
    watched = booted.engine.trace_hash
    booted.restore(snapshot)
    booted.run(stop.instructions - snapshot.instructions)
    assert booted.engine.trace_hash == watched


def test_a_replaced_function_only_returns(kernel):
    with kernel.replaced("strlen", returns=lambda text: text & 0xFF) as stand_in:
        kernel.call("strlen", "abc")
        assert kernel.call("strlen", 0x1234) == 0x34
    assert [len(words) for words in stand_in.calls] == [1, 1]
    assert kernel.call("strlen", "abc") == 3


def test_an_error_in_a_stand_in_reaches_the_test_and_leaves_the_guest_usable(kernel):
    def refuse(text):
        raise ValueError("no")

    with kernel.replaced("strlen", returns=refuse), pytest.raises(ValueError, match="no"):
        kernel.call("strlen", "abc")
    assert kernel.call("strlen", "abc") == 3


@pytest.mark.parametrize("nth", [1, 2, 3, 5])
def test_the_nth_allocation_fails_and_no_other(kernel, nth):
    with kernel.fail("kmem_cache_alloc", nth=nth) as failure:
        got = [bool(kernel.call("kmalloc", 64, GFP_KERNEL)) for _ in range(5)]
    assert [index for index, block in enumerate(got, 1) if not block] == [nth]
    assert (failure.failed, failure.calls) == (True, 5)


def test_a_failure_that_was_not_reached_is_told(kernel):
    with kernel.fail("kmalloc", nth=9) as failure:
        kernel.call("kmalloc", 64, GFP_KERNEL)
    assert not failure.failed
    assert kernel.call("kmalloc", 64, GFP_KERNEL)


def test_a_fork_whose_task_cannot_be_allocated_fails_with_enomem(booted, kernel, console):
    with kernel.fail("do_fork", returns=-12) as failure:
        console.expect(r"init: fork.*-12|init: .*error 12|FAILED", 5)
    assert failure.failed


def test_expect_runs_until_the_line_and_remembers_where_it_was(console):
    assert console.expect(r"forktest: (.*)").group(1)
    first = console.expect(r"pid (\d+)").start()
    assert console.expect(r"pid (\d+)").start() > first


def test_expect_gives_up_after_virtual_seconds(booted, console):
    begin = booted.engine.clock
    with pytest.raises(ConsoleTimeout, match="0.5 virtual seconds are over"):
        console.expect("never printed", 0.5)
    assert 0.5 <= (booted.engine.clock - begin) / 100_000_000 < 0.52


def test_expect_tells_that_the_guest_ended(console):
    with pytest.raises(ConsoleTimeout, match="the guest ended with exit code 0"):
        console.expect("never printed", 100)


def test_what_is_sent_reaches_the_guests_serial_port(booted, console):
    before = booted.engine.interrupts
    console.send("x")
    booted.run(1000)
    assert booted.engine.interrupts > before


def next_tick(machine):
    with machine.breakpoint("do_timer"):
        machine.run()
    return machine.engine.clock


def test_a_lost_timer_interrupt_costs_a_tick(booted):
    snapshot = booted.snapshot()
    first = next_tick(booted)
    second = next_tick(booted)
    booted.restore(snapshot)
    with booted.lost_interrupt(0) as fault:
        assert next_tick(booted) == pytest.approx(second, abs=2000)
    assert (fault.requests, fault.happened) == (2, True)
    booted.restore(snapshot)
    assert next_tick(booted) == first


def test_a_late_interrupt_comes_when_it_was_told(booted):
    snapshot = booted.snapshot()
    in_time = next_tick(booted)
    booted.restore(snapshot)
    with booted.late_interrupt(0, 0.004):
        assert next_tick(booted) - in_time == pytest.approx(400_000, abs=2000)


def test_a_snapshot_taken_at_a_faulty_line_does_not_keep_the_fault(booted):
    with booted.lost_interrupt(0):
        snapshot = booted.snapshot()
        lost = next_tick(booted)
    booted.restore(snapshot)
    assert next_tick(booted) < lost


def test_an_interrupt_line_that_is_none_is_refused(booted):
    with pytest.raises(ConfigError, match="lines are 0 to 15"):
        booted.lost_interrupt(16)


def test_a_jump_of_the_clock_costs_the_guest_its_ticks_but_one(booted, kernel):
    ticks = kernel["jiffies"].value_()
    begin = booted.engine.clock
    booted.jump_clock(5.0)
    next_tick(booted)
    assert booted.engine.clock - begin >= 500_000_000
    assert kernel["jiffies"] == ticks
    next_tick(booted)
    assert kernel["jiffies"] == ticks + 1


def test_a_clock_that_jumped_jumps_back_with_the_snapshot(booted):
    snapshot = booted.snapshot()
    before = booted.engine.clock
    booted.jump_clock(1.0)
    booted.restore(snapshot)
    assert booted.engine.clock == before


def test_a_jump_backwards_is_refused(booted):
    with pytest.raises(ConfigError, match="forward only"):
        booted.jump_clock(-0.1)


@pytest.mark.parametrize("seconds", [-3600, 86400])
def test_a_jump_of_the_date_moves_the_real_time_clock_only(booted, kernel, seconds):
    date, clock = kernel.call("get_cmos_time"), booted.engine.clock
    booted.jump_date(seconds)
    assert kernel.call("get_cmos_time") - date - seconds in (0, 1)
    assert booted.engine.clock - clock < 100_000
