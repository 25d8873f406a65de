# SPDX-License-Identifier: GPL-2.0-or-later
"""Heads of DWARF line programs: the numbers and the names that rows refer to.

Source: DWARF version 5, sections 6.2.4 and 7.5.5; versions 2 to 4 list
directories and files as plain strings.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

_PATH, _DIRECTORY = 1, 2
_STRING, _LINE_STRP, _STRP, _UDATA, _DATA16, _BLOCK = 0x08, 0x1F, 0x0E, 0x0F, 0x1E, 0x09
_FIXED_FORMS: Final = {0x0B: 1, 0x05: 2, 0x06: 4, 0x07: 8}


class Cursor:
    """Bytes being read from front to back; IndexError past their end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes not yet read."""
        return len(self.data) - self.at

    def number(self, size: int) -> int:
        """Read a little-endian number of so many bytes."""
        return int.from_bytes(self.take(size), "little")

    def take(self, size: int) -> bytes:
        """Read so many bytes."""
        if not 0 <= size <= self.left:
            raise IndexError(f"{size} bytes wanted, {self.left} left")
        self.at += size
        return self.data[self.at - size : self.at]

    def uleb(self) -> int:
        """Read an unsigned number of variable length."""
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def sleb(self) -> int:
        """Read a signed number of variable length."""
        start = self.at
        value = self.uleb()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> bits - 1 else value

    def text(self) -> str:
        """Read a string up to its zero byte."""
        end = self.data.find(b"\0", self.at)
        if end < 0:
            raise IndexError("a string without an end")
        raw = self.data[self.at : end]
        self.at = end + 1
        return raw.decode("utf-8", "replace")


class LineProgram(NamedTuple):
    """A unit's head; ``body`` stands at its first opcode.

    ``paths`` are relative to ``directory``, by the number that rows use.
    """

    least_bytes: int
    is_statement: bool
    line_base: int
    line_range: int
    operands: tuple[int, ...]
    directory: str
    paths: dict[int, str]
    body: Cursor


def line_programs(lines: bytes, line_texts: bytes, texts: bytes) -> Iterator[LineProgram]:
    """Yield the programs of a ``.debug_line``; a unit that cannot be read is left out."""
    cursor = Cursor(lines)
    while cursor.left > 4:
        unit = Cursor(cursor.take(min(cursor.number(4), cursor.left)))
        try:
            program = _head(unit, line_texts, texts)
        except (IndexError, ValueError):
            continue
        yield program


def _head(unit: Cursor, line_texts: bytes, texts: bytes) -> LineProgram:
    version = unit.number(2)
    if not 2 <= version <= 5:
        raise ValueError(f"line program of version {version}")
    if version == 5:
        unit.take(2)
    body_at = unit.number(4) + unit.at
    least = unit.number(1)
    if version >= 4:
        unit.take(1)
    statement, base, span = bool(unit.number(1)), unit.number(1), unit.number(1)
    if not span:
        raise ValueError("a line range of 0")
    operands = tuple(unit.take(unit.number(1) - 1))
    if version == 5:
        directory, paths = _names(unit, line_texts, texts)
    else:
        directory, paths = _old_names(unit)
    unit.at = body_at
    return LineProgram(least, statement, base - 256 * (base > 127), span, operands, directory, paths, unit)


def _names(unit: Cursor, line_texts: bytes, texts: bytes) -> tuple[str, dict[int, str]]:
    folders = [str(entry.get(_PATH, "")) for entry in _entries(unit, line_texts, texts)]
    paths = {}
    for number, entry in enumerate(_entries(unit, line_texts, texts)):
        folder = int(entry.get(_DIRECTORY, 0))
        # Directory 0 is where it was compiled: paths are relative to that.
        parent = folders[folder] if 0 < folder < len(folders) else ""
        paths[number] = str(PurePosixPath(parent, str(entry.get(_PATH, ""))))
    return folders[0] if folders else "", paths


def _entries(unit: Cursor, line_texts: bytes, texts: bytes) -> list[dict[int, int | str]]:
    formats = [(unit.uleb(), unit.uleb()) for _ in range(unit.number(1))]
    return [
        {kind: _value(unit, form, line_texts, texts) for kind, form in formats} for _ in range(unit.uleb())
    ]


def _value(unit: Cursor, form: int, line_texts: bytes, texts: bytes) -> int | str:
    if form == _STRING:
        return unit.text()
    if form in (_LINE_STRP, _STRP):
        table = Cursor(line_texts if form == _LINE_STRP else texts)
        table.at = unit.number(4)
        return table.text()
    if form == _UDATA:
        return unit.uleb()
    if form in (_DATA16, _BLOCK):
        unit.take(16 if form == _DATA16 else unit.uleb())
        return 0
    if form not in _FIXED_FORMS:
        raise ValueError(f"form {form:#x}")
    return unit.number(_FIXED_FORMS[form])


def _old_names(unit: Cursor) -> tuple[str, dict[int, str]]:
    folders = [""]
    while folder := unit.text():
        folders.append(folder)
    paths, number = {}, 1
    while name := unit.text():
        index, _, _ = unit.uleb(), unit.uleb(), unit.uleb()
        paths[number] = str(PurePosixPath(folders[index] if index < len(folders) else "", name))
        number += 1
    return "", paths
