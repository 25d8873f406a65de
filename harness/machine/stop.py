# SPDX-License-Identifier: GPL-2.0-or-later
"""Why a run ended: a value, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from harness import errors


class StopReason(Enum):
    """The kinds of ending; the value is the word in JSON reports."""

    EXIT = "exit"
    PANIC = "panic"
    HALTED = "halted"
    BUDGET = "budget"
    SHUTDOWN = "shutdown"
    BREAKPOINT = "breakpoint"
    BUS = "bus"
    INTERRUPTED = "interrupted"
    ENGINE = "engine"


_EXIT_CODES: Final = {
    StopReason.PANIC: errors.EXIT_PANIC,
    StopReason.HALTED: errors.EXIT_HALTED,
    StopReason.BUDGET: errors.EXIT_BUDGET,
    StopReason.SHUTDOWN: errors.EXIT_SHUTDOWN,
    StopReason.BREAKPOINT: errors.EXIT_FINE,
    StopReason.BUS: errors.EXIT_BUS,
    StopReason.INTERRUPTED: errors.EXIT_INTERRUPTED,
    StopReason.ENGINE: errors.EXIT_FAILED,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and why the machine stopped.

    ``value`` belongs to the reason: the guest's exit code, the physical
    address that no RAM or device answers, the engine's error.
    """

    reason: StopReason
    value: int = 0
    virt_address: int = 0
    symbol: str = ""
    pid: int | None = None
    comm: str = ""
    instructions: int = 0
    cpl: int = 0
    detail: str = field(default="", compare=False)

    @property
    def exit_code(self) -> int:
        """The command's exit code for this ending."""
        if self.reason is StopReason.EXIT:
            return errors.EXIT_FINE if self.value == 0 else errors.EXIT_FAILED
        return _EXIT_CODES[self.reason]

    def unless_interrupted(self) -> Stop:
        """Return itself; KeyboardInterrupt after Ctrl-C, for those to whom half a run is worth nothing."""
        if self.reason is StopReason.INTERRUPTED:
            raise KeyboardInterrupt
        return self

    @property
    def ok(self) -> bool:
        """Say whether the guest ended by its own will and without complaint."""
        return self.exit_code == errors.EXIT_FINE

    def __str__(self) -> str:
        what = _SENTENCES[self.reason].format(value=self.value)
        if self.detail:
            what += f" ({self.detail})"
        return f"{what} {self.where}"

    @property
    def where(self) -> str:
        """The place alone: ``at 0xc0101234 in schedule+0x10, task 1 (init), after 5 instructions``."""
        where = f"at {self.virt_address:#010x}"
        if self.symbol and not self.symbol.startswith("0x"):
            where += f" in {self.symbol}"
        if self.pid is not None:
            where += f", task {self.pid} ({self.comm})"
        return f"{where}, after {self.instructions:,} instructions"

    def as_json(self) -> dict[str, object]:
        """Return the fields of a report's ``stop`` object."""
        return {
            "reason": self.reason.value,
            "value": self.value,
            "address": self.virt_address,
            "symbol": self.symbol,
            "pid": self.pid,
            "comm": self.comm,
            "sentence": str(self),
        }


_SENTENCES: Final = {
    StopReason.EXIT: "the guest ended with exit code {value}",
    StopReason.PANIC: "the guest panicked",
    StopReason.HALTED: "the guest halted and nothing can wake it",
    StopReason.BUDGET: "the budget is spent: the guest hangs or needs a larger --budget;",
    StopReason.SHUTDOWN: "a triple fault shut the processor down",
    StopReason.BREAKPOINT: "breakpoint",
    StopReason.BUS: "the guest used physical address {value:#010x}, where there is neither RAM nor a device,",
    StopReason.INTERRUPTED: "interrupted",
    StopReason.ENGINE: "the emulator gave up with error {value}",
}
