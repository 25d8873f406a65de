# SPDX-License-Identifier: GPL-2.0-or-later
"""Fixtures: a bare processor, with and without paging."""

from __future__ import annotations

import pytest

from tests.cpu.rig import Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def paged() -> Rig:
    return Rig(paging=True)
