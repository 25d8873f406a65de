# SPDX-License-Identifier: GPL-2.0-or-later
"""The listing of a trace of level full: changes, source lines, events, JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli.trace import command
from harness.errors import ConfigError
from harness.trace.columns import REGISTERS, columns
from harness.trace.opening import OpenTrace


def show(path: Path, *arguments: str) -> list[str]:
    done = CliRunner().invoke(command, ["show", str(path), *arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.stdout.splitlines()


def test_a_function_is_listed_with_its_source_its_changes_and_its_accesses(full_trace: Path) -> None:
    lines = show(full_trace, "--function", "sys_getpid", "--lines")
    assert any(re.match(r" {15}kernel/\w+\.c:\d+  return current->tgid;", line) for line in lines)
    listed = [line for line in lines if " sys_getpid" in line]
    assert listed and all(" -- " not in line for line in listed)
    assert re.search(r" ret +esp=0x\w+  \[0x\w{8}\]→0x\w{8}$", listed[-1])


def test_objects_hold_what_the_columns_hold(full_trace: Path, opened: OpenTrace) -> None:
    chunk = opened.chunks[2]
    found = columns(opened.reader, chunk)
    number = int(found.insns["number"][1000])
    lines = [json.loads(line) for line in show(full_trace, "--around", str(number), "--json", "-")]
    line = next(line for line in lines if line["number"] == number and "instruction" in line)
    mask = int(found.insns["changed"][1000])
    changed = {name: int(found.regs[i, 1001]) for i, name in enumerate(REGISTERS) if mask >> i & 1}
    assert line["address"] == int(found.insns["pc"][1000])
    assert line.get("registers", {}) == changed
    accesses = (found.mem["row"] == 1000).nonzero()[0]
    assert [a["value"] for a in line.get("memory", [])] == found.mem["value"][accesses[:3]].tolist()


def test_events_alone_are_listed_without_instructions(full_trace: Path) -> None:
    lines = show(full_trace, "--events", "--pid", "1")
    assert lines and all(" -- " in line for line in lines)
    assert any('exec "' in line for line in lines), "process 1 becomes a program"


@pytest.mark.parametrize("verb", [("show",), ("export", "folded", "-o", "nothing")])
def test_a_function_that_the_kernel_does_not_have_is_refused(full_trace: Path, verb: tuple[str, ...]) -> None:
    arguments = [verb[0], str(full_trace), *verb[1:], "--function", "nosuch"]
    with pytest.raises(ConfigError, match="no function 'nosuch' in .*kernel.elf"):
        CliRunner().invoke(command, arguments, standalone_mode=False, catch_exceptions=False)
