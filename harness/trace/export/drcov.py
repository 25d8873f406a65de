# SPDX-License-Identifier: GPL-2.0-or-later
"""The blocks that ran, as DynamoRIO's drcov log, version 2.

The kernel is one module, at the page offset; programs, whose images are not
known, are another, at 0.
Source: DynamoRIO's drcov library, "module table" version 2 and ``bb_entry_t``.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from harness.errors import ConfigError
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection

_BLOCK: Final = struct.Struct("<IHH")
_TOP: Final = 0xFFFFFFFF


def write(trace: OpenTrace, target: Path, only: Selection) -> str:
    """Write each distinct block once; :class:`ConfigError` when only some are wanted."""
    if only != Selection():
        raise ConfigError("drcov holds all blocks of a trace; leave out --pid and --function")
    offset = int((trace.reader.header.get("machine") or {}).get("page_offset", 0))
    blocks = sorted({_entry(block.virt, block.size_bytes, offset) for block in trace.reader.blocks.values()})
    image = str(trace.reader.header.get("image", "kernel"))
    modules = [(offset, _TOP, image), (0, offset, "programs")]
    head = [
        "DRCOV VERSION: 2",
        "DRCOV FLAVOR: harness",
        f"Module Table: version 2, count {len(modules)}",
        "Columns: id, base, end, entry, checksum, timestamp, path",
        *(f"{i}, {base:#010x}, {end:#010x}, 0x00000000, 0x00000000, 0x00000000, {path}"
          for i, (base, end, path) in enumerate(modules)),
        f"BB Table: {len(blocks)} bbs",
        "",
    ]  # fmt: skip
    target.write_bytes("\n".join(head).encode() + b"".join(_BLOCK.pack(*block) for block in blocks))
    return f"{len(blocks):,} blocks"


def _entry(virt: int, size: int, offset: int) -> tuple[int, int, int]:
    return (virt - offset, size, 0) if virt >= offset else (virt, size, 1)
