# SPDX-License-Identifier: GPL-2.0-or-later
"""One run of a workload: every write to the disk, and every step the workload took, in one order.

It can be run again, to the same instructions: so the power fails at any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from harness.crash.bench import MOUNT
from harness.crash.workload import Workload, archive
from harness.errors import CrashError
from harness.machine.disk import DiskImage, WriteLog
from harness.machine.engine import Reg
from harness.machine.machine import Machine
from harness.machine.snapshot import Snapshot
from harness.machine.stop import StopReason
from harness.run.session import BootConfig, load

# Where churn.c announces: descriptor 9 leads to /dev/null, so that nobody but us listens.
REPORT_FD: Final = 9
_LINE: Final = re.compile(r"^churn (\d+) (\d+) (\S+) (\S+)(?: (.*))?\n$")
_MOST_BYTES: Final = 256
RUN_INSTRUCTIONS: Final = 20_000_000_000


class Moment(NamedTuple):
    """When: after so many entries of the disk's log, and so many instructions of the machine.

    Moments are in the order of the pairs: neither number ever goes down.
    """

    entries: int
    instruction: int


START: Final = Moment(0, 0)


@dataclass(slots=True)
class Step:
    """A system call of a worker's, from the moment ``begun`` to the moment ``ended``."""

    worker: int
    number: int
    what: str
    arguments: tuple[str, ...]
    begun: Moment
    ended: Moment = START
    result: int = 0


@dataclass(slots=True)
class Recording:
    """The disk's log and the workload's steps, in the order in which they began.

    ``machine`` ran it and can do so again; ``before`` is where that begins, and
    ``instructions`` are those that it takes.
    """

    workload: Workload
    seed: int
    log: WriteLog
    machine: Machine
    before: Snapshot
    instructions: range = range(0)
    steps: list[Step] = field(default_factory=list)

    @property
    def now(self) -> Moment:
        """The moment, while the machine runs."""
        return Moment(len(self.log.entries), self.machine.engine.instructions)

    def hear(self, line: str) -> None:
        """Note what churn says before or after a step."""
        found = _LINE.match(line)
        if found is None:
            return
        worker, number, what, first, rest = found.groups()
        if what != "=":
            arguments = (first, *(rest or "").split())
            self.steps.append(Step(int(worker), int(number), what, arguments, self.now))
            return
        for step in reversed(self.steps):
            if (step.worker, step.number) == (int(worker), int(number)):
                step.ended, step.result = self.now, int(first)
                return


def record(workload: Workload, seed: int, prepare: Callable[[Machine], object] | None = None) -> Recording:
    """Run a workload to its end, from the mount on.

    ``prepare`` gets the machine before its first instruction.  Raises
    :class:`CrashError` when the guest does not come to its end.
    """
    base = workload.base()
    script = archive("churn", workload.script(seed))
    disks = (DiskImage(base, {}, base.changes),)
    machine = load(BootConfig(append="rc=churn", initrd=script, disks=disks))
    if prepare is not None:
        prepare(machine)
    probe = machine.engine.add_probe(machine.symbols[MOUNT], None)
    machine.run().unless_interrupted()
    machine.engine.remove_probe(probe)
    before = machine.snapshot()
    recording = Recording(workload, seed, machine.disks[0].start_log(), machine, before)
    first = machine.engine.instructions
    probe = machine.engine.add_probe(machine.symbols["sys_write"], lambda: _listen(machine, recording))
    stop = machine.run(RUN_INSTRUCTIONS).unless_interrupted()
    machine.engine.remove_probe(probe)
    recording.instructions = range(first, machine.engine.instructions)
    if stop.reason is not StopReason.EXIT or stop.exit_code:
        last = machine.console.text.strip().splitlines()[-1:]
        raise CrashError(f"workload {workload.name}, seed {seed}: {stop}; the guest's last words: {last}")
    return recording


def _listen(machine: Machine, recording: Recording) -> None:
    """Read what a write() to the descriptor of the announcements is about to write."""
    engine = machine.engine
    _, fd, buffer, count = (
        int.from_bytes(engine.read_virt(engine.reg(Reg.ESP) + 4 * at, 4), "little") for at in range(4)
    )
    if fd == REPORT_FD and count <= _MOST_BYTES:
        recording.hear(engine.read_virt(buffer, count).decode("latin-1"))
