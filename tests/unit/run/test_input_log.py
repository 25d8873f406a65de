# SPDX-License-Identifier: GPL-2.0-or-later
import json
from types import SimpleNamespace

import pytest

from harness.errors import ConfigError
from harness.run.input_log import Entry, InputLog, Replay

ENTRIES = [
    Entry(10, size=(24, 80)),
    Entry(20, b"\x00\xff\r"),
    Entry(20, b"second"),
    Entry(35, leave=True),
]


def test_an_entry_comes_back_from_its_line():
    assert [Entry.of_json(json.loads(json.dumps(entry.as_json()))) for entry in ENTRIES] == ENTRIES


def test_a_replay_gives_what_was_due_in_order_and_once():
    replay = Replay(ENTRIES)
    assert replay.take(9, 0) == []
    assert replay.take(20, 0) == ENTRIES[:3]
    assert replay.open
    assert replay.take(1000, 0) == ENTRIES[3:]
    assert not replay.open
    assert replay.take(1000, 0) == []


def test_a_log_tells_its_command_line_and_the_end(tmp_path):
    path = tmp_path / "log"
    path.write_text(
        '{"command_line": "rc=shell"}\n{"clock": 5, "keys": "a"}\n{"end": 9, "trace_hash": "0x1"}\n'
    )
    replay = Replay.read(path)
    assert (replay.command_line, replay.trace_hash) == ("rc=shell", "0x1")
    assert replay.take(5, 0) == [Entry(5, b"a")]


def test_a_log_that_was_cut_short_has_no_trace_hash(tmp_path):
    path = tmp_path / "log"
    path.write_text('{"command_line": ""}\n{"clock": 5, "keys": "a"}\n')
    assert Replay.read(path).trace_hash == ""


@pytest.mark.parametrize(
    "text",
    [
        "ls\n",
        '{"clock": "soon"}\n',
        '{"clock": 1, "size": 3}\n',
        "[1]\n",
        '{"clock": 1, "keys": "\\u1234"}\n',
        '{"clock": 1, "keys": 5}\n',
        '{"clock": 1, "size": [24]}\n',
        '{"clock": 1e400}\n',
        "[" * 100_000,
    ],
)
def test_another_file_is_told_by_its_line(tmp_path, text):
    path = tmp_path / "log"
    path.write_text(text)
    with pytest.raises(ConfigError, match=":1: no entry of an input log"):
        Replay.read(path)


def test_a_binary_file_is_told(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="it is no text"):
        Replay.read(path)


def test_a_full_disk_is_told_by_the_files_name():
    log = InputLog("/dev/full", SimpleNamespace(config={"command_line": ""}))
    with pytest.raises(ConfigError, match="'/dev/full' cannot be written: No space left on device"):
        log.close()
