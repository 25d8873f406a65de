# SPDX-License-Identifier: GPL-2.0-or-later
"""The boot loader and the trampoline, with a kernel of a few instructions."""

import pytest
from tiny import FIRST, LINK, MIB, SECOND, high

from harness import Layout, StopReason
from harness.errors import ConfigError
from harness.image.layout import SPLITS
from harness.inspect import list_tasks
from harness.machine.engine import Reg
from harness.trace.events import Switch

EXIT_0 = "xor eax, eax; out 0xf4, al"
MODES = [
    (split, pages)
    for split in SPLITS
    for pages in ("4k", "4m", "pae")
    if pages != "pae" or SPLITS[split] % (1 << 30) == 0
]


@pytest.mark.parametrize("global_pages", [False, True])
@pytest.mark.parametrize(("split", "pages"), MODES)
def test_every_layout_reaches_the_high_half(split, pages, global_pages):
    layout = Layout(SPLITS[split], pages, global_pages, 16 * MIB)
    machine = high(EXIT_0, layout)
    assert machine.here().symbol == "startup_high"
    assert machine.here().virt_address == SPLITS[split] + MIB
    assert machine.engine.reg(Reg.ESI) == 0x90000
    assert machine.run(100).reason is StopReason.EXIT


def test_the_kernel_enters_with_flat_segments_and_interrupts_off():
    engine = high(EXIT_0).engine
    assert engine.reg(Reg.CS) == 0x10
    assert {engine.reg(r) for r in (Reg.DS, Reg.ES, Reg.FS, Reg.GS, Reg.SS)} == {0x18}
    assert not engine.reg(Reg.EFLAGS) & 0x200


def test_kernel_memory_can_be_read_and_written_before_the_first_instruction():
    machine = high(EXIT_0)
    machine.engine.write_virt(FIRST + 4, b"\x07\0\0\0")
    assert machine.read_word(FIRST + 4) == 7


def test_the_command_line_lies_where_the_block_says():
    machine = high(EXIT_0, command_line="a=b quiet")
    assert machine.read_phys(0x91000, 10) == b"a=b quiet\0"


def test_an_initrd_lies_at_the_top_of_lowmem():
    machine = high(EXIT_0, initrd=b"cpio")
    phys = int.from_bytes(machine.read_phys(0x90218, 4), "little")
    assert phys == 16 * MIB - 4096
    assert machine.read_phys(phys, 4) == b"cpio"


def test_an_initrd_larger_than_memory_is_refused():
    with pytest.raises(ConfigError, match="does not fit"):
        high(EXIT_0, initrd=bytes(16 * MIB))


def test_the_native_policy_tells_the_kernel():
    with pytest.raises(Exception, match="context_switch"):
        high(EXIT_0, policy="native")


def test_the_hypervisor_leaf_says_harness():
    machine = high(
        "mov eax, 0x40000000; cpuid; mov [0xc0105000], ebx; mov [0xc0105004], ecx;"
        "mov [0xc0105008], edx; xor eax, eax; out 0xf4, al"
    )
    assert machine.run(100).ok
    assert machine.read_virt(0xC0105000, 12) == b"HarnessGate!"


def test_a_stop_names_the_task():
    stop = high("x: jmp x").run(1000)
    assert (stop.reason, stop.pid, stop.comm, stop.symbol) == (
        StopReason.BUDGET,
        0,
        "swapper",
        "startup_high",
    )


def test_tasks_are_listed_by_the_exported_offsets():
    tasks = list_tasks(high(EXIT_0))
    assert [(t.pid, t.comm, t.ppid, t.virt) for t in tasks] == [
        (0, "swapper", 0, FIRST),
        (1, "init", 0, SECOND),
    ]


def test_entering_panic_makes_the_end_a_panic():
    stop = high("mov esp, 0xc0108000; mov eax, 0xc0100f00; call eax").run(1000)
    assert stop.reason is StopReason.PANIC
    assert stop.exit_code == 3


def switches(machine):
    return [(e.prev, e.next, e.cr3) for e in machine.take_events() if isinstance(e, Switch)]


GATE = f"""
    mov esp, 0xc0108000; mov dword ptr [{SECOND}], 0xc0106000
    mov dword ptr [0xc0106000], 0xc0107000
    mov esi, {LINK}; mov edi, 0xc0107000; add esi, 0x102000; mov ecx, 4096; rep movsb
    mov ebx, 1
    mov dx, 0x5c0; mov eax, {FIRST}; out dx, eax
    mov dx, 0x5c4; mov eax, {SECOND}; out dx, eax
    mov edi, cr3
    mov dx, 0x5c0; mov eax, {SECOND}; out dx, eax
    mov dx, 0x5c4; mov eax, {FIRST}; out dx, eax
    mov esi, cr3
    xor eax, eax; out 0xf4, al
"""


@pytest.mark.parametrize(
    ("policy", "in_process", "in_thread", "loads"),
    [
        ("lazy", 0x107000, 0x107000, 1),
        ("eager", 0x107000, 0x107000, 2),
        ("guard", 0x107000, 0x102000, 2),
    ],
)
def test_the_policy_has_loaded_cr3_when_the_gate_returns(policy, in_process, in_thread, loads):
    machine = high(GATE, policy=policy)
    assert machine.run(10_000).ok
    assert machine.engine.reg(Reg.EDI) == in_process
    assert machine.engine.reg(Reg.ESI) == in_thread
    assert (machine.policy.counts.switches, machine.policy.loads) == (2, loads)
