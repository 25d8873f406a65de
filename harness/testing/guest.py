# SPDX-License-Identifier: GPL-2.0-or-later
"""What a test asks for before its guest runs, and how that guest is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from harness.errors import ConfigError
from harness.image.elf import Image
from harness.image.layout import Layout, format_size
from harness.image.multiboot import read_kernel
from harness.machine.disk import DEFAULT_DISKS, DiskSpec
from harness.machine.machine import DEFAULT_BUDGET
from harness.testing.console import Dialogue
from harness.testing.machine import MachineUnderTest

BOOT_UNTIL: Final = "init: process 1 in user mode"
BOOT_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class GuestConfig:
    """All that decides a test's guest; equal ones share what ``booted`` boots.

    ``until`` is the console line (a regular expression) at which a boot is over.
    ``disks`` None means those of `harness boot` for this project's kernel, none
    for others.
    """

    kernel: Path
    layout: Layout = field(default_factory=Layout)
    policy: str = "lazy"
    append: str = ""
    budget_instructions: int = DEFAULT_BUDGET
    until: str = BOOT_UNTIL
    disks: tuple[DiskSpec, ...] | None = None

    def command(self, until: int) -> str:
        """Return the shell command that runs this guest to an instruction count."""
        words = ["harness", "run", str(self.kernel)]
        size = format_size(self.layout.memory_bytes)
        disks = [word for disk in self.disks or () for word in ("--disk", str(disk))]
        if self.disks == ():
            disks = ["--disk", "none"]
        if not is_own(read_image(self.kernel)):
            return _shell(
                [*words, "--memory", size, *disks, *_given("--append", self.append), "--budget", str(until)]
            )
        words = ["harness", "ps", "--kernel", str(self.kernel), "--split", f"{self.layout.page_offset:#x}"]
        words += ["--pages", self.layout.pages, "--policy", self.policy, "--memory", size, *disks]
        return _shell([*words, *_given("--append", self.append), "--until", str(until)])

    def command_from(self, snapshot: Path) -> str:
        """Return the shell command that looks at this guest in a snapshot's file."""
        if is_own(read_image(self.kernel)):
            return _shell(["harness", "ps", "--kernel", str(self.kernel), "--from", str(snapshot)])
        return _shell(["harness", "run", str(self.kernel), "--from", str(snapshot), "--budget", "1"])


_images: dict[tuple[Path, int], Image] = {}


def read_image(path: Path) -> Image:
    """Read a kernel, once for each version of its file; :class:`ImageError`."""
    try:
        key = path, path.stat().st_mtime_ns
    except OSError:
        key = path, 0
    if key not in _images:
        _images[key] = read_kernel(path)[0]
    return _images[key]


def is_own(image: Image) -> bool:
    """Say whether the kernel has this project's entry into its high half."""
    return "startup_high" in image.symbols and "__page_offset" in image.symbols


def load_guest(config: GuestConfig) -> MachineUnderTest:
    """Return a machine with the kernel loaded and not run.

    A kernel of somebody else's is entered by the Multiboot protocol, with paging off.
    Raises :class:`ConfigError` when it is asked for a split, pages or a policy then.
    """
    image = read_image(config.kernel)
    if is_own(image):
        machine = MachineUnderTest.load(
            image,
            config.layout,
            policy=config.policy,
            command_line=config.append,
            disks=DEFAULT_DISKS if config.disks is None else config.disks,
        )
    else:
        plain = Layout(memory_bytes=config.layout.memory_bytes)
        if config.layout != plain or config.policy != "lazy":
            raise ConfigError(
                f"{image.path} sets up its own paging: only memory, append and budget can be chosen"
            )
        machine = MachineUnderTest.load_any(
            image, config.layout, command_line=config.append, disks=config.disks or ()
        )
    assert isinstance(machine, MachineUnderTest)
    machine.budget_instructions = config.budget_instructions
    return machine


def boot_guest(machine: MachineUnderTest, config: GuestConfig) -> None:
    """Run up to the line ``config.until``, and on to where functions may be called.

    Raises :class:`ConsoleTimeout` when the guest does not come there.
    """
    Dialogue(machine).expect(config.until, BOOT_SECONDS)
    if machine.has_safe_point:
        machine.run_to_safe_point()


def _given(option: str, value: str) -> list[str]:
    return [option, value] if value else []


def _shell(words: list[str]) -> str:
    from shlex import join

    return join(words)
