# SPDX-License-Identifier: GPL-2.0-or-later
"""K05: the file system's journal commits transactions."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.disks import has_journal
from harness.check.log_watch import LogWatch
from harness.check.survival import PAGE_BYTES, Page, survives
from harness.check.tap import Call
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.disk import DiskCommand
from harness.machine.disk.ext3.journal import Journal
from harness.machine.disk.ext3.reader import FileSystem
from harness.machine.machine import Machine

HDA = 0x0300  # Linux's number: major 3, minor 0
S_IFMT, S_IFREG = 0o170000, 0o100000
T_RUNNING = 0
BH_DIRTY = 1 << 1  # include/linux/buffer_head.h
MILLISECOND = CYCLES_PER_SECOND // 1000
TICK = CYCLES_PER_SECOND // 100
# The timer fires at a tick, and its thread has its turn; then handles end.
EARLY = 2 * TICK
LATE = 20 * TICK


class JournalCommits(Check):
    """Follow blocks of hda from the handle that dirties them through the log to their place.

    What stands behind a commit record must be on the medium before it, what a
    transaction changed goes home only after that record is, and the log's tail
    passes only what is home.  At the end of each fsync() the power is cut in
    the worst way: the replay of what is on the medium must give the file back.
    """

    id = "K05"
    claim = "the journal commits transactions, by kjournald, and what was fsynced survives a power cut"

    @classmethod
    def applies(cls, machine: Machine) -> bool:
        """Need a disk with an ext3."""
        return super().applies(machine) and bool(machine.disks) and has_journal(machine.disks[0])

    def watch(self) -> None:
        """Tap the journal's entries, and the disk."""
        self.disk = self.tap.machine.disks[0]
        fs = FileSystem(self.disk)
        journal = Journal(fs)
        self.sectors = fs.block_size // 512
        self.log = LogWatch(journal.places, journal.super, self.broken)
        self.born: dict[int, int] = {}  # open transactions -> since when
        self.asked: set[int] = set()
        self.ages: list[int] = []  # of those that nobody asked for
        self.interval = 0
        self.pages: dict[int, dict[int, Page]] = {}  # inode -> what was written to it
        self.survived = 0
        self.tap.on_call("journal_dirty_metadata", self._dirty_metadata)
        self.tap.on_call("journal_dirty_data", self._dirty_data)
        self.tap.on_call("journal_forget", self._forget)
        self.tap.on_call("__journal_unfile_buffer", self._unfiled)
        self.tap.on_call("__journal_checkpointed", self._let_go)
        self.tap.on_call("__log_start_commit", self._asked)
        self.tap.on_call("journal_commit_transaction", self._commits)
        self.tap.on_call("generic_commit_write", self._written)
        self.tap.on_call("ext3_truncate", self._truncated)
        self.tap.on_return("ext3_sync_file", self._synced)
        self.disk.observe(self._commanded)

    # -- whose block it is ------------------------------------------------------------

    def _on_hda(self, journal: int) -> bool:
        dev = self.tap.field(journal, "journal_s", "j_dev")
        return self.tap.field(dev, "block_device", "bd_dev") == HDA

    def _transaction(self, handle: int) -> int | None:
        """Return the number of a handle's transaction, if it is hda's; its life begins here."""
        transaction = self.tap.field(handle, "handle_s", "h_transaction")
        if not transaction:
            return None
        journal = self.tap.field(transaction, "transaction_s", "t_journal")
        if not self._on_hda(journal):
            return None
        sequence = self.tap.field(transaction, "transaction_s", "t_tid")
        self.born.setdefault(sequence, self.tap.engine.clock)
        self.interval = self.tap.field(journal, "journal_s", "j_commit_interval") * TICK
        return sequence

    def _block(self, bh: int) -> int:
        return self.tap.field(bh, "buffer_head", "b_blocknr")

    def _dirty_metadata(self, call: Call) -> None:
        if self._transaction(call.args[0]) is not None:
            block = self._block(call.args[1])
            self.log.note_metadata(block, bytes(self.disk.read(block * self.sectors, self.sectors)))

    def _dirty_data(self, call: Call) -> None:
        sequence = self._transaction(call.args[0])
        if sequence is not None:
            self.log.note_data(self._block(call.args[1]), sequence)

    def _forget(self, call: Call) -> None:
        sequence = self._transaction(call.args[0])
        if sequence is not None:
            self.log.note_forgotten(self._block(call.args[1]), sequence)

    def _unfiled(self, call: Call) -> None:
        transaction = self.tap.field(call.args[0], "journal_head", "b_transaction")
        journal = self.tap.field(transaction, "transaction_s", "t_journal")
        if self._on_hda(journal) and self.tap.field(transaction, "transaction_s", "t_state") == T_RUNNING:
            self.log.note_dropped(self._block(self.tap.field(call.args[0], "journal_head", "b_bh")))

    def _let_go(self, call: Call) -> None:
        # Dirty and yet not to be written: journalled data of a file that was truncated.
        bh = self.tap.field(call.args[0], "journal_head", "b_bh")
        transaction = self.tap.field(call.args[0], "journal_head", "b_cp_transaction")
        dirty = self.tap.field(bh, "buffer_head", "b_state") & BH_DIRTY
        if dirty and self._on_hda(self.tap.field(transaction, "transaction_s", "t_journal")):
            self.log.note_forgotten(self._block(bh), self.log.last)

    # -- who commits, and when --------------------------------------------------------

    def _asked(self, call: Call) -> None:
        if self._on_hda(call.args[0]):
            self.asked.add(call.args[1])

    def _commits(self, call: Call) -> None:
        journal = call.args[0]
        if not self._on_hda(journal):
            return
        running = self.tap.field(journal, "journal_s", "j_running_transaction")
        sequence = self.tap.field(running, "transaction_s", "t_tid")
        self._look_for_overdue()
        since = self.born.pop(sequence, None)
        if since is None or sequence in self.asked or self.tap.comm(call.task.virt) != "kjournald":
            return
        age = self.tap.engine.clock - since
        self.ages.append(age)
        if age + EARLY < self.interval:
            every = f"transactions live for {self.interval // MILLISECOND} ms"
            self.broken(f"kjournald committed one after {age // MILLISECOND} ms, unasked, though {every}")

    def _look_for_overdue(self) -> None:
        for sequence, since in self.born.items():
            age = self.tap.engine.clock - since
            if age > self.interval + LATE:
                every = f"they live for {self.interval // MILLISECOND} ms"
                self.broken(f"transaction {sequence} was open for {age // MILLISECOND} ms, though {every}")

    # -- what the disk is told --------------------------------------------------------

    def _commanded(self, record: DiskCommand) -> None:
        if record.flush and not record.error:
            self.log.flush()
        if not record.write or record.data is None:
            return
        size = self.sectors * 512
        start = -record.lba % self.sectors * 512
        for at in range(start, record.done * 512 - size + 1, size):
            block = (record.lba + at // 512) // self.sectors
            self.log.write(block, record.data[at : at + size], record.fua)

    # -- what must be there after a power cut -----------------------------------------

    def _inode(self, inode: int) -> int | None:
        """Return the number of a file's inode on hda, None for any other."""
        if self.tap.field(inode, "inode", "i_mode") & S_IFMT != S_IFREG:
            return None
        dev = self.tap.field(self.tap.field(inode, "inode", "i_sb"), "super_block", "s_bdev")
        if not dev or self.tap.field(dev, "block_device", "bd_dev") != HDA:
            return None
        return self.tap.field(inode, "inode", "i_ino")

    def _written(self, call: Call) -> None:
        _, page, start, end = call.args
        mapping = self.tap.field(page, "page", "mapping")
        number = self._inode(self.tap.field(mapping, "address_space", "host"))
        if number is None:
            return
        symbols = self.tap.symbols
        frame = (page - self.tap.word(symbols["mem_map"])) // symbols.sizeof("page") * PAGE_BYTES
        index = self.tap.field(page, "page", "index")
        known = self.pages.setdefault(number, {}).setdefault(index, Page())
        known.write(start, bytes(self.tap.engine.ram[frame + start : frame + end]))

    def _truncated(self, call: Call) -> None:
        number = self._inode(call.args[0])
        if number is not None:
            self.pages.pop(number, None)

    def _synced(self, call: Call) -> None:
        number = self._inode(self.tap.field(call.args[1], "dentry", "d_inode"))
        if number is None or call.result:
            return
        # Read at once and never kept: an image would end the writing of a disk's file.
        lost = survives(self.disk.media, number, self.pages.get(number, {}))
        if lost:
            self.broken(f"fsync() of inode {number} came back, but after a power cut {lost}")
        else:
            self.survived += 1

    def evidence(self) -> str:
        """Tell how many transactions there were, and who wanted them."""
        self._look_for_overdue()
        log = self.log
        if not self.ages:
            self.broken("kjournald committed no transaction unasked")
            return ""
        if not log.tail_moves:
            self.broken(f"{log.commits} commits were seen, but the log's tail never moved")
        if not self.survived:
            self.broken("no fsync() came back, so nothing is proved of it")
        youngest, oldest = min(self.ages) // MILLISECOND, max(self.ages) // MILLISECOND
        return (
            f"{log.commits} transactions were whole on the medium before their commit records, "
            f"{len(self.ages)} of them unasked, after {youngest} to {oldest} ms; {log.homecomings} blocks "
            f"were home before the log's tail passed; {self.survived} fsynced files survived a power cut"
        )
