# SPDX-License-Identifier: GPL-2.0-or-later
"""Which orders of a disk's writes a journal may show, and which it may not."""

from __future__ import annotations

import pytest

from harness.check.log_watch import LogWatch
from harness.machine.disk.ext3 import format as f

SIZE = 1024
PLACES = range(100, 150)  # block 0 of the journal is block 100 of the disk


def padded(data: bytes) -> bytes:
    return data.ljust(SIZE, b"\0")


def header(kind: int, sequence: int) -> bytes:
    return f.HEADER.pack({"magic": f.JOURNAL_MAGIC, "blocktype": kind, "sequence": sequence})


class Log:
    """A kernel that writes to a disk with a journal, one step at a time."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.watch = LogWatch(PLACES, {"first": 1, "maxlen": 50, "start": 0}, self.complaints.append)
        self.at = 1
        self.begins(1)

    def begins(self, sequence: int, start: int = 1, flushed: bool = True) -> None:
        head = {"magic": f.JOURNAL_MAGIC, "blocktype": f.SUPER_V2, "maxlen": 50, "first": 1}
        head |= {"sequence": sequence, "start": start}
        if flushed:
            self.watch.flush()
        self.watch.write(100, padded(f.JOURNAL_SUPER.pack(head)), True)

    def logs(self, data: bytes, durable: bool = False) -> None:
        self.watch.write(PLACES[self.at], padded(data), durable)
        self.at += 1

    def describes(self, sequence: int, blocks: dict[int, bytes]) -> None:
        tags = b""
        for number, block in enumerate(blocks, 1):
            last = f.LAST_TAG if number == len(blocks) else 0
            tags += f.TAG.pack({"blocknr": block, "flags": f.SAME_UUID | last})
        self.logs(header(f.DESCRIPTOR, sequence) + tags)
        for data in blocks.values():
            self.logs(data)

    def commits(self, sequence: int) -> None:
        self.watch.flush()
        self.logs(header(f.COMMIT, sequence), durable=True)

    def goes_home(self, block: int, data: bytes) -> None:
        self.watch.write(block, padded(data), False)


@pytest.fixture
def log() -> Log:
    return Log()


def test_descriptor_blocks_flush_commit_home_flush_tail_is_in_order(log):
    log.watch.note_metadata(5, padded(b"old"))
    log.describes(1, {5: b"new", 6: b"six"})
    log.commits(1)
    log.goes_home(5, b"new")
    log.goes_home(6, b"six")
    log.begins(2, start=0)
    assert log.complaints == []
    assert (log.watch.commits, log.watch.homecomings, log.watch.tail_moves) == (1, 2, 1)


def test_a_commit_record_before_its_descriptor_is_seen(log):
    log.at = 3
    log.commits(1)
    assert log.complaints == ["the commit record of transaction 1 was written before its blocks"]


def test_a_commit_record_before_a_block_of_its_is_seen(log):
    log.describes(1, {5: b"new"})
    log.watch._log.pop(2)
    log.commits(1)
    assert log.complaints == ["the commit record of transaction 1 was written before its blocks"]


def test_a_transaction_that_goes_on_behind_its_record_is_seen(log):
    log.commits(1)
    log.describes(1, {5: b"new"})
    assert log.complaints == ["transaction 1 went on in the log after its commit record"]


def test_a_commit_record_without_a_flush_before_it_is_seen(log):
    log.describes(1, {5: b"new"})
    log.logs(header(f.COMMIT, 1), durable=True)
    assert log.complaints == [
        "the commit record of transaction 1 was written "
        "while 2 blocks that belong before it were in the write cache"
    ]


@pytest.mark.parametrize(("written", "where"), [(True, "in the write cache"), (False, "unwritten")])
def test_file_data_belong_before_the_record(log, written, where):
    log.watch.note_data(7, 1)
    log.watch.flush()
    if written:
        log.goes_home(7, b"data")
    log.logs(header(f.COMMIT, 1), durable=True)
    what = f"1 blocks that belong before it were {where}"
    assert log.complaints == [f"the commit record of transaction 1 was written while {what}"]


def test_data_that_were_truncated_are_not_missed(log):
    log.watch.note_data(7, 1)
    log.watch.note_dropped(7)
    log.commits(1)
    assert log.complaints == []


def test_metadata_that_go_home_before_their_commit_are_seen(log):
    log.watch.note_metadata(5, padded(b"old"))
    log.goes_home(5, b"old")
    log.describes(1, {5: b"new"})
    log.goes_home(5, b"new")
    assert log.complaints == ["block 5 was written home with what no transaction on the medium holds"]


def test_a_commit_counts_only_once_its_record_is_on_the_medium(log):
    log.watch.note_metadata(5, padded(b"old"))
    log.describes(1, {5: b"new"})
    log.watch.flush()
    log.logs(header(f.COMMIT, 1))
    log.goes_home(5, b"new")
    assert log.complaints == ["block 5 was written home with what no transaction on the medium holds"]


@pytest.mark.parametrize(("home", "flushed"), [(None, True), (b"old", True), (b"new", False)])
def test_a_tail_that_passes_what_is_not_home_is_seen(log, home, flushed):
    log.describes(1, {5: b"new"})
    log.commits(1)
    if home:
        log.goes_home(5, home)
    log.begins(2, start=0, flushed=flushed)
    what = "transaction 1, whose block 5 was not in its place on the medium"
    assert log.complaints == [f"the log's tail moved past {what}"]


def test_what_a_later_transaction_logged_again_need_not_be_home(log):
    log.describes(1, {5: b"new"})
    log.commits(1)
    log.describes(2, {5: b"newer"})
    log.commits(2)
    log.begins(2, start=4)
    assert log.complaints == []


def test_what_was_freed_by_a_later_transaction_need_not_be_home(log):
    log.describes(1, {5: b"new"})
    log.commits(1)
    log.watch.note_forgotten(5, 2)
    log.commits(2)
    log.begins(3, start=0)
    assert log.complaints == []


def test_a_log_that_is_written_over_too_early_is_seen(log):
    log.describes(1, {5: b"new"})
    log.commits(1)
    log.at = 1
    log.logs(b"anything")
    assert log.complaints == ["block 1 of the log was written over while the log still needed it"]


def test_an_escaped_block_is_what_it_was(log):
    magic = f.JOURNAL_MAGIC.to_bytes(4, "big")
    tag = f.TAG.pack({"blocknr": 5, "flags": f.SAME_UUID | f.LAST_TAG | f.ESCAPE})
    log.logs(header(f.DESCRIPTOR, 1) + tag)
    log.logs(bytes(4) + b"rest")
    log.commits(1)
    log.goes_home(5, magic + b"rest")
    log.begins(2, start=0)
    assert log.complaints == []
