# SPDX-License-Identifier: GPL-2.0-or-later
"""Calling functions of a booted guest."""

import pytest

from harness.errors import ConfigError
from harness.machine.engine import Reg
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from harness.testing import CallBudgetSpent, GuestCallError, GuestFault, GuestPanic, SleepInAtomic, UnsafeCall

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
GFP_KERNEL, GFP_ATOMIC = 0xD0, 0x20
REGISTERS = [reg for reg in Reg if reg.name not in ("CR2",)]


def registers(machine):
    return {reg.name: machine.engine.reg(reg) for reg in REGISTERS}


def test_a_text_is_lent_for_a_pointer_and_an_integer_comes_back(kernel):
    assert kernel.call("strlen", "five.") == 5


def test_a_pointer_comes_back_typed_and_can_be_passed_on(kernel):
    block = kernel.call("kmalloc", 64, GFP_KERNEL)
    assert block.type_.type_name() == "void *"
    assert block.value_() >= 0xC0000000
    assert kernel.call("kfree", block) is None


def test_a_negative_result_is_negative(kernel):
    assert kernel.call("strcmp", "a", "b") < 0


def test_variadic_arguments_follow_the_named_ones(kernel, console):
    kernel.call("printk", "%s is %d\n", "six", 6)
    assert "six is 6" in console.tail


def test_the_registers_are_as_before(booted, kernel):
    before = registers(booted)
    kernel.call("kmalloc", 64, GFP_KERNEL)
    assert registers(booted) == before


def test_a_call_at_a_breakpoint_does_not_stop_there_twice(booted, kernel):
    with booted.breakpoint("__switch_to"):
        first = booted.run()
        kernel.call("strlen", "x")
        second = booted.run()
    assert first.reason is second.reason is StopReason.BREAKPOINT
    assert second.instructions - first.instructions > 100


def test_a_breakpoint_inside_the_called_function_is_passed_over(booted, kernel):
    with booted.breakpoint("kmem_cache_alloc"):
        assert kernel.call("kmalloc", 64, GFP_KERNEL)


def test_a_fault_carries_the_guests_place_and_the_next_call_works(kernel):
    with pytest.raises(GuestFault, match=r"strlen: Oops at 0x\w+ in strlen\+\w+, access to 0x00000000"):
        kernel.call("strlen", None)
    assert kernel.call("strlen", "still here") == 10


def test_a_panic_carries_the_guests_words(booted, kernel):
    with pytest.raises(GuestPanic, match="not syncing: seven is 7") as caught:
        kernel.call("panic", "seven is %d", 7)
    assert caught.value.frames[0].symbol == "panic"
    assert not booted.panicked


def test_a_function_that_does_not_return_spends_its_budget(kernel):
    with pytest.raises(CallBudgetSpent, match="did not return within 100,000 instructions"):
        kernel.call("cpu_idle", budget_instructions=100_000)


def test_a_function_that_halts_the_machine_says_so(kernel):
    with pytest.raises(GuestCallError, match="ended the guest: the guest halted"):
        kernel.call("machine_halt")


def test_user_mode_is_refused(booted, kernel):
    while not booted.in_user_mode:
        booted.run(1)
    with pytest.raises(UnsafeCall, match="in user mode .*run_to_safe_point"):
        kernel.call("strlen", "x")
    booted.run_to_safe_point()
    assert kernel.call("strlen", "x") == 1


def test_an_allocation_that_may_sleep_is_refused_with_preemption_off(booted, kernel):
    with booted.breakpoint("__switch_to"):
        booted.run()
    with pytest.raises(SleepInAtomic, match="preemption is off .* pass GFP_ATOMIC"):
        kernel.call("kmalloc", 64, GFP_KERNEL)
    assert kernel.call("kmalloc", 64, GFP_ATOMIC)


def test_a_function_that_comes_to_sleep_with_preemption_off_is_caught(booted, kernel):
    with booted.breakpoint("__switch_to"):
        booted.run()
    with pytest.raises(SleepInAtomic, match="yield would sleep"):
        kernel.call("yield")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("strlen",), "was given 0 arguments"),
        (("strlen", 1.5), "argument s is a const char \\*, not 1.5"),
        (("kmalloc", 1 << 32, 0), "does not fit a size_t"),
        (("no_such_function",), "has no function 'no_such_function'"),
        (("do_timer_interrupt_of_nobody", 1), "has no function"),
    ],
)
def test_what_cannot_be_called_is_said_so(kernel, call, words):
    with pytest.raises(ConfigError, match=words):
        kernel.call(*call)


def test_a_static_function_is_refused(booted, kernel):
    static = next(f.name for f in booted.symbols.functions() if f.binding == 0 and "." not in f.name)
    with pytest.raises(ConfigError, match="is static"):
        kernel.call(static)
