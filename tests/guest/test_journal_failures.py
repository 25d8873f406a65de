# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk that fails in the middle of the journal's work: it is aborted, and what was safe stays safe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from harness import BootConfig, Machine, StopReason
from harness.check.survival import Replayed
from harness.machine.disk import DiskSpec
from harness.machine.disk.ext3.journal import Journal
from harness.machine.disk.ext3.reader import FileSystem
from harness.machine.snapshot import Snapshot
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_script import HARM

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
BUDGET = 400_000_000
ABORTED = "JBD: hda: journal aborted: error 5"
FSYNCED = "journal: a file, fsynced: in the log"


@dataclass
class Bench:
    """A machine that is about to mount, as often as one likes."""

    machine: Machine
    start: Snapshot

    def run(self, operation: str, **which: object) -> str:
        """Return the log of a run in which these operations of hda fail."""
        self.machine.restore(self.start)
        before = len(self.machine.console.text)
        with self.machine.disks[0].failing(operation, **which):
            stop = self.machine.run(BUDGET)
        said = self.machine.console.text[before:]
        assert stop.reason is StopReason.EXIT, (stop, said)
        assert [word for word in HARM if word in said] == [], said
        return said

    @property
    def replayed(self) -> FileSystem:
        """The file system as the next mount finds it."""
        return FileSystem(Replayed(self.machine.disks[0].image()))

    @property
    def journal(self) -> Journal:
        return Journal(FileSystem(self.machine.disks[0].image()))


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    machine = load(BootConfig(append="rc=journal", disks=(DiskSpec.parse("ext3:4M"),)))
    probe = machine.engine.add_probe(machine.symbols["ext3_fill_super"], None)
    assert machine.run(BUDGET).reason is StopReason.BREAKPOINT
    machine.engine.remove_probe(probe)
    return Bench(machine, machine.snapshot())


def one_line(said: str) -> bool:
    """Return whether the journal was aborted, which is told once."""
    assert said.count(ABORTED) == said.count("journal aborted") <= 1, said
    return ABORTED in said


@pytest.mark.parametrize("nth", range(1, 22))
def test_a_write_that_fails_aborts_the_journal_and_loses_nothing_that_was_fsynced(bench, nth):
    said = bench.run("write", nth=nth)
    aborted = one_line(said)
    assert aborted == ("remounting read-only" in said), said
    files = bench.replayed.tree()
    if FSYNCED in said:
        assert files["ledger"].data.startswith(b"a" * 3000)


@pytest.mark.parametrize("nth", range(1, 9))
def test_a_flush_that_fails_aborts_it_too(bench, nth):
    said = bench.run("flush", nth=nth)
    one_line(said)
    if FSYNCED in said:
        assert bench.replayed.tree()["ledger"].data.startswith(b"a" * 3000)


def test_nothing_is_written_to_an_aborted_journal_but_why(bench):
    places = bench.journal.places
    said = bench.run("write", lba=range(2 * places[1], 2 * places[-1]))
    assert one_line(said) and FSYNCED not in said
    assert bench.journal.super["errno"] == 2**32 - 5
    assert bench.replayed.tree().keys() == {"lost+found"}


def test_an_undisturbed_run_is_not_aborted(bench):
    said = bench.run("write", nth=1000)
    assert not one_line(said)
    assert {"ledger", "report"} <= bench.replayed.tree().keys()
