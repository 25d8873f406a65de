# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness asm``: a line of assembly to bytes and back."""

from __future__ import annotations

import subprocess
import sys

import click

from harness.cli.disasm import listing
from harness.cli.symbols import kernel_symbols, place
from harness.errors import ConfigError

TIMEOUT_SECONDS = 10
# Keystone can loop or end the process on some inputs, so it gets its own.
_WORKER = """
import sys, keystone
k = keystone.Ks(keystone.KS_ARCH_X86, keystone.KS_MODE_32)
try:
    code, _ = k.asm(sys.argv[1], int(sys.argv[2]))
except keystone.KsError as error:
    sys.exit(str(error))
sys.stdout.write(bytes(code or ()).hex())
"""


@click.command(epilog="Example: harness asm 'push 1; call {kthread_create}; ret' --at schedule")
@click.argument("text")
@click.option("--at", default="0", metavar="ADDRESS", help="Where the code will stand: number or symbol [0].")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="Kernel whose symbols to use.")
def command(text: str, at: str, kernel: str | None) -> None:
    """Assemble Intel syntax; ``{name}`` stands for a symbol's address."""
    symbols = kernel_symbols(kernel, needed="{" in text or not at[:1].isdigit())
    virt = place(symbols, at)
    if symbols is not None:
        known = {symbol.name: f"{symbol.value:#x}" for symbol in symbols}
        try:
            text = text.format_map(known)
        except KeyError as error:
            raise ConfigError(f"no symbol {error} in {symbols.path}; see `nm` for what there is") from None
        except (ValueError, IndexError, AttributeError):
            raise ConfigError(f"unreadable braces in {text!r}; write {{symbol}}") from None
    code = assemble(text, virt)
    click.echo(code.hex())
    listing(code, virt, symbols)


def assemble(text: str, virt: int) -> bytes:
    """Return the bytes of ``text`` at ``virt``; :class:`ConfigError` if refused."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _WORKER, text, str(virt)],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise ConfigError(f"Keystone does not come back from {text!r}; write it otherwise") from None
    if done.returncode or not done.stdout:
        why = done.stderr.strip().splitlines()[-1:] or ["no instruction"]
        what = "a symbol's name in braces: {schedule}" if "SYMBOL_MISSING" in why[0] else "Intel syntax"
        raise ConfigError(f"cannot assemble {text!r}: {why[0]}; write {what}")
    return bytes.fromhex(done.stdout)
