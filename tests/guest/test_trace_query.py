# SPDX-License-Identifier: GPL-2.0-or-later
"""SQL over a trace: the documentation's questions, and questions that are refused."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result

from harness.cli.trace import command
from harness.errors import ConfigError
from harness.trace.columns import columns
from harness.trace.opening import OpenTrace
from harness.trace.query import Query

DOCS = (Path(__file__).parents[2] / "docs" / "tracing.md").read_text()
# A question and the table that it gave, of which the first line names the columns.
EXAMPLES = re.findall(r"```sql\n(.*?)```\n\n    (.*?)\n", DOCS, re.S)


def query(path: Path, sql: str, *more: str) -> Result:
    done = CliRunner().invoke(command, ["query", str(path), sql, *more], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


def test_the_documentation_has_its_questions() -> None:
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("sql, heading", EXAMPLES)
def test_each_question_of_the_documentation_is_answered(full_trace: Path, sql: str, heading: str) -> None:
    lines = query(full_trace, sql).stdout.splitlines()
    assert lines[0].split() == heading.split()
    assert len(lines) > 2, "it has an answer"


def test_the_tables_hold_what_the_columns_hold(opened: OpenTrace) -> None:
    with Query(opened) as asked:
        rows = asked.table("SELECT count(*) AS n, min(number) AS first FROM insns").to_pylist()
        writes = asked.table("SELECT count(*) AS n FROM mem WHERE access = 'write'").to_pylist()
    found = [columns(opened.reader, chunk) for chunk in opened.chunks]
    assert rows == [
        {"n": sum(int((c.insns["kind"] == 0).sum()) for c in found), "first": opened.reader.first}
    ]
    assert writes == [{"n": sum(int((c.mem["kind"] & 1).sum()) for c in found)}]


def test_a_filter_for_an_address_loses_no_write(opened: OpenTrace) -> None:
    virt = opened.wording.image.symbols["jiffies"]
    with Query(opened) as asked:
        rows = asked.table(
            f"SELECT number FROM mem WHERE access = 'write' AND virtual = {virt} ORDER BY number"
        )
    numbers = []
    for chunk in opened.chunks:
        mem = columns(opened.reader, chunk, registers=False).mem
        numbers += mem["number"][(mem["kind"] & 1 > 0) & (mem["vaddr"] == virt)].tolist()
    assert rows.column("number").to_pylist() == numbers and numbers


def test_a_register_is_what_it_is_after_the_instruction(opened: OpenTrace) -> None:
    chunk = opened.chunks[2]
    found = columns(opened.reader, chunk)
    row = int(np.flatnonzero((found.insns["kind"] == 0) & (found.insns["changed"] & 1 > 0))[100])
    number = int(found.insns["number"][row])
    with Query(opened) as asked:
        asked_for = asked.table(f"SELECT eax, changed FROM insns WHERE number = {number}").to_pylist()
    assert asked_for[0]["eax"] == int(found.regs[0, row + 1])
    assert "eax" in asked_for[0]["changed"].split()


def test_rows_go_to_json_csv_and_parquet(full_trace: Path, tmp_path: Path) -> None:
    sql = "SELECT pid, task FROM tasks ORDER BY pid, task LIMIT 3"
    objects = json.loads(query(full_trace, sql, "--json", "-").stdout)
    assert objects[0] == {"pid": 0, "task": "swapper"}
    lines = list(csv.DictReader(query(full_trace, sql, "--csv", "-").stdout.splitlines()))
    assert [(int(line["pid"]), line["task"]) for line in lines] == [(o["pid"], o["task"]) for o in objects]
    query(full_trace, sql, "--parquet", str(tmp_path / "t.parquet"))
    assert parquet.read_table(tmp_path / "t.parquet").to_pylist() == objects


@pytest.mark.parametrize(
    "sql, what",
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nothing FROM insns", "nothing"),
        ("SELECT * FROM '/etc/passwd'", "/etc/passwd"),
        ("SELECT * FROM read_csv('/etc/passwd')", "/etc/passwd"),
        ("COPY tasks TO '/tmp/tasks.csv'", "tasks.csv"),
        ("SET enable_external_access = true", "locked"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(full_trace: Path, sql: str, what: str) -> None:
    with pytest.raises(ConfigError, match=what) as refused:
        query(full_trace, sql)
    assert "\n" not in str(refused.value) and refused.value.exit_code == 2


def test_what_json_does_not_know_is_text(full_trace: Path) -> None:
    sql = "SELECT blob '\\xAA' AS bytes, date '2005-03-02' AS day, 1.5::DECIMAL(4, 2) AS exact"
    rows = json.loads(query(full_trace, sql, "--json", "-").stdout)
    assert rows == [{"bytes": "aa", "day": "2005-03-02", "exact": "1.50"}]


def test_a_process_that_wanted_few_rows_ends_well(full_trace: Path) -> None:
    # Whoever still decodes when the interpreter ends aborts it.
    command = [sys.executable, "-m", "harness", "trace", "query", str(full_trace)]
    done = subprocess.run([*command, "SELECT number FROM insns LIMIT 2"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
