# SPDX-License-Identifier: GPL-2.0-or-later
"""K03: seldom-used pages go to swap, and come back intact."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

from harness.check.base import Check
from harness.check.tap import Call, Task
from harness.machine.disk.record import DiskCommand
from harness.machine.machine import Machine

PAGE_BYTES = 4096
PAGE_SECTORS = 8
SWAP_DISK = 1  # hdb
PTE_ACCESSED = 0x20
SWAP_FAIL = 2  # unmap_entry() leaves the page where it is
OFFSET_MASK = (1 << 27) - 1  # of an entry; above it the area's number


class Swap(Check):
    """Follow pages by their bytes: out of memory, onto the disk, and in again.

    A page that leaves must not have its accessed bit set at that moment; what
    comes in for an entry must be the bytes that left for it; and what kswapd0
    wrote must have arrived at the disk.
    """

    id = "K03"
    claim = "seldom-used pages go to swap, and come back intact"

    @classmethod
    def applies(cls, machine: Machine) -> bool:
        """Need a disk to swap to."""
        return super().applies(machine) and len(machine.disks) > SWAP_DISK

    def watch(self) -> None:
        """Tap the ways out and in, and the disk."""
        self.left: dict[int, int] = {}  # entry -> digest of the page that left for it
        self.by_kswapd: set[int] = set()
        self.on_disk: dict[int, int] = {}  # slot -> digest of what the disk was given
        self.came_back = 0
        self.taken = self.spared = 0
        self.owners: Counter[Task] = Counter()
        self.ended: Counter[int] = Counter()
        self.young: dict[int, bool] = {}  # stack pointer of the call -> was it accessed?
        self.tap.on_call("swap_writepage", self._leaves)
        self.tap.on_call("swap_readpage", self._wanted)
        self.tap.on_call("end_swap_bio_read", self._arrived)
        self.tap.on_call("unmap_entry", self._unmapping)
        self.tap.on_return("unmap_entry", self._unmapped)
        self.tap.on_return("page_referenced", self._asked)
        self.tap.on_call("do_exit", self._exits)
        self.tap.machine.disks[SWAP_DISK].observe(self._disk_command)

    def _entry(self, page: int) -> int:
        return self.tap.field(page, "page", "private")

    def _digest(self, page: int) -> int:
        symbols = self.tap.symbols
        frame = (page - self.tap.word(symbols["mem_map"])) // symbols.sizeof("page")
        start = frame * PAGE_BYTES
        return crc32(self.tap.engine.ram[start : start + PAGE_BYTES])

    def _leaves(self, call: Call) -> None:
        page = call.args[0]
        entry = self._entry(page)
        self.left[entry] = self._digest(page)
        if self.tap.comm(call.task.virt) == "kswapd0":
            self.by_kswapd.add(entry)

    def _wanted(self, call: Call) -> None:
        self.owners[call.task] += 1

    def _arrived(self, call: Call) -> None:
        bio, error = call.args[:2]
        if error:
            return
        page = self.tap.word(bio + self.tap.symbols.offset("bio", "bi_io_vec"))
        entry = self._entry(page)
        self.came_back += 1
        if self._digest(page) != self.left.get(entry):
            self.broken(f"what came back from slot {entry & OFFSET_MASK} is not what went there")

    def _unmapping(self, call: Call) -> None:
        self.young[call.esp] = bool(self.tap.word(call.args[2]) & PTE_ACCESSED)

    def _unmapped(self, call: Call) -> None:
        young = self.young.pop(call.esp, False)
        if call.result == SWAP_FAIL:
            return
        self.taken += 1
        if young:
            self.broken(f"the page at {call.args[3]:#010x} was taken while it was in use")

    def _asked(self, call: Call) -> None:
        self.spared += call.result > 0

    def _exits(self, call: Call) -> None:
        if call.task in self.owners:
            self.ended[call.args[0]] += 1

    def _disk_command(self, record: DiskCommand) -> None:
        if not record.write or record.error or record.data is None:
            return
        for at in range(0, len(record.data) - PAGE_BYTES + 1, PAGE_BYTES):
            slot, part = divmod(record.lba * 512 + at, PAGE_BYTES)
            if not part:
                self.on_disk[slot] = crc32(record.data[at : at + PAGE_BYTES])

    def evidence(self) -> str:
        """Tell how many pages went, came back and stayed."""
        lost = {entry for entry in self.by_kswapd if entry & OFFSET_MASK not in self.on_disk}
        if not self.by_kswapd:
            self.broken("kswapd0 wrote no page to the swap area")
        if len(lost) > len(self.by_kswapd) // 2:
            self.broken(f"{len(lost)} of the pages that kswapd0 wrote never reached the disk")
        if not self.came_back:
            self.broken("no page came back from swap")
        if not self.spared:
            self.broken("no page was found in use, so that they stay is not proved")
        failed = sum(count for status, count in self.ended.items() if status)
        if failed or not self.ended:
            self.broken(f"{failed} of {len(self.owners)} processes with pages on swap ended badly")
        return (
            f"{len(self.by_kswapd)} pages written by kswapd0, {self.came_back} came back as they were; "
            f"{self.taken} unused entries taken, {self.spared} times a page in use was left"
        )
