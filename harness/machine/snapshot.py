# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole machine as a value: taken between two runs, restored at will.

What a restored machine does next is what the machine would have done, to the
instruction; its ``trace_hash`` says so.  Instruments of the host (probes,
listeners, callbacks) are no part of it and stay as they are.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from harness.errors import ConfigError
from harness.image.elf import Image
from harness.image.layout import Layout
from harness.machine.clock import Event
from harness.machine.disk.cache import DiskState
from harness.machine.disk.spec import DiskSpec

if TYPE_CHECKING:
    from harness.machine.engine import RamImage
    from harness.machine.machine import Machine


@dataclass(frozen=True, slots=True)
class Origin:
    """How a machine was loaded; ``initrd`` is a fingerprint, empty for none."""

    entry: str
    command_line: str
    initrd: str

    @classmethod
    def of(cls, entry: str, command_line: str, initrd: bytes) -> Origin:
        """Describe a load through ``entry``: "high" or "multiboot"."""
        return cls(entry, command_line, fingerprint(initrd) if initrd else "")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of one machine; ``config`` is what must agree to restore it.

    ``disk_sources`` say where the disks came from, None for an image in memory.
    ``host_events`` were scheduled by the host itself: they hold its callbacks
    and fit no file.
    """

    config: dict[str, Any]
    kernel_path: str
    instructions: int
    trace_hash: int
    core: bytes
    ram: RamImage
    board: dict[str, Any]
    console: bytes
    policy_state: dict[str, int]
    native_state: list[int]
    panicked: bool
    disks: tuple[DiskState, ...] = ()
    disk_sources: tuple[str | None, ...] = ()
    host_events: tuple[Event, ...] = ()

    def disk_specs(self) -> list[DiskSpec]:
        """Return what the machine's disks were made of.

        A file is not to be written by what goes on from here, since others may
        go on from here too.  Raises :class:`ConfigError` for a disk that was
        made of an image in memory.
        """
        if None in self.disk_sources:
            raise ConfigError("a disk of the snapshot was an image in memory; give the disks")
        specs = [DiskSpec.parse(text) for text in self.disk_sources if text is not None]
        return [replace(spec, mode="overlay") if spec.mode == "rw" else spec for spec in specs]

    @property
    def layout(self) -> Layout:
        """The layout of the machine that it was taken of."""
        return Layout(**{name: self.config[name] for name in Layout().as_config()})

    @property
    def origin(self) -> Origin:
        """How that machine was loaded."""
        return Origin(*(self.config[name] for name in ("entry", "command_line", "initrd")))

    @property
    def policy(self) -> str:
        """The name of that machine's policy."""
        return str(self.config["policy"])


def fingerprint(data: bytes | memoryview) -> str:
    """Return a short name of some bytes; the same for the same bytes only."""
    return hashlib.sha256(data).hexdigest()[:16]


def image_fingerprint(image: Image) -> str:
    """Return a short name of what an image puts into memory."""
    parts = (f"{s.phys_start:x}:{s.mem_bytes:x}:{fingerprint(s.data)}" for s in image.segments)
    return fingerprint(" ".join(parts).encode())


def configuration(machine: Machine) -> dict[str, object]:
    """Return what decides a machine's run, as values that JSON can hold."""
    return {
        "kernel": image_fingerprint(machine.image),
        **machine.layout.as_config(),
        "policy": machine.policy.name,
        **asdict(machine.origin),
    }


def differences(there: dict[str, Any], here: dict[str, Any]) -> str:
    """Return what two configurations disagree in, empty if in nothing."""
    return ", ".join(
        f"{name} is {_shown(name, there.get(name))} there and {_shown(name, here.get(name))} here"
        for name in {**here, **there}
        if there.get(name) != here.get(name)
    )


def _shown(name: str, value: object) -> str:
    return f"{value:#010x}" if name == "page_offset" and isinstance(value, int) else repr(value)


def take(machine: Machine) -> Snapshot:
    """Keep a machine as it stands; ``RuntimeError`` inside a callback of a run."""
    engine, board = machine.engine, machine.board
    core = engine.save_state()
    # The core keeps no stream of output: the console takes it first.
    machine.console.pump()
    counter = machine.native_counter
    devices = board.state()
    return Snapshot(
        config=machine.config,
        kernel_path=machine.image.path,
        instructions=engine.instructions,
        trace_hash=engine.trace_hash,
        core=core,
        ram=engine.save_ram(),
        board=devices,
        console=bytes(machine.console.raw),
        policy_state=machine.policy.state(),
        native_state=counter.state() if counter else [],
        panicked=machine.panicked,
        disks=tuple(disk.state() for disk in machine.disks),
        disk_sources=tuple(str(disk.spec) if disk.spec else None for disk in machine.disks),
        host_events=tuple(board.events.of_host()),
    )


def put(machine: Machine, snapshot: Snapshot) -> None:
    """Make a machine what it was; :class:`ConfigError` names what differs."""
    if snapshot.config != machine.config:
        found = differences(snapshot.config, machine.config)
        raise ConfigError(f"the snapshot is of another machine: {found}; make the two the same")
    # The processor's state first: it is checked as a whole, before anything changes.
    machine.engine.load_state(snapshot.core)
    machine.engine.load_ram(snapshot.ram)
    for disk, state in zip(machine.disks, snapshot.disks, strict=True):
        disk.load_state(state)
    machine.board.load_state(snapshot.board, snapshot.host_events)
    machine.console.raw[:] = snapshot.console
    machine.policy.load_state(snapshot.policy_state)
    if machine.native_counter is not None:
        machine.native_counter.load_state(snapshot.native_state)
    machine.panicked = snapshot.panicked
