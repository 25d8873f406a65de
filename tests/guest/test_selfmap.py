# SPDX-License-Identifier: GPL-2.0-or-later
"""A directory that is one of its own tables, seen by the walkers and named by the dump."""

import json

import pytest

from harness import BootConfig, Layout, StopReason, boot
from harness.cli import run as command_line
from harness.errors import LayoutError
from harness.inspect import list_tasks
from harness.inspect.spaces import mappings_of, space_of
from harness.run import load
from harness.run.kernel_path import default_kernel

SELF = 0xFF000000
pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


@pytest.mark.parametrize("pages", ["4k", "4m"])
@pytest.mark.parametrize("recursive", [True, False])
def test_the_suites_hold_with_and_without_it(pages, recursive):
    layout = Layout(pages=pages, recursive=recursive)
    report = boot(BootConfig(layout=layout, append="rc=kunit kunit=selfmap,pgtable,vmalloc"))
    assert report.stop.ok, report.console


def test_every_check_holds_with_it():
    assert boot(BootConfig(layout=Layout(recursive=True, stack_guard=True))).ok


def test_each_task_finds_its_own_directory_at_one_address():
    machine = load(BootConfig(layout=Layout(pages="4k", recursive=True)))
    machine.engine.add_probe(machine.symbols["sys_pause"], None)
    assert machine.run().reason is StopReason.BREAKPOINT
    directories = set()
    for task in list_tasks(machine):
        space = space_of(machine, task)
        virt = SELF + (SELF >> 10)
        walk = machine.walk(virt, space.tables.cr3)
        assert walk.phys == machine.engine.translate(virt, space.tables.cr3)[0] == space.tables.cr3
        assert walk.writable and not walk.user
        for page in mappings_of(machine, space):
            if page.user:
                entry = machine.walk(SELF + (page.virt_start >> 10), space.tables.cr3).phys
                assert machine.read_phys(entry, 4) == machine.read_phys(
                    machine.walk(page.virt_start, space.tables.cr3).steps[-1].phys_entry, 4
                )
        directories.add(walk.phys)
    assert len(directories) > 2


def test_the_dump_names_the_self_map_and_the_stacks(capsys):
    words = ("--paging", "recursive,guard", "--until", "sys_pause", "--json", "-")
    assert command_line(["pages", "dump", *words]) == 0
    named = {row["region"] for row in json.loads(capsys.readouterr().out)["ranges"]}
    assert named == {"user half", "direct map", "vmalloc", "self map", "fixmap"}


def test_pae_has_no_directory_that_could_map_itself():
    with pytest.raises(LayoutError, match="with PAE all processes share the kernel's quarter"):
        Layout(pages="pae", recursive=True)
