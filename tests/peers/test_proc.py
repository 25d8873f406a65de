# SPDX-License-Identifier: GPL-2.0-or-later
"""/proc, as Debian's busybox reads it: ps, top, free, uptime, mount, pidof, killall."""

from __future__ import annotations

import re
from functools import cache

import pytest

from harness.image.cpio import file
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
SCRIPT = """#!/bin/sh
mount -t proc proc /proc
sleep 100 &
for command in 'ps -o pid,ppid,user,comm,vsz,stat' 'top -b -n 1' free uptime mount 'pidof sleep' \\
	'killall sleep' 'ls -l /proc/1/exe /proc/self/fd/1' 'cat /proc/1/stat' 'cat /proc/loadavg'; do
	echo "== $command"
	$command
	echo "status $?"
done
poweroff -f
"""


@cache
def said() -> dict[str, str]:
    """What each command printed, by its name."""
    archive = initrd(need_busybox(), [file("etc/run", SCRIPT.encode(), 0o755)])
    pc = machine(archive, "/etc/run", append="quiet")
    assert pc.run().reason is StopReason.EXIT
    parts = pc.console.text.replace("\r", "").split("== ")[1:]
    for part in parts:
        assert "status 0\n" in part, part
    return {part.split()[0] + part.split()[1] * part.startswith(("ls", "cat")): part for part in parts}


def test_ps_shows_processes_and_kernel_threads_with_parents_and_sizes() -> None:
    rows = [line.split() for line in said()["ps"].splitlines()]
    assert ["1", "0", "root", "run"] in [row[:4] for row in rows]
    assert ["6", "5", "root", "kblockd/0", "0", "SW<"] in rows
    (sleeper,) = [row for row in rows if row[3:4] == ["sleep"]]
    assert sleeper[1] == "1" and sleeper[4] != "0" and sleeper[5] == "S"


def test_top_finds_memory_load_and_itself_running() -> None:
    assert re.search(r"^Mem: \d+K used, \d{5}K free", said()["top"], re.MULTILINE)
    assert re.search(r"^ *\d+ +1 root +R .* top -b -n 1$", said()["top"], re.MULTILINE)


def test_free_adds_up() -> None:
    total, used, free_, _, cached = map(int, re.search(r"^Mem:([ \d]+)", said()["free"], re.M)[1].split()[:5])
    assert total == used + free_ + cached > 60_000


def test_uptime_and_loadavg_agree() -> None:
    load = re.search(r"load average: (.*)", said()["uptime"])[1].split(", ")
    assert (
        re.search(r"^[\d.]+ [\d.]+ [\d.]+ \d+/\d+ \d+$", said()["cat/proc/loadavg"], re.M)[0].split()[:3]
        == load
    )


def test_mount_lists_what_is_mounted() -> None:
    assert "proc on /proc type proc (rw)\n" in said()["mount"]


def test_pidof_and_killall_find_a_process_by_its_name() -> None:
    assert re.search(r"^\d+$", said()["pidof"], re.MULTILINE)
    assert "no process killed" not in said()["killall"]


def test_links_lead_to_the_program_and_to_open_files() -> None:
    assert "/proc/1/exe -> /bin/busybox\n" in said()["ls-l"]
    assert "/proc/self/fd/1 -> /dev/console\n" in said()["ls-l"]


def test_stat_has_the_fields_of_linux_2_6_11() -> None:
    (line,) = [line for line in said()["cat/proc/1/stat"].splitlines() if line.startswith("1 (")]
    assert len(line.split()) == 41
