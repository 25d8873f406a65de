# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables that are decoded as a query reads them."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import dataset

from harness.trace.lazy import LazyTable

SCHEMA = pa.schema([("number", pa.uint64()), ("ring", pa.uint8())])


def rows(made, asked):
    """Yield a hundred batches of two rows, and note each."""
    for number in range(100):
        made.append(number)
        columns = {"number": [2 * number, 2 * number + 1], "ring": [0, 3]}
        yield pa.RecordBatch.from_pydict(
            {name: columns[name] for name in asked}, schema=pa.schema([SCHEMA.field(name) for name in asked])
        )


def test_no_batch_is_made_before_it_is_asked_for():
    # A thread that read ahead would still be decoding when the interpreter ends.
    made = []
    reader = LazyTable(SCHEMA, lambda asked, _: rows(made, asked)).scanner().to_reader()
    assert reader.read_next_batch().to_pylist() == [{"number": 0, "ring": 0}, {"number": 1, "ring": 3}]
    assert made == [0]


def test_a_column_that_only_the_filter_names_is_decoded_and_not_given():
    table = LazyTable(SCHEMA, lambda asked, _: rows([], asked))
    scan = table.scanner(["number"], dataset.field("ring") == 3)
    assert scan.to_reader().read_next_batch().to_pydict() == {"number": [1]}


def test_rows_are_counted_where_no_column_is_wanted():
    table = LazyTable(SCHEMA, lambda asked, _: rows([], asked))
    assert table.scanner([], dataset.field("ring") == 3).to_reader().read_all().num_rows == 100
