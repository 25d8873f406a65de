# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel stack that overflows ends in a report that names its task, not in a silent reset."""

from pathlib import Path

import pytest

from harness import BootConfig, Layout, StopReason, boot
from harness.run.kernel_path import default_kernel
from tests.guest.overflow import endless

KERNEL = default_kernel()
pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


def overflown(where: Path, symbol: str, pages: str, words: str):
    kernel = endless(KERNEL, where, symbol)
    layout = Layout(pages=pages)
    return boot(BootConfig(kernel=kernel, layout=layout, append=f"paging={words}"))


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
@pytest.mark.parametrize(
    "symbol, task",
    [
        ("run_workqueue", "kthread (pid: "),
        ("sys_getpid", "hotplug (pid: "),
        ("default_idle", "swapper (pid: 0)"),
    ],
)
def test_an_overflow_names_the_task_whose_stack_it_was(tmp_path, symbol, task, pages):
    report = overflown(tmp_path, symbol, pages, "guard")
    assert report.stop.reason is StopReason.PANIC
    assert f"double fault: kernel stack overflow of task {task}" in report.console
    assert f"EIP is at {symbol}" in report.console
    assert f"Double fault in task {task}" in report.console


def test_without_a_guard_others_are_overwritten_first(tmp_path):
    console = overflown(tmp_path, "run_workqueue", "4m", "ro").console
    assert "kernel stack overflow" not in console


def test_the_suite_of_stacks_holds_with_guards():
    report = boot(BootConfig(append="rc=kunit kunit=stack,kernel_thread,kthread,vmalloc paging=guard"))
    assert report.stop.ok, report.console


@pytest.mark.parametrize("policy", ["lazy", "eager", "guard", "native"])
def test_every_check_holds_with_guards(policy):
    append = "paging=guard" + (" mm=native" if policy == "native" else "")
    assert boot(BootConfig(append=append, policy=policy)).ok
