# SPDX-License-Identifier: GPL-2.0-or-later
"""Shell scripts, run by Debian's busybox on Linux and in the guest, do the same to the byte.

A test is all scripts of one subject, the first word of their names: one boot runs them.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel
from tests.peers.busybox import need_busybox
from tests.peers.outcomes import TRIES, Outcome, in_guest, on_host_like, scripts, until_like

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
SUBJECTS = sorted({name.split("-")[0] for name in scripts()})


def told(outcome: Outcome) -> list[str]:
    """Returns an outcome as lines to be compared by eye."""
    lines = [f"status {outcome.status}"]
    lines += [f"out {line!r}" for line in outcome.out.splitlines()]
    lines += [f"err {line!r}" for line in outcome.err.splitlines()]
    return lines + [f"left {name!r}: {left}" for name, left in sorted(outcome.files.items())]


def difference(linux: Outcome, guest: Outcome) -> str:
    return "\n".join(difflib.unified_diff(told(linux), told(guest), "Linux", "guest", lineterm="", n=1))


def test_there_are_a_hundred_scripts() -> None:
    assert len(scripts()) >= 100


@pytest.mark.parametrize("subject", SUBJECTS)
def test_scripts_do_in_the_guest_what_they_do_on_linux(subject: str, tmp_path: Path) -> None:
    busybox = need_busybox()
    chosen = {name: text for name, text in scripts().items() if name.split("-")[0] == subject}
    guest = in_guest(busybox, chosen)
    for name, text in chosen.items():
        linux = on_host_like(guest[name], busybox, name, text, tmp_path / name)
        assert linux == guest[name], f"{name}.sh:\n{difference(linux, guest[name])}"


def test_a_difference_is_told_by_line() -> None:
    linux = Outcome(0, "a\nb\n", "", {})
    assert difference(linux, Outcome(1, "a\nc\n", "", {})).splitlines()[3:] == [
        "-status 0",
        "+status 1",
        " out 'a'",
        "-out 'b'",
        "+out 'c'",
    ]


def test_linux_is_asked_again_until_it_does_as_the_guest_and_its_last_word_counts() -> None:
    assert until_like(1, lambda number: number) == 1
    assert until_like(-1, lambda number: number) == TRIES - 1


def test_every_other_time_it_has_one_processor() -> None:
    before = os.sched_getaffinity(0)
    seen: list[set[int]] = []
    until_like(None, lambda _: seen.append(os.sched_getaffinity(0)) or 0)
    assert seen[0] == seen[2] == before
    assert len(seen[1]) == len(seen[3]) == 1
    assert os.sched_getaffinity(0) == before
