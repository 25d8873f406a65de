# SPDX-License-Identifier: GPL-2.0-or-later
"""Cut the power at one moment after the other, and recover twice each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from harness.crash.bench import MountBench
from harness.crash.fsck import Fsck
from harness.crash.model import Model
from harness.crash.points import BOTH, Point, point
from harness.crash.record import Moment, Recording, record
from harness.crash.replay import replay
from harness.crash.verdict import Judge, Tree
from harness.crash.workload import Workload, archive
from harness.errors import DiskError
from harness.machine.disk import DiskImage
from harness.machine.disk.ext3.reader import FileSystem
from harness.machine.machine import MOST_INSTRUCTIONS, Machine

_RECOVERY = b"run /bin/mount /dev/hda /mnt ext3\nrun /bin/tree /mnt\nrun /bin/umount /mnt\n"
_MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one point; no fault is what should be."""

    point: Point
    faults: tuple[str, ...]


class Crash:
    """A workload that ran once, whose power can be cut at any moment of that.

    Lifecycle: made, which runs the workload and boots the guest that recovers;
    a context manager.  ``prepare`` gets the machine that runs the workload, to
    break a promise of its kernel.  Raises :class:`CrashError` when the workload
    does not end, :class:`ConfigError` without e2fsck.
    """

    def __init__(
        self, workload: Workload, seed: int, prepare: Callable[[Machine], object] | None = None
    ) -> None:
        self._fsck = Fsck()
        self.recording: Recording = record(workload, seed, prepare)
        workers = range(workload.workers)
        steps = self.recording.steps
        each = ([step for step in steps if step.worker == worker] for worker in workers)
        models = [Model(own, workload.block_size, sync=workload.sync) for own in each]
        self._judge = Judge(models, workload.data)
        base = self.recording.log.image.base
        self._bench = MountBench(base, "recover", initrd=archive("recover", _RECOVERY))

    def __enter__(self) -> Crash:
        return self

    def __exit__(self, *details: object) -> None:
        self._fsck.__exit__(*details)

    def point(self, number: int, at: str = BOTH) -> Point:
        """Return a point of the seed by its number."""
        recording = self.recording
        return point(recording.seed, number, recording.log, recording.instructions, at)

    def run(self, points: Iterable[Point]) -> Iterator[Outcome]:
        """Yield what becomes of each point as soon as it is known."""
        points = tuple(points)
        cuts = replay(self.recording, points)
        for each in points:
            if each.instruction is None:
                # Until the log's next entry the disk stays as it is: all that is known by then counts.
                moment, cut = Moment(each.entries, MOST_INSTRUCTIONS), each.cut(self.recording.log)
            else:
                moment, cut = cuts[each]
            faults = self._faults(moment, cut)
            yield Outcome(each, tuple(" ".join(fault.split())[:_MOST_WORDS] for fault in faults))

    def _faults(self, moment: Moment, cut: DiskImage) -> Iterator[str]:
        left, repairs = self._fsck.recovered(cut)
        theirs = _tree(left)
        if repairs:
            yield f"e2fsck had to repair: {repairs}"
        ending = self._bench.run(cut.groups)
        if ending.harm or "tree: 0 errors" not in ending.console:
            yield f"the guest's recovery: {ending.harm or ending.console[-_MOST_WORDS:]}"
        if complaint := self._fsck.complaint(ending.image):
            yield f"e2fsck finds after the guest's recovery: {complaint}"
        ours = _tree(ending.image)
        if theirs != ours:
            yield f"e2fsck and the guest disagree: {_disagreement(theirs, ours)}"
        for who, tree in (("e2fsck", theirs), ("the guest", ours)):
            yield from (f"recovered by {who}: {fault}" for fault in self._judge.faults(tree, moment))


def _tree(image: DiskImage) -> Tree:
    try:
        return FileSystem(image).tree()
    except DiskError:
        # e2fsck has said more of it already.
        return {}


def _disagreement(theirs: Tree, ours: Tree) -> str:
    paths = sorted(path for path in {*theirs, *ours} if theirs.get(path) != ours.get(path))
    return f"{', '.join(paths[:4])}{' and others' if len(paths) > 4 else ''}"
