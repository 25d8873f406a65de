# SPDX-License-Identifier: GPL-2.0-or-later
"""The report of system calls that a program asked for and the guest does not have."""

import json
import subprocess
import sys

import pytest
from tiny import plain

from harness import BootConfig, boot
from harness.inspect.unknown_calls import unknown_calls
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
# What /bin/nosys asks for; -1 is a number like any other.
ASKED = [(17, "break", 2), (5000, "", 1), (0xFFFFFFFF, "", 1)]


def harness(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "harness", *arguments], capture_output=True, text=True, timeout=600
    )


def test_a_boot_lists_and_counts_the_calls_by_number_and_name():
    report = boot(BootConfig(append="rc=abi"))
    assert [(call.number, call.name, call.times) for call in report.unknown_calls] == ASKED
    assert report.as_json()["unknown_calls"][0] == {"number": 17, "name": "break", "times": 2}


def test_a_boot_whose_programs_miss_nothing_lists_nothing():
    assert boot(BootConfig(append="rc=fork")).unknown_calls == ()


def test_boot_prints_a_table_of_them():
    printed = harness("boot", "--no-checks", "--append", "rc=abi").stdout
    table = printed.split("System calls that the guest does not have\n")[1].split("\n\n")[0].splitlines()
    assert [row.split() for row in table] == [
        ["number", "name", "times"],
        *([str(number), name or "?", str(times)] for number, name, times in ASKED),
    ]


def test_run_tells_them_in_a_sentence_and_as_json(tmp_path):
    target = tmp_path / "report.json"
    done = harness("run", str(default_kernel()), "--append", "rc=abi", "--json", str(target))
    assert "system calls it does not have: break (17) x 2, nameless (5000) x 1" in done.stderr
    report = json.loads(target.read_text())
    assert report["ok"] and report["exit_code"] == done.returncode == 0
    assert [call["times"] for call in report["unknown_calls"]] == [2, 1, 1]
    assert "nosys: break is not there" in report["console"]


def test_a_kernel_without_the_table_has_nothing_to_report():
    assert unknown_calls(plain("hlt")) == ()
