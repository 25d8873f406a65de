# SPDX-License-Identifier: GPL-2.0-or-later
"""The judge of power cuts accepts what a journal may leave, and nothing else."""

from __future__ import annotations

import stat

from harness.crash.model import Model, contents
from harness.crash.record import Moment, Step
from harness.crash.verdict import Judge
from harness.machine.disk.ext3.reader import Node

BLOCK = 1024
DIRECTORY, FILE = stat.S_IFDIR | 0o755, stat.S_IFREG | 0o644


class Story:
    """Steps of worker 0, each of which takes one entry of the log."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.do("mkdir", ".")

    def do(self, what: str, *arguments: str, result: int = 0) -> Step:
        number = len(self.steps) + 1
        now = Moment(number, 0)
        step = Step(0, number, what, arguments, now, now, result)
        self.steps.append(step)
        return step

    def write(self, name: str, at: int, size: int) -> bytes:
        self.do("create", name)
        return contents(self.do("write", name, str(at), str(size), result=size), at, size)

    def faults(
        self,
        tree: dict[str, bytes | None],
        entries: int | None = None,
        data: str = "ordered",
        instruction: int = 0,
        sync: bool = False,
    ) -> list:
        judge = Judge([Model(self.steps, BLOCK, sync=sync)], data)
        nodes = {"w0": Node(12, DIRECTORY, 2, 0, b"")}
        for ino, (path, what) in enumerate(tree.items(), 13):
            mode = DIRECTORY if what is None else FILE
            nodes[f"w0/{path}"] = Node(ino, mode, 1, len(what or b""), what or b"")
        return judge.faults(nodes, Moment(len(self.steps) if entries is None else entries, instruction))


def test_every_moment_since_the_last_promise_can_be():
    story = Story()
    first = story.write("a", 0, 16)
    story.do("mkdir", "d0")
    assert story.faults({}) == story.faults({"a": b""}) == story.faults({"a": first}) == []
    assert story.faults({"a": first, "d0": None}) == []


def test_what_came_out_of_its_order_cannot_be():
    story = Story()
    story.write("a", 0, 16)
    story.do("mkdir", "d0")
    (fault,) = story.faults({"d0": None})
    assert "its names and sizes are of no moment; against the newest: a not there" in fault


def test_what_was_fsynced_is_there():
    story = Story()
    data = story.write("a", 0, 16)
    story.do("fsync", "a", "-")
    assert story.faults({"a": data}) == []
    (fault,) = story.faults({"a": b""})
    assert "its names and sizes are of state 2; 3 to 3 can be" in fault
    # But not before the fsync had ended.
    assert story.faults({"a": b""}, entries=3) == []


def test_between_two_writes_of_the_disk_an_instruction_decides_what_was_promised():
    story = Story()
    data = story.write("a", 0, 16)
    begun, ended = Moment(4, 100), Moment(4, 200)
    story.steps.append(Step(0, 4, "fsync", ("a", "-"), begun, ended))
    assert story.faults({"a": b""}, instruction=199) == [] != story.faults({"a": b""}, instruction=200)
    story.steps.append(Step(0, 5, "mkdir", ("d0", "-"), Moment(4, 300), Moment(4, 400)))
    there = {"a": data, "d0": None}
    assert story.faults(there, entries=4, instruction=300) == []
    assert story.faults(there, entries=4, instruction=299) != []


def test_a_directorys_fsync_promises_its_names():
    story = Story()
    story.do("create", "a")
    story.do("fsync", ".", "-")
    assert story.faults({"a": b""}) == [] != story.faults({})


def test_sync_promises_everything():
    story = Story()
    story.write("a", 0, 16)
    story.do("mkdir", "d0")
    story.do("sync", "-", "-")
    assert story.faults({"a": contents(story.steps[2], 0, 16)}) != []


def test_on_a_synchronous_mount_every_step_that_has_ended_is_promised():
    story = Story()
    data = story.write("a", 0, 16)
    story.do("mkdir", "d0")
    there = {"a": data, "d0": None}
    assert story.faults(there, sync=True) == []
    assert story.faults({"a": data}) == [] != story.faults({"a": data}, sync=True)
    assert story.faults(there | {"a": bytes(16)}, data="writeback", sync=True) != []


def test_an_fsync_says_nothing_of_other_files():
    story = Story()
    a = story.write("a", 0, 16)
    story.do("fsync", "a", "-")
    story.do("create", "b")
    story.do("fsync", "a", "-")
    assert story.faults({"a": a}) == story.faults({"a": a, "b": b""}) == []


def test_nothing_is_of_the_future():
    story = Story()
    data = story.write("a", 0, 16)
    assert story.faults({"a": data}, entries=2) != []


def test_garbage_is_told_with_its_place():
    story = Story()
    data = story.write("a", 0, 1024)
    story.write("b", 0, 1024)
    other = contents(story.steps[4], 0, 1024)
    (fault,) = story.faults({"a": data[:512] + other[512:], "b": other})
    assert "a at byte 512 has 0000050000020000 (worker 0, step 5, byte 512)" in fault


def test_zeros_where_data_should_be_are_garbage_too():
    story = Story()
    story.write("a", 0, 1024)
    assert "a at byte 0 has 0000000000000000" in story.faults({"a": bytes(1024)})[0]


def test_an_overwrite_may_be_there_in_part_until_it_is_fsynced():
    story = Story()
    old = story.write("a", 0, 2048)
    new = story.write("a", 0, 2048)
    mixed = old[:512] + new[512:1024] + old[1024:]
    assert story.faults({"a": mixed}) == story.faults({"a": old}) == story.faults({"a": new}) == []
    assert story.faults({"a": mixed}, data="journal") != []
    story.do("fsync", "a", "-")
    assert story.faults({"a": new}) == []
    assert story.faults({"a": mixed}) != [] != story.faults({"a": old})


def test_old_data_of_a_block_that_was_given_back_is_garbage():
    story = Story()
    old = story.write("a", 0, 1024)
    story.do("truncate", "a", "0")
    new = story.write("a", 0, 1024)
    story.do("fsync", "a", "-")
    assert story.faults({"a": new}) == [] != story.faults({"a": old})


def test_with_writeback_only_what_was_fsynced_holds_its_bytes():
    story = Story()
    data = story.write("a", 0, 1024)
    assert story.faults({"a": bytes(1024)}, data="writeback") == []
    story.do("fsync", "a", "-")
    assert story.faults({"a": bytes(1024)}, data="writeback") != []
    assert story.faults({"a": data}, data="writeback") == []


def test_a_write_of_many_pages_may_end_at_any_of_them():
    story = Story()
    data = story.write("a", 0, 10_000)
    for size in (0, 4096, 8192, 10_000):
        assert story.faults({"a": data[:size]}) == []
    assert story.faults({"a": data[:5000]}) != []


def test_a_name_is_moved_at_once():
    story = Story()
    one, two = story.write("a", 0, 16), story.write("b", 0, 24)
    story.do("rename", "a", "b")
    assert story.faults({"b": one}) == story.faults({"a": one, "b": two}) == []
    assert story.faults({"a": one, "b": one}) != [] != story.faults({"b": two})


def test_a_file_that_nobody_made_is_told():
    judge = Judge([Model(Story().steps, BLOCK)], "ordered")
    homes = {"w0": Node(12, DIRECTORY, 2, 0, b""), "lost+found": Node(11, DIRECTORY, 2, 0, b"")}
    assert judge.faults(homes, Moment(5, 0)) == []
    lost = homes | {"lost+found/#12": Node(13, FILE, 1, 0, b"")}
    assert judge.faults(lost, Moment(5, 0)) == ["lost+found/#12 is there, and nobody made it"]
