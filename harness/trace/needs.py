# SPDX-License-Identifier: GPL-2.0-or-later
"""What reading a trace needs besides the harness."""

from __future__ import annotations

from importlib.util import find_spec

from harness.errors import ConfigError


def need(*packages: str) -> None:
    """Raise :class:`ConfigError` unless these packages are installed."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"this needs {' and '.join(missing)}; install it with `pip install 'harness[trace]'`"
        )
