# SPDX-License-Identifier: GPL-2.0-or-later
"""A workload that runs once more, and loses its power at chosen instructions.

Nothing is reckoned from the disk's log: the machine itself stops there, with
its drive in the midst of whatever it does.
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.crash.points import Point
from harness.crash.record import Moment, Recording
from harness.machine.disk import DiskImage


def replay(recording: Recording, points: Iterable[Point]) -> dict[Point, tuple[Moment, DiskImage]]:
    """Return when each point at an instruction was, and what is on the disk then.

    The machine stops between two blocks of code: at the first such place from
    the instruction on, the same one each time.
    """
    machine, cuts = recording.machine, dict[Point, tuple[Moment, DiskImage]]()
    there = {each: each.instruction for each in points if each.instruction is not None}
    if not there:
        return cuts
    machine.restore(recording.before)
    disk, engine = machine.disks[0], machine.engine
    log = disk.start_log()
    for each, instruction in sorted(there.items(), key=lambda item: item[1]):
        if engine.instructions < instruction:
            machine.run(instruction - engine.instructions).unless_interrupted()
        cuts[each] = Moment(len(log.entries), engine.instructions), disk.power_cut(each.loss)
    return cuts
