# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/console.md shows a session as it happens, and its figures."""

import re
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel
from tests.user_terminal import PROMPT, UserTerminal

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/console.md").read_text()

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def session() -> list[tuple[str, str]]:
    """The excerpt as commands and what each shows."""
    (block,) = re.findall(r"^```\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return [
        (command, shown.strip())
        for command, _, shown in (part.partition("\n") for part in block.split(PROMPT) if part.strip())
    ]


def test_the_session_is_as_shown() -> None:
    with UserTerminal("boot", "--shell", rows=24, columns=80) as terminal:
        terminal.see()
        for command, shown in session():
            terminal.type(command + "\r")
            terminal.see(re.escape(command))
            if shown.startswith("^Z"):
                terminal.await_idle()
                terminal.type("\x1a")
            assert terminal.see().removesuffix(PROMPT).strip() == shown, command
        terminal.type("exit\r")
        assert terminal.end()[0] == 0


def test_the_files_it_names_are_there() -> None:
    for path in re.findall(r"`(guest/[\w/.]+)`", TEXT):
        assert (ROOT / path).exists(), path


def test_it_counts_the_ways_to_type_a_line() -> None:
    source = (ROOT / "guest/usr/bin/ptys.c").read_text()
    cases = re.search(r"inputs\[\] = \{\n(.*?)\n\};", source, re.DOTALL)
    assert cases is not None
    assert f"{cases[1].count('{ ' + chr(34))} ways to type a line" in TEXT
