# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace``: a whole boot recorded, and read back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness import BootConfig
from harness.cli.trace import command
from harness.errors import ConfigError
from harness.run.kernel_path import default_kernel
from harness.run.session import load
from harness.trace.columns import columns
from harness.trace.reader import TraceReader
from harness.trace.record import Recorder

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def trace(*arguments: str) -> Result:
    done = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


@pytest.fixture(scope="module")
def boot(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("trace") / "boot"
    return path, trace("record", "-o", str(path)).output


@pytest.mark.parametrize("level", ["events", "blocks", "pc"])
def test_recording_a_boot_changes_nothing_of_it(tmp_path: Path, level: str) -> None:
    plain = load(BootConfig())
    plain.run()
    recorded = load(BootConfig())
    recorder = Recorder(recorded, tmp_path / "t", level=level)
    recorded.run()
    recorder.stop()
    assert recorded.engine.trace_hash == plain.engine.trace_hash
    assert recorded.engine.instructions == plain.engine.instructions


def test_a_recording_ends_with_what_it_came_to(boot: tuple[Path, str]) -> None:
    last = boot[1].splitlines()[-1]
    assert re.search(r"[\d,]+ instructions, [\d,]+ events, [\d,]+ bytes .* M instructions/s$", last)


def test_a_boot_is_listed_around_an_instruction(boot: tuple[Path, str]) -> None:
    lines = trace("show", str(boot[0]), "--around", "40", "--context", "3").stdout.splitlines()
    assert [line.split()[0] for line in lines if " -- " not in line] == [str(n) for n in range(37, 44)]
    assert "start_kernel" in lines[1]


def test_instructions_and_events_of_a_boot_add_up(boot: tuple[Path, str]) -> None:
    reader = TraceReader(boot[0])
    number = reader.first
    for chunk in reader.chunks:
        found = columns(reader, chunk)
        begins, count = found.insns["number"].astype(int), found.insns["count"].astype(int)
        assert len(begins) and begins[0] == number
        assert (begins[1:] == (begins + count)[:-1]).all(), "an instruction begins where the last one ended"
        assert (found.events["row"] < len(begins)).all()
        number = int(begins[-1] + count[-1])
    assert (number, reader.lost) == (reader.end, [])


def test_system_calls_and_faults_stand_between_the_instructions(tmp_path: Path) -> None:
    path = str(tmp_path / "t")
    trace("record", "-o", path, "--since", "sys_execve", "--until", "do_exit")
    events = trace("show", path, "--grep", " -- ").stdout
    assert "sys_exit(0), from ring 3" in events
    assert "page fault (vector 14, error 0x" in events


def test_one_task_is_recorded_alone(tmp_path: Path) -> None:
    path = str(tmp_path / "t")
    trace("record", "-o", path, "--pid", "1")
    lines = trace("show", path, "--pid", "2").stdout.splitlines()
    # The block in which the switch came runs to its end.
    assert lines and all(re.search(r" switch | __switch_to| kept for ", line) for line in lines)


def test_an_instruction_outside_the_trace_is_refused_with_what_there_is(boot: tuple[Path, str]) -> None:
    with pytest.raises(ConfigError, match="the trace holds instructions 19 to"):
        trace("show", str(boot[0]), "--around", "99G")


def test_the_same_run_twice_does_not_part(boot: tuple[Path, str], tmp_path: Path) -> None:
    trace("record", "-o", str(tmp_path / "again"))
    done = trace("diff", str(boot[0]), str(tmp_path / "again"))
    assert done.return_value == 0
    assert re.match(r"harness: the same \d+,\d{3},\d{3} instructions", done.stdout), done.stdout


def test_two_policies_part_at_a_switch_to_a_kernel_thread(boot: tuple[Path, str], tmp_path: Path) -> None:
    trace("record", "-o", str(tmp_path / "guard"), "--policy", "guard")
    done = trace("diff", str(boot[0]), str(tmp_path / "guard"))
    assert done.return_value == 1
    configured, common, lazy, guard, counts = done.stdout.split("\n\n")
    assert "policy: lazy and guard" in configured and "the traces part at instruction" in configured
    assert "in both" in common
    assert "cr3 0x" not in common and " cr3 0x00" in guard
    assert "cr3 load" in counts
