# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's busybox at a real pseudo-terminal, with the guest between: ash with job control, vi, less."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, need_busybox
from tests.user_terminal import HARNESS, UserTerminal

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

# What ash asks a terminal for before its prompt: where the cursor is.
PROMPT = "/ # (\x1b\\[6n|\x1b\\[J)*"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("busybox") / "initrd"
    path.write_bytes(initrd(need_busybox()))
    return path


@pytest.fixture
def ash(archive: Path) -> Iterator[UserTerminal]:
    with UserTerminal("boot", "--shell", "--initrd", str(archive)) as terminal:
        begin = terminal.see(PROMPT)
        assert "built-in shell (ash)" in begin
        assert "job control turned off" not in begin
        yield terminal


def run(ash: UserTerminal, line: str) -> str:
    ash.type(line + "\r")
    ash.see(re.escape(line))
    return re.sub(PROMPT + "$", "", ash.see(PROMPT)).strip()


def test_ash_has_a_terminal_and_job_control(ash: UserTerminal) -> None:
    assert run(ash, "tty") == "/dev/ttyS0"
    assert run(ash, "set -o | grep monitor").split() == ["monitor", "on"]


def test_a_job_is_stopped_continued_and_interrupted(ash: UserTerminal) -> None:
    ash.type("sleep 1000\r")
    ash.see("sleep 1000")
    ash.await_idle()
    ash.type("\x1a")
    ash.see(r"\[1\]\+  Stopped +sleep 1000")
    ash.see(PROMPT)
    assert run(ash, "bg") == "[1] sleep 1000"
    assert "Running" in run(ash, "jobs")
    ash.type("fg\r")
    ash.see("sleep 1000")
    ash.await_idle()
    ash.type("\x03")
    ash.see(PROMPT)
    assert run(ash, "echo $?") == "130"


def test_a_background_job_that_reads_stops(ash: UserTerminal) -> None:
    ash.type("cat &\r")
    ash.see(PROMPT)
    ash.await_idle()
    assert re.search(r"Stopped \(tty input\) +cat", run(ash, "jobs"))


def test_a_piped_script_ends_the_shell_with_its_end(archive: Path) -> None:
    done = subprocess.run(
        (*HARNESS, "boot", "--shell", "--initrd", str(archive)),
        input="sleep 2; echo $((6 * 7))\n",
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "42\n" in done.stdout


def test_stty_sees_and_changes_the_settings(ash: UserTerminal) -> None:
    assert run(ash, "stty size") == "30 100"
    assert "intr = ^C" in run(ash, "stty -a")
    assert "intr = ^G" in run(ash, "stty intr ^G; stty -a")
    ash.resize(44, 132)
    ash.signal(signal.SIGWINCH)
    ash.await_idle()
    assert run(ash, "stty size") == "44 132"


def test_vi_edits_a_file(ash: UserTerminal) -> None:
    ash.type("vi /tmp/x\r")
    ash.see("/tmp/x")
    # vi waits a moment to tell an Esc from an arrow's first byte, and says then that it inserts no more.
    done = r"- /tmp/x \[Modified\]"
    for keys, answer in (("ifirst", "first"), ("\x1b", done), ("osecond", "second"), ("\x1b", done)):
        ash.type(keys)
        ash.see(answer)
    ash.type(":wq\r")
    ash.see(PROMPT)
    assert run(ash, "cat /tmp/x") == "first\nsecond"


@pytest.mark.slow
@pytest.mark.parametrize("pager", ["less", "more"])
def test_a_pager_waits_at_the_end_of_the_screen(ash: UserTerminal, pager: str) -> None:
    run(ash, "seq 1 100 > /tmp/n")
    ash.type(f"{pager} /tmp/n\r")
    ash.see(r"\D28\r")
    assert b"40\r" not in ash.unread
    ash.type(" ")
    ash.see(r"\D40\r")
    ash.type("q")
    ash.see(PROMPT)


@pytest.mark.slow
def test_line_editing_takes_words_back_and_completes_names(ash: UserTerminal) -> None:
    ash.type("echo one two\x17three\r")
    ash.see("\none three\r\n")
    ash.see(PROMPT)
    ash.type("ls /pro\t\r")
    ash.see("/proc/")
    ash.see(PROMPT)
