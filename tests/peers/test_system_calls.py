# SPDX-License-Identifier: GPL-2.0-or-later
"""System calls with whatever arguments: Linux and the guest give the same errors, and nothing is lost.

Both run the same program (tests/peers/calls.py). Where Linux of today answers otherwise than
2.6.11 would, call_table.DIFFERENT says why; from there on a sequence is not compared, since
the two may be in different states.
"""

from __future__ import annotations

import subprocess
from signal import SIGKILL

import pytest
from hypothesis import HealthCheck, given, settings

from harness.run.kernel_path import default_kernel
from tests.peers.call_table import DIFFERENT, NAME_OF, arena, sequences
from tests.peers.calls import Call, Guest, Results, Script, errno_of, guest, on_linux
from tests.peers.debian import lacking

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
QUICK = settings(max_examples=60)
SLOW = settings(QUICK, max_examples=500, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", autouse=True)
def linux_runs_i386() -> None:
    try:
        on_linux(Script([Call(20)]))
    except (OSError, subprocess.CalledProcessError) as error:
        lacking(f"this Linux runs no i386 programs: {error}")


def told(call: Call, errno: int | None) -> str:
    words = ", ".join(f"{word:#x}" for word in call.words)
    return f"{NAME_OF[call.number]}({words}) = {'not reached' if errno is None else errno}"


def gave_up(linux: Results, errno: int | None) -> bool:
    """A busy machine's disk may keep fsync() longer than the program has patience."""
    return errno is None and linux.status == SIGKILL


def compare(calls: list[Call]) -> None:
    script = Script(calls, arena(), rounds=3)
    here, there = on_linux(script), guest().run(script)
    linux, ours = [], []
    for call, one, other in zip(calls, here.values, there.values, strict=True):
        errno, our_errno = errno_of(one), errno_of(other)
        if (NAME_OF[call.number], errno, our_errno) in DIFFERENT or gave_up(here, errno):
            break
        linux.append(told(call, errno))
        ours.append(told(call, our_errno))
    else:
        assert there.status == here.status
    assert ours == linux
    assert_all_well(guest())
    assert there.rounds[2] == there.rounds[1], "objects or pages of the kernel's were left"


def assert_all_well(pc: Guest) -> None:
    assert not [line for line in pc.console.splitlines() if "Oops" in line or "BUG" in line]


@QUICK
@given(sequences())
def test_linux_and_the_guest_answer_alike_and_nothing_leaks(calls: list[Call]) -> None:
    compare(calls)


@pytest.mark.slow
@SLOW
@given(sequences(40))
def test_they_do_in_many_and_long_sequences(calls: list[Call]) -> None:
    compare(calls)
