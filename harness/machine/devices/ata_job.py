# SPDX-License-Identifier: GPL-2.0-or-later
"""A command under way: how far it is, and how long each step takes.

The model of time is meant to be simple, not to be a real drive's: a fixed
latency, and so much a sector.  There are no seeks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.devices.ata_commands import Command, Kind
from harness.machine.devices.bus import State
from harness.machine.disk.cache import WriteCache
from harness.machine.disk.record import DiskCommand

_MICROSECOND: Final = CYCLES_PER_SECOND // 1_000_000
COMMAND_CYCLES: Final = 10 * _MICROSECOND
READ_CYCLES, READ_SECTOR_CYCLES = 50 * _MICROSECOND, 5 * _MICROSECOND
CACHED_WRITE_CYCLES, CACHED_SECTOR_CYCLES = 20 * _MICROSECOND, 2 * _MICROSECOND
MEDIA_WRITE_CYCLES, MEDIA_SECTOR_CYCLES = 100 * _MICROSECOND, 5 * _MICROSECOND
RESET_CYCLES: Final = 2_000 * _MICROSECOND


class Phase(Enum):
    """Who has to act: the drive, or the guest at the data register."""

    BUSY = "busy"
    DATA_IN = "in"
    DATA_OUT = "out"


@dataclass(slots=True)
class Job:
    """One command from its first byte to its end; ``left`` sectors are to be moved.

    ``buffer`` holds the block that is being moved, of which ``at`` bytes are.
    """

    code: int
    command: Command | None
    drive: int
    lba: int = 0
    sectors: int = 0
    left: int = 0
    issued: int = 0
    task: int = 0
    pid: int | None = None
    phase: Phase = Phase.BUSY
    buffer: bytearray = field(default_factory=bytearray)
    at: int = 0
    # For observers, and so in no snapshot.
    written: list[bytes] = field(default_factory=list)

    @property
    def kind(self) -> Kind | None:
        """What the command moves; None for one that is not known."""
        return self.command.kind if self.command else None

    @property
    def done(self) -> int:
        """Sectors that were moved."""
        return self.sectors - self.left

    def record(self, disk: str, ended: int, problem: str) -> DiskCommand:
        """Return what observers are told."""
        command = self.command
        return DiskCommand(
            disk=disk,
            issued=self.issued,
            ended=ended,
            task=self.task,
            pid=self.pid,
            command=command.name if command else f"{self.code:#04x}",
            lba=self.lba - self.done,
            sectors=self.sectors,
            done=self.done,
            write=self.kind is Kind.WRITE,
            fua=command is not None and command.fua,
            flush=self.kind is Kind.FLUSH,
            error=problem,
            data=b"".join(self.written) if self.kind is Kind.WRITE else None,
        )

    def state(self) -> State:
        """Return it as values that JSON can hold."""
        names = ("code", "drive", "lba", "sectors", "left", "issued", "task", "pid", "at")
        kept: State = {name: getattr(self, name) for name in names}
        return {**kept, "phase": self.phase.value, "buffer": self.buffer.hex()}

    @classmethod
    def of_state(cls, state: dict[str, Any], command: Command | None) -> Job:
        """Return what ``state`` was taken of."""
        values = dict(state)
        values["phase"] = Phase(values["phase"])
        values["buffer"] = bytearray.fromhex(values["buffer"])
        return cls(command=command, **values)


def cycles_of(job: Job, sectors: int, cache: WriteCache) -> int:
    """Return how long the drive is busy with the next ``sectors`` of a command."""
    if job.kind is Kind.READ:
        # The drive reads ahead: only the first block waits for the heads.
        return (0 if job.done else READ_CYCLES) + READ_SECTOR_CYCLES * sectors
    if job.kind is Kind.VERIFY:
        return READ_CYCLES + READ_SECTOR_CYCLES * job.sectors
    if job.kind is Kind.WRITE:
        durable = not cache.enabled or (job.command is not None and job.command.fua)
        if durable:
            return MEDIA_WRITE_CYCLES + MEDIA_SECTOR_CYCLES * sectors
        return CACHED_WRITE_CYCLES + CACHED_SECTOR_CYCLES * sectors
    if job.kind is Kind.FLUSH:
        return MEDIA_WRITE_CYCLES + MEDIA_SECTOR_CYCLES * cache.dirty_sectors
    return COMMAND_CYCLES
