# SPDX-License-Identifier: GPL-2.0-or-later
"""busybox's getty, login, su and sulogin at the serial port: sessions of users, and the records of them.

One boot and one conversation, typed when the guest asks; each test looks at what followed one of the words.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from harness.image.cpio import file
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

# What ash asks a terminal for at its prompt: where the cursor is.
CURSOR = "\x1b[6n"
USER, ROOT = "~ $ " + CURSOR, "~ # " + CURSOR
# What the guest has to say, and what is typed then.
TALK = (
    ("login: ", "stranger\n"),
    ("Password: ", "sesame\n"),
    ("login: ", "guest\n"),
    ("Password: ", "open\n"),
    (USER, "tty; id; who; echo $0 $HOME $USER $TERM\n"),
    (USER, "ps -o pid,pgid,comm\n"),
    (USER, 'echo a""sleep; sleep 1000; echo not reached\n'),
    ("asleep", "\x03"),
    (USER, "su -c id\n"),
    ("Password: ", "wrong\n"),
    (USER, "su -c id\n"),
    ("Password: ", "sesame\n"),
    (USER, "exit\n"),
    ("login: ", "root\n"),
    ("Password: ", "sesame\n"),
    (ROOT, "last | sort | uniq; exec sulogin\n"),
    ("startup):", "wrong\n"),
    ("startup):", "sesame\n"),
    (ROOT, "tty; poweroff\n"),
)
SET_UP = """#!/bin/sh
mount -t proc proc /proc; mount -t devtmpfs devtmpfs /dev
mkdir -p /var/run /var/log; touch /var/run/utmp /var/log/wtmp; hostname here
"""
INITTAB = """
::sysinit:/etc/rcS
ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt100
"""


def hashed(busybox: Path, word: str) -> str:
    return subprocess.check_output([busybox, "mkpasswd", "-m", "md5", word, "saltsalt"], text=True).strip()


@pytest.fixture(scope="module")
def answers() -> list[str]:
    """What the guest said before each typed word of TALK, and after the last."""
    busybox = need_busybox()
    etc = {
        "passwd": f"root:{hashed(busybox, 'sesame')}:0:0:root:/root:/bin/sh\n"
        f"guest:{hashed(busybox, 'open')}:1000:100:A guest:/tmp:/bin/sh\n",
        "issue": "This is \\n, \\r, on \\l\n",
        "motd": "Mind the gap.\n",
        "inittab": INITTAB,
    }
    more = [file(f"etc/{name}", text.encode()) for name, text in etc.items()]
    more.append(file("etc/rcS", SET_UP.encode(), 0o755))
    # su is another user's to call.
    more.append(file("bin/busybox", busybox.read_bytes(), 0o4755))
    pc = machine(initrd(busybox, more), "/sbin/init", append="quiet")
    said: list[str] = []
    begin = 0

    def answer(_: bytes) -> None:
        nonlocal begin
        text = pc.console.text[begin:].replace("\r", "")
        if len(said) < len(TALK) and TALK[len(said)][0] in text:
            begin = len(pc.console.text)
            pc.console.send(TALK[len(said)][1].encode())
            said.append(text)

    pc.console.listener = answer
    stop = pc.run()
    assert stop.reason is StopReason.EXIT and len(said) == len(TALK), f"{stop}\n{pc.console.text[-2000:]}"
    return [*said, pc.console.text[begin:].replace("\r", "")]


def after(typed: str, answers: list[str], time: int = 0) -> str:
    """Returns what followed a word, up to the next one; ``time`` counts equal words."""
    places = [n for n, (_, words) in enumerate(TALK) if words.startswith(typed)]
    return answers[places[time] + 1]


def test_getty_shows_whose_terminal_it_is(answers: list[str]) -> None:
    assert "This is here, 2.6.11-guest, on /dev/ttyS0\nhere login: " in answers[0]


def test_a_stranger_with_the_right_password_stays_one(answers: list[str]) -> None:
    assert "Login incorrect" in after("sesame", answers)


def test_a_user_gets_a_session_at_the_terminal(answers: list[str]) -> None:
    assert "Mind the gap." in after("open", answers)
    said = after("tty; id", answers)
    assert "/dev/ttyS0\nuid=1000(guest) gid=100(users) groups=100(users)\n" in said
    assert re.search(r"^guest +ttyS0 +00:0\d ", said, re.MULTILINE)
    assert "-sh /tmp guest vt100\n" in said


def test_a_shell_and_each_job_of_it_are_groups_of_their_own(answers: list[str]) -> None:
    found = re.findall(r"^ *(\d+) +(\d+) (\w+)$", after("ps", answers), re.MULTILINE)
    groups = {comm: pgid for pid, pgid, comm in found if pid == pgid}
    assert len({groups["login"], groups["sh"], groups["ps"]}) == 3


def test_an_interrupt_is_for_the_foreground(answers: list[str]) -> None:
    said = after("\x03", answers)
    assert said.startswith("^C\n") and "not reached" not in said


def test_su_asks_for_the_password_and_runs_as_root(answers: list[str]) -> None:
    assert "su: incorrect password" in after("wrong", answers)
    assert "uid=0(root) gid=0(root)" in after("sesame", answers, 1)


def test_the_end_of_a_session_brings_getty_back(answers: list[str]) -> None:
    assert "here login: " in after("exit", answers)


def test_logins_are_recorded(answers: list[str]) -> None:
    said = after("last", answers)
    assert re.search(r"^guest +ttyS0", said, re.MULTILINE) and re.search(r"^root +ttyS0", said, re.MULTILINE)


def test_sulogin_lets_root_in_alone(answers: list[str]) -> None:
    assert "Login incorrect" in after("wrong", answers, 1)
    assert "\n/dev/ttyS0\n" in answers[-1]
