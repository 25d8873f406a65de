# SPDX-License-Identifier: GPL-2.0-or-later
from harness.inspect.ps import ordered_tree, process_tree
from harness.inspect.tasks import Task


def task(pid, ppid, comm="t", mm=0, kernel=True):
    return Task(0xC0000000 + pid, pid, ppid, comm, kernel, mm, mm, "S")


def test_children_follow_their_parent_by_pid():
    tasks = [task(0, 0), task(2, 0), task(1, 0), task(3, 1)]
    assert [(depth, t.pid) for depth, t in ordered_tree(tasks)] == [(0, 0), (1, 1), (2, 3), (1, 2)]


def test_a_task_without_parent_is_not_left_out():
    assert [t.pid for _, t in ordered_tree([task(0, 0), task(7, 99)])] == [0, 7]


def test_a_ring_of_parents_ends():
    assert sorted(t.pid for _, t in ordered_tree([task(1, 2), task(2, 1)])) == [1, 2]


def test_a_row_tells_kernel_threads_from_processes():
    rows = list(process_tree([task(0, 0, "swapper"), task(1, 0, "init", 0xC1000000, False)]))
    assert rows[0][0] == "swapper"
    assert rows[1][0] == "  init"
    assert (rows[0][4], rows[1][4]) == ("kernel", "user")
    assert (rows[0][5], rows[1][5]) == ("-", "0xc1000000")
