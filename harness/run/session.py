# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot the guest kernel to its scripted end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from harness.errors import ConfigError, HarnessError
from harness.image.elf import read_elf
from harness.image.layout import Layout
from harness.inspect.tasks import Task, list_tasks
from harness.inspect.unknown_calls import UnknownCall, unknown_calls
from harness.machine.disk import DEFAULT_DISKS, DiskImage, DiskSpec
from harness.machine.machine import DEFAULT_BUDGET, Machine, agree
from harness.machine.policy import make_policy
from harness.machine.snapshot import differences, fingerprint
from harness.run.kernel_path import default_kernel
from harness.run.report import BootReport


@dataclass(frozen=True, slots=True)
class BootConfig:
    """All that decides a run; equal configurations give equal trace hashes.

    ``budget_instructions`` ends a guest that hangs.  ``kernel`` None means the
    kernel that ``make guest`` built.  With ``snapshot``, a file, the run goes on
    from there; the rest must agree with it, and ``kernel`` None means its own.
    ``disks`` None means the snapshot's, and without one a blank disk of 16 MiB
    and one of 32 MiB to swap to, both in memory.
    """

    kernel: Path | str | None = None
    layout: Layout = field(default_factory=Layout)
    policy: str = "lazy"
    append: str = ""
    initrd: bytes = b""
    budget_instructions: int = DEFAULT_BUDGET
    snapshot: Path | str | None = None
    disks: tuple[DiskSpec | DiskImage, ...] | None = None

    def __post_init__(self) -> None:
        # Before the image is read: a typing error should be told first.
        make_policy(self.policy)
        if self.budget_instructions <= 0:
            raise ConfigError(
                f"a budget of {self.budget_instructions} instructions runs nothing; give a positive number"
            )


def load(config: BootConfig) -> Machine:
    """Return a machine at the kernel's first instruction, or at the snapshot's.

    Raises :class:`ConfigError` for a snapshot of another configuration, naming
    the difference.
    """
    if config.snapshot is not None:
        return _resume(config, config.snapshot)
    image = read_elf(config.kernel or default_kernel())
    return Machine.load(
        image,
        config.layout,
        policy=config.policy,
        command_line=config.append,
        initrd=config.initrd,
        disks=DEFAULT_DISKS if config.disks is None else config.disks,
    )


def _resume(config: BootConfig, path: Path | str) -> Machine:
    from harness.run.core_dump import is_core, machine_of
    from harness.run.snapshot_file import resume

    if is_core(path):
        return machine_of(path, config.kernel)
    machine = resume(path, config.kernel, config.disks)
    policy, line = agree(config.policy, config.append)
    wanted = {
        **machine.config,
        **config.layout.as_config(),
        "policy": policy,
        "command_line": line,
        "initrd": fingerprint(config.initrd) if config.initrd else machine.origin.initrd,
    }
    found = differences(machine.config, wanted)
    if found:
        raise ConfigError(f"{path} is of another configuration: {found}; leave these options out")
    return machine


def boot(
    config: BootConfig | None = None,
    *,
    on_console: Callable[[bytes], None] | None = None,
    prepare: Callable[[Machine], object] | None = None,
) -> BootReport:
    """Boot to the end and report.

    ``on_console`` gets output as it appears; ``prepare`` gets the loaded
    machine before the kernel's first instruction, to probe or patch it.
    Raises :class:`HarnessError` for bad input only; a guest that fails is
    told by ``report.stop``.
    """
    config = config or BootConfig()
    begin = time.perf_counter()
    machine = load(config)
    machine.console.listener = on_console
    if prepare is not None:
        prepare(machine)
    stop = machine.run(config.budget_instructions)
    machine.settle_disks()
    return BootReport(
        machine=machine,
        stop=stop,
        tasks=readable_tasks(machine),
        cr3=machine.policy.counts,
        trace_hash=machine.engine.trace_hash,
        wall_seconds=time.perf_counter() - begin,
        unknown_calls=readable_calls(machine),
    )


def readable_tasks(machine: Machine) -> tuple[Task, ...]:
    """Return the tasks, or none when the guest's memory is past reading."""
    try:
        return tuple(list_tasks(machine))
    except HarnessError:
        return ()


def readable_calls(machine: Machine) -> tuple[UnknownCall, ...]:
    """Return the unknown system calls, or none when the guest's memory is past reading."""
    try:
        return unknown_calls(machine)
    except HarnessError:
        return ()
