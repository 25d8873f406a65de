# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.errors import ConfigError
from harness.machine.policy import make_policy

KERNEL = 0x1000
A, B, THREAD = 1, 2, 3
DIRECTORIES = {A: 0xA000, B: 0xB000, THREAD: 0}


class View:
    """A machine that is nothing but its CR3."""

    def __init__(self):
        self.cr3 = 0xA000

    def directory_of(self, task):
        return DIRECTORIES[task]

    def kernel_directory(self):
        return KERNEL

    def current_directory(self):
        return self.cr3

    def load_directory(self, phys):
        self.cr3 = phys


def drive(name, *tasks):
    """Switch from A through ``tasks``; return CR3 after each, and the counts."""
    policy, view, prev, seen = make_policy(name), View(), A, []
    for task in tasks:
        policy.switch(view, prev, task)
        seen.append(view.cr3)
        prev = task
    return seen, (policy.counts.switches, policy.counts.loads, policy.counts.avoided)


def test_lazy_to_a_thread_and_back_loads_nothing():
    assert drive("lazy", THREAD, A) == ([0xA000, 0xA000], (2, 0, 2))


def test_lazy_through_a_thread_to_another_process_loads_once():
    assert drive("lazy", THREAD, B) == ([0xA000, 0xB000], (2, 1, 1))


def test_eager_loads_at_every_switch():
    assert drive("eager", THREAD, A) == ([0xA000, 0xA000], (2, 2, 0))


def test_guard_gives_threads_the_empty_user_half():
    assert drive("guard", THREAD, THREAD, A) == ([KERNEL, KERNEL, 0xA000], (3, 2, 1))


def test_native_leaves_cr3_to_the_guest():
    assert drive("native", B, A) == ([0xA000, 0xA000], (2, 0, 2))


def test_an_unknown_policy_lists_the_known_ones():
    with pytest.raises(ConfigError, match="lazy, eager, guard, native"):
        make_policy("greedy")
