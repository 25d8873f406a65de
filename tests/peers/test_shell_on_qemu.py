# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's shell on QEMU's serial port: the driver and the keys of job control, on another machine."""

from __future__ import annotations

import pytest

from harness.run.kernel_path import default_kernel
from tests.peers.machines import QEMU, need_qemu
from tests.user_terminal import UserTerminal

KERNEL = default_kernel()

pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


def test_job_control_works_on_qemu_as_under_the_harness() -> None:
    need_qemu()
    # Without signal=off Ctrl-C would be QEMU's; without quiet the kernel may speak in the midst of a line.
    serial = ("-chardev", "stdio,id=line,signal=off", "-serial", "chardev:line")
    machine = (*("-m", "64", "-display", "none", "-no-reboot", "-monitor", "none"), *serial)
    with UserTerminal(
        *("-kernel", str(KERNEL), "-append", "rc=shell quiet", *machine),
        *("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"),
        command=(QEMU,),
    ) as terminal:
        terminal.see()
        assert terminal.run("echo on qemu | cat") == "on qemu"
        # Nobody tells the size of the window there, as on Linux.
        assert terminal.run("winsize") == "0 rows, 0 columns"
        terminal.type("sleeper 100000\r")
        terminal.see("sleeper 100000")
        terminal.await_idle()
        terminal.type("\x1a")
        terminal.see(r"\[1\] Stopped\s+sleeper 100000")
        terminal.see()
        terminal.type("fg\r")
        terminal.see("sleeper 100000")
        terminal.await_idle()
        terminal.type("\x03")
        terminal.see()
        assert terminal.run("echo $?") == "130"
        terminal.type("exit\r")
        code, words = terminal.end()
    assert code == 1
    assert "Power down" in words
