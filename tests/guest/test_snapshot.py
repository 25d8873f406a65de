# SPDX-License-Identifier: GPL-2.0-or-later
"""Snapshots of the real kernel: what follows is what would have followed."""

import random
from functools import cache

import pytest
from tiny import plain

from harness import BootConfig, Layout
from harness.errors import ConfigError
from harness.image.layout import MIB
from harness.machine.engine import Reg
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
POLICIES = ("lazy", "eager", "guard", "native")
HLT = b"\xf4"
LAYOUTS = {"4k": Layout(pages="4k"), "pae": Layout(pages="pae"), "2G": Layout(0x80000000)}


def outcome(machine):
    """Run to the end; all that a difference could show in."""
    stop = machine.run()
    engine = machine.engine
    counts = (engine.clock, engine.exceptions, engine.interrupts, machine.policy.state())
    return stop, engine.trace_hash, machine.console.text, counts, machine.take_events()


@cache
def whole_boot(policy="lazy", layout=None):
    return outcome(load(BootConfig(policy=policy, layout=layout or Layout())))


def advance(machine, instructions):
    machine.run(max(0, instructions - machine.engine.instructions))


def snapshots_at(machine, moments):
    taken = []
    for moment in sorted(moments):
        advance(machine, moment)
        taken.append(machine.snapshot())
    return taken


def moments(seed, count, total):
    return random.Random(seed).sample(range(20, total - 1), count)


@pytest.mark.parametrize("count", [4, pytest.param(12, marks=pytest.mark.slow)])
@pytest.mark.parametrize("policy", POLICIES)
def test_from_any_moment_the_boot_ends_as_it_would_have(policy, count):
    expected = whole_boot(policy)
    machine = load(BootConfig(policy=policy))
    taken = snapshots_at(machine, moments(policy, count, expected[0].instructions))
    random.Random(policy).shuffle(taken)
    for snapshot in taken:
        machine.restore(snapshot)
        assert machine.engine.trace_hash == snapshot.trace_hash
        assert outcome(machine) == expected, snapshot.instructions


@pytest.mark.parametrize("layout", LAYOUTS)
def test_in_every_layout_too(layout):
    expected = whole_boot("lazy", LAYOUTS[layout])
    machine = load(BootConfig(layout=LAYOUTS[layout]))
    for snapshot in snapshots_at(machine, moments(layout, 3, expected[0].instructions)):
        machine.restore(snapshot)
        assert outcome(machine) == expected


@pytest.mark.parametrize(
    "symbol",
    ["do_IRQ", "do_page_fault", "default_idle", "__switch_to", "do_softirq", "sys_execve", "schedule"],
)
@pytest.mark.parametrize("skipped", [0, 7])
def test_inside_handlers_switches_and_the_idle_loop(symbol, skipped):
    """Between the two lies so much of a boot that nothing of the machine is as it was."""
    machine = load(BootConfig())
    probe = machine.engine.add_probe(machine.symbols[symbol], None)
    for _ in range(skipped + 1):
        machine.run()
    machine.engine.remove_probe(probe)
    snapshot = machine.snapshot()
    machine.run(4_000_000)
    machine.restore(snapshot)
    assert outcome(machine) == whole_boot()


def test_while_the_processor_is_halted():
    machine = load(BootConfig())
    probe = machine.engine.add_probe(machine.symbols["default_idle"], None)
    machine.run()
    machine.engine.remove_probe(probe)
    taken = []
    # A budget of one ends at each block, and in the idle time that hlt skips.
    while machine.read_virt(machine.engine.reg(Reg.EIP) - 1, 1) != HLT or len(taken) < 10:
        machine.run(1)
        taken.append(machine.snapshot())
    for snapshot in taken[-10::3]:
        machine.restore(snapshot)
        assert outcome(machine) == whole_boot()


def test_in_a_user_process():
    machine = load(BootConfig())
    while machine.engine.reg(Reg.CS) & 3 != 3:
        machine.run(10_000)
    snapshot = machine.snapshot()
    machine.run(1_000_000)
    machine.restore(snapshot)
    assert machine.here().cpl == 3
    assert outcome(machine) == whole_boot()


def test_taking_one_changes_nothing():
    machine = load(BootConfig())
    while machine.run(500_000).reason.value == "budget":
        machine.snapshot()
    assert machine.engine.trace_hash == whole_boot()[1]


def test_nested_ones_do_not_disturb_each_other():
    machine = load(BootConfig())
    outer, inner = snapshots_at(machine, (3_000_000, 5_000_000))
    for snapshot in (inner, inner, outer, inner, outer, outer):
        machine.restore(snapshot)
        machine.run(400_000)
        if snapshot is outer:
            again = machine.snapshot()
            machine.run(400_000)
            machine.restore(again)
        assert outcome(machine) == whole_boot()


def test_it_fits_another_machine_of_the_same_configuration():
    machine, other = load(BootConfig()), load(BootConfig())
    snapshot = snapshots_at(machine, (4_000_000,))[0]
    del machine
    other.restore(snapshot)
    assert outcome(other) == whole_boot()


@pytest.mark.parametrize(
    "config, named",
    [
        (
            BootConfig(layout=Layout(memory_bytes=32 * MIB)),
            "memory_bytes is 67108864 there and 33554432 here",
        ),
        (BootConfig(layout=Layout(0x80000000)), "page_offset is 0xc0000000 there and 0x80000000 here"),
        (BootConfig(layout=Layout(pages="pae")), "pages is '4m' there and 'pae' here"),
        (BootConfig(policy="guard"), "policy is 'lazy' there and 'guard' here"),
        (BootConfig(append="rc=kunit"), "command_line is '' there and 'rc=kunit' here"),
        (BootConfig(initrd=b"x" * 100), "initrd is"),
    ],
)
def test_another_configuration_is_refused_with_the_difference(config, named):
    snapshot = load(BootConfig()).snapshot()
    other = load(config)
    before = other.engine.trace_hash
    with pytest.raises(ConfigError, match=named):
        other.restore(snapshot)
    assert other.engine.trace_hash == before


def test_probes_stay_and_work_after_a_restore():
    machine = load(BootConfig())
    snapshot = snapshots_at(machine, (1_000_000,))[0]
    hits = []
    machine.engine.add_probe(machine.symbols["do_fork"], lambda: hits.append(machine.engine.instructions))
    machine.run(2_000_000)
    first, hits[:] = list(hits), []
    machine.restore(snapshot)
    machine.run(2_000_000)
    assert hits == first != []


def test_typing_that_waits_is_kept():
    machine = plain("""again: mov dx, 0x3fd; in al, dx; test al, 1; jz again; mov dx, 0x3f8; in al, dx;
        out dx, al; jmp again""")
    machine.run(100)
    machine.console.send("hello")
    snapshot = machine.snapshot()
    for _ in range(2):
        machine.run(1000)
        assert machine.console.text == "hello"
        machine.restore(snapshot)
        assert machine.console.text == ""


def test_a_host_event_comes_back_with_its_callback():
    machine = load(BootConfig())
    fired = []
    event = machine.board.events.at(3_000_000, lambda: fired.append(machine.engine.clock))
    snapshot = machine.snapshot()
    for _ in range(3):
        machine.run(3_500_000)
        machine.restore(snapshot)
    assert len(fired) == 3 and len(set(fired)) == 1
    machine.board.events.cancel(event)
    machine.run(3_500_000)
    assert len(fired) == 3


def test_a_restore_inside_a_run_is_misuse():
    machine = load(BootConfig())
    snapshot = machine.snapshot()
    machine.engine.add_probe(machine.symbols["do_fork"], lambda: machine.restore(snapshot))
    with pytest.raises(RuntimeError, match="between runs"):
        machine.run()
