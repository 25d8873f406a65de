# SPDX-License-Identifier: GPL-2.0-or-later
"""What every device keeps: JSON holds it, and it brings the device back."""

import json

import pytest

from harness.machine.devices.ata import DEVICE, STATUS, AtaChannel
from harness.machine.devices.bus import Bus
from harness.machine.devices.debugcon import DebugConsole
from harness.machine.devices.debugexit import DebugExit
from harness.machine.devices.gate import PREV, SwitchGate
from harness.machine.devices.pic import Pic
from harness.machine.devices.pit import Pit
from harness.machine.devices.rtc import DATA, INDEX, Rtc
from harness.machine.devices.screen import Screen
from harness.machine.devices.uart import COM1, LSR, Uart
from harness.machine.disk import DEFAULT_DISKS
from harness.machine.disk.disk import make_disks

MAKERS = {
    "pic": lambda bench: Pic(bench.irq),
    "pit": lambda bench: Pit(bench.wiring, bench.irq),
    "uart": lambda bench: Uart(bench.wiring, bench.irq),
    "rtc": lambda bench: Rtc(bench.wiring, bench.irq),
    "debugcon": lambda bench: DebugConsole(bench.wiring),
    "debugexit": lambda bench: DebugExit(bench.wiring),
    "ata": lambda bench: AtaChannel(bench.wiring, bench.irq, make_disks(DEFAULT_DISKS)),
    "gate": lambda bench: SwitchGate(lambda prev, following: None),
    "screen": lambda bench: Screen(lambda: None),
}
WRITES = {
    "pic": [(0x20, 0x11), (0x21, 0x20), (0x21, 4), (0x21, 1), (0x21, 0xFA), (0xA0, 0x11)],
    "pit": [(0x43, 0x34), (0x40, 0x9C), (0x40, 0x2E), (0x43, 0xB6), (0x42, 7), (0x61, 3), (0x43, 0)],
    "uart": [(COM1 + 3, 0x80), (COM1, 1), (COM1 + 3, 3), (COM1 + 2, 7), (COM1 + 4, 0x0B), (COM1 + 1, 1),
             (COM1, 65)],
    "rtc": [(INDEX, 0x0A), (DATA, 0x26), (INDEX, 0x0B), (DATA, 0x52), (INDEX, 4), (DATA, 0x11),
            (INDEX, 0x40), (DATA, 9)],
    "debugcon": [(0xE9, 0x41), (0xE9, 0xFF)],
    "debugexit": [],
    "ata": [(0x1F2, 3), (0x1F2, 2), (DEVICE, 0xF0), (0x3F6, 0x80), (STATUS, 0x24)],
    "gate": [(PREV, 0xC0100000)],
    "screen": [],
}  # fmt: skip


def used(name, bench):
    device = MAKERS[name](bench)
    for port, value in WRITES[name]:
        device.write(port, 1, value)
    return device


def everything(device, bench, cycles=400_000_000):
    """All that the device shows and does from now on."""
    seen = []
    for step in range(20):
        bench.until(bench.cycle + cycles // 20 + step)
        seen.append([device.read(port, 1) for port in device.ports()])
    return seen, bench.levels, device.state()


@pytest.mark.parametrize("name", MAKERS)
def test_a_state_passes_through_json(name, bench):
    device = used(name, bench)
    bench.until(123_456_789)
    state = device.state()
    assert json.loads(json.dumps(state)) == json.loads(json.dumps(device.state()))
    bench.events.begin_load(bench.events.serial)
    other = MAKERS[name](bench)
    other.load_state(json.loads(json.dumps(state)))
    assert json.dumps(other.state()) == json.dumps(state)


@pytest.mark.parametrize("name", MAKERS)
def test_a_loaded_device_does_what_the_first_would_have_done(name, bench):
    device = used(name, bench)
    bench.until(123_456_789)
    state, serial = json.loads(json.dumps(device.state())), bench.events.serial
    bench.levels.clear()
    expected = everything(device, bench)
    for _ in range(2):
        bench.cycle, bench.levels = 123_456_789, []
        bench.events.begin_load(serial)
        device.load_state(state)
        bench.events.end_load()
        assert everything(device, bench) == expected


@pytest.mark.parametrize("name", MAKERS)
def test_a_state_is_a_copy(name, bench):
    device = used(name, bench)
    state = json.dumps(kept := device.state())
    for port, value in WRITES[name]:
        device.write(port, 1, value ^ 1)
    for port in device.ports():
        device.read(port, 1)
    assert json.dumps(kept) == state


def test_loading_drives_no_interrupt_line(bench):
    uart = used("uart", bench)
    uart.send(b"x")
    state = uart.state()
    bench.levels.clear()
    uart.load_state(state)
    assert bench.levels == []


def test_a_loaded_uart_latches_its_line_status_anew(bench):
    uart = used("uart", bench)
    uart.send(b"xy")
    state, latched = uart.state(), bench.latches[COM1 + LSR]
    uart.reset()
    assert bench.latches[COM1 + LSR] != latched
    uart.load_state(state)
    assert bench.latches[COM1 + LSR] == latched


def test_output_that_nobody_took_is_kept(bench):
    uart = used("uart", bench)
    bench.native += b"streamed"
    state = uart.state()
    assert uart.drain() == b"Astreamed"
    uart.load_state(state)
    assert uart.drain() == b"Astreamed"


def test_a_bus_keeps_its_devices_and_what_nobody_claimed(bench):
    bus = Bus()
    console = DebugConsole(bench.wiring)
    bus.attach(console)
    bus.write(0xE9, 1, 65)
    bus.read(0x80, 1)
    state = json.loads(json.dumps(bus.state()))
    bus.write(0xE9, 1, 66)
    bus.read(0x80, 1)
    bus.write(0x81, 1, 0)
    bus.load_state(state)
    assert (console.text, bus.unknown_reads, bus.unknown_writes) == (b"A", {0x80: 1}, {})
