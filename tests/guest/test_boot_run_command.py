# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness run`` as a process, with kernels of a few instructions."""

import json
import signal
import subprocess
import sys
import termios

import pytest
from tiny import plain_elf

from harness.image.multiboot import read_kernel
from harness.machine.machine import Machine
from harness.run.snapshot_file import save
from tests.user_terminal import UserTerminal

HELLO = "mov dx, 0x3f8; mov al, 72; out dx, al; mov al, 105; out dx, al; mov al, 10; out dx, al;"
ECHO = """
    mov dx, 0x3fd; again: in al, dx; test al, 1; jz again
    mov dx, 0x3f8; in al, dx; out dx, al; mov al, 0; out 0xf4, al
"""
# A timer, so that the machine has deadlines at which to look at the keyboard.
TICK = "mov al, 0x34; out 0x43, al; mov al, 0; out 0x40, al; mov al, 4; out 0x40, al;"
# The greeting is passed on at the timer's deadlines; then there are none.
GREET = f"{TICK} {HELLO} mov ecx, 1000000; wait: dec ecx; jnz wait; mov al, 0x30; out 0x43, al;"


@pytest.fixture
def kernel(tmp_path):
    def make(source):
        path = tmp_path / "kernel.elf"
        path.write_bytes(plain_elf(source))
        return str(path)

    return make


def command(*arguments):
    return [sys.executable, "-m", "harness", "run", *arguments]


def finished(*arguments):
    return subprocess.run(command(*arguments), capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize(
    ("source", "code", "word"),
    [
        (HELLO + "mov al, 0; out 0xf4, al", 0, "exit code 0"),
        (HELLO + "mov al, 9; out 0xf4, al", 1, "exit code 9"),
        (HELLO + "x: jmp x", 4, "budget"),
        (HELLO + "ud2", 5, "triple fault"),
        (HELLO + "cli; hlt", 7, "nothing can wake it"),
        (HELLO + "mov eax, [0x7f000000]", 8, "neither RAM nor a device"),
    ],
)
def test_each_ending_has_its_sentence_and_its_exit_code(kernel, source, code, word):
    done = finished(kernel(source), "--budget", "1M")
    assert (done.returncode, done.stdout) == (code, "Hi\n")
    assert word in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("timer", ["", TICK], ids=["no timer", "timer"])
def test_a_pattern_on_the_console_ends_the_run_well(kernel, timer):
    done = finished(kernel(timer + HELLO + "x: jmp x"), "--exit-on", "H.", "--budget", "1000G")
    assert done.returncode == 0
    assert "the console showed 'H.'" in done.stderr


def test_an_unreadable_pattern_is_wrong_usage(kernel):
    done = finished(kernel(HELLO), "--exit-on", "(")
    assert done.returncode == 2
    assert "unreadable --exit-on" in done.stderr


def test_a_kernel_larger_than_memory_is_unreadable(kernel, tmp_path):
    from elfmaker import Maker, Part

    path = tmp_path / "big.elf"
    path.write_bytes(Maker([Part(0x100000, 0x100000, b"", mem_bytes=64 << 20)]).build())
    done = finished(str(path), "--memory", "16M")
    assert done.returncode == 6
    assert "outside 16M of RAM" in done.stderr


def test_a_kernel_learns_memory_and_command_line_by_multiboot(kernel):
    source = """
        cmp eax, 0x2badb002; jne bad; mov eax, [ebx + 8]; cmp eax, 0x7c00; jne bad
        mov esi, [ebx + 16]; cmp byte ptr [esi], 0x71; jne bad
        mov al, 0; out 0xf4, al
        bad: mov al, 1; out 0xf4, al
    """
    assert finished(kernel(source), "--memory", "32M", "--append", "quiet").returncode == 0


@pytest.mark.parametrize("source", ["x: jmp x", "x: in al, 0x61; jmp x", TICK + "sti; x: hlt; jmp x"])
def test_ctrl_c_ends_a_guest_at_once_and_says_where_it_was(kernel, source):
    process = subprocess.Popen(
        command(kernel("cli;" + GREET + source), "--budget", "1000G"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "Hi\n"
        process.send_signal(signal.SIGINT)
        # Far less than the budget takes, and no more than a hung run should keep the tests.
        _, err = process.communicate(timeout=600)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert "interrupted at 0x001000" in err
    assert "in _start" in err
    assert "Traceback" not in err


def test_what_is_typed_reaches_the_guest(kernel):
    done = subprocess.run(
        command(kernel(TICK + ECHO), "--console", "--budget", "100M"),
        input="z",
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert (done.returncode, done.stdout) == (0, "z")


def test_the_terminal_is_sane_after_the_run(kernel):
    with UserTerminal("run", kernel(TICK + ECHO), "--console", "--budget", "1000G") as terminal:
        terminal.await_raw()
        during = terminal.settings
        terminal.type("q")
        terminal.end()
        assert not during[3] & termios.ECHO
        # Ctrl-C, Ctrl-\\ and Ctrl-Z are the guest's, too.
        assert not during[3] & termios.ISIG
        assert terminal.sane


def snapshot_midway(path, kernel):
    """A machine that has run the kernel's first block, in a file."""
    machine = Machine.load_any(read_kernel(kernel)[0])
    machine.run(1)
    save(machine.snapshot(), path)
    return str(path)


def test_a_run_goes_on_from_a_snapshot(kernel, tmp_path):
    path = kernel("jmp a; a:" + HELLO + "mov al, 0; out 0xf4, al; end: jmp end")
    saved = snapshot_midway(tmp_path / "s", path)
    done = subprocess.run(command(path, "--from", saved), capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stdout) == (0, "Hi\n"), done.stderr


def test_a_snapshot_has_a_memory_of_its_own(kernel, tmp_path):
    path = kernel("jmp a; a:" + HELLO)
    saved = snapshot_midway(tmp_path / "s", path)
    done = subprocess.run(
        command(path, "--from", saved, "--memory", "8M"), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 2
    assert done.stderr == "harness: --from goes on with the snapshot's own memory; leave that out\n"


def test_json_on_stdout_is_all_that_is_there(kernel):
    done = finished(kernel(HELLO + "mov al, 0; out 0xf4, al"), "--json", "-")
    assert json.loads(done.stdout)["console"] == "Hi\n"


def test_json_and_a_console_do_not_share_stdout(kernel):
    done = finished(kernel(ECHO), "--console", "--json", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name a file" in done.stderr
