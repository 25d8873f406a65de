# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of a trace on a terminal, in a pipe, and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

import click

from harness.image.source_text import SourceText
from harness.trace.listing import Line

_REGISTER = re.compile(r"\b(e?[abcd]x|[abcd][lh]|e?[sd]i|e?[sb]p|[c-gs]s|es|cr[0-4])\b")
_INDENT = " " * 15


def plain(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the lines as text."""
    return map(str, lines)


def coloured(line: Line) -> str:
    """Return a line with the colours of its parts: place by ring, changes, events."""
    text = str(line)
    if line.ring < 0:
        return click.style(text, fg="yellow")
    changes = str(line.change)
    head = text[: len(text) - len(changes)] if changes else text
    at = head.find(line.place, 36)
    if at < 0:
        return text
    number, place, rest = head[:at], head[at : at + len(line.place)], head[at + len(line.place) :]
    mnemonic, blank, operands = rest.lstrip().partition(" ")
    space = rest[: len(rest) - len(rest.lstrip())]
    operands = _REGISTER.sub(lambda found: click.style(found[0], fg="blue"), operands)
    return (
        click.style(number, dim=True)
        + click.style(place, fg="cyan" if line.ring == 0 else "green")
        + space
        + click.style(mnemonic, bold=True)
        + blank
        + operands
        + click.style(changes, fg="magenta")
    )


def with_sources(lines: Iterable[Line], texts: SourceText, colour: bool) -> Iterator[str]:
    """Yield the lines as text, each source line before its first instruction."""
    last = None
    for line in lines:
        if line.source is not None and line.source != last:
            last = line.source
            said = f"{_INDENT}{last}  {texts.line(last).strip()}".rstrip()
            yield click.style(said, fg="bright_black", italic=True) if colour else said
        yield coloured(line) if colour else str(line)


def json_text(line: Line) -> str:
    """Return a line as one JSON object on one line."""
    value: dict[str, object] = {"number": line.number, "pid": line.pid, "task": line.task}
    value |= {"address": line.virt, "place": line.place}
    if line.ring < 0:
        return json.dumps({**value, "event": line.text})
    value |= {"ring": line.ring, "instruction": line.text, "times": line.times}
    if line.source:
        value["source"] = str(line.source)
    if line.change.registers:
        value["registers"] = dict(line.change.registers)
    if line.change.accesses:
        value["memory"] = [
            {"address": a.virt, "physical": a.phys, "size": a.size_bytes, "value": a.value, "write": a.write}
            for a in line.change.accesses
        ]
    return json.dumps(value)
