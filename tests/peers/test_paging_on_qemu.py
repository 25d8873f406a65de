# SPDX-License-Identifier: GPL-2.0-or-later
"""Every paging option on QEMU's processor: the suites hold there too, and the same kernel refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel
from tests.guest.overflow import endless
from tests.peers.test_kernel_on_qemu import console_on_qemu

KERNEL = default_kernel()
PANIC = 0x7F
SUITES = "rc=kunit kunit=protect,pgtable,uaccess,vmalloc"

pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


@pytest.mark.parametrize(
    "words",
    ["pages=4k", "pages=pae", "paging=nowp", "pages=4k paging=ro,global", "pages=pae paging=ro,nx,global"],
)
def test_the_suites_that_touch_tables_hold_on_qemu(words: str) -> None:
    assert "result 0" in console_on_qemu(KERNEL, f"{SUITES} {words}")


def test_programs_execute_no_data_with_nx_on_qemu() -> None:
    console = console_on_qemu(KERNEL, "rc=nx pages=pae paging=nx")
    assert "init: signal 11 /bin/noexec stack: ok" in console


def test_the_form_of_the_tables_is_what_pages_asks_for() -> None:
    assert "PAE page tables" in console_on_qemu(KERNEL, "rc=kunit kunit=list pages=pae")
    assert "two-level page tables" in console_on_qemu(KERNEL, "rc=kunit kunit=list pages=4k")


def test_nx_without_pae_is_refused_on_qemu() -> None:
    assert "boot with PAE page tables" in console_on_qemu(KERNEL, "paging=nx", code=PANIC)


@pytest.mark.parametrize(
    "cpu, words, sentence",
    [
        ("qemu32", "pages=pae paging=nx", "paging=nx: this processor has no such bit"),
        ("pentium2,-pge", "paging=global", "paging=global: this processor has no global pages"),
    ],
)
def test_what_the_processor_lacks_is_refused_on_qemu(cpu: str, words: str, sentence: str) -> None:
    assert sentence in console_on_qemu(KERNEL, words, code=PANIC, cpu=cpu)


def test_an_overflown_kernel_stack_names_its_task_on_qemu(tmp_path: Path) -> None:
    kernel = endless(KERNEL, tmp_path, "run_workqueue")
    console = console_on_qemu(kernel, "paging=guard", code=PANIC)
    assert "double fault: kernel stack overflow of task kthread (pid: " in console
    assert "EIP is at run_workqueue" in console


def test_guarded_stacks_hold_on_qemu() -> None:
    assert "result 0" in console_on_qemu(KERNEL, "rc=kunit kunit=stack,kernel_thread,kthread paging=guard,ro")


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_high_memory_holds_on_qemu(pages: str) -> None:
    words = f"pages={pages} paging=highmem,guard reserve=992M"
    console = console_on_qemu(KERNEL, f"rc=kunit kunit=highmem,vmalloc,pgtable,uaccess {words}")
    assert "31MB HIGHMEM available." in console and "result 0" in console


def test_a_gigabyte_of_ram_is_used_whole_on_qemu() -> None:
    console = console_on_qemu(KERNEL, "rc=kunit kunit=highmem paging=highmem", memory="1024")
    assert "127MB HIGHMEM available." in console and "result 0" in console


@pytest.mark.parametrize("pages", ["4k", "4m"])
def test_a_directory_maps_itself_on_qemu(pages: str) -> None:
    words = f"pages={pages} paging=recursive,guard"
    assert "result 0" in console_on_qemu(KERNEL, f"rc=kunit kunit=selfmap,pgtable,vmalloc {words}")


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_separate_directories_hold_on_qemu(pages: str) -> None:
    suites = "entry_area,pgtable,vmalloc,uaccess,signal,stack"
    console = console_on_qemu(KERNEL, f"rc=kunit kunit={suites} pages={pages} paging=4g,guard,ro")
    assert "result 0" in console


def test_the_whole_boot_runs_on_separate_directories_on_qemu() -> None:
    console = console_on_qemu(KERNEL, "paging=4g")
    assert "mapper: no map at 0xffc00000 and above" in console
    assert "init: power off, 0 steps failed" in console


@pytest.mark.parametrize(
    "words, why", [("4g,global", "would hide the user's"), ("4g,recursive", "maps no user's")]
)
def test_what_cannot_go_with_4g_is_refused_on_qemu(words: str, why: str) -> None:
    assert f"paging={words}: " in (console := console_on_qemu(KERNEL, f"paging={words}", code=PANIC))
    assert why in console
