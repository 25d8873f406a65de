# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/layouts.md and docs/walkers.md show what the commands print."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from harness import BootConfig
from harness.inspect.tasks import list_tasks
from harness.run import load
from harness.run.kernel_path import default_kernel

ROOT = Path(__file__).parents[2]
TEXT = "".join((ROOT / "docs" / page).read_text() for page in ("layouts.md", "walkers.md"))
BLOCKS = re.findall(r"^```\n\$ (harness .*?)\n(.*?)^```", TEXT, re.M | re.S)
pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def shape(text):
    """Blank what another build of the kernel changes: numbers, frames' luck, how long strips and bars are."""
    text = re.sub(r"│.*│|█+", "", re.sub(r"0x[0-9a-f]+|\d[\d,.]*|scattered", "#", text))
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_page_shows_each_command():
    assert [" ".join(command.split()[:3]) for command, _ in BLOCKS] == [
        "harness layout show",
        "harness pages dump",
        "harness pages dump",
        "harness pages diff",
        "harness pages walk",
        "harness layout tlb",
        "harness pages walk",
    ]


def todays(command):
    """The command with the pids that this kernel gives: each daemon that boots first moves them."""
    if "pages diff" not in command:
        return command
    machine = load(BootConfig())
    machine.engine.add_probe(machine.symbols["sys_pause"], None)
    machine.run(500_000_000)
    first, second = (task.pid for task in list_tasks(machine) if task.comm == "sigtest")
    return re.sub(r"\d+ \d+", f"{first} {second}", command)


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_what_the_page_shows_is_printed(command, shown):
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(todays(command))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    wanted, got = shape(shown), shape(done.stdout)
    # Dots end what is shown of a long answer.
    if "..." in wanted:
        wanted = wanted[: wanted.index("...")]
        got = got[: len(wanted)]
    assert got == wanted
