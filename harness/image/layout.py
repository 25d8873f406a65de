# SPDX-License-Identifier: GPL-2.0-or-later
"""Address-space layouts: where the kernel's half begins, in what pages, with what options.

Source of the named splits: Linux 2.6, arch/i386/Kconfig.  Lowmem ends 128 MiB
short of the top, as there, to leave room for vmalloc and fixed mappings.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from harness.errors import LayoutError
from harness.image.rules import FORMATS, MOST_MEMORY, PAGE_MODES, SEPARATIONS, TOP, check
from harness.image.sizes import GIB, KIB, MIB, format_size, parse_size

__all__ = [
    "FORMATS",
    "GIB",
    "KIB",
    "MIB",
    "MOST_MEMORY",
    "PAGE_MODES",
    "RESERVE_BYTES",
    "SEPARATIONS",
    "SPLITS",
    "TOP",
    "WORDS",
    "Layout",
    "format_size",
    "parse_size",
    "parse_split",
    "with_words",
]

RESERVE_BYTES: Final = 128 * MIB
PAGE: Final = 4 * KIB
# See harness/core/memory/hashed.c.
HASHED_GROUP: Final = 8
HASHED_GROUP_BYTES: Final = 64
SPLITS: Final[dict[str, int]] = {
    "3G": 0xC0000000,
    "3G_OPT": 0xB0000000,
    "2G": 0x80000000,
    "2G_OPT": 0x78000000,
    "1G": 0x40000000,
}
# The words of --paging and of the guest's paging=, and what each one sets.
WORDS: Final[dict[str, tuple[str, object, object]]] = {
    "wp": ("write_protect", True, False),
    "ro": ("text_read_only", True, False),
    "nx": ("nx", True, False),
    "global": ("global_pages", True, False),
    "guard": ("stack_guard", True, False),
    "4g": ("separation", "4g", "shared"),
    "highmem": ("highmem", True, False),
    "recursive": ("recursive", True, False),
}


# Above it lies only what ring 3 must cross on its way into a separate kernel.
VIRT_ENTRY_TABLE: Final = 0xFFC00000


@dataclass(frozen=True, slots=True)
class Layout:
    """A checked choice of split, page size, memory and options.

    ``page_offset`` is a virtual address, ``memory_bytes`` the machine's RAM,
    ``reserve_bytes`` the top of the kernel's half, past the direct map.
    ``write_protect`` is CR0.WP; ``separation`` "4g" gives kernel and user a
    directory each; ``tables`` is the format that the MMU walks.  Raises
    :class:`LayoutError` at birth, naming the rule and the nearest legal value.

    >>> hex(Layout(page_offset=SPLITS["2G"]).page_offset)
    '0x80000000'
    """

    page_offset: int = SPLITS["3G"]
    pages: str = "4m"
    global_pages: bool = False
    memory_bytes: int = 64 * MIB
    write_protect: bool = True
    text_read_only: bool = False
    nx: bool = False
    stack_guard: bool = False
    separation: str = "shared"
    highmem: bool = False
    recursive: bool = False
    reserve_bytes: int = RESERVE_BYTES
    tables: str = "x86"

    def __post_init__(self) -> None:
        check(self)

    @property
    def split_name(self) -> str:
        """The Kconfig name of the split, or its address."""
        for name, value in SPLITS.items():
            if value == self.page_offset:
                return name
        return f"{self.page_offset:#010x}"

    @property
    def lowmem_bytes(self) -> int:
        """Bytes of RAM that the direct map reaches."""
        return min(self.memory_bytes, TOP - self.page_offset - self.reserve_bytes)

    @property
    def virt_lowmem_end(self) -> int:
        """First virtual address past the direct map."""
        return self.page_offset + self.lowmem_bytes

    @property
    def virt_user_end(self) -> int:
        """First virtual address that no program may have; guest/include/asm/entry_area.h."""
        return VIRT_ENTRY_TABLE if self.separation == "4g" else self.page_offset

    @property
    def entry_bytes(self) -> int:
        """Bytes that one entry of the direct map covers."""
        return {"4k": 4 * KIB, "4m": 4 * MIB, "pae": 2 * MIB}[self.pages]

    @property
    def hashed_groups(self) -> int:
        """Groups of eight entries of the hashed table that the direct map fills to a half.

        >>> Layout(pages="4k", tables="hashed").hashed_groups
        4096
        """
        pages = self.lowmem_bytes // PAGE
        return 1 << (2 * pages // HASHED_GROUP - 1).bit_length()

    @property
    def table_pages(self) -> int:
        """Pages that the first page tables take behind the kernel, its directory left out."""
        if self.tables == "hashed":
            return self.hashed_groups * HASHED_GROUP_BYTES // PAGE
        return {"4k": -(-self.lowmem_bytes // (4 * MIB)), "4m": 0, "pae": 4}[self.pages]

    @property
    def words(self) -> str:
        """The options that are not as they are by default, as ``--paging`` reads them.

        >>> Layout(pages="pae", nx=True, write_protect=False).words
        'nowp,nx'
        """
        default, said = {f.name: f.default for f in fields(Layout)}, []
        for word, (name, on, _) in WORDS.items():
            value = getattr(self, name)
            if value != default[name]:
                said.append(word if value == on else f"no{word}")
        return ",".join(said)

    def as_config(self) -> dict[str, object]:
        """Return every field by its name: what decides a run, and a snapshot keeps."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def as_json(self) -> dict[str, object]:
        """Return the fields as the reports name them, numbers as numbers."""
        return {"split": self.split_name, **self.as_config(), "lowmem_bytes": self.lowmem_bytes}


def with_words(text: str) -> dict[str, object]:
    """Read a list such as ``nx,nowp`` into fields; :class:`LayoutError` lists the words.

    >>> with_words("ro,noguard")
    {'text_read_only': True, 'stack_guard': False}
    """
    chosen: dict[str, object] = {}
    for word in filter(None, (part.strip().lower() for part in text.split(","))):
        off = word not in WORDS and word.startswith("no")
        row = WORDS.get(word.removeprefix("no") if off else word)
        if row is None:
            raise LayoutError(
                f"unknown paging option {word!r}; choose from {', '.join(WORDS)}, each also with no in front"
            )
        chosen[row[0]] = row[2 if off else 1]
    return chosen


def parse_split(text: str) -> int:
    """Read ``3G_OPT`` or an address; :class:`LayoutError` if neither.

    >>> hex(parse_split("2g"))
    '0x80000000'
    """
    named = SPLITS.get(text.upper())
    if named is not None:
        return named
    try:
        value = int(text, 0)
    except ValueError:
        value = -1
    if not 0 <= value < TOP:
        raise LayoutError(
            f"unknown split {text!r}; choose one of {', '.join(SPLITS)}, or an address such as 0xC0000000"
        )
    return value
