# SPDX-License-Identifier: GPL-2.0-or-later
"""Applets of busybox whose answers depend on the machine: in the guest alone, each with what it must say."""

from __future__ import annotations

import re

import pytest

from harness.image.cpio import file
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

# A shell command, its exit status, and a pattern that its output must hold.
COMMANDS = [
    ("free | head -n 2", 0, r"Mem: +6\d{4} +\d+ +\d+"),
    ("uptime", 0, r"up 0 min,.*load average: \d\.\d\d"),
    ("ps", 0, r"(?s)1 root .*\[kswapd0\].*ps"),
    ("ps -o pid,ppid,comm | grep kblockd", 0, r"\d+ +\d+ kblockd/0"),
    ("top -b -n 1 | head -n 8", 0, r"(?s)Mem: \d+K used, \d+K free.*Load average: .*PID +PPID USER"),
    ("mount -t tmpfs none /mnt && mount | grep /mnt && umount /mnt && mount | grep -c /mnt", 1, r"tmpfs"),
    (
        "mount -t ext3 /dev/hda /mnt && df /mnt && ls /mnt && umount /mnt",
        0,
        r"(?s)/dev/hda +\d+.*lost\+found",
    ),
    ("hostname", 0, r"\(none\)"),
    ("mkswap /dev/hdb && swapon /dev/hdb && cat /proc/swaps && swapoff /dev/hdb", 0, r"/dev/hdb +partition"),
    ("dmesg | tail -n 20", 0, r"kswapd|hda|ramfs|initrd"),
    ("sysctl vm.swappiness; sysctl -w vm.swappiness=70; sysctl -n vm.swappiness", 0, r"= 60(?s:.*)70"),
    (
        "exec </dev/ttyS0; tty; stty rows 30 cols 100; stty size; stty -a | head -n 1",
        0,
        r"ttyS0\s+30 100\s+speed",
    ),
    ("sleep 50 & usleep 300000; killall sleep; wait $!; echo $?", 0, r"143"),
    ("kill -l TERM; nproc; arch; uname -r", 0, r"15\s+1\s+i686\s+2\.6\.11-guest"),
    ("blockdev --getsz /dev/hda; blockdev --getss /dev/hda", 0, r"16384\s+512"),
    ("fdisk -l /dev/hdb", 0, r"Disk /dev/hdb: 8\D"),
    ("mdev -s; ls -l /dev/null", 0, r"1, +3"),
    ("cat /proc/partitions; mke2fs /dev/hdb >/dev/null && findfs UUID=none; echo done", 0, r"hdb(?s:.*)done"),
    ("setsid cttyhack sh -c 'tty </dev/console'", 0, r"/dev/"),
    ("timeout 1 watch -n 1 -t echo again | head -n 1", 0, r"again"),
    ("mkdir -p /r/bin; cp /bin/busybox /r/bin; chroot /r /bin/busybox ls /", 0, r"^bin\s*$"),
    ("date -s '2010-05-06 07:08:09' >/dev/null; hwclock -w -u; date +%Y-%m-%d", 0, r"2010-05-06"),
    ("cd /; ls /proc/1/fd | wc -l; readlink /proc/self/exe", 0, r"/bin/busybox"),
    ("hostname new; hostname; uname -n", 0, r"new\s+new"),
    ("su nobody -s /bin/sh -c id", 0, r"uid=65534\(nobody\)"),
    ("passwd -l nobody; nologin", 1, r"password for nobody changed(?s:.*)not available"),
    ("taskset 1 taskset -p $$", 0, r"mask: 1$"),
    ("echo '* * * * * echo ran >/tmp/ran' >/tmp/root; timeout 130 crond -f -c /tmp; cat /tmp/ran", 0, r"ran"),
    ("date -s '2011-01-01 01:01:01'; hwclock -s -u; hwclock -u", 0, r"2011(?s:.*)May +6 07:\d\d:\d\d 2010"),
    ("echo abc >/dev/ram0; freeramdisk /dev/ram0; od -c -N 3 /dev/ram0", 0, r"0000000 +\\0 +\\0 +\\0"),
    ("(freeramdisk /dev/ram0) </dev/ram0", 1, r"Device or resource busy"),
    ("mkdir -p /var/lock; echo by the line | microcom -t 100 /dev/ttyS0", 0, r"by the line"),
    (
        "echo '10.0.0.1 new.example.org new' >/etc/hosts; dnsdomainname; hostname -f",
        0,
        r"^example.org\snew\.",
    ),
    ("time sleep 0.2", 0, r"real\s+0m 0\.2"),
    ("time sleep 1", 0, r"real\s+0m 1\.0"),
    ("time usleep 250000", 0, r"real\s+0m 0\.2[5-9]"),
    ("time timeout 0.3 sleep 5", 15, r"real\s+0m 1\.0"),  # timeout looks once a second
    ("iostat 2>/dev/null; vmstat 2>/dev/null; cat /proc/diskstats | grep -c hda", 0, r"^1\s*$"),
]
DRIVER = """#!/bin/sh
mount -t proc proc /proc; mount -t devtmpfs devtmpfs /dev
{}
poweroff -f
"""


@pytest.fixture(scope="module")
def answers() -> list[tuple[int, str]]:
    steps = [
        f"echo '<<{n}'; (\n{command}\n) 2>&1; echo \">>{n} $?\"" for n, (command, _, _) in enumerate(COMMANDS)
    ]
    more = [file("etc/run", DRIVER.format("\n".join(steps)).encode(), 0o755)]
    pc = machine(initrd(need_busybox(), more), "/etc/run", append="quiet", disks=["ext3:8M", "blank:8M"])
    assert pc.run(4_000_000_000).reason is StopReason.EXIT, pc.console.text[-2000:]
    text = pc.console.text.replace("\r", "")
    said = re.findall(r"^<<(\d+)\n(.*?)^>>\1 (\d+)$", text, re.DOTALL | re.MULTILINE)
    assert len(said) == len(COMMANDS), text
    return [(int(status), output) for _, output, status in said]


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[command for command, _, _ in COMMANDS])
def test_an_applet_tells_of_the_machine(number: int, answers: list[tuple[int, str]]) -> None:
    _, status, pattern = COMMANDS[number]
    assert answers[number][0] == status, answers[number]
    assert re.search(pattern, answers[number][1], re.MULTILINE), answers[number][1]
