# SPDX-License-Identifier: GPL-2.0-or-later
"""Memory under pressure: to swap and back, areas that are refused, slots that fail, the OOM killer."""

from __future__ import annotations

import re
import struct
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness import BootConfig, Layout, Machine, StopReason
from harness.machine.disk import DiskCommand, DiskSpec
from harness.machine.disk.swap import swap_header
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

MIB = 1 << 20
PAGE = 4096
SECTORS = PAGE // 512
BUDGET = 2_000_000_000
VERSION, LAST_PAGE, NR_BAD, BAD_PAGES = 1024, 1028, 1032, 1536


def prepared(script: str, swap: str = "swap:32M", pages: str = "4m", policy: str = "lazy") -> Machine:
    """Return a machine of 16 MiB with that swap disk, about to boot."""
    disks = (DiskSpec.parse("blank:1M"), DiskSpec.parse(swap))
    layout = Layout(memory_bytes=16 * MIB, pages=pages)
    return load(BootConfig(layout=layout, policy=policy, append=f"rc={script}", disks=disks))


def run(machine: Machine) -> tuple[int, str]:
    """Run to the end; the number of failed steps, and the console."""
    stop = machine.run(BUDGET)
    assert stop.reason is StopReason.EXIT, stop
    return stop.value, machine.console.text


def vmstat(console: str) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", console, re.MULTILINE)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pages", "policy"), [("4m", "lazy"), ("4k", "native"), ("pae", "guard"), ("pae", "eager")]
)
def test_a_process_of_twice_the_memory_ends_with_the_right_sum(pages: str, policy: str) -> None:
    failed, console = run(prepared("swap", pages=pages, policy=policy))
    assert failed == 0, console
    assert re.search(r"hog: 2 rounds over 30\d\d\d KiB: 0 wrong pages", console)


@pytest.mark.slow
def test_pages_in_use_stay_in_memory_and_the_others_do_not() -> None:
    failed, console = run(prepared("hotcold"))
    assert failed == 0, console
    hot = re.search(r"hotcold: hot pages in memory: (\d+) of (\d+)", console)
    cold = re.search(r"hotcold: cold pages in memory: (\d+) of (\d+)", console)
    assert hot and cold
    assert int(hot[1]) / int(hot[2]) > 0.95 > 0.8 > int(cold[1]) / int(cold[2])


def test_with_swap_full_the_right_process_is_killed_and_the_others_live() -> None:
    failed, console = run(prepared("oom", swap="swap:4M"))
    assert failed == 0, console
    assert console.count("4 of 4 others live and have their memory") == 2
    killed = re.findall(r"Out of Memory: Killed process (\d+) \(oom\)", console)
    assert len(killed) == 2
    # The report names the victim as the one with most memory in use.
    table = re.findall(r"\] +(\d+) +(\d+)kB +(\d+)kB +\d+ oom$", console, re.MULTILINE)
    assert {max(table[:6], key=lambda row: int(row[2]))[0]} <= set(killed)


def test_without_swap_the_oom_killer_comes_at_once() -> None:
    failed, console = run(prepared("oom", swap="blank:4M"))
    # swapon fails on a blank disk, and that alone.
    assert failed == 1, console
    assert "swapon: /dev/hdb: no signature SWAPSPACE2" in console
    assert "Swap: 0kB of 0kB free" in console


def test_swapoff_brings_back_what_living_processes_have_there() -> None:
    machine = prepared("swapoff")
    failed, console = run(machine)
    assert failed == 0, console
    assert re.search(r"/dev/hdb +partition\t32764\t[1-9]\d*\t-1", console)
    counts = vmstat(console)
    assert counts["pswpout"] > 500 and counts["kswapd_steal"] > 500
    before, after = console.split("init: run /bin/swapoff /dev/hdb: ok")
    assert "/dev/hdb  " in before and "/dev/hdb  " not in after
    assert "Filename\t\t\t\tType\t\tSize\tUsed\tPriority" in after
    # Its owner lived all the while, and found its pages as they were.
    assert re.search(r"hog: 1 rounds over 9\d\d\d KiB: 0 wrong pages", after)


def area(tmp_path: Path, *changes: tuple[int, bytes], size: int = MIB) -> str:
    """Return the path of an area of 256 pages with bytes of its header changed."""
    header = bytearray(swap_header(size))
    for at, data in changes:
        header[at : at + len(data)] = data
    path = tmp_path / "swap.img"
    path.write_bytes(header.ljust(MIB, b"\0"))
    return str(path)


def word(at: int, value: int) -> tuple[int, bytes]:
    return at, struct.pack("<I", value)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ([(PAGE - 10, b"SWAPSPACE1")], "no signature SWAPSPACE2 at the end of its first page; run mkswap"),
        ([(PAGE - 10, b"SWAP-SPACE")], "signature of the old format, SWAP-SPACE; run mkswap again"),
        ([word(VERSION, 2)], "version 2, not 1"),
        ([word(VERSION, 1 << 24)], "version in the other byte order"),
        ([word(LAST_PAGE, 256)], "last_page 256, but the device has 256 pages"),
        ([word(LAST_PAGE, 0)], "last_page 0: no slot besides the header"),
        ([word(LAST_PAGE, 1 << 31)], "last_page does not fit an entry"),
        ([word(NR_BAD, 638)], "nr_badpages is more than the header has room for"),
        ([word(NR_BAD, 255)], "nr_badpages leaves no slot"),
        ([word(NR_BAD, 1), word(BAD_PAGES, 256)], "badpages[0] is 256, outside 1..255"),
        ([word(NR_BAD, 1), word(BAD_PAGES, 0)], "badpages[0] is 0, outside 1..255"),
    ],
)
def test_a_bad_header_is_refused_by_name(changes: list[tuple[int, bytes]], line: str, tmp_path: Path) -> None:
    failed, console = run(prepared("swapon", area(tmp_path, *changes)))
    assert f"swapon: /dev/hdb: {line}\n" in console
    assert failed == 1 and "/dev/hdb: error 22" in console
    assert "Adding" not in console


def test_bad_pages_are_not_used(tmp_path: Path) -> None:
    path = area(tmp_path, word(NR_BAD, 2), word(BAD_PAGES, 3), word(BAD_PAGES + 4, 255))
    machine = prepared("oom", path)
    slots: set[int] = set()
    machine.disks[1].observe(
        lambda record: (
            slots.update(range(record.lba // SECTORS, (record.lba + record.sectors) // SECTORS))
            if record.write
            else None
        )
    )
    _, console = run(machine)
    assert "Adding 1012k swap" in console
    # Full when the killer comes, but for slots whose pages came back before.
    assert len(slots) > 200 and not slots & {0, 3, 255}


def test_an_unreadable_header_is_an_io_error() -> None:
    machine = prepared("swapon")
    with machine.disks[1].faults.failing("read", lba=range(SECTORS)):
        failed, console = run(machine)
    assert failed == 1
    assert "swapon: /dev/hdb: the header cannot be read" in console
    assert "swapon: /dev/hdb: error 5" in console


def test_a_slot_that_cannot_be_read_ends_its_owner_alone() -> None:
    machine = prepared("badslot")
    with machine.disks[1].faults.failing("read", lba=700 * SECTORS):
        failed, console = run(machine)
    assert failed == 0, console
    assert "Read-error on swap-device hdb, slot 700" in console
    lost = re.findall(
        r"swap: (\w+)\[\d+\]: slot 700 cannot be read: the page at 0?x?([0-9a-f]+) is lost", console
    )
    assert [name for name, _ in lost] == ["hog"]
    assert "init: signal 7 /bin/hog 150% 1: ok" in console


def test_pages_whose_writing_fails_are_kept_in_memory() -> None:
    machine = prepared("swapoff")
    with ExitStack() as faults:
        for slot in (20, 150, 151, 152):
            faults.enter_context(machine.disks[1].faults.failing("write", lba=slot * SECTORS))
        failed, console = run(machine)
    assert failed == 0, console
    assert "Write-error on swap-device hdb" in console
    assert "0 wrong pages" in console


@pytest.mark.parametrize("pages_before", [100, 1500])
def test_a_swap_disk_that_vanishes_is_given_up_and_memory_comes_from_a_process(pages_before: int) -> None:
    machine = prepared("badslot")
    written = 0

    def count(record: DiskCommand) -> None:
        nonlocal written
        written += record.done if record.write else 0

    machine.disks[1].observe(count)
    while written < pages_before * SECTORS:
        assert machine.run(200_000).reason is StopReason.BUDGET
    with machine.disks[1].vanished():
        # To its end: nobody waits for ever for pages that cannot leave.
        stop = machine.run(BUDGET)
    console = machine.console.text
    assert stop.reason is StopReason.EXIT, console
    assert "swap: /dev/hdb: 32 writes in a row failed: nothing more is written to it" in console
    # Five lines a second, of thousands of pages that were on their way.
    assert 5 <= console.count("Write-error on swap-device hdb") < 100
    assert re.search(r"Out of Memory: Killed process \d+ \(hog\)", console)


@pytest.mark.slow
def test_ten_thousand_processes_and_a_thousand_rounds_of_pressure_leave_no_page_behind() -> None:
    machine = prepared("leak")
    stop = machine.run(60_000_000_000, 100_000.0)
    console = machine.console.text
    assert stop.reason is StopReason.EXIT and stop.value == 0, console
    assert "leak: 10000 rounds, 0 of them failed" in console
    assert "leak: 1000 rounds, 0 of them failed" in console
    assert len(re.findall(r"leak: free before: (\d+) pages, after: \1 pages", console)) == 2
