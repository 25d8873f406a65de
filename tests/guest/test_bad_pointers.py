# SPDX-License-Identifier: GPL-2.0-or-later
"""Every system call, as root, with the same bad word for each argument: no oops, and nothing lost."""

from __future__ import annotations

import pytest

from harness.run.kernel_path import default_kernel
from tests.peers.calls import Call, Guest, Script, guest

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
QUICK = {"nothing": 0, "minus one": 0xFFFFFFFF}
# The guest's table ends at 356; a few more are like all the others.
NUMBERS = range(360)
# What /bin/calls maps: see its head.
MORE = {
    "kernel": 0xC0100000,
    "first page": 0x10,
    "unmapped": 0x30000000,
    "no access": 0x20020000,
    "read-only": 0x20010000,
    "end of a page": 0x20000FFE,
    "end of memory": 0xFFFFF000,
    "below zero": 0x80000000,
}


def feed(word: int) -> Guest:
    pc = guest()
    calls = [Call(number, (word,) * 6) for number in NUMBERS]
    results = pc.run(Script(calls, rounds=3, separate=True, as_root=True))
    assert not [line for line in pc.console.splitlines() if "Oops" in line or "BUG" in line]
    # exit, exit_group and what ends the caller by a signal do not come back.
    assert sum(value is None for value in results.values) < 20
    assert results.rounds[2] == results.rounds[1]
    return pc


@pytest.mark.parametrize("word", QUICK.values(), ids=list(QUICK))
def test_every_system_call_survives_a_bad_word(word: int) -> None:
    feed(word)


@pytest.mark.slow
@pytest.mark.parametrize("word", MORE.values(), ids=list(MORE))
def test_every_system_call_survives_other_bad_words(word: int) -> None:
    feed(word)
