# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's user programs, run on Linux itself: the same ELF, the same lines, the same status.

Linux is the judge of our system calls: what a program finds there, it must find in the guest.
"""

import os
import re
import subprocess
from functools import cache

import pytest

from harness import BootConfig, boot
from harness.run.kernel_path import default_kernel
from tests.peers.outcomes import until_like

# As the scripts in guest/usr/etc run them.
SCRIPTS = {
    "boot": ["mapper", "forktest", "sigtest", "segv", "sleeper 30", "pingpong 100", "orphan 3"],
    "abi": [
        "threads",
        "groups",
        "names",
        "waits",
        "segments",
        "siginfo",
        "restarts",
        "siblings",
        "nosys",
        "limits",
        "timers",
        "jobs",
        "ptys",
        "ctty",
        "hangup",
        "ttymodes",
    ],
    "vsyscall": ["vsyscall"],
}
PROGRAMS = default_kernel().parent / "usr"

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def on_linux(command):
    name, *arguments = command.split()
    # Without -R the stack's end is random, and mapper looks for what lies behind it.
    call = ["setarch", "-R", f"./{name}", *arguments]
    try:
        return subprocess.run(call, cwd=PROGRAMS, capture_output=True, text=True, timeout=600)
    except OSError as error:
        pytest.skip(f"setarch cannot run: {error}; apt-get install util-linux")


@pytest.fixture(scope="module", autouse=True)
def linux_runs_i386():
    done = on_linux("sleeper 1")
    if done.returncode in (126, 127) and os.environ.get("HARNESS_REQUIRE_PEERS") != "1":
        pytest.skip("this Linux does not run i386 programs (CONFIG_IA32_EMULATION)")
    assert done.returncode == 0, done.stderr


@cache
def guest_console(script="boot"):
    return boot(BootConfig(append=f"rc={script}")).console


def facts(text, program):
    """The program's lines; addresses and counts of pages may differ between kernels."""
    lines = [line for line in text.splitlines() if line.startswith(f"{program}: ")]
    return [re.sub(r"0x[0-9a-f]{8}", "ADDRESS", line) for line in lines]


def done_on_linux(command):
    """The command's status and its facts."""
    done = on_linux(command)
    return done.returncode, facts(done.stdout, command.split()[0])


@pytest.mark.parametrize("script, command", [(key, one) for key in SCRIPTS for one in SCRIPTS[key]])
def test_linux_and_the_guest_give_the_program_the_same_facts(script, command):
    here = facts(guest_console(script), command.split()[0])
    assert here
    status, there = until_like((0, here), lambda _: done_on_linux(command))
    assert (status, there) == (0, here)


def test_both_kernels_end_a_program_that_reads_kernel_memory():
    assert on_linux("segv self").returncode == -11
    assert "init: signal 11 /bin/segv self: ok" in guest_console()


def test_init_refuses_to_be_another_process_than_the_first():
    done = on_linux("init")
    assert (done.returncode, done.stdout) == (2, "init: this is process 1's program\n")
