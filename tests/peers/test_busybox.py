# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's busybox as process 1."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harness.image.cpio import Entry, file
from harness.machine.machine import Machine
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


BY_REBOOT = {
    "poweroff -f": (StopReason.EXIT, "Power down."),
    "reboot -f": (StopReason.EXIT, "Restarting system."),
    "halt -f": (StopReason.HALTED, "System halted."),
}


def script(text: str) -> Entry:
    return file("etc/run", f"#!/bin/sh\n{text}\n".encode(), 0o755)


def after(text: str) -> Machine:
    """Returns the machine after process 1, a shell, has run this."""
    return machine(initrd(need_busybox(), [script(text)]), "/etc/run", append="quiet")


@pytest.mark.parametrize(("command", "reason", "said"), [(key, *end) for key, end in BY_REBOOT.items()])
def test_the_machine_ends_as_reboot_was_told(command: str, reason: StopReason, said: str) -> None:
    pc = after(command)
    assert pc.run().reason is reason
    assert said in pc.console.text


def test_a_shell_that_ends_as_process_1_is_a_panic() -> None:
    pc = after("exit 3")
    assert pc.run().reason is StopReason.PANIC
    assert "Attempted to kill init" in pc.console.text


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_the_initrd_is_found_by_multiboot_too(tmp_path, pages) -> None:
    archive = tmp_path / "busybox.cpio"
    archive.write_bytes(initrd(need_busybox(), [script("echo $((6 * 7)); poweroff -f")]))
    done = subprocess.run(
        [sys.executable, "-m", "harness", "run", default_kernel(), "--initrd", archive]
        + ["--append", f"init=/etc/run quiet pages={pages}"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert (done.returncode, "\n42\n" in done.stdout) == (0, True), done.stdout + done.stderr
