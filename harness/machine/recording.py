# SPDX-License-Identifier: GPL-2.0-or-later
"""What a machine offers of tracing; the tracer, a later stage, fills it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from harness.errors import ConfigError


class Recordable:
    """Part of a machine that can be recorded, or remember what ran last."""

    # The tracer puts itself here when it is imported.
    open_trace: ClassVar[Callable[..., Any] | None] = None
    open_last: ClassVar[Callable[[Any], Any] | None] = None
    _last: Any = None

    def trace(self, path: Any = None, *, level: str = "full", last: int | None = None, **filters: Any) -> Any:
        """Record from here on, between two runs: ``with machine.trace("t", pid=1) as trace``.

        ``path`` None keeps the trace as long as its object.  The filters are
        those of :class:`harness.trace.filters.Filters`.
        """
        if Recordable.open_trace is None:
            raise ConfigError("tracing needs `import harness.trace` first")
        self.keep_last(False)
        return Recordable.open_trace(self, path, level, last, filters)

    def keep_last(self, on: bool = True) -> None:
        """Remember the last instructions in memory from here on, or no more."""
        if on and self._last is None:
            if Recordable.open_last is None:
                raise ConfigError("tracing needs `import harness.trace` first")
            self._last = Recordable.open_last(self)
        elif not on and self._last is not None:
            self._last.close()
            self._last = None

    def last_instructions(self, count: int = 100) -> list[Any]:
        """Return what ran last, the last one last; :class:`ConfigError` without ``keep_last``.

        Each has ``number``, ``pc``, ``ring``, ``task`` and ``times``.
        """
        if self._last is None:
            raise ConfigError("nothing was remembered; call keep_last() before the run")
        kept: list[Any] = self._last.take(count)
        return kept

    def save_last(self, path: Any) -> None:
        """Write what is remembered as a trace of level ``pc``, for ``harness trace show``.

        Raises :class:`ConfigError` without ``keep_last``, :class:`TraceError` for the disk.
        """
        if self._last is None:
            raise ConfigError("nothing was remembered; call keep_last() before the run")
        self._last.save(path)
