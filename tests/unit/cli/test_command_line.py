# SPDX-License-Identifier: GPL-2.0-or-later
"""The command without a guest: usage, bad input, and the commands that need none."""

import json
import subprocess
import sys

import pytest

from harness.cli import run
from harness.cli.group import COMMANDS


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch, tmp_path):
    monkeypatch.setenv("HARNESS_KERNEL", str(tmp_path / "absent.elf"))


def refused(capsys, *arguments):
    """Run a command that must fail; return its exit code and its one sentence."""
    code = run(list(arguments))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("harness: ")
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    return code, captured.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(capsys, name):
    assert run([name, "--help"]) == 0
    assert "Example" in capsys.readouterr().out


def test_no_command_prints_the_overview_and_is_wrong_usage(capsys):
    assert run([]) == 2
    assert "layout" in capsys.readouterr().err


def test_an_unknown_command_lists_the_known_ones(capsys):
    code, text = refused(capsys, "frobnicate")
    assert code == 2
    assert "boot, run, check" in text


def test_an_unknown_option_points_at_the_help(capsys):
    code, text = refused(capsys, "boot", "--frobnicate")
    assert code == 2
    assert "harness boot --help" in text


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--split", "5G", "3G, 3G_OPT, 2G, 2G_OPT, 1G"),
        ("--split", "0xC0100000", "nearest legal split is 0xc0000000"),
        ("--split", "0xFFC00000", "leaves the kernel no room"),
        ("--split", "0", "leaves user programs no room"),
        ("--pages", "2m", "4k, 4m, pae"),
        ("--memory", "1M", "too small"),
        ("--memory", "lots", "write it like 64M"),
        ("--policy", "greedy", "lazy, eager, guard, native"),
        ("--budget", "0", "write it like 500M"),
        ("--budget", "many", "write it like 500M"),
    ],
)
def test_a_wrong_value_is_told_before_anything_is_read(capsys, option, value, hint):
    code, text = refused(capsys, "boot", option, value)
    assert code == 2
    assert hint in text


def test_pae_with_a_split_inside_a_gib_is_refused(capsys):
    code, text = refused(capsys, "boot", "--pages", "pae", "--split", "3G_OPT")
    assert code == 2
    assert "1 GiB" in text


def test_a_missing_kernel_says_to_build_it(capsys):
    code, text = refused(capsys, "boot")
    assert code == 6
    assert "run `make guest`" in text


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "is empty"),
        (b"hello", "not an ELF file"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "64-bit"),
        (b"\x7fELF\x01\x01\x01", "truncated"),
    ],
)
def test_an_unreadable_kernel_has_its_own_exit_code(capsys, tmp_path, content, hint):
    path = tmp_path / "kernel.elf"
    path.write_bytes(content)
    for command in (["boot", "--kernel", str(path)], ["run", str(path)], ["ps", "--kernel", str(path)]):
        code, text = refused(capsys, *command)
        assert code == 6
        assert hint in text


def test_layouts_are_listed(capsys):
    assert run(["layout", "list"]) == 0
    assert "2G_OPT  0x78000000" in capsys.readouterr().out


def test_a_layout_is_shown_as_json(capsys):
    assert run(["layout", "show", "--split", "2G", "--memory", "1G", "--json", "-"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["page_offset"] == 0x80000000
    assert shown["lowmem_bytes"] == 1 << 30


def test_bytes_are_disassembled_without_a_kernel(capsys):
    assert run(["disasm", "--hex", "0f 22 d8 c3"]) == 0
    assert "mov cr3, eax" in capsys.readouterr().out


def test_odd_hexadecimal_is_refused(capsys):
    assert refused(capsys, "disasm", "--hex", "0f2")[0] == 2


def test_a_snippet_is_assembled_and_read_back(capsys):
    assert run(["asm", "mov eax, cr3; ret"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "0f20d8c3"
    assert lines[1].endswith("mov eax, cr3")


def test_a_snippet_that_keystone_refuses_is_one_sentence(capsys):
    code, text = refused(capsys, "asm", "frobnicate eax")
    assert code == 2
    assert "cannot assemble" in text


def test_a_symbol_in_assembly_wants_braces(capsys):
    code, text = refused(capsys, "asm", "call schedule")
    assert code == 2
    assert "in braces: {schedule}" in text


def test_the_command_as_a_process_exits_with_the_same_codes():
    done = subprocess.run(
        [sys.executable, "-m", "harness", "boot"], capture_output=True, text=True, timeout=600
    )
    assert (done.returncode, done.stdout) == (6, "")


def test_help_opens_neither_the_emulator_nor_rich():
    script = (
        "import sys, harness.cli\ncode = harness.cli.run(['--help'])\n"
        "sys.exit(code or any(n in sys.modules for n in ('harness._core', 'rich', 'drgn', 'keystone')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr


def ended(command):
    """Run a shell command in which $H is the harness; return its code and stderr."""
    done = subprocess.run(
        ["bash", "-c", command.replace("$H", f"{sys.executable} -m harness")], capture_output=True, text=True
    )
    return done.returncode, done.stderr


def test_a_full_disk_under_the_output_is_one_sentence():
    code, text = ended("$H layout list > /dev/full")
    assert (code, text) == (2, "harness: the output cannot be written: No space left on device\n")


def test_a_reader_that_leaves_early_hears_nothing_more():
    code, text = ended("set -o pipefail; $H layout list | true")
    assert code in (0, 1)
    assert text == ""


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_like_dev_null(closed):
    assert ended(f"$H layout list {closed}") == (0, "")


def test_a_json_target_on_a_full_disk_is_named():
    code, text = ended("$H layout show --json /dev/full")
    assert (code, text.count("\n")) == (2, 1)
    assert "'/dev/full' cannot be written" in text


@pytest.mark.parametrize("target", [".", "no-such-directory/report.json"])
@pytest.mark.parametrize("command", [("boot",), ("layout", "compare"), ("crash",)])
def test_a_target_that_cannot_be_written_is_refused_before_anything_runs(capsys, command, target):
    # Nothing could run: the autouse fixture took the kernel away, which is exit code 6.
    code, text = refused(capsys, *command, "--json", target)
    assert code == 2
    assert f"{target!r} cannot be written" in text


@pytest.mark.parametrize("text", ["{", "{0}", "{schedule.x"])
def test_unreadable_braces_in_assembly_are_wrong_usage(capsys, monkeypatch, text):
    from harness.cli import asm
    from harness.image.symbols import SymbolTable

    monkeypatch.setattr(asm, "kernel_symbols", lambda *_, **__: SymbolTable("k.elf", ()))
    code, sentence = refused(capsys, "asm", text)
    assert code == 2
    assert "write {symbol}" in sentence


def test_only_what_lies_in_a_symbol_is_named_after_it(capsys):
    from harness.cli.disasm import listing
    from harness.image.symbols import Symbol, SymbolTable

    table = SymbolTable("k.elf", [Symbol("last", 0xC0100000, 0, 2, 1, 1)])
    # push 0xc0100000; push 0xc0100b16; call 0xc0100010
    listing(bytes.fromhex("680000 10c0 68160b10c0 e801000000"), 0xC0100000, table)
    out = capsys.readouterr().out.splitlines()
    assert [line.partition("<")[2] for line in out] == ["last>", "", "last+0x10>"]


TERMINATED = """
import os, signal
import harness.cli

def run(arguments):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        print("undone")

harness.cli.run = run
harness.cli.main([])
"""


def test_sigterm_undoes_what_was_begun():
    done = subprocess.run([sys.executable, "-c", TERMINATED], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (143, "undone\n", "")
