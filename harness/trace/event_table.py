# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables ``events``, ``tasks`` and ``symbols``: small enough to be made from lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pyarrow as pa

from harness.image.symbols import STT_FUNC, STT_OBJECT
from harness.machine.events import Kind
from harness.trace.bounds import Bounds
from harness.trace.columns import columns
from harness.trace.event_words import EXCEPTIONS, say
from harness.trace.happenings import Happening, happenings, numbers_of, records_of
from harness.trace.opening import OpenTrace

EVENTS: Final = pa.schema(
    [
        ("number", pa.uint64()),
        ("kind", pa.string()),
        ("pid", pa.int32()),
        ("task", pa.string()),
        ("ring", pa.uint8()),
        ("address", pa.uint32()),
        ("place", pa.string()),
        ("name", pa.string()),
        ("other", pa.int32()),
        ("vector", pa.uint8()),
        ("error", pa.uint32()),
        ("cr2", pa.uint32()),
        ("old_cr3", pa.uint32()),
        ("new_cr3", pa.uint32()),
        ("port", pa.uint16()),
        ("result", pa.int32()),
        ("value", pa.uint32()),
        ("text", pa.string()),
        *((name, pa.uint32()) for name in "abcd"),
    ]
)
TASKS: Final = pa.schema(
    [
        ("pid", pa.int32()),
        ("task", pa.string()),
        ("since", pa.uint64()),
        ("parent", pa.int32()),
        ("switched_in", pa.uint64()),
        ("instructions", pa.uint64()),
        ("address", pa.uint32()),
    ]
)
SYMBOLS: Final = pa.schema(
    [("name", pa.string()), ("address", pa.uint32()), ("size", pa.uint32()), ("kind", pa.string())]
)
_KINDS: Final = {
    Kind.SWITCH: "switch",
    Kind.EXCEPTION: "exception",
    Kind.INTERRUPT: "interrupt",
    Kind.CR3: "cr3 load",
    Kind.USER_ACCESS: "user access",
    Kind.PORT: "port",
    Kind.RETURN: "return",
    Kind.CONSOLE: "console",
    Kind.KEPT: "cr3 kept",
    Kind.FORK: "fork",
    Kind.EXEC: "exec",
    Kind.EXIT: "exit",
    Kind.WAKE: "wake",
    Kind.DISK: "disk",
}


def events(trace: OpenTrace) -> Callable[[tuple[str, ...], Bounds], Iterator[pa.RecordBatch]]:
    """Return what makes the rows of ``events``."""

    def produce(wanted: tuple[str, ...], bounds: Bounds) -> Iterator[pa.RecordBatch]:
        schema = pa.schema([EVENTS.field(name) for name in wanted])
        span = bounds.span("number", 0, max(trace.reader.end, 1))
        for chunk in trace.reader.chunks:
            if span is None or chunk.head.end < span[0] or span[1] < chunk.head.first:
                continue
            found = columns(trace.reader, chunk, registers=False, memory=False)
            rows = []
            happened = happenings(found.events)
            for event, number in zip(happened, numbers_of(found, happened), strict=True):
                row = _event(trace, event, number)
                if "place" in wanted:
                    row["place"] = trace.wording.place(event.eip)
                if "text" in wanted:
                    row["text"] = say(event, trace.wording, trace.names)
                rows.append(row)
            yield pa.RecordBatch.from_pylist(rows, schema=schema)

    return produce


def _event(trace: OpenTrace, event: Happening, number: int) -> dict[str, Any]:
    a, b, c, d = event.values
    task = a if event.kind == Kind.SWITCH else event.task
    who = trace.names.find(task, event.number)
    row: dict[str, Any] = {
        "number": number,
        "kind": kind_name(event),
        "pid": who.pid if who else None,
        "task": who.comm if who else None,
        "address": event.eip,
        **dict(zip("abcd", event.values, strict=True)),
    }
    if event.kind in _DETAILS:
        row |= _DETAILS[event.kind](trace, event, a, b, c, d)
    return row


def kind_name(event: Happening) -> str:
    """Return the kind as queries name it."""
    if event.kind == Kind.INTERRUPT and event.values[1]:
        return "system call" if event.is_system_call else "int"
    return _KINDS.get(Kind(event.kind), "other") if event.kind in set(Kind) else "other"


def _pid(trace: OpenTrace, task: int, event: Happening) -> int | None:
    return trace.names.pid(task, event.number)


def _interrupt(trace: OpenTrace, event: Happening, a: int, b: int, c: int, d: int) -> dict[str, Any]:
    return {"vector": a, "ring": d} | ({"name": trace.wording.system_call(c)} if event.is_system_call else {})


_DETAILS: Final[dict[int, Callable[..., dict[str, Any]]]] = {
    Kind.SWITCH: lambda t, e, a, b, c, d: {"other": _pid(t, b, e), "new_cr3": c},
    Kind.KEPT: lambda t, e, a, b, c, d: {"other": _pid(t, b, e), "new_cr3": c},
    Kind.EXCEPTION: lambda t, e, a, b, c, d: {
        "vector": a, "error": b, "ring": d, "name": EXCEPTIONS.get(a), **({"cr2": c} if a == 14 else {}),
    },
    Kind.INTERRUPT: _interrupt,
    Kind.CR3: lambda t, e, a, b, c, d: {"old_cr3": a, "new_cr3": b},
    Kind.USER_ACCESS: lambda t, e, a, b, c, d: {"cr2": a, "ring": d},
    Kind.PORT: lambda t, e, a, b, c, d: {"port": a, "value": b, "name": "out" if c >> 8 else "in"},
    Kind.RETURN: lambda t, e, a, b, c, d: {
        "name": t.wording.system_call(a), "result": b - (b >> 31 << 32), "value": c,
    },
    Kind.FORK: lambda t, e, a, b, c, d: {"other": b},
    Kind.EXIT: lambda t, e, a, b, c, d: {"value": a},
    Kind.WAKE: lambda t, e, a, b, c, d: {"other": _pid(t, a, e)},
    Kind.EXEC: lambda t, e, a, b, c, d: {"name": e.texts.get(0, b"").split(b"\0")[0].decode("latin-1")},
}  # fmt: skip


def tasks(trace: OpenTrace) -> pa.Table:
    """Return the tasks by name: who, since when, from whom, and how much it ran."""
    rows = trace.names.rows
    index = {row: at for at, row in enumerate(rows)}
    ran, switched = [0] * len(rows), [0] * len(rows)
    for task, first, end, came in _slices(trace):
        who = trace.names.find(task, first)
        if who is not None:
            # In a damaged trace numbers may run backwards.
            ran[index[who]] += max(end - first, 0)
            switched[index[who]] += came
    forks = _forks(trace)
    made = [
        {
            "pid": row.pid, "task": row.comm, "since": row.since, "parent": forks.get(row.pid),
            "switched_in": switched[at], "instructions": ran[at], "address": row.task,
        }
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return pa.Table.from_pylist(made, schema=TASKS)


def _slices(trace: OpenTrace) -> Iterator[tuple[int, int, int, bool]]:
    """Yield who ran from when to when, and whether a switch led to it."""
    task, since, came = 0, trace.reader.first, False
    for chunk in trace.reader.chunks:
        task = task or chunk.head.task
        records = records_of(trace.reader, chunk)
        records = records[(records["kind"] == Kind.SWITCH) | (records["kind"] == Kind.TASK)]
        for number, kind, named, following in records[["number", "kind", "task", "b"]].tolist():
            if kind == Kind.SWITCH:
                yield task, since, number, came
                task, since, came = following, number, True
            elif named == task:
                # The same task_struct by another name from here on.
                yield task, since, number, came
                since, came = number, False
            else:
                task = task or named
    yield task, since, trace.reader.end, came


def _forks(trace: OpenTrace) -> dict[int, int | None]:
    out: dict[int, int | None] = {}
    for chunk in trace.reader.chunks:
        records = records_of(trace.reader, chunk)
        for number, parent, pid in records[records["kind"] == Kind.FORK][["number", "task", "b"]].tolist():
            out[pid] = trace.names.pid(parent, number)
    return out


def symbols(trace: OpenTrace) -> pa.Table:
    """Return the kernel's symbols; none when its image is not at hand."""
    image = trace.wording.image
    kinds = {STT_FUNC: "function", STT_OBJECT: "object"}
    rows = [
        {"name": s.name, "address": s.value, "size": s.size_bytes, "kind": kinds.get(s.kind, "label")}
        for s in (image.symbols.code() if image else ())
    ]
    return pa.Table.from_pylist(rows, schema=SYMBOLS)
