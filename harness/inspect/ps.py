# SPDX-License-Identifier: GPL-2.0-or-later
"""The process tree as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.inspect.tasks import Task


def ordered_tree(tasks: Sequence[Task]) -> list[tuple[int, Task]]:
    """Return (depth, task) pairs, children after their parent, by pid.

    Tasks whose parents are missing, or that form a ring, come last at depth
    0: nothing that was read is left out.
    """
    children: dict[int, list[Task]] = {}
    for task in sorted(tasks, key=lambda t: t.pid):
        if task.pid != task.ppid:
            children.setdefault(task.ppid, []).append(task)
    out: list[tuple[int, Task]] = []
    seen: set[int] = set()
    roots = [t for t in tasks if t.pid == t.ppid]
    for root in [*roots, *tasks]:
        stack = [(0, root)]
        while stack:
            depth, task = stack.pop()
            if task.virt in seen:
                continue
            seen.add(task.virt)
            out.append((depth, task))
            stack += [(depth + 1, c) for c in reversed(children.get(task.pid, []))]
    return out


def process_tree(tasks: Sequence[Task]) -> Iterable[tuple[str, ...]]:
    """Return rows: indented name, pid, ppid, state, kind, mm, active_mm."""
    for depth, task in ordered_tree(tasks):
        kind = "kernel" if task.kernel_thread else "user" if task.mm else "-"
        yield (
            "  " * depth + (task.comm or "?"),
            str(task.pid),
            str(task.ppid),
            task.state,
            kind,
            pointer(task.mm),
            pointer(task.active_mm),
        )


COLUMNS = ("task", "pid", "ppid", "state", "kind", "mm", "active_mm")


def pointer(virt: int) -> str:
    """Print an address, NULL as a dash."""
    return f"{virt:#010x}" if virt else "-"
