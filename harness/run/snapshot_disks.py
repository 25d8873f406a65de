# SPDX-License-Identifier: GPL-2.0-or-later
"""The disks of a snapshot in a file: where sectors belong, and their bytes.

The places stand in the JSON header, as [first sector, count] pairs; the bytes
of all of them, in the same order, in the body.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from harness.machine.disk.cache import DiskState, Pending
from harness.machine.disk.sectors import SECTOR, Sectors, runs

# A disk's worth of overlay that still fits into memory.
MOST_BYTES: Final = 1 << 36
_PARTS: Final = ("durable", "pending", "arriving")
Runs = list[tuple[int, bytes]]


def pack(states: Iterable[DiskState]) -> tuple[list[dict[str, Any]], bytes]:
    """Return the places for the header, and the bytes."""
    headers, parts = [], list[bytes]()
    for state in states:
        found: tuple[Runs, ...] = (list(runs(state.groups)), list(state.pending), list(state.arriving))
        headers.append(
            {
                name: [[lba, len(data) // SECTOR] for lba, data in each]
                for name, each in zip(_PARTS, found, strict=True)
            }
        )
        parts += [data for each in found for _, data in each]
    return headers, b"".join(parts)


def count_bytes(headers: Any) -> int:
    """Return how many bytes belong to ``headers``; ``ValueError`` for nonsense."""
    counts = [int(count) for header in headers for name in _PARTS for _, count in header[name]]
    total = sum(counts) * SECTOR
    if min(counts, default=0) < 0 or total > MOST_BYTES:
        raise ValueError("impossible numbers of sectors")
    return total


def unpack(headers: Any, data: bytes) -> tuple[DiskState, ...]:
    """Return what :func:`pack` was given."""
    at, states = 0, []
    for header in headers:
        parts: list[Runs] = []
        for name in _PARTS:
            found: Runs = []
            for lba, count in header[name]:
                found.append((int(lba), data[at : at + count * SECTOR]))
                at += count * SECTOR
            parts.append(found)
        durable = Sectors()
        for lba, sectors in parts[0]:
            durable.put(lba, sectors)
        states.append(DiskState(durable.freeze(), _pairs(parts[1]), _pairs(parts[2])))
    return tuple(states)


def _pairs(found: Runs) -> Pending:
    return tuple(found)
