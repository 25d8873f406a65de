# SPDX-License-Identifier: GPL-2.0-or-later
"""Probes that a test leaves behind on a machine that another test will use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.machine.engine import Engine


class ProbeLedger:
    """Notes the probes placed on one engine between ``open`` and ``close``.

    A snapshot keeps the guest, not the host's instruments; ``close`` removes them.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._placed: set[int] = set()

    def open(self) -> None:
        """Note what is placed from now on."""
        self._placed.clear()
        # On the instance, so that the class's own methods stay at hand for what shall last.
        setattr(self._engine, "add_probe", self._add)  # noqa: B010
        setattr(self._engine, "remove_probe", self._remove)  # noqa: B010

    def close(self) -> None:
        """Remove what was left."""
        for name in ("add_probe", "remove_probe"):
            vars(self._engine).pop(name, None)
        for probe in self._placed:
            self._engine.remove_probe(probe)
        self._placed.clear()

    def _add(self, virt: int, handler: Callable[[], object] | None, /) -> int:
        probe = type(self._engine).add_probe(self._engine, virt, handler)
        self._placed.add(probe)
        return probe

    def _remove(self, probe: int, /) -> None:
        type(self._engine).remove_probe(self._engine, probe)
        self._placed.discard(probe)
