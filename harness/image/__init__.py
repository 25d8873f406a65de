# SPDX-License-Identifier: GPL-2.0-or-later
"""Stage one: kernel images and address-space layouts, all pure values."""

from harness.image.elf import Image, Segment, read_elf
from harness.image.layout import Layout, parse_size, parse_split
from harness.image.relocate import relocate
from harness.image.sections import Section
from harness.image.symbols import Symbol, SymbolTable

__all__ = [
    "Image",
    "Layout",
    "Section",
    "Segment",
    "Symbol",
    "SymbolTable",
    "parse_size",
    "parse_split",
    "read_elf",
    "relocate",
]
