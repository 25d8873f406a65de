# SPDX-License-Identifier: GPL-2.0-or-later
"""Kernel and user on directories of their own (4G/4G): the claims hold, and each maps only what it must."""

import pytest

from harness import BootConfig, Layout, StopReason, boot
from harness.check.matrix import run_mutant
from harness.check.mutants import MUTANTS
from harness.errors import LayoutError
from harness.image.elf import read_elf
from harness.image.layout import SPLITS
from harness.inspect import list_tasks
from harness.inspect.spaces import mappings_of, space_of
from harness.machine.engine import Reg
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.overflow import endless

KERNEL = default_kernel()
SUITES = "entry_area,pgtable,vmalloc,uaccess,signal,stack,protect"
ENTRY_TEXT = 0xFFF03000
FOUR_G = Layout(separation="4g")
pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
@pytest.mark.parametrize(
    "more", [{}, {"write_protect": False}, {"stack_guard": True, "text_read_only": True}]
)
def test_the_suites_hold(pages, more):
    layout = Layout(pages=pages, separation="4g", nx=pages == "pae", **more)
    report = boot(BootConfig(layout=layout, append=f"rc=kunit kunit={SUITES}"))
    assert report.stop.ok, report.console


@pytest.mark.parametrize("split", ["3G", "1G"])
@pytest.mark.parametrize("policy", ["lazy", "eager", "guard", "native"])
def test_every_check_holds_whoever_chooses_the_directory(policy, split):
    append = "mm=native" if policy == "native" else ""
    report = boot(BootConfig(layout=Layout(SPLITS[split], separation="4g"), policy=policy, append=append))
    assert report.ok, report.stop
    assert "last word below 0xffc00000 keeps its value" in report.console


def test_native_and_lazy_avoid_the_same_switches_of_directory():
    lazy = boot(BootConfig(layout=FOUR_G)).cr3
    native = boot(BootConfig(layout=FOUR_G, policy="native", append="mm=native")).cr3
    assert lazy.avoided and native.avoided


@pytest.mark.slow
@pytest.mark.parametrize("check", ["K08", "K09", "K10", "K11", "K12", "K16"])
def test_mutants_of_the_user_half_are_caught(check):
    image = read_elf(KERNEL)
    for mutant in (m for m in MUTANTS if m.check == check):
        assert run_mutant(image, mutant, FOUR_G).caught, mutant.broken_promise


def stopped(symbol="sys_pause", **fields):
    machine = load(BootConfig(layout=Layout(separation="4g", **fields)))
    machine.engine.add_probe(machine.symbols[symbol], None)
    assert machine.run().reason is StopReason.BREAKPOINT
    return machine


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_a_user_directory_maps_nothing_of_the_kernel_but_the_entry_area(pages):
    machine = stopped(pages=pages)
    kernel = machine.symbols["swapper_pg_dir"] - machine.layout.page_offset
    assert machine.engine.reg(Reg.CR3) == kernel
    users = [task for task in list_tasks(machine) if task.mm]
    assert len(users) > 1
    for task in users:
        pages_of_task = mappings_of(machine, space_of(machine, task))
        area = [page for page in pages_of_task if not page.user]
        assert [page.virt_start for page in area] == [0xFFF00000, 0xFFF01000, 0xFFF02000, ENTRY_TEXT]
        assert [page.writable for page in area] == [True, True, True, False]
        for page in pages_of_task:
            cr3 = space_of(machine, task).tables.cr3
            assert machine.engine.translate(page.virt_start, cr3)[0] == page.phys
        assert all(machine.walk(page.virt_start, kernel).phys == page.phys for page in area)


def test_ring_3_runs_on_a_directory_that_does_not_know_the_kernel():
    machine = load(BootConfig(layout=Layout(separation="4g", stack_guard=True)))
    for _ in range(400):
        machine.run(20_000)
        if machine.engine.reg(Reg.CS) & 3:
            break
    assert machine.engine.reg(Reg.CS) & 3 == 3
    assert machine.engine.translate(machine.symbols["_stext"]) is None
    assert machine.here().pid > 0
    # Read all the same: the kernel's by its directory, the program's by its own.
    text = machine.symbols["_stext"] - machine.layout.page_offset
    assert machine.read_virt(machine.symbols["_stext"], 8) == machine.read_phys(text, 8)
    stack = machine.read_word(machine.symbols["kernel_esp0"])
    assert stack > 0xF8800000
    assert machine.read_virt(stack - 8, 8)
    assert machine.read_virt(0x08048000, 4) == b"\x7fELF"


def test_a_program_s_memory_is_read_from_within_the_kernel_too():
    machine = stopped()
    assert machine.engine.translate(0x08048000) is None
    assert machine.read_virt(0x08048000, 4) == b"\x7fELF"
    task = next(task for task in list_tasks(machine) if task.mm)
    cr3 = space_of(machine, task).tables.cr3
    assert machine.read_virt(0xFFBFE000, 16, cr3) == machine.engine.read_virt(0xFFBFE000, 16, cr3)


def test_a_non_maskable_interrupt_in_the_way_in_or_out_is_survived():
    machine = load(BootConfig(layout=FOUR_G, append="rc=kunit kunit=signal"))
    machine.run(1_300_000)
    code = machine.symbols["entry_code"]
    hits = 0

    def hit():
        nonlocal hits
        hits += 1
        if hits % 5 == 0:
            machine.engine.nmi()

    for symbol, offset in (("entry_trap", 0), ("entry_leave", 3)):
        machine.engine.add_probe(ENTRY_TEXT + machine.symbols[symbol] - code + offset, hit)
    assert machine.run().ok
    assert machine.console.text.count("NMI received at fff03") > 10
    assert "result 0" in machine.console.text


def test_an_overflow_is_reported_across_the_two_directories(tmp_path):
    kernel = endless(KERNEL, tmp_path, "sys_getpid")
    report = boot(BootConfig(kernel=kernel, layout=Layout(separation="4g", stack_guard=True)))
    assert report.stop.reason is StopReason.PANIC
    assert "kernel stack overflow of task hotplug (pid: " in report.console


@pytest.mark.parametrize(
    "field, why", [("global_pages", "would hide the user's"), ("recursive", "maps no user's")]
)
def test_what_cannot_go_with_it_is_refused(field, why):
    with pytest.raises(LayoutError, match=f"4g with {field}: .*{why}.*nearest legal {field} is false"):
        Layout(separation="4g", **{field: True})
