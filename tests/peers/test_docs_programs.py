# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/programs.md says of every applet what is true of it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from harness.image.cpio import file
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox
from tests.peers.outcomes import scripts
from tests.peers.test_busybox import BY_REBOOT
from tests.peers.test_busybox_login import TALK
from tests.peers.test_busybox_roots import IN_MEMORY, IN_THE_INITRD, ON_THE_DISK
from tests.peers.test_system_applets import COMMANDS

DOC = (Path(__file__).parents[2] / "docs" / "programs.md").read_text()
PASS, FAIL, NOT_TRIED = (
    DOC.split(f"\n### {name}\n")[1].split("\n### ")[0] for name in ("Pass", "Fail", "Not tried")
)
PASSING = re.search(r"```\n(.*?)```", PASS, re.DOTALL)[1].split()
FAILING = re.findall(r"^\| (\w+) \| `(.*?)` \| (.*?) \| .* \|$", FAIL, re.MULTILINE)
UNTRIED = " ".join(
    re.findall(r"^\| ([a-z0-9_ -]+) \|", NOT_TRIED.split("|---|---|")[1], re.MULTILINE)
).split()
# Called by the kernel, or by process 1: test_busybox_init.py, test_busybox_login.py.
PROCESS_1 = ("busybox", "getty", "init", "linuxrc", "login")


def test_every_applet_is_told_of_once() -> None:
    listed = subprocess.check_output([need_busybox(), "--list"], text=True, timeout=600).split()
    assert sorted(PASSING + [name for name, _, _ in FAILING] + UNTRIED) == sorted(listed)


def called(name: str, text: str) -> bool:
    """Returns whether a shell would run ``name`` somewhere in this text."""
    before, after = r"(?:^|[\s;|&({`!\"'])", r"(?=[\s;|&)`\"'<>]|$)"
    return re.search(before + re.escape(name) + after, text, re.MULTILINE) is not None


def test_an_applet_that_passes_is_called_by_a_test() -> None:
    texts = [text.decode().split("\n", 2)[2] for text in scripts().values()]
    talks = [
        *(command for command, _, _ in COMMANDS),
        *(typed for _, typed in TALK),
        *BY_REBOOT,
        IN_THE_INITRD,
        IN_MEMORY,
        ON_THE_DISK,
    ]
    calls = "\n".join([*texts, *talks])
    assert [name for name in PASSING if not called(name, calls) and name not in PROCESS_1] == []


@pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
def test_an_applet_that_fails_says_so_in_the_guest() -> None:
    steps = [
        f"echo '<<{name}'; timeout 5 {tried} </dev/null 2>&1; echo '>>{name}'" for name, tried, _ in FAILING
    ]
    run = "#!/bin/sh\nmount -t proc proc /proc; mount -t devtmpfs devtmpfs /dev\n"
    run += "\n".join([*steps, "poweroff -f"])
    more = [file("etc/run", run.encode(), 0o755)]
    pc = machine(initrd(need_busybox(), more), "/etc/run", append="quiet", disks=["blank:1M"])
    assert pc.run().reason is StopReason.EXIT, pc.console.text[-1000:]
    said = dict(
        re.findall(r"^<<(\w+)\n(.*?)^>>\1$", pc.console.text.replace("\r", ""), re.DOTALL | re.MULTILINE)
    )
    wrong = {name: said.get(name) for name, _, answer in FAILING if answer not in said.get(name, "")}
    assert not wrong
