# SPDX-License-Identifier: GPL-2.0-or-later
"""Calling a function of a stopped guest, in the current task's context."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from harness.errors import ConfigError
from harness.image.symbols import STB_LOCAL, STT_FUNC
from harness.inspect.backtrace import Frame, backtrace
from harness.machine.clock import NEVER
from harness.machine.engine import CoreStop, Reg
from harness.machine.stop import Stop, StopReason
from harness.testing.callsite import CallSite, Context, Ending, Pending
from harness.testing.errors import (
    CallBudgetSpent,
    GuestCallError,
    GuestFault,
    GuestPanic,
    SleepInAtomic,
)

if TYPE_CHECKING:
    from harness.testing.arguments import Signature
    from harness.testing.machine import MachineUnderTest

CALL_BUDGET: Final = 20_000_000
PANIC_BUDGET: Final = 5_000_000
ALIGNMENT: Final = 16
GFP_WAIT: Final = 0x10
# Asked before the call: these sleep on purpose.
_SLEEPERS: Final = frozenset(
    ("schedule", "schedule_timeout", "wait_for_completion", "down", "kthread_create", "kthread_stop")
)
# Where struct pt_regs keeps ebp, eip and eflags: asm-i386/ptrace.h.
_PT_REGS: Final = struct.Struct("<20xI16xIxxxxI")


def find_function(machine: MachineUnderTest, name: str) -> int:
    """Return the address of a function that can be called or replaced.

    Raises :class:`ConfigError` for a name that is none, and for a static function:
    the compiler passes its arguments as it likes.
    """
    for symbol in machine.symbols.functions():
        if symbol.name == name and symbol.kind == STT_FUNC:
            if symbol.binding == STB_LOCAL:
                raise ConfigError(
                    f"{name} is static: the compiler chose how it takes its arguments; call a global one"
                )
            return symbol.value
    raise ConfigError(f"{machine.image.path} has no function {name!r}")


class Caller:
    """Calls functions on one machine.  Lifecycle: as the machine's."""

    def __init__(self, machine: MachineUnderTest) -> None:
        self._machine = machine
        self._functions: dict[str, int] = {}

    def call(
        self, signature: Signature, values: Sequence[Any], budget_instructions: int = CALL_BUDGET
    ) -> tuple[int, int]:
        """Call and return EAX and EDX; the registers are as before afterwards.

        Raises what :mod:`harness.testing.errors` lists.
        """
        machine = self._machine
        virt = self._functions.get(signature.name)
        if virt is None:
            virt = self._functions[signature.name] = find_function(machine, signature.name)
        context = Context.of(machine)
        esp = self._push(context, signature, values)
        _refuse_to_sleep(context, signature, values)
        if machine.call_site is None:
            machine.call_site = CallSite(machine)
        pending = Pending(esp + 4, context.stack_mask, bool(context.why_atomic))
        try:
            reason, value = self._run(machine.call_site, pending, context, virt, esp, budget_instructions)
            result = machine.engine.reg(Reg.EAX), machine.engine.reg(Reg.EDX)
            if pending.ending is not Ending.RETURNED:
                stop = machine.describe(StopReason[reason.name], value)
                self._complain(signature.name, pending, context, stop, budget_instructions)
        finally:
            context.restore(machine, pending.ending is Ending.RETURNED)
        return result

    def _push(self, context: Context, signature: Signature, values: Sequence[Any]) -> int:
        machine = self._machine
        top = context.registers[Reg.ESP]

        def lend(data: bytes) -> int:
            nonlocal top
            top = top - len(data) & -ALIGNMENT
            machine.engine.write_virt(top, data)
            return top

        words = signature.words(values, lend)
        esp = (top - 4 * len(words) & -ALIGNMENT) - 4
        machine.engine.write_virt(esp, struct.pack(f"<{len(words) + 1}I", context.eip, *words))
        return esp

    def _run(
        self, site: CallSite, pending: Pending, context: Context, virt: int, esp: int, budget: int
    ) -> tuple[CoreStop, int]:
        # The engine's own run: wording a stop costs as much as a small function.
        engine = self._machine.engine
        site.expect_return_to(context.eip)
        engine.set_reg(Reg.ESP, esp)
        engine.set_reg(Reg.EIP, virt)
        end = engine.instructions + budget
        # The budget bounds a guest that idles too: each wake-up costs an instruction.
        self._machine.board.clock_limit = NEVER
        site.pending = pending
        try:
            while True:
                reason, value = engine.run(max(end - engine.instructions, 1))
                # A breakpoint of the test's may stand where the call returns to.
                if engine.reg(Reg.EIP) == context.eip and engine.reg(Reg.ESP) == pending.esp_back:
                    pending.ending = Ending.RETURNED
                # Its other breakpoints do not concern a call.
                if pending.ending is not None or reason is not CoreStop.BREAKPOINT:
                    return reason, value
        finally:
            site.pending = None

    def _complain(self, name: str, pending: Pending, context: Context, stop: Stop, budget: int) -> None:
        machine = self._machine
        frames = backtrace(machine)
        if pending.ending is Ending.SLEEPS:
            trace = "".join(f"\n  {frame}" for frame in frames)
            raise SleepInAtomic(f"{name} would sleep where {context.why_atomic}{trace}")
        if pending.ending is Ending.PANIC:
            raise GuestPanic(name, _panic_words(machine), stop, frames)
        if pending.ending is Ending.FAULT:
            what, frames = _fault_words(machine)
            raise GuestFault(name, what, stop, frames)
        if stop.reason is StopReason.BUDGET:
            what = f"did not return within {budget:,} instructions"
            raise CallBudgetSpent(name, what, stop, frames)
        raise GuestCallError(name, f"ended the guest: {stop}", stop, frames)


def _refuse_to_sleep(context: Context, signature: Signature, values: Sequence[Any]) -> None:
    if not context.why_atomic:
        return
    why = ""
    if signature.name in _SLEEPERS:
        why = "it sleeps"
    for (name, _), value in zip(signature.parameters or (), values, strict=False):
        if "gfp" in name and int(value) & GFP_WAIT:
            why = f"{name} {int(value):#x} allows it to sleep; pass GFP_ATOMIC"
    if why:
        raise SleepInAtomic(f"{signature.name} cannot be called where {context.why_atomic}: {why}")


def _panic_words(machine: MachineUnderTest) -> str:
    """Let the guest say why it panics, which it does in its own words."""
    before = len(machine.console.text)
    machine.run(PANIC_BUDGET)
    machine.panicked = False
    said = [line for line in machine.console.text[before:].splitlines() if "panic" in line]
    return said[0].partition("] ")[2] or said[0] if said else "the kernel panicked"


def _fault_words(machine: MachineUnderTest) -> tuple[str, list[Frame]]:
    """Word a call of ``die(const char *str, struct pt_regs *regs, long err)``."""
    esp = machine.engine.reg(Reg.ESP)
    text, regs, error = (machine.read_word(esp + at) for at in (4, 8, 12))
    what = machine.read_virt(text, 64).split(b"\0", 1)[0].decode("latin-1")
    ebp, eip, _ = _PT_REGS.unpack(machine.read_virt(regs, _PT_REGS.size))
    frames = backtrace(machine, eip, ebp)
    where = f"{eip:#010x} in {machine.symbols.symbolise(eip)}"
    # Linux's word for a page fault that nothing in the kernel expected.
    if what == "Oops":
        where += f", access to {machine.engine.reg(Reg.CR2):#010x}"
    return f"{what} at {where}, error {error:#x}", frames
