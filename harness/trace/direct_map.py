# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the kernel maps low memory one to one, as a trace's header tells."""

from __future__ import annotations

from typing import Any, Final

# Linux keeps 128 MiB at the top for vmalloc and fixed mappings.
_RESERVE: Final = 128 << 20


def direct_map(header: dict[str, Any]) -> tuple[int, int, int]:
    """Return the first virtual address, the one past the last, and what to subtract.

    Empty, at 0, when the header does not say.
    """
    machine = header.get("machine") or {}
    offset, memory = machine.get("page_offset"), machine.get("memory_bytes")
    if not isinstance(offset, int) or not isinstance(memory, int):
        return 0, 0, 0
    return offset, offset + min(memory, (1 << 32) - offset - _RESERVE), offset
