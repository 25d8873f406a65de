# SPDX-License-Identifier: GPL-2.0-or-later
"""The port bus, and the small protocol that a new device implements.

A device names its ports and answers ``read`` and ``write``; it gets a
:class:`Wiring` for all that it may do to the machine.  Ports that no device
claims read all-ones and swallow writes, as on a PC, and are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from harness.errors import ConfigError
from harness.machine.clock import EventQueue

# What a device keeps: names and values that JSON can hold.
State = dict[str, Any]


class Device(Protocol):
    """What the bus asks of a device.

    ``state`` and ``load_state`` serve snapshots.  A state is a copy, of values
    that JSON can hold; it is loaded into a device of the same class, in this
    process or in another, any number of times.  Loading drives no interrupt
    line, since the controller has a state of its own; latches and streams are
    set anew.  A timer's place in the order of events is ``events.when(event)``,
    and ``events.again(when, callback)`` brings it back.

    ``access_bytes`` is the widest single access; the bus splits wider ones
    into consecutive ports, low byte first.
    """

    name: str
    access_bytes: int

    def ports(self) -> Iterable[int]:
        """Return the port numbers that the device answers."""

    def read(self, port: int, size: int) -> int:
        """Return ``size`` bytes of ``port`` as a number."""

    def write(self, port: int, size: int, value: int) -> None:
        """Take ``size`` bytes written to ``port``."""

    def reset(self) -> None:
        """Return to the state after power-on."""

    def state(self) -> State:
        """Return all that the guest could notice."""

    def load_state(self, state: State) -> None:
        """Become what ``state`` was taken of."""


def _ignore_latch(port: int, value: int | None) -> None:
    pass


def _ignore_stream(port: int, on: bool) -> None:
    pass


def _ignore_output(data: bytes) -> None:
    pass


def _ignore_stop(code: int) -> None:
    pass


def _no_stream() -> bytes:
    return b""


def _ignore_data(port: int, buffer: bytearray, start: int, end: int, write: bool) -> None:
    pass


def _ignore_close() -> None:
    pass


def _none_moved() -> int:
    return 0


def _ignore_event(kind: int, a: int, b: int, c: int, d: int) -> None:
    pass


@dataclass(slots=True)
class Wiring:
    """A device's connections; the defaults serve tests of lone devices.

    ``latch(port, value)`` lets the engine answer byte reads itself until
    ``latch(port, None)``; ``stream(port, True)`` collects byte writes natively
    until ``take_stream()``; ``output`` adds bytes to the trace hash; ``exit``
    ends the run with a guest exit code.  ``open_data(port, buffer, start, end,
    write)`` has the engine move words between the guest and a block, all but
    the last, until ``close_data()``; ``data_moved()`` is how many bytes since
    it was last asked.  ``log`` adds an event to the engine's log and traces.
    """

    events: EventQueue
    latch: Callable[[int, int | None], None] = _ignore_latch
    stream: Callable[[int, bool], None] = _ignore_stream
    take_stream: Callable[[], bytes] = _no_stream
    output: Callable[[bytes], None] = _ignore_output
    exit: Callable[[int], None] = _ignore_stop
    open_data: Callable[[int, bytearray, int, int, bool], None] = _ignore_data
    close_data: Callable[[], None] = _ignore_close
    data_moved: Callable[[], int] = _none_moved
    log: Callable[[int, int, int, int, int], None] = _ignore_event


class Bus:
    """Routes port accesses to devices.

    Lifecycle: devices are attached before the first run; ``reset`` resets
    all of them.
    """

    def __init__(self) -> None:
        self._by_port: dict[int, Device] = {}
        self.devices: list[Device] = []
        self.unknown_reads: Counter[int] = Counter()
        self.unknown_writes: Counter[int] = Counter()

    def attach(self, device: Device) -> None:
        """Add a device; :class:`ConfigError` if another one has its port."""
        for port in device.ports():
            other = self._by_port.get(port)
            if other is not None:
                raise ConfigError(f"device {device.name} wants port {port:#x}, which {other.name} has")
            self._by_port[port] = device
        self.devices.append(device)

    def reset(self) -> None:
        """Reset every device, in the order of their attachment."""
        for device in self.devices:
            device.reset()

    def state(self) -> State:
        """Return every device's state by its name, and the unclaimed accesses."""
        return {
            "devices": {device.name: device.state() for device in self.devices},
            "unknown": [list(counter.items()) for counter in (self.unknown_reads, self.unknown_writes)],
        }

    def load_state(self, state: State) -> None:
        """Load every device, in the order of their attachment."""
        for device in self.devices:
            device.load_state(state["devices"][device.name])
        for counter, items in zip((self.unknown_reads, self.unknown_writes), state["unknown"], strict=True):
            counter.clear()
            for port, times in items:
                counter[port] = times

    def read(self, port: int, size: int) -> int:
        """Read ``size`` bytes (1, 2 or 4) from ``port``."""
        device = self._by_port.get(port)
        if device is not None and size <= device.access_bytes:
            return device.read(port, size)
        if size == 1:
            self.unknown_reads[port] += 1
            return 0xFF
        low = size // 2
        return self.read(port, low) | self.read(port + low, low) << 8 * low

    def write(self, port: int, size: int, value: int) -> None:
        """Write ``size`` bytes (1, 2 or 4) to ``port``."""
        device = self._by_port.get(port)
        if device is not None and size <= device.access_bytes:
            device.write(port, size, value)
        elif size == 1:
            self.unknown_writes[port] += 1
        else:
            low = size // 2
            self.write(port, low, value & (1 << 8 * low) - 1)
            self.write(port + low, low, value >> 8 * low)
