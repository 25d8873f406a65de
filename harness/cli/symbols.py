# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's symbols for commands that can do without a guest."""

from __future__ import annotations

from harness.errors import ConfigError, ImageError
from harness.image.elf import read_elf
from harness.image.symbols import SymbolTable
from harness.run.kernel_path import default_kernel


def kernel_symbols(kernel: str | None, needed: bool) -> SymbolTable | None:
    """Return the kernel's symbols; None if it is not built and not needed."""
    try:
        return read_elf(kernel or default_kernel()).symbols
    except ImageError:
        if needed or kernel:
            raise
        return None


def place(symbols: SymbolTable | None, text: str) -> int:
    """Return the address that a number or a symbol means; :class:`ConfigError`."""
    if symbols is None:
        symbols = SymbolTable("", ())
    virt = symbols.resolve(text)
    if virt is None or not 0 <= virt < 1 << 32:
        raise ConfigError(f"no address {text!r}; give a number below 4 GiB or a symbol")
    return virt
