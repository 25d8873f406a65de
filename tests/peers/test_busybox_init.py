# SPDX-License-Identifier: GPL-2.0-or-later
"""`busybox init` as process 1: its inittab in order, orphans reaped, an orderly end."""

from __future__ import annotations

import pytest

from harness.check import attach, judge, select
from harness.image.cpio import Entry, file
from harness.machine.machine import Machine
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

INITTAB = """
::sysinit:/etc/rcS
::wait:/bin/mapper
::once:/etc/once
::respawn:/etc/worker
::askfirst:/etc/shell
::ctrlaltdel:/etc/say three keys
::shutdown:/etc/say going down
::shutdown:/etc/say and out
::restart:/etc/successor
"""
PROGRAMS = {
    "rcS": "mount -t proc proc /proc; mount -t tmpfs tmpfs /tmp; echo the system is set up",
    "once": "echo once; (sleep 0.2; echo orphan ends) & exit 0",
    "say": 'echo "$*"',
    "shell": "echo a shell that was asked for; sleep 1000",
    "successor": "echo the successor is process $$; poweroff -f",
}
COUNTING = "n=$(($(cat /tmp/n 2>/dev/null) + 1)); echo $n >/tmp/n; echo worker $n\n"


def booted(worker: str, policy: str = "lazy", name: str = "/sbin/init") -> Machine:
    """Returns a machine whose process 1 is busybox's init, by a name, and whose `respawn` is ``worker``."""
    scripts = PROGRAMS | {"worker": worker}
    more: list[Entry] = [file("etc/inittab", INITTAB.encode())]
    more += [file(f"etc/{name}", f"#!/bin/sh\n{text}\n".encode(), 0o755) for name, text in scripts.items()]
    return machine(initrd(need_busybox(), more), name, append="quiet", policy=policy)


def lines(pc: Machine) -> list[str]:
    return [line.strip() for line in pc.console.text.splitlines()]


def in_order(pc: Machine, *wanted: str) -> None:
    """Asserts that lines with these in them were printed in this order."""
    rest = iter(lines(pc))
    for one in wanted:
        assert any(one in line for line in rest), f"{one!r}: {lines(pc)}"


@pytest.mark.parametrize("policy", ["lazy", "guard"])
def test_its_life_keeps_the_promises_of_process_1(policy: str) -> None:
    pc = booted(COUNTING + "[ $n = 4 ] && poweroff && sleep 1000", policy)
    attached = attach(pc, select(["K09", "K10", "K16"]))
    assert pc.run().reason is StopReason.EXIT, pc.console.text
    in_order(pc, "the system is set up", "mapper: ", "worker 1", "orphan ends")
    in_order(pc, "worker 1", "worker 2", "worker 3", "worker 4", "The system is going down NOW!")
    in_order(pc, "going down", "and out", "Sent SIGTERM", "Sent SIGKILL", "Requesting system poweroff")
    assert lines(pc).count("once") == 1
    assert "asked for" not in pc.console.text
    verdicts = judge(attached)
    assert [verdict.id for verdict in verdicts] == ["K09", "K10", "K16"]
    assert all(verdict.ok for verdict in verdicts), verdicts


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        ("TERM", ("going down", "and out", "Requesting system reboot", "Restarting system.")),
        ("USR1", ("going down", "and out", "Requesting system halt", "System halted.")),
        ("INT", ("three keys",)),
        ("QUIT", ("the successor is process 1", "Power down.")),
    ],
)
def test_a_signal_to_process_1_is_an_order(signal: str, said: tuple[str, ...]) -> None:
    pc = booted(f"kill -{signal} 1; sleep 3; poweroff -f")
    assert pc.run().reason in (StopReason.EXIT, StopReason.HALTED), pc.console.text
    in_order(pc, *said)


def test_who_is_asked_first_starts_when_enter_is_pressed() -> None:
    pc = booted("sleep 5; poweroff -f")
    unanswered = [b"\n"]

    def answer(_: bytes) -> None:
        if "Please press Enter" in pc.console.text and unanswered:
            pc.console.send(unanswered.pop())

    pc.console.listener = answer
    assert pc.run().reason is StopReason.EXIT
    in_order(pc, "Please press Enter to activate this console.", "a shell that was asked for")


def test_no_child_of_process_1_stays_a_zombie() -> None:
    pc = booted(
        "for i in 1 2 3 4 5 6 7; do (sleep 0.1 &); done; sleep 2; grep '^State' /proc/*/status; poweroff -f",
        name="/linuxrc",
    )
    assert pc.run().reason is StopReason.EXIT
    states = [line for line in lines(pc) if "State:" in line]
    assert states and not [line for line in states if "zombie" in line]
