# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness disasm``: a function of the guest, or bytes, as instructions."""

from __future__ import annotations

import re

import click

from harness.cli.symbols import kernel_symbols, place
from harness.errors import ConfigError
from harness.image.elf import read_elf
from harness.image.symbols import SymbolTable
from harness.run.kernel_path import default_kernel

DEFAULT_BYTES = 64


@click.command(epilog="Examples: harness disasm schedule; harness disasm --hex '0f 22 d8 c3'")
@click.argument("where", required=False)
@click.option(
    "--bytes",
    "count",
    type=click.IntRange(1, 1 << 20),
    metavar="N",
    help="Bytes to show [the whole function].",
)
@click.option("--hex", "digits", metavar="HEX", help="Disassemble these bytes instead of the kernel's.")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="Kernel to read.")
def command(where: str | None, count: int | None, digits: str | None, kernel: str | None) -> None:
    """Disassemble WHERE (symbol, SYMBOL+OFFSET or number) with symbols."""
    if digits is not None:
        symbols = kernel_symbols(kernel, needed=False)
        try:
            code = bytes.fromhex(digits)
        except ValueError:
            raise ConfigError(f"unreadable bytes {digits!r}; write them like '0f 22 d8'") from None
        listing(code, place(symbols, where or "0"), symbols)
        return
    if where is None:
        raise ConfigError("nothing to disassemble; name a symbol, or give --hex")
    image = read_elf(kernel or default_kernel())
    virt = place(image.symbols, where)
    size = count or image.symbols.size(where) or DEFAULT_BYTES
    code = image.read(virt, size)
    if not code:
        raise ConfigError(f"{image.path} has nothing at {virt:#010x}; name an address inside it")
    listing(code, virt, image.symbols)


def listing(code: bytes, virt: int, symbols: SymbolTable | None) -> None:
    """Print address, bytes and instruction, naming the targets of branches."""
    from capstone import CS_ARCH_X86, CS_MODE_32, Cs

    end = virt
    for instruction in Cs(CS_ARCH_X86, CS_MODE_32).disasm(code, virt):
        text = f"{instruction.mnemonic} {instruction.op_str}".rstrip()
        if symbols is not None:
            text += _named(text, symbols)
        click.echo(f"{instruction.address:#010x}  {bytes(instruction.bytes).hex():<22} {text}")
        end = instruction.address + instruction.size
    if end < virt + len(code):
        click.echo(f"{end:#010x}  {code[end - virt :][:16].hex():<22} (no instruction)")


def _named(text: str, symbols: SymbolTable) -> str:
    for number in re.findall(r"0x[0-9a-f]{5,8}", text):
        name = symbols.symbolise(int(number, 16))
        start, _, offset = name.partition("+")
        # Data without a symbol, such as a string, is not a far part of the last function.
        branch = text.startswith(("j", "call", "loop"))
        if not name.startswith("0x") and (branch or int(offset or "0", 16) < max(symbols.size(start), 1)):
            return f"  <{name}>"
    return ""
