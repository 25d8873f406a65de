# SPDX-License-Identifier: GPL-2.0-or-later
"""Files of the user's, read whole."""

from __future__ import annotations

import errno
import os
import stat
import tomllib
from pathlib import Path
from typing import Any


def read_whole(path: str | Path) -> bytes:
    """Return a file's bytes; OSError for one that cannot be read, or has no end, as /dev/zero."""
    with open(path, "rb") as file:
        if stat.S_ISCHR(os.fstat(file.fileno()).st_mode) and file.read(1):
            raise OSError(errno.EINVAL, "it is a device, which may have no end", str(path))
        return file.read()


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's table; OSError, or ValueError that says why it is none."""
    try:
        return tomllib.loads(read_whole(path).decode())
    except UnicodeDecodeError:
        raise ValueError("it is not text") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
