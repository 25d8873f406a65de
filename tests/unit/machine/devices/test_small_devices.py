# SPDX-License-Identifier: GPL-2.0-or-later
from harness.machine.devices.debugcon import DebugConsole
from harness.machine.devices.debugexit import DebugExit
from harness.machine.devices.gate import SwitchGate
from harness.machine.devices.screen import SIZE, Screen


def test_the_exit_port_ends_the_run_with_its_value(bench):
    DebugExit(bench.wiring).write(0xF4, 1, 3)
    assert bench.exits == [3]


def test_the_debug_console_is_found_by_reading_its_port(bench):
    assert DebugConsole(bench.wiring).read(0xE9, 1) == 0xE9


def test_the_debug_console_keeps_and_hashes_bytes(bench):
    device = DebugConsole(bench.wiring)
    device.write(0xE9, 1, 65)
    assert bytes(device.text) == bytes(bench.hashed) == b"A"


def test_the_gate_switches_when_next_is_named():
    pairs = []
    gate = SwitchGate(lambda *pair: pairs.append(pair))
    gate.write(0x5C0, 4, 0xC0001000)
    assert pairs == []
    gate.write(0x5C4, 4, 0xC0002000)
    assert pairs == [(0xC0001000, 0xC0002000)]


def test_a_new_size_of_the_screen_rings_once():
    rings = []
    screen = Screen(lambda: rings.append(1))
    screen.resize(24, 80)
    screen.resize(24, 80)
    assert rings == [1]
    assert screen.read(SIZE, 4) == 80 << 16 | 24
    assert screen.read(SIZE, 2) == 24
