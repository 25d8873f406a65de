# SPDX-License-Identifier: GPL-2.0-or-later
"""Symbols of an image: by name, by address, and the structure table.

The guest exports structure offsets as absolute symbols such as
``offset.task_struct.pid``, so that the fast paths need no DWARF.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from harness.errors import SymbolError

SHN_UNDEF = 0
SHN_ABS = 0xFFF1
STT_NOTYPE, STT_OBJECT, STT_FUNC = 0, 1, 2
STB_LOCAL = 0
# Functions begin at multiples of 16 bytes.
PADDING = 15


class Symbol(NamedTuple):
    """One entry of the symbol table; ``value`` is an address or a number."""

    name: str
    value: int
    size_bytes: int
    kind: int
    binding: int
    section: int

    @property
    def absolute(self) -> bool:
        """Say whether the value is a number that relocation must not move."""
        return self.section == SHN_ABS


class SymbolTable:
    """Named values of one image.

    Lifecycle: made once by the reader from raw entries; never changes.
    """

    def __init__(self, path: str, symbols: Iterable[Symbol]) -> None:
        self.path = path
        self._by_name: dict[str, Symbol] = {}
        for symbol in symbols:
            # A local name never hides a global one that came before it.
            if symbol.binding != STB_LOCAL or symbol.name not in self._by_name:
                self._by_name[symbol.name] = symbol
        self._sorted: list[Symbol] | None = None
        self._starts: list[int] = []
        self._offsets: dict[tuple[str, str], int] = {}

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._by_name.values())

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> int:
        """Return the value of ``name``; :class:`SymbolError` if absent."""
        found = self._by_name.get(name)
        if found is None:
            raise SymbolError(self.path, name)
        return found.value

    def get(self, name: str) -> int | None:
        """Return the value of ``name``, or None when the image lacks it."""
        found = self._by_name.get(name)
        return None if found is None else found.value

    def size(self, name: str) -> int:
        """Return the size in bytes that the symbol table gives; 0 if none."""
        found = self._by_name.get(name)
        return 0 if found is None else found.size_bytes

    def offset(self, struct_name: str, field: str) -> int:
        """Return a field's offset in bytes from the exported table."""
        # Asked thousands of times a run: remember the answer without the text.
        known = self._offsets.get((struct_name, field))
        if known is None:
            known = self._offsets[struct_name, field] = self[f"offset.{struct_name}.{field}"]
        return known

    def sizeof(self, struct_name: str) -> int:
        """Return a structure's size in bytes from the exported table."""
        return self[f"sizeof.{struct_name}"]

    def code(self) -> list[Symbol]:
        """Return addressable symbols sorted by address, functions first."""
        if self._sorted is None:
            wanted = (STT_NOTYPE, STT_FUNC, STT_OBJECT)
            self._sorted = sorted(
                (s for s in self if not s.absolute and s.kind in wanted and s.name),
                key=lambda s: (s.value, s.kind == STT_FUNC, s.binding, s.name),
            )
            self._starts = [s.value for s in self._sorted]
        return self._sorted

    def functions(self) -> list[Symbol]:
        """Return the functions sorted by address."""
        return [s for s in self.code() if s.kind == STT_FUNC]

    def symbolise(self, virt: int) -> str:
        """Name an address as ``name+0x14``; plain hexadecimal if unknown."""
        code = self.code()
        index = bisect_right(self._starts, virt) - 1
        # Labels without a size may stand for all that follows them, but not
        # for the next megabyte, nor for the padding behind a function.
        while index >= 0:
            symbol = code[index]
            distance = virt - symbol.value
            if symbol.size_bytes and distance >= symbol.size_bytes + PADDING:
                if distance > 0x10000:
                    break
                index -= 1
                continue
            if distance > 0x10000 and not symbol.size_bytes:
                break
            return f"{symbol.name}+{distance:#x}" if distance else symbol.name
        return f"{virt:#010x}"

    def resolve(self, text: str) -> int | None:
        """Read an address: a number, ``name``, or ``name+0x14``."""
        name, _, tail = text.partition("+")
        try:
            extra = int(tail, 0) if tail else 0
            base = self.get(name)
            return base + extra if base is not None else int(name, 0) + extra
        except ValueError:
            return None
