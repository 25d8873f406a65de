# SPDX-License-Identifier: GPL-2.0-or-later
"""Which values a query's filter lets pass, so that chunks without them are not read."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
from pyarrow import dataset, fs

_FORMAT: Final = dataset.IpcFileFormat()
_FILES: Final = fs.LocalFileSystem()


class Bounds:
    """A filter that DuckDB hands down, as ranges of one column.

    Arrow itself is asked whether the filter can hold within a range, so that
    any filter is understood as well as Arrow understands it, and one that is
    not lets everything pass.
    """

    def __init__(self, schema: pa.Schema, condition: Any) -> None:
        self._schema = schema
        self._condition = condition

    def may(self, promise: Any) -> bool:
        """Say whether a row for which ``promise`` holds may pass the filter."""
        if self._condition is None:
            return True
        # A file that is not there, of which only the promise is looked at.
        fragment = _FORMAT.make_fragment("none", _FILES, promise)
        files = dataset.FileSystemDataset([fragment], self._schema, _FORMAT, _FILES)
        return any(True for _ in files.get_fragments(filter=self._condition))

    def ranges(self, column: str, low: int, high: int, most: int = 1) -> list[tuple[int, int]]:
        """Return at most about ``most`` ranges, both ends included, outside of which nothing passes."""
        todo = [(low, high)] if self._within(column, low, high) else []
        while todo and len(todo) <= most:
            halves = [half for span in todo for half in _halves(*span) if self._within(column, *half)]
            if halves == todo:
                break
            todo = halves
        return todo if len(todo) <= most else [(todo[0][0], todo[-1][1])]

    def span(self, column: str, low: int, high: int) -> tuple[int, int] | None:
        """Return the range from the least to the greatest value that may pass; None if none may."""
        if not self._within(column, low, high):
            return None
        least, greatest = (low, high), (low, high)
        while least[0] < least[1]:
            lower, upper = _halves(*least)
            least = lower if self._within(column, *lower) else upper
        while greatest[0] < greatest[1]:
            lower, upper = _halves(*greatest)
            greatest = upper if self._within(column, *upper) else lower
        # A filter that contradicts itself may hold in two halves, and in no value.
        return (least[0], greatest[1]) if least[0] <= greatest[1] else None

    def _within(self, column: str, low: int, high: int) -> bool:
        kind, field = self._schema.field(column).type, dataset.field(column)
        return self.may((field >= pa.scalar(low, kind)) & (field <= pa.scalar(high, kind)))


def _halves(low: int, high: int) -> list[tuple[int, int]]:
    middle = (low + high) // 2
    return [(low, middle), (middle + 1, high)] if low < high else [(low, high)]
