# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace on disk: read back whole, growing, cut short, damaged."""

from __future__ import annotations

import json
import struct
from array import array
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import TraceError
from harness.machine.engine import Engine
from harness.trace.columns import columns
from harness.trace.format import CHUNKS_NAME, HEADER_NAME, VERSION, Chunk, pack, read_head
from harness.trace.reader import TraceReader, unfold
from harness.trace.writer import TraceWriter

CODE = bytes.fromhex("40 40 ebfc".replace(" ", ""))


def words(*values: int) -> bytes:
    return array("I", values).tobytes()


def chunk(first: int, *blocks: int) -> Chunk:
    """So many instructions in blocks of three; each chunk describes one block."""
    number = first // 6 + 1
    described = struct.pack("<IHHII", 0xC0100000 + number, len(CODE), 3, 0, (number - 1) * len(CODE))
    body = words(*(blocks or (number, number)))
    parts = {"words": body, "blocks": described, "code": CODE}
    return Chunk(first, first + 3 * len(body) // 4, 0xC0300000, 0x1000, 0, number, parts)


def written(path: Path, *chunks: Chunk) -> Path:
    path.mkdir(exist_ok=True)
    (path / HEADER_NAME).write_text(json.dumps({"version": VERSION, "level": "pc"}))
    (path / CHUNKS_NAME).write_bytes(b"".join(map(pack, chunks)))
    return path


class Ran(NamedTuple):
    """A block that ran: its first instruction, and how many did."""

    number: int
    block: int
    ran: int


def all_steps(path: Path) -> tuple[list[Ran], list[str]]:
    reader = TraceReader(path)
    return ran(reader), reader.lost


def ran(reader: TraceReader) -> list[Ran]:
    out: list[Ran] = []
    for chunk in reader.chunks:
        insns = columns(reader, chunk).insns
        for number, block, index in zip(
            *(insns[n].tolist() for n in ("number", "block", "index")), strict=True
        ):
            if index == 0:
                out.append(Ran(number, block, 0))
            out[-1] = out[-1]._replace(ran=index + 1)
    return out


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    found, lost = all_steps(written(tmp_path / "t", chunk(0), chunk(6)))
    assert [(s.number, s.block, s.ran) for s in found] == [(0, 1, 3), (3, 1, 3), (6, 2, 3), (9, 2, 3)]
    assert lost == []


def test_the_writer_leaves_what_the_reader_reads(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path / "t", {"level": "pc"})
    writer.put(chunk(0))
    writer.put(chunk(6))
    writer.close()
    reader = TraceReader(tmp_path / "t")
    assert (reader.first, reader.end, reader.header["level"], reader.lost) == (0, 12, "pc", [])
    assert reader.blocks[2].code == CODE


def test_a_growing_trace_is_read_up_to_its_last_whole_chunk(tmp_path: Path) -> None:
    path = written(tmp_path / "t", chunk(0), chunk(6))
    whole = (path / CHUNKS_NAME).read_bytes()
    (path / CHUNKS_NAME).write_bytes(whole + pack(chunk(12))[:20])
    found, lost = all_steps(path)
    assert len(found) == 4
    assert len(lost) == 1 and "cut short" in lost[0]


def test_a_body_cut_short_is_told_with_its_instructions(tmp_path: Path) -> None:
    path = written(tmp_path / "t", chunk(0), chunk(6))
    whole = (path / CHUNKS_NAME).read_bytes()
    (path / CHUNKS_NAME).write_bytes(whole[:-1])
    found, lost = all_steps(path)
    assert [s.number for s in found] == [0, 3, 6, 9], "the words stand before what is missing"
    assert lost == ["the code of instructions 6 to 12 are cut short"]


def test_a_damaged_head_costs_its_own_chunk_only(tmp_path: Path) -> None:
    path = written(tmp_path / "t", chunk(0), chunk(6), chunk(12))
    raw = bytearray((path / CHUNKS_NAME).read_bytes())
    raw[len(pack(chunk(0))) + 9] ^= 0x40
    (path / CHUNKS_NAME).write_bytes(raw)
    found, lost = all_steps(path)
    assert [s.number for s in found] == [0, 3, 12, 15]
    assert any("head is damaged" in s for s in lost)
    assert "instructions 6 to 12 are missing" in lost


def test_a_later_chunk_keeps_its_blocks_numbers_when_a_dictionary_is_lost(tmp_path: Path) -> None:
    path = written(tmp_path / "t", chunk(0), chunk(6))
    raw = bytearray((path / CHUNKS_NAME).read_bytes())
    head = read_head(raw)
    blocks_at = len(pack(chunk(0))) - head.find("code")[0].packed_bytes - 1
    raw[blocks_at] ^= 1
    (path / CHUNKS_NAME).write_bytes(raw)
    found, lost = all_steps(path)
    assert [(s.number, s.block) for s in found][-2:] == [(6, 2), (9, 2)]
    assert lost == ["the blocks of instructions 0 to 6 are damaged: its checksum is wrong"]


def test_a_directory_that_is_no_trace_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="name a directory that `harness trace record` made"):
        TraceReader(tmp_path)


def test_the_writer_keeps_off_a_directory_of_others(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(TraceError, match="not empty"):
        TraceWriter(tmp_path, {})


def test_the_last_instructions_keep_the_blocks_of_what_is_dropped(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path / "t", {}, last_instructions=6)
    for first in (0, 6, 12):
        writer.put(chunk(first, 1, 1))
    writer.close()
    reader = TraceReader(tmp_path / "t")
    assert (reader.first, reader.end, reader.lost) == (12, 18, [])
    assert [(s.number, s.ran) for s in ran(reader)] == [(12, 3), (15, 3)]


@given(st.lists(st.integers(1, 5), max_size=200), st.integers(1, 40))
def test_folding_loops_loses_nothing(values: list[int], times: int) -> None:
    raw = words(*(values * times))
    assert unfold(Engine.trace_pack(raw)).tobytes() == raw


def test_a_loop_of_a_million_takes_a_few_words() -> None:
    assert len(Engine.trace_pack(words(*([1, 2, 3] * 333_333)))) <= 4 * 8


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = written(tmp_path_factory.mktemp("t") / "t")
    (path / CHUNKS_NAME).write_bytes(raw)
    found, lost = all_steps(path)
    assert found == [] and bool(lost) == bool(raw)
