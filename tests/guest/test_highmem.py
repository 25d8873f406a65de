# SPDX-License-Identifier: GPL-2.0-or-later
"""RAM past the direct map: used by programs and files, never by the kernel's own structures."""

import pytest

from harness import BootConfig, Layout, StopReason, boot
from harness.image.layout import GIB, MIB, SPLITS
from harness.inspect import list_tasks
from harness.inspect.spaces import mappings_of, space_of
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

SUITES = "rc=kunit kunit=highmem,vmalloc,pgtable,uaccess,page_alloc"


def small_map(pages="4m", split="3G", **more):
    """64 MiB of RAM, half of them past the direct map."""
    room = min((1 << 32) - SPLITS[split] - 32 * MIB, GIB)
    memory = (1 << 32) - SPLITS[split] - room + 32 * MIB
    return Layout(SPLITS[split], pages, memory_bytes=memory, reserve_bytes=room, highmem=True, **more)


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
@pytest.mark.parametrize(
    "more", [{}, {"write_protect": False}, {"stack_guard": True, "text_read_only": True}]
)
def test_the_suites_hold_with_half_of_memory_high(pages, more):
    report = boot(BootConfig(layout=small_map(pages, **more), append=SUITES))
    assert "32MB HIGHMEM available." in report.console
    assert report.stop.ok, report.console


@pytest.mark.parametrize("policy", ["lazy", "eager", "guard", "native"])
def test_every_check_holds_with_half_of_memory_high(policy):
    append = "mm=native" if policy == "native" else ""
    for layout in (small_map(), small_map("pae", nx=True, stack_guard=True, text_read_only=True)):
        assert boot(BootConfig(layout=layout, policy=policy, append=append)).ok


def test_a_gigabyte_at_3g_has_128_mib_of_high_memory():
    layout = Layout(memory_bytes=GIB, highmem=True)
    report = boot(BootConfig(layout=layout, append="rc=kunit kunit=highmem"))
    assert "Memory: " in report.console and "128MB HIGHMEM available." in report.console
    assert report.stop.ok, report.console


def test_without_the_option_ram_past_the_direct_map_stays_unused():
    layout = Layout(memory_bytes=64 * MIB, reserve_bytes=992 * MIB)
    report = boot(BootConfig(layout=layout, append="rc=kunit kunit=highmem"))
    assert "/32768k available" in report.console
    assert report.stop.ok, report.console


def test_pages_of_programs_lie_high_and_their_tables_low():
    machine = load(BootConfig(layout=small_map("4k")))
    machine.engine.add_probe(machine.symbols["sys_pause"], None)
    assert machine.run().reason is StopReason.BREAKPOINT
    lowmem = machine.layout.lowmem_bytes
    seen = 0
    for task in list_tasks(machine):
        space = space_of(machine, task)
        assert space.tables.cr3 < lowmem
        for page in mappings_of(machine, space):
            walk = machine.walk(page.virt_start, space.tables.cr3)
            assert walk.phys == page.phys
            assert all(step.phys_entry < lowmem for step in walk.steps)
            seen += page.user and page.phys >= lowmem
    assert seen > 4
