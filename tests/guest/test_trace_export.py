# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace for other tools, read back by them where they are at hand."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as protos

import harness.trace  # noqa: F401  (it opens `machine.trace`)
from harness.cli.trace import command
from harness.run.session import BootConfig, load
from harness.trace.opening import OpenTrace


def export(trace: Path, form: str, target: Path, *more: str) -> str:
    arguments = ["export", str(trace), form, "-o", str(target), *more]
    done = CliRunner().invoke(command, arguments, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.stdout


def test_perfettos_slices_nest_its_times_rise_and_its_flows_have_two_ends(
    full_trace: Path, tmp_path: Path
) -> None:
    export(full_trace, "perfetto", tmp_path / "t")
    packets = protos.Trace.FromString((tmp_path / "t").read_bytes()).packet
    tracks = {
        p.track_descriptor.uuid: p.track_descriptor.name for p in packets if p.HasField("track_descriptor")
    }
    depth: dict[int, int] = defaultdict(int)
    last: dict[int, int] = defaultdict(int)
    begun, ended = set(), set()
    for packet in packets:
        if not packet.HasField("track_event"):
            continue
        event = packet.track_event
        assert event.track_uuid in tracks
        assert packet.timestamp >= last[event.track_uuid], f"time goes back on {tracks[event.track_uuid]}"
        last[event.track_uuid] = packet.timestamp
        depth[event.track_uuid] += (event.type == event.TYPE_SLICE_BEGIN) - (
            event.type == event.TYPE_SLICE_END
        )
        assert depth[event.track_uuid] >= 0, f"an end without a beginning on {tracks[event.track_uuid]}"
        begun.update(event.flow_ids)
        ended.update(event.terminating_flow_ids)
    assert not any(depth.values())
    assert ended and ended <= begun
    assert {"processor", "CR3 loads", "page faults", "init/1", "system calls"} <= set(tracks.values())


def test_folded_stacks_hold_every_instruction(full_trace: Path, opened: OpenTrace, tmp_path: Path) -> None:
    export(full_trace, "folded", tmp_path / "t")
    lines = [line.rpartition(" ") for line in (tmp_path / "t").read_text().splitlines()]
    assert sum(int(count) for _, _, count in lines) == opened.reader.end - opened.reader.first
    assert any("start_kernel;" in stack for stack, _, _ in lines)
    assert any("(user);system_call;sys_write;vfs_write" in stack for stack, _, _ in lines)


def test_a_function_is_exported_with_what_it_called(full_trace: Path, tmp_path: Path) -> None:
    export(full_trace, "folded", tmp_path / "t", "--function", "do_fork")
    stacks = [line.split(";")[1].split(" ")[0] for line in (tmp_path / "t").read_text().splitlines()]
    assert set(stacks) == {"do_fork"}


def test_the_call_graph_is_a_graph_to_graphviz(full_trace: Path, tmp_path: Path) -> None:
    export(full_trace, "dot", tmp_path / "t", "--function", "do_fork")
    assert '"do_fork" -> "copy_mm"' in (tmp_path / "t").read_text()
    if shutil.which("dot"):
        subprocess.run(["dot", "-Tplain", tmp_path / "t"], check=True, stdout=subprocess.DEVNULL)


def test_coverage_is_what_genhtml_reads(full_trace: Path, tmp_path: Path) -> None:
    said = export(full_trace, "lcov", tmp_path / "t")
    text = (tmp_path / "t").read_text()
    records = dict(line.split(":", 1) for line in text.split("end_of_record")[0].split() if ":" in line)
    assert records["SF"].endswith(".c") or records["SF"].endswith(".S")
    assert "init/main.c" in text and " lines in " in said
    if shutil.which("genhtml"):
        done = subprocess.run(
            ["genhtml", "-q", tmp_path / "t", "-o", tmp_path / "html"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "ERROR" not in done.stderr


def test_the_annotated_page_shows_lines_that_ran_and_lines_that_did_not(
    full_trace: Path, tmp_path: Path
) -> None:
    export(full_trace, "html", tmp_path / "t.html")
    page = (tmp_path / "t.html").read_text()
    assert "class=ran" in page and "class=not" in page and "start_kernel" in page


def test_drcov_has_as_many_blocks_as_it_says(full_trace: Path, tmp_path: Path) -> None:
    export(full_trace, "drcov", tmp_path / "t")
    head, _, blocks = (tmp_path / "t").read_bytes().partition(b" bbs\n")
    assert len(blocks) == 8 * int(head.rpartition(b" ")[2])
    assert {module for _, _, module in struct.iter_unpack("<IHH", blocks)} == {0, 1}


@pytest.mark.slow
def test_tenet_steps_say_where_they_are_and_what_the_step_before_did(
    full_trace: Path, tmp_path: Path
) -> None:
    export(full_trace, "tenet", tmp_path / "t", "--pid", "2")
    lines = (tmp_path / "t").read_text().splitlines()
    fields = [dict(field.split("=", 1) for field in line.split(",")) for line in lines[:200]]
    assert all("EIP" in field for field in fields)
    assert {"EAX", "ESP", "EDI"} <= set(fields[0])
    assert any("mw" in field for field in fields)


@pytest.mark.parametrize("form", ["perfetto", "folded", "dot"])
def test_a_trace_that_begins_later_is_exported_too(form: str, tmp_path: Path) -> None:
    machine = load(BootConfig())
    with machine.trace(tmp_path / "t", level="pc", since="do_execve", until="do_exit"):
        machine.run(3_000_000)
    export(tmp_path / "t", form, tmp_path / "out")
    assert (tmp_path / "out").stat().st_size > 1000
