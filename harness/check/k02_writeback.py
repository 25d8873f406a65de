# SPDX-License-Identifier: GPL-2.0-or-later
"""K02: dirty pages are written to their block device periodically, with nobody asking."""

from __future__ import annotations

from typing import NamedTuple

from harness.check.base import Check
from harness.check.disks import has_room
from harness.check.tap import Call
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.disk.record import DiskCommand
from harness.machine.machine import Machine

DISKS = {0x0300: "hda", 0x0340: "hdb"}  # Linux's numbers: major 3, minors 0 and 64
PAGE_SECTORS = 8
PG_DIRTY = 1 << 5  # include/linux/page-flags.h
S_IFMT, S_IFBLK = 0o170000, 0o060000
MILLISECOND = CYCLES_PER_SECOND // 1000
CENTISECOND = CYCLES_PER_SECOND // 100
TICK = CYCLES_PER_SECOND // 100
# A page's age counts from the tick before it became dirty, and the timer fires at a tick.
EARLY = 2 * TICK
LATE = 10 * TICK


class Page(NamedTuple):
    """A page of a disk's own cache."""

    disk: str
    number: int


class Dirt(NamedTuple):
    """When the page became dirty, and by when pdflush must have come; 0: not judged."""

    since: int
    deadline: int


class PeriodicWriteback(Check):
    """Follow pages of the disks from the store that dirties them to the sectors they reach.

    What wb_kupdate() submits must belong to a disk whose oldest dirt has expired; no
    page may stay dirty for longer than the expiry, one period and a bit.
    """

    id = "K02"
    claim = "dirty pages are written to their device periodically, with nobody asking"

    @classmethod
    def applies(cls, machine: Machine) -> bool:
        """Need a disk to write to."""
        return super().applies(machine) and has_room(machine)

    def watch(self) -> None:
        """Tap the pages' way to the disk, and the disks themselves."""
        self.dirty: dict[Page, Dirt] = {}  # the oldest first
        self.since: dict[str, int] = {}  # when each disk's first page became dirty
        self.rounds: dict[int, int] = {}  # pid inside wb_kupdate() -> when it began
        self.submitted: dict[Page, int] = {}  # by such a round -> since when it was dirty
        self.ages: list[int] = []
        self.tap.on_call("__set_page_dirty_nobuffers", self._dirtied)
        self.tap.on_call("wb_kupdate", self._round_begins)
        self.tap.on_return("wb_kupdate", self._round_ends)
        self.tap.on_call("submit_bio", self._submitted)
        self.tap.on_call("sysctl_write", self._settings_change)
        for disk in self.tap.machine.disks:
            disk.observe(self._commanded)

    def _now(self) -> int:
        return self.tap.engine.clock

    def _setting(self, name: str) -> int:
        return self.tap.word(self.tap.symbols[name]) * CENTISECOND

    def _page(self, virt: int) -> Page | None:
        """Return which page of which disk this is, or None for any other."""
        mapping = self.tap.field(virt, "page", "mapping")
        if not mapping or mapping & 1:
            return None  # truncated or anonymous
        host = self.tap.field(mapping, "address_space", "host")
        if not host or self.tap.field(host, "inode", "i_mode") & S_IFMT != S_IFBLK:
            return None
        disk = DISKS.get(self.tap.field(host, "inode", "i_rdev"))
        return None if disk is None else Page(disk, self.tap.field(virt, "page", "index"))

    def _dirtied(self, call: Call) -> None:
        self._look_for_overdue()
        virt = call.args[0]
        page = None if self.tap.field(virt, "page", "flags") & PG_DIRTY else self._page(virt)
        if page is None or page in self.dirty:
            return
        now, period = self._now(), self._setting("dirty_writeback_centisecs")
        expiry = self._setting("dirty_expire_centisecs")
        self.dirty[page] = Dirt(now, now + expiry + period + LATE if period else 0)
        self.since.setdefault(page.disk, now)

    def _round_begins(self, call: Call) -> None:
        self._look_for_overdue()
        self.rounds[call.task.pid] = self._now()
        if (name := self.tap.comm(call.task.virt)) != "pdflush":
            self.broken(f"the periodic round ran in {name} (pid {call.task.pid}), not in pdflush")

    def _round_ends(self, call: Call) -> None:
        self.rounds.pop(call.task.pid, None)

    def _submitted(self, call: Call) -> None:
        rw, bio = call.args[:2]
        disk = DISKS.get(self.tap.field(self.tap.field(bio, "bio", "bi_bdev"), "block_device", "bd_dev"))
        if not rw & 1 or disk is None:
            return
        first = self.tap.field(bio, "bio", "bi_sector")
        last = first + self.tap.field(bio, "bio", "bi_size") // 512 - 1
        began = self.rounds.get(call.task.pid)
        for index in range(first // PAGE_SECTORS, last // PAGE_SECTORS + 1):
            page = Page(disk, index)
            dirt = self.dirty.pop(page, None)
            if dirt is None:
                continue
            if began is not None:
                self.submitted[page] = dirt.since
                self._not_before_expiry(page, began)
        if not any(page.disk == disk for page in self.dirty):
            self.since.pop(disk, None)

    def _not_before_expiry(self, page: Page, began: int) -> None:
        # An inode is as old as its first dirty page: what came later goes along.
        age = began - self.since[page.disk]
        expiry = self._setting("dirty_expire_centisecs")
        if age + EARLY < expiry:
            self.broken(
                f"pdflush wrote page {page.number} of {page.disk}, whose oldest page was dirty for "
                f"{age // MILLISECOND} ms, though pages expire after {expiry // MILLISECOND} ms"
            )

    def _settings_change(self, call: Call) -> None:
        self._look_for_overdue()
        self.dirty = {page: dirt._replace(deadline=0) for page, dirt in self.dirty.items()}

    def _look_for_overdue(self) -> None:
        for page, dirt in self.dirty.items():
            now = self._now()
            if dirt.deadline and now > dirt.deadline:
                self.broken(
                    f"page {page.number} of {page.disk} was dirty for {(now - dirt.since) // MILLISECOND} ms "
                    "and nobody came to write it"
                )
            return  # only the oldest: the others became dirty after it

    def _commanded(self, record: DiskCommand) -> None:
        if not record.write or record.error:
            return
        for index in range(record.lba // PAGE_SECTORS, (record.lba + record.done - 1) // PAGE_SECTORS + 1):
            since = self.submitted.pop(Page(record.disk, index), None)
            if since is not None:
                self.ages.append(record.issued - since)

    def evidence(self) -> str:
        """Tell how old the pages were that reached a disk periodically."""
        self._look_for_overdue()
        if not self.ages:
            self.broken("no page reached a disk because it had expired")
            return ""
        youngest, oldest = min(self.ages) // MILLISECOND, max(self.ages) // MILLISECOND
        return f"{len(self.ages)} expired pages reached a disk by pdflush, after {youngest} to {oldest} ms"
