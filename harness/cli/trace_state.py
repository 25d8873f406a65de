# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace state``: registers and memory before any instruction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click

from harness.cli.output import TARGET, write_json
from harness.cli.symbols import place as address_of
from harness.errors import ConfigError
from harness.run.numbers import number
from harness.trace.needs import need

_ROWS: Final = (
    ("eax", "ebx", "ecx", "edx"),
    ("esi", "edi", "ebp", "esp"),
    ("cs", "ss", "ds", "es", "fs", "gs"),
)
_BYTES_A_ROW: Final = 16
_MOST_BYTES: Final = 1 << 20


@click.command(
    epilog="Examples: harness trace state t 5000000; harness trace state t 5000000 --memory jiffies 4 "
    "--memory 0xc0090000 64"
)
@click.argument("directory", type=click.Path())
@click.argument("instruction", metavar="N")
@click.option(
    "--memory",
    "places",
    nargs=2,
    multiple=True,
    metavar="ADDR LEN",
    help="Also so many bytes from an address or symbol on; may be given again.",
)
@click.option("--physical", is_flag=True, help="The addresses are physical.")
@click.option("--json", "json_target", type=TARGET, help="Write the state as JSON.")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="The image, when it has moved.")
def command(
    directory: str,
    instruction: str,
    places: tuple[tuple[str, str], ...],
    physical: bool,
    json_target: str | None,
    kernel: str | None,
) -> int:
    """Print the registers, and memory, just before instruction N.

    Needs a trace of level full.  Memory is as the instruction would have seen
    it: through the page tables of that moment.
    """
    need("numpy")
    from harness.trace.opening import OpenTrace
    from harness.trace.state import State, state_at

    trace = OpenTrace(directory, kernel)
    state: State = state_at(trace, number(instruction, "N"))
    image = trace.wording.image
    parts = []
    for where, length in places:
        virt = address_of(image.symbols if image else None, where)
        size = number(length, "LEN")
        if not 0 < size <= _MOST_BYTES:
            raise ConfigError(f"--memory {where} {length}: give between 1 and {_MOST_BYTES:,} bytes")
        read = state.memory.read_phys if physical else state.memory.read_virt
        parts.append((virt, size, read(virt, size)))
    if json_target:
        write_json(json_target, _as_json(state, parts))
    else:
        _print(trace, state, parts)
    for sentence in trace.complaints():
        click.echo(f"harness: {sentence}", err=True)
    return 1 if trace.reader.lost else 0


def _as_json(state: Any, parts: list[tuple[int, int, bytes]]) -> dict[str, Any]:
    return {
        "number": state.number,
        "eip": state.virt,
        "ring": state.ring,
        "task": state.task,
        "registers": state.registers,
        "control": state.control,
        "memory": [{"address": virt, "data": data.hex()} for virt, _, data in parts],
    }


def _print(trace: Any, state: Any, parts: list[tuple[int, int, bytes]]) -> None:
    who = trace.names.name(state.task, state.number)
    click.echo(f"before instruction {state.number:,}, {who}, ring {state.ring}")
    click.echo(
        f"eip {state.virt:#010x}  {trace.wording.place(state.virt)}  {_instruction(trace, state)}".rstrip()
    )
    for names in _ROWS:
        click.echo(
            "  ".join(f"{name} {state.registers[name]:#0{6 if len(name) == 2 else 10}x}" for name in names)
        )
    click.echo(f"eflags {state.registers['eflags']:#010x}  {state.flags}")
    control = {**state.control, "cr3": state.registers["cr3"]}
    click.echo(
        "  ".join(f"{name} {control[name]:#010x}" for name in sorted(control) if name.startswith("cr"))
    )
    for virt, size, data in parts:
        click.echo(f"\n{size:,} bytes at {virt:#010x}, {trace.wording.place(virt)}")
        for line in hexdump(virt, data):
            click.echo(line)
        if len(data) < size:
            click.echo(f"{virt + len(data):#010x}  (not mapped)")


def _instruction(trace: Any, state: Any) -> str:
    from capstone import CS_ARCH_X86, CS_MODE_32, Cs

    code = state.memory.read_virt(state.virt, 15)
    for _, _, mnemonic, operands in Cs(CS_ARCH_X86, CS_MODE_32).disasm_lite(code, state.virt, 1):
        return f"{mnemonic} {operands}".rstrip()
    return ""


def hexdump(virt: int, data: bytes) -> Iterator[str]:
    """Yield lines of sixteen bytes with their addresses and characters."""
    for at in range(0, len(data), _BYTES_A_ROW):
        row = data[at : at + _BYTES_A_ROW]
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        yield f"{virt + at:#010x}  {row.hex(' '):<{3 * _BYTES_A_ROW - 1}}  {text}"
