# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/testing.md shows what really happens."""

import re
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel

pytest_plugins = ["pytester"]
DOCUMENT = (Path(__file__).parents[2] / "docs" / "testing.md").read_text()


def fenced(language):
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    return next(text for tag, text in blocks if tag == language)


def shape(line):
    """Blank what another build of the kernel changes: numbers and the spaces around them."""
    return " ".join(re.sub(r"0x[0-9a-f]+|[\d,]+", "#", line).split())


@pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
def test_the_excerpt_is_what_its_tests_print(pytester):
    pytester.makepyfile(fenced("python"))
    result = pytester.runpytest()
    result.assert_outcomes(passed=2, failed=1)
    printed = {shape(line) for line in result.outlines}
    assert [line for line in fenced("").splitlines() if shape(line) not in printed] == []
