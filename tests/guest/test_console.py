# SPDX-License-Identifier: GPL-2.0-or-later
"""An interactive guest in a real pseudo-terminal: `harness boot --shell` and `run --console`."""

import json
import os
import re
import signal
import subprocess
import termios
import time

import pytest

from harness.run.kernel_path import default_kernel
from tests.user_terminal import HARNESS, UserTerminal

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

GREETING = "Ctrl-A x leaves"


@pytest.fixture
def shell():
    with UserTerminal("boot", "--shell") as terminal:
        terminal.see(GREETING)
        terminal.see()
        yield terminal


def test_keys_reach_the_guest_and_its_echo_the_user(shell):
    assert shell.run("echo one two") == "one two"


def test_ctrl_c_ends_the_guests_program_and_nothing_else(shell):
    shell.type("sleeper 100000\r")
    shell.see("sleeper 100000")
    shell.await_idle()
    shell.type("\x03")
    shell.see(r"\^C")
    shell.see()
    assert shell.run("echo $?") == "130"


@pytest.mark.slow
def test_ctrl_backslash_quits_it(shell):
    shell.type("sleeper 100000\r")
    shell.see("sleeper 100000")
    shell.await_idle()
    shell.type("\x1c")
    shell.see()
    assert shell.run("echo $?") == "131"


def test_a_job_is_stopped_listed_continued_and_brought_back(shell):
    shell.type("sleeper 100000\r")
    shell.see("sleeper 100000")
    shell.await_idle()
    shell.type("\x1a")
    shell.see(r"\[1\] Stopped")
    shell.see()
    assert shell.run("bg") == "sleeper 100000"
    assert "Running" in shell.run("jobs")
    shell.type("fg\r")
    shell.see("sleeper 100000")
    shell.await_idle()
    shell.type("\x03")
    shell.see()
    assert shell.run("jobs") == ""


def test_a_pipeline_is_one_job(shell):
    shell.type("sleeper 100000 | cat\r")
    shell.see("cat")
    shell.await_idle()
    shell.type("\x1a")
    shell.see(r"Stopped\s+sleeper 100000 \| cat")
    shell.see()
    assert shell.run("kill -9 %1") == ""
    shell.await_idle()
    assert "Killed" in shell.run("echo")


def test_the_shells_programs_list_files_and_processes(shell):
    assert "console" in shell.run("ls /dev").split()
    listed = shell.run("ps")
    assert re.search(r"^ *1 +0 +\d+ +\d+ +S +init$", listed, re.MULTILINE)
    assert re.search(r"^ *(\d+) +1 +\1 +\1 +[RS] +sh$", listed, re.MULTILINE)
    assert shell.run("ls / | cat").split()[0] == "bin"


def test_redirections_write_and_read_files(shell):
    assert shell.run("echo kept > /tmp/f; echo more >> /tmp/f; cat < /tmp/f") == "kept\nmore"


def test_the_escape_key_leaves_and_the_terminal_is_as_before(shell):
    assert not shell.settings[3] & (termios.ISIG | termios.ECHO | termios.ICANON)
    shell.type("\x01x")
    code, words = shell.end()
    assert code == 0
    assert "harness: left; at 0x" in words
    assert shell.sane


def test_the_escape_key_helps_and_says_where_the_guest_is(shell):
    shell.type("\x01h")
    assert "say where it is" in shell.see("every other key")
    shell.type("\x01s")
    shell.see(r"harness: at 0x\w+ in \w+.*task \d+ \(\w+\), after [\d,]+ instructions")
    shell.type("\r")
    shell.see()


def test_the_escape_key_twice_is_the_guests(shell):
    shell.type("\x01\x01\r")
    shell.see(r"\^A\s")
    shell.see("not found")


@pytest.mark.slow
def test_another_escape_key_can_be_chosen():
    with UserTerminal("boot", "--shell", "--escape", "^]") as terminal:
        terminal.see("Ctrl-] x leaves")
        terminal.see("/ # ")
        terminal.type("\x1dx")
        assert terminal.end()[0] == 0


def test_a_shell_that_ends_ends_the_machine_in_order(shell):
    shell.type("exit\r")
    code, words = shell.end()
    assert code == 0
    assert "Power down" in words
    assert "the guest ended with exit code 0" in words
    assert shell.sane


def test_the_guest_learns_the_windows_size_and_its_changes(shell):
    assert shell.run("winsize") == "30 rows, 100 columns"
    shell.type("winsize -w\r")
    shell.see("30 rows, 100 columns")
    shell.resize(50, 132)
    shell.signal(signal.SIGWINCH)
    shell.see("50 rows, 132 columns")
    shell.see()


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
        pytest.param(signal.SIGQUIT, marks=pytest.mark.slow),
    ],
)
def test_a_signal_that_ends_the_harness_finds_the_terminal_restored(shell, number):
    shell.signal(number)
    code, words = shell.end()
    assert code == 128 + number
    assert "Traceback" not in words
    assert shell.sane


def test_a_stop_from_elsewhere_gives_the_terminal_back_until_it_goes_on(shell):
    shell.signal(signal.SIGTSTP)
    os.waitid(os.P_PID, shell.process.pid, os.WSTOPPED)
    assert shell.sane
    shell.signal(signal.SIGCONT)
    shell.await_raw()
    assert shell.run("echo still here") == "still here"


def test_a_guest_that_panics_leaves_a_sane_terminal():
    with UserTerminal("run", str(default_kernel()), "--console", "--append", "rc=exit") as terminal:
        code, words = terminal.end()
        assert (code, terminal.sane) == (3, True)
        assert "the guest panicked" in words


def test_a_guest_that_waits_for_keys_leaves_the_host_alone(shell):
    shell.await_idle()
    before = shell.cpu_seconds()
    time.sleep(1)
    assert shell.cpu_seconds() - before < 0.25


def test_a_guests_second_of_sleep_is_the_users():
    with UserTerminal("boot", "--shell") as terminal:
        terminal.see("/ # ")
        begin = time.monotonic()
        terminal.run("sleeper 1000")
        assert time.monotonic() - begin > 0.9


def piped(text, *arguments):
    return subprocess.run(
        (*HARNESS, "boot", "--shell", *arguments), input=text, capture_output=True, text=True, timeout=600
    )


def test_a_piped_script_runs_and_its_end_ends_the_shell():
    done = piped("echo one | cat\necho two\n")
    assert done.returncode == 0, done.stderr
    assert "# one\n" in done.stdout
    assert "# two\n" in done.stdout
    assert "Power down" in done.stdout


def test_ps_sets_kernel_threads_apart_from_processes():
    done = piped("ps\n")
    lines = [line.split()[-1] for line in done.stdout.splitlines() if line.strip()]
    assert {"[kthread]", "[kswapd0]", "[kblockd/0]", "init", "ps"} <= set(lines)
    assert "[init]" not in lines


def test_ls_lists_names_in_order():
    done = piped("ls /bin\n")
    rows = [line.split() for line in done.stdout.partition("# ")[2].partition("/ #")[0].splitlines()]
    assert {"cat", "ls", "ps"} <= {name for row in rows for name in row}
    assert len(rows) > 2
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_much_that_is_piped_arrives_whole():
    lines = [f"{n:04d} {'x' * 60}" for n in range(200)]
    done = piped("cat > /tmp/f\n" + "\n".join(lines) + "\n\x04cat /tmp/f\n")
    assert "\n".join(lines) in done.stdout


def test_a_file_as_input_gives_the_same_run_each_time(tmp_path):
    script = tmp_path / "script"
    script.write_text("echo one\nsleeper 50\necho two\n")
    logs = []
    for name in ("a", "b"):
        with script.open() as stdin:
            subprocess.run(
                (*HARNESS, "boot", "--shell", "--record-input", str(tmp_path / name)),
                stdin=stdin,
                capture_output=True,
                timeout=600,
                check=True,
            )
        logs.append((tmp_path / name).read_text())
    assert logs[0] == logs[1]


def test_a_recorded_session_is_replayed_to_the_bit(tmp_path):
    log = tmp_path / "log"
    with UserTerminal("boot", "--shell", "--record-input", str(log)) as terminal:
        terminal.see("/ # ")
        terminal.run("echo typed by hand")
        terminal.resize(40, 90)
        terminal.signal(signal.SIGWINCH)
        terminal.await_idle()
        terminal.type("sleeper 100000\r")
        terminal.await_idle()
        terminal.type("\x03exit\r")
        assert terminal.end()[0] == 0
    done = piped("", "--replay-input", str(log))
    assert done.returncode == 0, done.stderr
    assert "typed by hand" in done.stdout
    last = json.loads(log.read_text().splitlines()[-1])
    assert last["trace_hash"].startswith("0x")


def test_a_replay_that_becomes_another_run_is_told(tmp_path):
    log = tmp_path / "log"
    assert piped("echo one\n", "--record-input", str(log)).returncode == 0
    log.write_text(log.read_text().replace("echo one", "echo two"))
    done = piped("", "--replay-input", str(log))
    assert done.returncode == 1
    assert "the replay is another run: trace hash 0x" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--shell", "--escape", "Q"), "no escape key"),
        (("--shell", "--record-input", "/nowhere/log"), "cannot be written"),
        (("--shell", "--replay-input", "/nowhere/log"), "pass a file of --record-input"),
        (("--shell", "--replay-input", "x", "--record-input", "y"), "give one"),
        (("--record-input", "x"), "add --shell"),
    ],
)
def test_wrong_options_are_told_in_a_sentence(arguments, word):
    done = subprocess.run((*HARNESS, "boot", *arguments), capture_output=True, text=True, timeout=600)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
