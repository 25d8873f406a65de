# SPDX-License-Identifier: GPL-2.0-or-later
"""When dirty pages reach their disk, seen from the disk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from harness import BootConfig, Layout, Machine, StopReason
from harness.check.patch import Patcher
from harness.image.cpio import directory, file, pack
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.disk.record import DiskCommand
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

BUDGET = 500_000_000
PAGE_BYTES = 4096
MIB = 1 << 20
MILLISECOND = CYCLES_PER_SECOND // 1000
TICK_MS = 10
OFTEN = "run /bin/sysctl vm/dirty_writeback_centisecs 10"  # a round each 100 ms
SOON = "run /bin/sysctl vm/dirty_expire_centisecs 50"  # after 500 ms
LITTLE = "run /bin/sysctl vm/dirty_background_ratio 1"


@dataclass
class Run:
    """One script's run: when pages were dirtied, what the disk was told, the console."""

    machine: Machine
    dirtied: list[int] = field(default_factory=list)  # cycles
    commands: list[DiskCommand] = field(default_factory=list)
    most_dirty: int = 0  # pages, dirty or on their way

    @property
    def writes(self) -> list[DiskCommand]:
        return [record for record in self.commands if record.write]

    def ms_after_the_first_dirt(self) -> list[float]:
        return [(record.issued - self.dirtied[0]) / MILLISECOND for record in self.writes]

    def number(self, pattern: str) -> int:
        found = re.search(pattern, self.machine.console.text)
        assert found, self.machine.console.text
        return int(found.group(1))


def script(*lines: str, memory: int = 64 * MIB) -> Run:
    """Load a guest whose process 1 will run these lines."""
    initrd = pack([directory("etc"), file("etc/rc.test", "\n".join((*lines, "")).encode())])
    run = Run(load(BootConfig(append="rc=test", initrd=initrd, layout=Layout(memory_bytes=memory))))
    symbols, engine = run.machine.symbols, run.machine.engine
    state = symbols["page_states"]
    counters = [state + symbols.offset("page_state", name) for name in ("nr_dirty", "nr_writeback")]

    def dirtied() -> None:
        run.dirtied.append(engine.clock)
        run.most_dirty = max(run.most_dirty, sum(run.machine.read_word(virt) for virt in counters))

    # Files that live in memory have another way to be dirty.
    engine.add_probe(symbols["__set_page_dirty_nobuffers"], dirtied)
    run.machine.disks[0].observe(run.commands.append)
    return run


def ran(*lines: str, memory: int = 64 * MIB) -> Run:
    run = script(*lines, memory=memory)
    stop = run.machine.run(BUDGET)
    assert (stop.reason, stop.value) == (StopReason.EXIT, 0), run.machine.console.text
    return run


def test_pages_are_written_when_they_expire_and_not_much_before():
    run = ran(SOON, OFTEN, "run /bin/dirty /dev/hda 8 1000")
    delays = run.ms_after_the_first_dirt()
    assert 500 - TICK_MS <= min(delays)
    assert max(delays) <= 500 + 100 + 2 * TICK_MS
    assert sum(record.done for record in run.writes) * 512 == 8 * PAGE_BYTES
    assert run.number(r"dirty: (\d+) pages are dirty\n") == 0


def test_what_is_written_is_what_the_program_wrote():
    run = ran(SOON, OFTEN, "run /bin/dirty /dev/hda 8 1000")
    expected = b"".join(bytes([ord("a") + number]) * PAGE_BYTES for number in range(8))
    assert run.machine.disks[0].read(0, 64) == expected


def test_below_the_background_limit_and_before_expiry_nothing_is_written():
    run = ran(LITTLE, "run /bin/dirty /dev/hda 100 1500")
    assert run.number(r"dirty: (\d+) pages are dirty\n") == 100
    assert min(run.ms_after_the_first_dirt()) >= 1500


def test_above_the_background_limit_pages_are_written_at_once():
    run = ran(LITTLE, "run /bin/dirty /dev/hda 300 1500")
    assert min(run.ms_after_the_first_dirt()) < 100
    assert run.number(r"dirty: (\d+) pages are dirty\n") <= 160


def test_fsync_writes_all_and_flushes_the_disks_cache():
    run = ran("run /bin/dirty /dev/hda 20 10")
    assert run.number(r"dirty: fsync: (-?\d+)") == 0
    assert run.number(r"dirty: (\d+) pages are dirty after it") == 0
    assert sum(record.done for record in run.writes) * 512 == 20 * PAGE_BYTES
    last_write = max(index for index, record in enumerate(run.commands) if record.write)
    assert any(record.flush for record in run.commands[last_write:])


def test_a_heavy_writer_that_no_pdflush_helps_writes_for_itself():
    pages, memory = 1500, 32 * MIB
    run = script("run /bin/sysctl vm/dirty_ratio 5", f"run /bin/dirty /dev/hda {pages} 10", memory=memory)
    Patcher(run.machine).redirect("balance_dirty_pages", "pdflush_operation", "mov eax, -1; ret")
    assert run.machine.run(BUDGET).value == 0, run.machine.console.text
    limit = run.machine.read_word(run.machine.symbols["totalram_pages"]) * 5 // 100
    assert limit * 3 < pages
    # It looks after a quarter per cent of memory, and writes one and a half times as much.
    assert limit < run.most_dirty <= limit + 3 * memory // PAGE_BYTES // 400


def test_with_the_interval_zero_nothing_is_written_periodically():
    run = ran(SOON, "run /bin/sysctl vm/dirty_writeback_centisecs 0", "run /bin/dirty /dev/hda 8 1500")
    assert run.number(r"dirty: (\d+) pages are dirty\n") == 8


def test_who_reads_in_order_is_read_ahead_for_in_growing_requests():
    run = ran("run /bin/disktest /dev/hda")
    reads = [record for record in run.commands if record.command.startswith("READ") and record.lba < 128]
    # 64 KiB: a window of 4 pages; while the reader is in it, those of 8 and 16, which merge.
    after_the_writes = [record.sectors for record in reads if record.issued > run.dirtied[-1]]
    assert after_the_writes == [32, 192]


@pytest.mark.parametrize("fault", ["failing", "vanished"])
def test_a_dead_disk_gives_errors_and_dirty_pages_do_not_pile_up(fault):
    run = script(SOON, OFTEN, "run /bin/dirty /dev/hda 200 1000", "run /bin/cachetest /dev/hdb")
    disk = run.machine.disks[0]
    while "wrote 200 pages" not in run.machine.console.text:
        run.machine.run(50_000)
    with disk.failing("write") if fault == "failing" else disk.vanished():
        stop = run.machine.run(BUDGET)
    text = run.machine.console.text
    assert stop.reason is StopReason.EXIT, text
    assert run.number(r"dirty: fsync: (-?\d+)") == -5
    assert run.number(r"dirty: (\d+) pages are dirty after it") == 0
    assert "Buffer I/O error on device hda" in text
    assert "init: run /bin/cachetest /dev/hdb: ok" in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vm/dirty_ratio", "101"),
        ("vm/dirty_background_ratio", "-1"),
        ("vm/dirty_expire_centisecs", "4294967297"),
        ("vm/dirty_writeback_centisecs", "5x"),
        ("vm/swappiness", "200"),
        ("vm/nr_pdflush_threads", "3"),
    ],
)
def test_settings_out_of_range_are_refused(name, value):
    run = script(f"run /bin/sysctl {name} {value}")
    run.machine.run(BUDGET)
    assert f"sysctl: FAILED: {name} = {value}" in run.machine.console.text


def test_without_a_disk_there_is_nothing_to_show_and_nothing_fails():
    machine = load(
        BootConfig(
            append="rc=test",
            initrd=pack([directory("etc"), file("etc/rc.test", b"run /bin/flushed /dev/hda\n")]),
            disks=(),
        )
    )
    assert machine.run(BUDGET).value == 0
    assert "flushed: no such disk: nothing to write to" in machine.console.text
