# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.errors import ConfigError
from harness.run.escape import Command, Escape, help_text, parse_escape


@pytest.mark.parametrize(("text", "key"), [("^A", 1), ("^a", 1), ("^]", 29), ("none", None)])
def test_an_escape_key_is_a_control_character_or_none(text, key):
    assert parse_escape(text) == key


@pytest.mark.parametrize("text", ["", "A", "^", "^1", "^AB", "ctrl-a"])
def test_other_texts_are_no_escape_key(text):
    with pytest.raises(ConfigError, match=r"write \^A"):
        parse_escape(text)


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        (b"ls\r", [b"ls\r"]),
        (b"a\x01xb", [b"a", Command.LEAVE, b"b"]),
        (b"\x01h\x01s", [Command.HELP, Command.WHERE]),
        (b"\x01X", [Command.LEAVE]),
        (b"a\x01\x01b", [b"a\x01b"]),
        (b"\x01?", [Command.HELP]),
        (b"\x01\x01x", [b"\x01x"]),
    ],
)
def test_commands_are_taken_out_of_the_keys(typed, items):
    assert list(Escape(1).feed(typed)) == items


def test_a_command_may_come_later_than_its_escape_key():
    escape = Escape(1)
    assert list(escape.feed(b"a\x01")) == [b"a"]
    assert list(escape.feed(b"x")) == [Command.LEAVE]


def test_without_an_escape_key_every_key_is_the_guests():
    assert list(Escape(None).feed(b"\x01x\x00")) == [b"\x01x\x00"]


def test_help_names_every_command():
    text = help_text(1)
    assert all(f"Ctrl-A {command.value} " in text for command in Command)
