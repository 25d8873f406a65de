# SPDX-License-Identifier: GPL-2.0-or-later
"""Shell scripts, run by Debian's busybox on Linux and in the guest, do the same to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel
from tests.peers.busybox import need_busybox
from tests.peers.outcomes import Outcome, in_guest, on_host, scripts

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


@pytest.fixture(scope="session")
def guest_outcomes() -> dict[str, Outcome]:
    return in_guest(need_busybox(), scripts())


@pytest.mark.parametrize("name", scripts())
def test_a_script_does_in_the_guest_what_it_does_on_linux(
    name: str, guest_outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    assert guest_outcomes[name] == on_host(need_busybox(), name, scripts()[name], tmp_path)
