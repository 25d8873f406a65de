# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness mm`` shows who owns and who borrows an address space."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from harness.cli.mm import command
from harness.errors import ConfigError
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def mm_of(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(command, [*arguments, "--json", "-"], standalone_mode=False)
    if done.exception:
        raise done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_process_owns_its_text_and_its_stack() -> None:
    found = mm_of("--until", "sys_munmap")
    assert found["task"]["comm"] == "mapper" and not found["task"]["kernel_thread"]
    areas = {area["name"]: area for area in found["mm"]["areas"]}
    assert areas["[stack]"]["virt_end"] <= 0xC0000000
    assert any(area["name"] == "mapper" and area["flags"] == "r-xp" for area in found["mm"]["areas"])


def test_a_kernel_thread_borrows_the_mm_of_a_process() -> None:
    found = mm_of("--until", "cache_reap")
    assert found["task"]["comm"] == "events/0" and found["task"]["mm"] == 0
    assert found["mm"]["virt"] == found["task"]["active_mm"]
    assert found["mm"]["mm_count"] == 2, "its users count as one, its borrower is the other"


def test_a_sleeping_kernel_thread_has_no_address_space_at_all() -> None:
    assert mm_of("--until", "sys_munmap", "--pid", "3")["mm"] is None


def test_an_unknown_pid_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="no task 99 at this moment; there are 0, 1, 2"):
        mm_of("--until", "sys_munmap", "--pid", "99")
