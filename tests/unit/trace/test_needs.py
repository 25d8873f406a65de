# SPDX-License-Identifier: GPL-2.0-or-later
"""Packages that reading needs, missed in a sentence."""

from __future__ import annotations

import pytest

from harness.errors import ConfigError
from harness.trace.needs import need


def test_what_is_missing_is_named_with_how_to_get_it() -> None:
    need("numpy")
    with pytest.raises(
        ConfigError, match=r"needs no_such_package; install it with `pip install 'harness\[trace\]'`"
    ):
        need("numpy", "no_such_package")
