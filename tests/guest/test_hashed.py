# SPDX-License-Identifier: GPL-2.0-or-later
"""Our kernel with its half in a hashed inverted table, which the loader builds."""

import pytest

from harness.check import attach, judge
from harness.errors import GuestMemoryError
from harness.image.elf import read_elf
from harness.image.layout import SPLITS, Layout
from harness.inspect.spaces import mappings_of, space_now
from harness.machine.engine import Reg
from harness.machine.machine import Machine
from harness.machine.mappings import scan
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from harness.run.session import BootConfig, load

LAYOUT = Layout(pages="4k", tables="hashed", memory_bytes=32 << 20)


def stopped(symbol="do_exit", layout=LAYOUT):
    machine = load(BootConfig(layout=layout))
    probe = machine.engine.add_probe(machine.symbols[symbol], None)
    assert machine.run().reason is StopReason.BREAKPOINT
    machine.engine.remove_probe(probe)
    return machine


@pytest.mark.parametrize("split", ["3G", "2G", "1G"])
def test_it_boots_and_every_check_holds(split):
    machine = load(BootConfig(layout=Layout(SPLITS[split], "4k", tables="hashed")))
    checks = attach(machine)
    stop = machine.run()
    assert stop.ok, stop
    assert [v.id for v in judge(checks) if not v.ok] == []


def test_nothing_of_the_kernels_half_is_in_the_tree():
    machine = stopped()
    tables = space_now(machine).tables
    in_tree = [page for page in scan(machine.read_phys, tables) if page.virt_start >= 0xC0000000]
    assert in_tree == []
    kernel = [page for page in mappings_of(machine, space_now(machine)) if page.virt_start >= 0xC0000000]
    assert len(kernel) == LAYOUT.lowmem_bytes // 4096
    assert all(page.phys == page.virt_start - 0xC0000000 for page in kernel)


def test_python_and_the_core_translate_alike():
    machine = stopped()
    for virt in (
        machine.symbols["init_task"] + 5,
        0xC0000000,
        0xC1FFFFFF,
        0xC2000000,
        0xFFFFF000,
        0x08048010,
    ):
        answer = machine.engine.translate(virt)
        assert machine.walk(virt).phys == (answer and answer[0])


def test_a_wild_access_of_the_kernel_is_its_own_page_fault():
    machine = stopped()
    faults = []
    probe = machine.symbols["do_page_fault"]
    machine.engine.add_probe(probe, lambda: faults.append(machine.engine.reg(Reg.CR2)))
    wild = 0xC2000000 + 0x123
    with pytest.raises(GuestMemoryError):
        machine.read_virt(wild, 4)
    # The next instruction of do_exit reads where nothing is mapped.
    machine.engine.write_virt(machine.engine.reg(Reg.EIP), b"\xa1" + wild.to_bytes(4, "little"))
    machine.run(200_000)
    assert faults[0] == wild
    assert "Unable to handle kernel paging request at virtual address c2000123" in machine.console.text


def test_a_snapshot_goes_on_as_the_run_did():
    machine = stopped()
    snapshot = machine.snapshot()
    end = machine.run(2_000_000), machine.engine.trace_hash
    again = Machine.resume(read_elf(default_kernel()), snapshot)
    assert (again.run(2_000_000), again.engine.trace_hash) == end


def test_the_table_is_sized_by_memory():
    assert Layout(pages="4k", tables="hashed", memory_bytes=8 << 20).table_pages == 8
