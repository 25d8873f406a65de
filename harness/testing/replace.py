# SPDX-License-Identifier: GPL-2.0-or-later
"""Replaced functions and injected failures, by one byte of the guest's text.

A replaced function's first instruction is a ``ret``; a probe before it puts the
result into EAX.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from harness.errors import ConfigError, GuestMemoryError
from harness.machine.engine import Reg
from harness.testing.call import find_function

if TYPE_CHECKING:
    from harness.testing.machine import MachineUnderTest

RET: Final = b"\xc3"
Returns = int | None | Callable[..., Any]


class Replaced:
    """A function that does nothing but return; ``calls`` are the words it was given."""

    def __init__(self, machine: MachineUnderTest, name: str, returns: Returns, arguments: int) -> None:
        self.name = name
        self.calls: list[tuple[int, ...]] = []
        self._machine = machine
        self._returns = returns
        self._arguments = arguments

    def enter(self) -> None:
        """Answer one call; runs before the ``ret``."""
        engine = self._machine.engine
        esp = engine.reg(Reg.ESP)
        words = tuple(self._word(esp + 4 + 4 * n) for n in range(self._arguments))
        self.calls.append(words)
        answer(self._machine, self._returns(*words) if callable(self._returns) else self._returns)

    def _word(self, virt: int) -> int:
        try:
            return self._machine.read_word(virt)
        except GuestMemoryError:
            return 0


class Failure:
    """One call of a function that fails: ``calls`` so far, ``failed`` once it has."""

    def __init__(self, machine: MachineUnderTest, virt: int, nth: int, returns: int) -> None:
        self.calls = 0
        self.failed = False
        self.nth = nth
        self._machine = machine
        self._virt = virt
        self._returns = returns
        self._original = machine.engine.read_virt(virt, 1)
        self._patched = False
        if nth == 1:
            self._patch(RET)

    def enter(self) -> None:
        """Count a call, and fail the n-th."""
        self.calls += 1
        if self.calls == self.nth:
            answer(self._machine, self._returns)
            self.failed = True
            self.end()
        elif self.calls == self.nth - 1:
            # The block in progress is translated: the byte counts from the next call on.
            self._patch(RET)

    def end(self) -> None:
        """Give the function its first byte back."""
        if self._patched:
            self._patch(self._original)

    def _patch(self, byte: bytes) -> None:
        self._machine.engine.write_virt(self._virt, byte)
        self._patched = byte != self._original


def answer(machine: MachineUnderTest, value: int | None) -> None:
    """Put a function's result where its caller looks, 64 bits wide."""
    value = (value or 0) & (1 << 64) - 1
    machine.engine.set_reg(Reg.EAX, value & 0xFFFFFFFF)
    if value >> 32:
        machine.engine.set_reg(Reg.EDX, value >> 32)


@contextmanager
def replaced(machine: MachineUnderTest, name: str, returns: Returns, arguments: int) -> Iterator[Replaced]:
    """Within the block, calls of ``name`` return at once."""
    virt = find_function(machine, name)
    original = machine.engine.read_virt(virt, 1)
    stand_in = Replaced(machine, name, returns, arguments)
    machine.engine.write_virt(virt, RET)
    probe = machine.engine.add_probe(virt, stand_in.enter)
    try:
        yield stand_in
    finally:
        machine.engine.remove_probe(probe)
        machine.engine.write_virt(virt, original)


@contextmanager
def failing(machine: MachineUnderTest, name: str, nth: int, returns: int) -> Iterator[Failure]:
    """Within the block, the ``nth`` call of ``name`` returns ``returns`` and does nothing."""
    if nth < 1:
        raise ConfigError(f"{name}: calls are counted from 1, not {nth}")
    virt = find_function(machine, name)
    failure = Failure(machine, virt, nth, returns)
    probe = machine.engine.add_probe(virt, failure.enter)
    try:
        yield failure
    finally:
        machine.engine.remove_probe(probe)
        failure.end()
