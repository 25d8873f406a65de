# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's ATA driver on the machine's channel: what it asks for, and what it does about faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import pytest

from harness import BootConfig, Machine, StopReason
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.disk import Disk, DiskSpec
from harness.machine.disk.record import DiskCommand
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

# What tests/ide_test.c uses of a disk of 16 MiB: its last twelve pages.
SECTORS = 32768
FIRST = SECTORS - 12 * 8
BAD = FIRST + 37
Fault = Callable[[Disk], AbstractContextManager[None]]


def suite(disk: str = "blank:16M") -> tuple[Machine, list[DiskCommand]]:
    """Return a machine that will run the ide suite, and the list its disk's commands go to."""
    machine = load(BootConfig(append="rc=kunit kunit=ide", disks=(DiskSpec.parse(disk),)))
    commands: list[DiskCommand] = []
    machine.disks[0].observe(commands.append)
    return machine, commands


def run_to(machine: Machine, symbol: str) -> None:
    probe = machine.engine.add_probe(machine.symbols[symbol], None)
    assert machine.run(500_000_000).reason is StopReason.BREAKPOINT
    machine.engine.remove_probe(probe)


def run_with(fault: Fault | None, *, since: str = "neighbours_come_back_as_written") -> Machine:
    """Run the suite, with a fault from that function's call on, to its end."""
    machine, _ = suite()
    with ExitStack() as faults:
        if fault is not None:
            run_to(machine, since)
            faults.enter_context(fault(machine.disks[0]))
        stop = machine.run(500_000_000)
    assert stop.reason is StopReason.EXIT, stop
    return machine


def errors(machine: Machine) -> list[str]:
    """Return what the driver said, without times."""
    return re.findall(r"^\[ *[\d.]+\] (hda: (?!HARNESS).*)$", machine.console.text, re.MULTILINE)


def verdicts(machine: Machine) -> list[str]:
    return re.findall(r"^\[.*\]     (ok|not ok) \d", machine.console.text, re.MULTILINE)


def names(disk: str) -> set[str]:
    machine, commands = suite(disk)
    assert machine.run(500_000_000).value == 0, machine.console.text
    return {command.command for command in commands}


def test_blocks_of_sectors_flushes_and_forced_writes_are_what_a_disk_is_asked_for():
    assert names("blank:16M") == {
        "IDENTIFY DEVICE",
        "SET MULTIPLE MODE",
        "READ MULTIPLE",
        "WRITE MULTIPLE",
        "WRITE MULTIPLE FUA EXT",
        "FLUSH CACHE EXT",
    }


def test_sectors_beyond_128_gigabytes_are_reached():
    assert names("blank:200G") >= {"READ MULTIPLE EXT", "WRITE MULTIPLE EXT"}


def test_without_a_write_cache_nothing_is_forced():
    assert "WRITE MULTIPLE FUA EXT" not in names("blank:16M,cache=off")


def test_neighbours_are_one_command():
    machine, commands = suite()
    machine.run(500_000_000)
    reads = [command for command in commands if command.command == "READ MULTIPLE"]
    assert (FIRST, 12 * 8) in {(command.lba, command.done) for command in reads}


def test_the_suite_leaves_the_disk_as_it_was():
    machine, commands = suite()
    machine.run(500_000_000)
    assert any(any(command.data) for command in commands if command.data)
    image = machine.disks[0].image()
    assert not any(image.read(FIRST, 12 * 8))


def test_a_bad_sector_costs_one_owner_and_one_line():
    machine = run_with(lambda disk: disk.failing("read", lba=BAD))
    assert errors(machine)[0] == (
        f"hda: read error at sector {BAD}: status 0x51, error 0x40 (ready, error, uncorrectable data)"
    )
    # One of the twelve that were read together.
    assert "all_io(0, pages) == 0: 0x1 against 0" in machine.console.text


def test_a_bad_sector_is_tried_three_times_and_its_neighbours_are_had():
    machine, commands = suite()
    with machine.disks[0].failing("read", lba=BAD):
        machine.run(500_000_000)
    tries = [command for command in commands if command.error and not command.write]
    assert {command.lba + command.done for command in tries[1:3]} == {BAD}
    assert [command.command for command in tries[:3]] == ["READ MULTIPLE", "READ SECTORS", "READ SECTORS"]


def test_a_fault_that_passes_is_nobody_s_error():
    machine = run_with(lambda disk: disk.failing("write", nth=1, count=2))
    assert (errors(machine), verdicts(machine)) == ([], ["ok"] * 4)


def test_a_write_fault_names_sector_and_bits():
    machine = run_with(lambda disk: disk.failing("write", lba=BAD))
    assert errors(machine)[0] == (
        f"hda: write error at sector {BAD}: status 0x61, error 0x04 (ready, device fault, error, aborted)"
    )


def test_a_flush_that_fails_is_told():
    machine = run_with(lambda disk: disk.failing("flush"))
    assert "hda: flush failed: status 0x41, error 0x04 (ready, error, aborted)" in errors(machine)
    assert "blkdev_issue_flush(&hda) == 0: 0xfffffffb against 0" in machine.console.text


@pytest.mark.parametrize(
    "since", ["neighbours_come_back_as_written", "write_intr", "read_intr", "ide_move_block"]
)
def test_a_disk_that_goes_away_fails_all_and_holds_up_nothing(since):
    machine = run_with(Disk.vanished, since=since)
    assert sum("does not come back" in line for line in errors(machine)) == 1
    assert "(nobody there); all access fails from now on" in "".join(errors(machine))
    assert verdicts(machine).count("not ok") >= 3
    assert machine.engine.clock < 30 * CYCLES_PER_SECOND


def test_a_disk_that_hangs_is_reset_and_then_given_up():
    machine = run_with(Disk.stuck)
    told = errors(machine)
    assert sum("no answer" in line for line in told) == 3
    assert sum("does not come back" in line for line in told) == 1
    assert machine.engine.clock < 60 * CYCLES_PER_SECOND


def test_a_disk_that_hung_once_works_after_its_reset():
    machine, _ = suite()
    run_to(machine, "neighbours_come_back_as_written")
    with machine.disks[0].stuck():
        run_to(machine, "ide_do_reset")
    assert machine.run(500_000_000).reason is StopReason.EXIT
    assert sum("no answer" in line for line in errors(machine)) == 1
    assert "does not come back" not in machine.console.text
    # The case's patience was over before the reset, but its disk is well.
    assert verdicts(machine)[1:] == ["ok"] * 3


def test_a_disk_that_refuses_everything_gives_errors():
    machine = run_with(Disk.aborting)
    assert "(ready, error, aborted)" in errors(machine)[0]
    assert verdicts(machine).count("not ok") >= 3


@pytest.mark.parametrize("fault", [Disk.vanished, Disk.aborting, Disk.stuck])
def test_a_disk_that_is_ill_at_boot_is_not_there(fault):
    machine, _ = suite()
    with fault(machine.disks[0]):
        stop = machine.run(500_000_000)
    assert (stop.reason, stop.value) == (StopReason.EXIT, 0)
    assert "hda:" not in machine.console.text
    assert machine.console.text.count("# SKIP no hda") == 4


def test_without_disks_nothing_is_waited_for():
    machine = load(BootConfig(append="rc=kunit kunit=list", disks=()))
    entered: list[int] = []
    for name in ("ide_init", "schedule_timeout"):
        machine.engine.add_probe(machine.symbols[name], lambda: entered.append(machine.engine.clock))
    run_to(machine, "free_initmem")
    assert len(entered) == 1


def test_both_disks_are_found():
    machine = load(BootConfig(append="rc=kunit kunit=list"))
    machine.run(50_000_000)
    assert re.findall(r"(hd[ab]): HARNESS HARDDISK, (\d+) sectors", machine.console.text) == [
        ("hda", "32768"),
        ("hdb", "65536"),
    ]
