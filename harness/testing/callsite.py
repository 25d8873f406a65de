# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a guest function is called from: the stopped task, its stack, its rights.

A called function returns to the very EIP at which the machine stood; a probe there
looks at ESP to tell that return from everybody else's passing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from harness.errors import HarnessError
from harness.machine.engine import Engine, Reg
from harness.testing.errors import UnsafeCall

if TYPE_CHECKING:
    from harness.testing.machine import MachineUnderTest

_SAVED: Final = (
    Reg.EAX, Reg.ECX, Reg.EDX, Reg.EBX, Reg.ESP, Reg.EBP, Reg.ESI, Reg.EDI, Reg.EFLAGS,
)  # fmt: skip
_IF: Final = 0x200
PREEMPT_ACTIVE: Final = 0x10000000


class Ending(Enum):
    """How a guest call came back to the host."""

    RETURNED = "returned"
    FAULT = "fault"
    PANIC = "panic"
    SLEEPS = "sleeps"


@dataclass(slots=True)
class Pending:
    """A call in progress: ``esp_back`` is ESP after its return, ``ending`` what became of it."""

    esp_back: int
    stack_mask: int
    atomic: bool
    ending: Ending | None = None


class CallSite:
    """The probes by which calls on one machine end.  Lifecycle: made once a machine."""

    def __init__(self, machine: MachineUnderTest) -> None:
        self._machine = machine
        self.pending: Pending | None = None
        self._return: tuple[int, int] | None = None
        # Kept for the machine's life: placing a probe costs more than a call does.
        for name, handler in (("die", self._fault), ("panic", self._panic), ("schedule", self._schedule)):
            if (virt := machine.symbols.get(name)) is not None:
                self._add(virt, handler)

    def expect_return_to(self, virt: int) -> None:
        """Watch for returns to ``virt``."""
        if self._return is not None:
            if self._return[0] == virt:
                return
            Engine.remove_probe(self._machine.engine, self._return[1])
        self._return = virt, self._add(virt, self._back)

    def _add(self, virt: int, handler: Callable[[], None]) -> int:
        # By the class: these probes outlive the test whose ledger is on the instance.
        return Engine.add_probe(self._machine.engine, virt, handler)

    def _end(self, ending: Ending) -> None:
        if self.pending is not None and self.pending.ending is None:
            self.pending.ending = ending
            self._machine.end()

    def _back(self) -> None:
        if self.pending is not None and self._machine.engine.reg(Reg.ESP) == self.pending.esp_back:
            self._end(Ending.RETURNED)

    def _fault(self) -> None:
        self._end(Ending.FAULT)

    def _panic(self) -> None:
        self._end(Ending.PANIC)

    def _schedule(self) -> None:
        call = self.pending
        if call is None or not call.atomic:
            return
        # Another task's stack: that one may sleep as it likes.
        esp = self._machine.engine.reg(Reg.ESP)
        if esp & call.stack_mask == call.esp_back & call.stack_mask:
            self._end(Ending.SLEEPS)


@dataclass(frozen=True, slots=True)
class Context:
    """The processor's registers before a call, and what the context allows."""

    registers: dict[Reg, int]
    eip: int
    cr3: int
    stack_mask: int
    why_atomic: str

    @classmethod
    def of(cls, machine: MachineUnderTest) -> Context:
        """Read the context; :class:`UnsafeCall` where no kernel function can run."""
        reg = machine.engine.reg
        if reg(Reg.CS) & 3:
            raise UnsafeCall(
                f"the guest is in user mode at {reg(Reg.EIP):#010x}: a kernel function needs a kernel "
                "stack; `machine.run_to_safe_point()` first, or stop at a breakpoint in the kernel"
            )
        size = machine.symbols.get("sizeof.thread_union")
        mask = -size & 0xFFFFFFFF if size else 0xFFFFFFFF
        registers = {register: reg(register) for register in _SAVED}
        return cls(registers, reg(Reg.EIP), reg(Reg.CR3), mask, _why_atomic(machine, mask))

    def restore(self, machine: MachineUnderTest, returned: bool) -> None:
        """Put the registers back; a call that ``returned`` has EIP where it was."""
        engine = machine.engine
        for register, value in self.registers.items():
            engine.set_reg(register, value)
        if engine.reg(Reg.CR3) != self.cr3:
            engine.set_reg(Reg.CR3, self.cr3)
        # Writing EIP makes the machine stop once more at a breakpoint it stands on.
        if not returned:
            engine.set_reg(Reg.EIP, self.eip)


def _why_atomic(machine: MachineUnderTest, stack_mask: int) -> str:
    """Say why the context may not sleep; nothing if it may, or if nobody knows."""
    esp = machine.engine.reg(Reg.ESP)
    try:
        at = (esp & stack_mask) + machine.symbols.offset("thread_info", "preempt_count")
        task = machine.read_word((esp & stack_mask) + machine.symbols.offset("thread_info", "task"))
        count = machine.read_word(at) & ~PREEMPT_ACTIVE
    except HarnessError:
        return ""
    if task == 0:
        raise UnsafeCall(f"the kernel has no task yet at {machine.here()}: run it further first")
    if count:
        return f"preemption is off (preempt_count {count:#x})"
    return "" if machine.engine.reg(Reg.EFLAGS) & _IF else "interrupts are off"
