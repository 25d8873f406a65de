# SPDX-License-Identifier: GPL-2.0-or-later
"""Traces cut short and damaged: what is intact is read, what is lost is said."""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from harness.cli.trace import command
from harness.trace.format import CHUNKS_NAME, FIXED_BYTES, HEADER_NAME, MOST_SECTIONS, head_bytes, read_head
from harness.trace.opening import OpenTrace


def trace(*arguments: str) -> Result:
    done = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


@pytest.fixture
def cut(full_trace: Path, tmp_path: Path) -> Path:
    """A recording that was killed in the middle of a chunk."""
    path = Path(shutil.copytree(full_trace, tmp_path / "t"))
    whole = (path / CHUNKS_NAME).read_bytes()
    chunks = OpenTrace(full_trace).chunks
    at = chunks[len(chunks) // 2]
    (path / CHUNKS_NAME).write_bytes(whole[: at.body_at + at.head.body_bytes // 2])
    return path


@pytest.fixture
def damaged(full_trace: Path, tmp_path: Path) -> tuple[Path, int, int]:
    """A trace with a few bytes overwritten, and the instructions of the chunk they are in."""
    path = Path(shutil.copytree(full_trace, tmp_path / "t"))
    raw = bytearray((path / CHUNKS_NAME).read_bytes())
    at = OpenTrace(full_trace).chunks[3]
    _, words_at = at.head.find("words")
    raw[at.body_at + words_at + 20 : at.body_at + words_at + 24] = b"oops"
    (path / CHUNKS_NAME).write_bytes(raw)
    return path, at.head.first, at.head.end


def test_a_recording_that_was_killed_is_listed_to_where_it_is_whole(cut: Path, opened: OpenTrace) -> None:
    intact = OpenTrace(cut).chunks[-2].head.end
    done = trace("show", str(cut), "--around", str(intact - 5), "--context", "30")
    numbers = [int(line.split()[0].replace(",", "")) for line in done.stdout.splitlines()]
    assert any(number <= intact - 5 for number in numbers), "a rep there may count many"
    assert done.return_value == 1 and "lost: " in done.stderr and "cut short" in done.stderr


def test_queries_and_state_go_on_with_what_is_intact(cut: Path) -> None:
    done = trace("query", str(cut), "SELECT count(*) AS n, max(number) AS last FROM insns", "--json", "-")
    assert done.return_value == 1 and "cut short" in done.stderr
    state = trace("state", str(cut), "1000000", "--memory", "init_task", "16")
    assert "before instruction" in state.stdout and "16 bytes at" in state.stdout


def test_a_damaged_chunk_costs_its_own_instructions_only(damaged: tuple[Path, int, int]) -> None:
    path, first, end = damaged
    counts = f"count(*) FILTER (number < {first}) AS before, count(*) FILTER (number >= {end}) AS after"
    sql = f"SELECT {counts} FROM insns"
    done = trace("query", str(path), sql, "--csv", "-")
    before, after = map(int, done.stdout.splitlines()[1].split(","))
    assert before > 0 and after > 0
    assert done.return_value == 1
    assert f"lost: the words of instructions {first:,} to {end:,} are damaged" in done.stderr


def test_an_instruction_that_was_lost_is_refused_and_others_are_not(damaged: tuple[Path, int, int]) -> None:
    path, first, end = damaged
    assert trace("state", str(path), str(end + 1000)).stdout.startswith("before instruction")
    done = CliRunner().invoke(command, ["state", str(path), str(first + 1000)], standalone_mode=False)
    assert done.exception is not None and "lost" in str(done.exception)


def test_a_damaged_trace_is_not_the_same_as_itself(damaged: tuple[Path, int, int]) -> None:
    diff = trace("diff", str(damaged[0]), str(damaged[0]))
    assert diff.return_value == 1 and "damaged" in diff.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"image": 5},
        {"machine": []},
        {"machine": {"entry": "high", "page_offset": None}},
    ],
)
def test_a_header_that_is_another_thing_costs_the_symbols_only(cut: Path, change: dict[str, Any]) -> None:
    header = cut / HEADER_NAME
    header.write_text(json.dumps(json.loads(header.read_text()) | change))
    done = trace("show", str(cut), "--around", "1000000", "--context", "1")
    assert "header.json is damaged" in done.stderr and "1,000,000" in done.stdout


def test_blocks_with_numbers_beyond_memory_are_lost(cut: Path) -> None:
    raw = bytearray((cut / CHUNKS_NAME).read_bytes())
    head = read_head(bytes(raw[: head_bytes(MOST_SECTIONS)]))
    struct.pack_into("<I", raw, FIXED_BYTES - 4, 0xFFFFFFF0)
    size = head.head_bytes - 4
    struct.pack_into("<I", raw, size, zlib.crc32(raw[:size]))
    (cut / CHUNKS_NAME).write_bytes(raw)
    done = trace("query", str(cut), "SELECT count(*) AS n FROM insns", "--csv", "-")
    assert "lost: the blocks from number 4,294,967,280 on" in done.stderr
