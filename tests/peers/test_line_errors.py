# SPDX-License-Identifier: GPL-2.0-or-later
"""What a bad serial line brings, as busybox's stty asks for it: breaks, wrong parity, too much at once."""

from __future__ import annotations

import hashlib

import pytest

from harness.image.cpio import file
from harness.machine.devices.uart import LSR_BREAK, LSR_PARITY
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

# An a, a b whose parity is wrong, a break, a byte like PARMRK's marks, a z; and what a program reads.
LINE = ((b"a", 0), (b"b", LSR_PARITY), (b"\0", LSR_BREAK), (b"\xff", 0), (b"z", 0))
MODES = {
    "-inpck": "61 62 00 ff 7a",
    "inpck": "61 00 00 ff 7a",
    "inpck ignpar": "61 00 ff 7a",
    "ignbrk": "61 62 ff 7a",
    "parmrk": "61 62 ff 00 00 ff ff 7a",
    "inpck parmrk": "61 ff 00 62 ff 00 00 ff ff 7a",
    "inpck parmrk ignpar ignbrk": "61 ff ff 7a",
}
MUCH = bytes(range(256)) * 24
XON, XOFF = b"\x11", b"\x13"
STEPS = "".join(
    f"stty raw -echo {modes}; echo ready {number}; head -c {len(seen.split())} | od -An -tx1; echo got\n"
    for number, (modes, seen) in enumerate(MODES.items())
)
RUN = f"""#!/bin/sh
exec 2>&1; mount -t devtmpfs devtmpfs /dev; exec </dev/ttyS0
{STEPS}
stty raw -echo ixoff; echo ready much; usleep 100000; head -c {len(MUCH)} | md5sum
setsid sh -c 'exec </dev/ttyS0; stty sane brkint
trap "echo interrupted; exit" INT; echo ready break; sleep 100 & wait'
poweroff -f
"""


@pytest.fixture(scope="module")
def said() -> bytes:
    pc = machine(initrd(need_busybox(), [file("etc/run", RUN.encode(), 0o755)]), "/etc/run", append="quiet")
    waiting = [*map(str, range(len(MODES))), "much", "break"]

    def answer(_: bytes) -> None:
        if not waiting or f"ready {waiting[0]}" not in pc.console.text:
            return
        what = waiting.pop(0)
        if what == "much":
            pc.console.send(MUCH)
        elif what == "break":
            pc.console.send_damaged(b"\0", LSR_BREAK)
        else:
            for data, errors in LINE:
                pc.console.send_damaged(data, errors)

    pc.console.listener = answer
    assert pc.run().reason is StopReason.EXIT, pc.console.text[-2000:]
    return bytes(pc.console.raw)


@pytest.mark.parametrize("modes", MODES)
def test_errors_of_the_line_are_told_as_the_settings_say(modes: str, said: bytes) -> None:
    number = list(MODES).index(modes)
    answer = said.split(b"ready %d" % number)[1].split(b"got")[0]
    assert answer.decode().split() == MODES[modes].split()


def test_with_ixoff_the_other_side_is_asked_to_wait_and_to_go_on(said: bytes) -> None:
    answer = said.split(b"ready much")[1].split(b"ready break")[0]
    assert hashlib.md5(MUCH).hexdigest().encode() in answer
    assert -1 < answer.find(XOFF) < answer.find(XON)


def test_a_break_interrupts_the_foreground(said: bytes) -> None:
    assert said.split(b"ready break")[1].split()[0] == b"interrupted"
