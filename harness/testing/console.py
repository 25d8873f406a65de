# SPDX-License-Identifier: GPL-2.0-or-later
"""A conversation with the guest's console, in virtual time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harness.errors import ConfigError
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.stop import Stop, StopReason
from harness.testing.errors import ConsoleTimeout

if TYPE_CHECKING:
    from harness.testing.machine import MachineUnderTest

# A guest without a timer shows its output only between two runs.
SLICE_INSTRUCTIONS: Final = 100_000
TAIL_LINES: Final = 20


class Dialogue:
    """Sends to the console and waits for answers; each answer is matched once.

    Lifecycle: made for a machine at any stop; what was printed before is not matched.
    """

    def __init__(self, machine: MachineUnderTest) -> None:
        self._machine = machine
        self._seen = len(machine.console.text)

    @property
    def text(self) -> str:
        """All that the guest has printed."""
        return self._machine.console.text

    @property
    def tail(self) -> str:
        """The last lines that the guest has printed."""
        return "\n".join(self.text.splitlines()[-TAIL_LINES:])

    def send(self, text: str) -> None:
        """Type ``text``; a line ends with ``\\n``."""
        self._machine.console.send(text)

    def expect(self, pattern: str, timeout_virtual_seconds: float = 10.0) -> re.Match[str]:
        """Run until the output after the last match matches, and return the match.

        ``pattern`` is searched with ``re.MULTILINE``.  Raises :class:`ConsoleTimeout`
        when the time is over, or the guest has stopped, without it.
        """
        try:
            regex = re.compile(pattern, re.MULTILINE)
        except re.error as error:
            raise ConfigError(f"unreadable pattern {pattern!r}: {error}") from None
        engine = self._machine.engine
        end = engine.clock + int(timeout_virtual_seconds * CYCLES_PER_SECOND)
        why = ""
        while True:
            found = regex.search(self.text, self._seen)
            if found:
                self._seen = found.end()
                return found
            if why or engine.clock >= end:
                why = why or f"{timeout_virtual_seconds} virtual seconds are over"
                raise ConsoleTimeout(pattern, why, self.tail)
            why = self._slice(regex, end - engine.clock)

    def _slice(self, regex: re.Pattern[str], cycles: int) -> str:
        """Run on for a while; say why if the guest cannot go on."""
        console = self._machine.console
        listener = console.listener
        matched = False

        def listen(data: bytes) -> None:
            nonlocal matched
            if listener is not None:
                listener(data)
            text = console.raw.decode("utf-8", "replace").replace("\r\n", "\n")
            if not matched and regex.search(text, self._seen):
                matched = True
                self._machine.pause()

        console.listener = listen
        try:
            stop = self._run(min(cycles, SLICE_INSTRUCTIONS), cycles)
        finally:
            console.listener = listener
        return "" if matched or stop.reason is StopReason.BUDGET else str(stop)

    def _run(self, budget: int, cycles: int) -> Stop:
        return self._machine.run(budget, max(cycles, 1) / CYCLES_PER_SECOND)
