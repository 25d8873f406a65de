# SPDX-License-Identifier: GPL-2.0-or-later
"""A guest that stands before it mounts its disk, and is given another disk each time.

It boots once.  A snapshot and a table of sectors then cost a fraction of a
millisecond, so that hundreds of images can be mounted where one was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from harness.errors import ConfigError
from harness.machine.disk import DiskImage
from harness.machine.disk.base import Base
from harness.machine.disk.cache import DiskState
from harness.machine.disk.sectors import Groups
from harness.machine.machine import Machine
from harness.machine.stop import Stop, StopReason
from harness.run.session import BootConfig, load

# What a kernel says when it is past help, and what it says of a disk that it should not have believed.
HARM: Final = (
    "panic", "Oops", "BUG", "blocked for more than", "busy inodes", "beyond end of device", "leak",
)  # fmt: skip
BUDGET_INSTRUCTIONS: Final = 400_000_000
PATIENCE_SECONDS: Final = 300.0
MOUNT, UNMOUNT = "ext3_get_sb", "sys_umount"


@dataclass(frozen=True)
class Ending:
    """How a guest got on with a disk.

    ``console`` is what it said from the mount on, ``image`` what it left on the
    disk, ``beyond`` (lba, count) of sectors that were asked for and are not there.
    """

    stop: Stop
    console: str
    image: DiskImage
    beyond: tuple[tuple[int, int], ...]

    @property
    def harm(self) -> str:
        """What must not happen, whatever is on the disk; empty if it did not."""
        if self.stop.reason is not StopReason.EXIT:
            return str(self.stop)
        if self.beyond:
            lba, count = self.beyond[0]
            return f"{count} sectors from {lba} on were asked for, and are not there"
        return next((f"the kernel said: {word}" for word in HARM if word in self.console), "")


class MountBench:
    """Runs a guest's script from its mount to its unmount, on one disk after the other.

    ``base`` is what the disks have in common.  ``prepare`` gets the machine
    before its first instruction, ``initrd`` may have the script.  More than the
    budget is a hang.
    """

    def __init__(
        self,
        base: Base,
        script: str = "ext3",
        prepare: Callable[[Machine], object] | None = None,
        *,
        initrd: bytes = b"",
        budget_instructions: int = BUDGET_INSTRUCTIONS,
    ) -> None:
        disk = DiskImage(base, {}, base.changes)
        self.machine = load(BootConfig(append=f"rc={script}", initrd=initrd, disks=(disk,)))
        if prepare is not None:
            prepare(self.machine)
        probe = self.machine.engine.add_probe(self.machine.symbols[MOUNT], None)
        stop = self.machine.run().unless_interrupted()
        self.machine.engine.remove_probe(probe)
        if stop.reason is not StopReason.BREAKPOINT:
            raise ConfigError(f"the script {script!r} mounts no disk: {stop}; give one that does")
        self._budget = budget_instructions
        self._said = len(self.machine.console.raw)
        self._before = self.machine.snapshot()
        self._beyond: list[tuple[int, int]] = []
        self.machine.disks[0].on_overreach = lambda lba, count: self._beyond.append((lba, count))
        self._unmounting = False
        for symbol, tap in ((UNMOUNT, self._unmounts), ("do_exit", self._exits)):
            self.machine.engine.add_probe(self.machine.symbols[symbol], tap)

    def run(self, sectors: Groups) -> Ending:
        """Go on from the mount with these sectors over the base."""
        machine, disk = self.machine, self.machine.disks[0]
        machine.restore(self._before)
        disk.load_state(DiskState(sectors, (), ()))
        self._beyond.clear()
        self._unmounting = False
        stop = machine.run(self._budget, PATIENCE_SECONDS).unless_interrupted()
        console = bytes(machine.console.raw[self._said :]).decode("latin-1")
        return Ending(stop, console.replace("\r\n", "\n"), disk.image(), tuple(self._beyond))

    def _unmounts(self) -> None:
        self._unmounting = True

    def _exits(self) -> None:
        """End the run with the program that unmounts: the way to the power-off is long."""
        if self._unmounting:
            self.machine.end()
