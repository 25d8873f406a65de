# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine with what tests want of it: breakpoints, watchpoints, safe points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from harness.errors import ConfigError
from harness.machine.engine import Reg
from harness.machine.machine import DEFAULT_BUDGET, DEFAULT_PATIENCE, Machine
from harness.machine.stop import Stop, StopReason
from harness.testing.errors import GuestTestError
from harness.testing.lines import LineFault, cycles
from harness.testing.watch import Watch, run_watching

if TYPE_CHECKING:
    from harness.testing.callsite import CallSite
    from harness.testing.kernel import KernelUnderTest

SAFE_POINT_BUDGET: Final = 500_000_000
# call *table(, %eax, 4): how Linux for the i386 enters a system call.
_DISPATCH: Final = b"\xff\x14\x85"


class MachineUnderTest(Machine):
    """A :class:`Machine` that a test stops where it wants.

    Lifecycle: as a machine's.  ``budget_instructions`` is the default of every
    ``run``; ``last_stop`` is what the last run came to, for reports.
    """

    budget_instructions = DEFAULT_BUDGET
    last_stop: Stop | None = None
    # Kept by harness.testing.call, which is made on the first guest call.
    call_site: CallSite | None = None
    # Kept by the plugin: the DWARF is read once a machine.
    typed: KernelUnderTest | None = None
    _watches: tuple[Watch, ...] = ()
    _paused = False

    def run(self, budget_instructions: int | None = None, patience_seconds: float = DEFAULT_PATIENCE) -> Stop:
        """Run until something stops the machine, a watchpoint included."""
        budget = self.budget_instructions if budget_instructions is None else budget_instructions
        if self._watches:
            stop = run_watching(self, self._watches, budget, patience_seconds)
        else:
            stop = super().run(budget, patience_seconds)
        if self._paused:
            self._paused = False
            stop = replace(stop, reason=StopReason.BREAKPOINT, value=0)
        self.last_stop = stop
        return stop

    def pause(self) -> None:
        """End the current run from a callback, as a breakpoint would."""
        self._paused = True
        self.end()

    def forget(self, budget_instructions: int = DEFAULT_BUDGET) -> None:
        """Drop what a test set on the host's side; the guest is ``restore``'s concern."""
        self.budget_instructions = budget_instructions
        self.last_stop = None
        self._watches = ()
        self._paused = False
        self.console.listener = self.console.poll = None
        for disk in self.disks:
            disk.forget()

    def describe(self, reason: StopReason, value: int = 0) -> Stop:
        """Return a stop for ``reason`` where the machine stands."""
        return self._describe(reason, value)

    def address(self, where: str | int) -> int:
        """Return the address of ``name``, ``name+0x14`` or a number.

        Raises :class:`ConfigError` for a name that the kernel does not have.
        """
        virt = where if isinstance(where, int) else self.symbols.resolve(where)
        if virt is None:
            raise ConfigError(f"no symbol {where!r} in {self.image.path}; see `nm` for what there is")
        return virt

    @contextmanager
    def breakpoint(self, where: str | int) -> Iterator[int]:
        """Within the block, ``run`` stops before the instruction at ``where``.

        Yields its address.
        """
        virt = self.address(where)
        probe = self.engine.add_probe(virt, None)
        try:
            yield virt
        finally:
            self.engine.remove_probe(probe)

    @contextmanager
    def watchpoint(self, where: str | int, size: int = 4) -> Iterator[Watch]:
        """Within the block, ``run`` stops after the memory at ``where`` changed.

        The machine goes block by block and compares, so it stops at the end of the
        basic block that made the change, and runs some hundred times slower.
        """
        watch = Watch(self, self.address(where), size)
        self._watches = (*self._watches, watch)
        try:
            yield watch
        finally:
            self._watches = tuple(other for other in self._watches if other is not watch)

    def lost_interrupt(self, irq: int, nth: int = 1) -> AbstractContextManager[LineFault]:
        """Within the block, the ``nth`` request of interrupt line ``irq`` (0-15) is lost."""
        return LineFault(self, irq, nth, None).inserted()

    def late_interrupt(
        self, irq: int, virtual_seconds: float, nth: int = 1
    ) -> AbstractContextManager[LineFault]:
        """Within the block, the ``nth`` request of ``irq`` comes ``virtual_seconds`` late."""
        return LineFault(self, irq, nth, cycles(virtual_seconds)).inserted()

    def jump_clock(self, virtual_seconds: float) -> None:
        """Have all clocks of the machine jump forward, as if it had stood still meanwhile.

        What was due in that time comes once and late, as a timer's edge does.  Raises
        :class:`ConfigError` for a jump backwards.
        """
        try:
            self.engine.clock += cycles(virtual_seconds)
        except (ValueError, OverflowError):
            raise ConfigError(f"a jump of {virtual_seconds} s: a machine's clock goes forward only") from None

    def jump_date(self, seconds: int) -> None:
        """Have the date of the real-time clock jump, either way; no other clock moves."""
        self.board.rtc.offset += timedelta(seconds=seconds)

    def run_to_safe_point(self, budget_instructions: int = SAFE_POINT_BUDGET) -> Stop:
        """Run to where any kernel function may be called: the next system call's start.

        There the kernel is on a process's own stack, holds nothing, and interrupts
        are on.  Raises :class:`GuestTestError` for a kernel without ``sys_call_table``
        and when no process makes a system call.
        """
        site = self._dispatch()
        if site is None:
            raise GuestTestError(
                f"{self.image.path} has no sys_call_table: stop it with `machine.breakpoint` in a "
                "function of the kernel, and call from there"
            )
        with self.breakpoint(site):
            stop = self.run(budget_instructions)
        if stop.reason is not StopReason.BREAKPOINT:
            raise GuestTestError(f"no process made a system call: {stop}")
        return stop

    @property
    def has_safe_point(self) -> bool:
        """Whether :meth:`run_to_safe_point` knows where to go."""
        return self._dispatch() is not None

    @property
    def in_user_mode(self) -> bool:
        """Whether the processor stands in ring 3."""
        return self.engine.reg(Reg.CS) & 3 == 3

    def _dispatch(self) -> int | None:
        table = self.symbols.get("sys_call_table")
        if table is None:
            return None
        wanted = _DISPATCH + table.to_bytes(4, "little")
        for segment in self.image.segments:
            found = bytes(segment.data).find(wanted)
            if found >= 0:
                return segment.virt_start + found
        return None
