# SPDX-License-Identifier: GPL-2.0-or-later
"""What the report of a failed test shows of the guest's last moments."""

import sys

import pytest

from harness.run.kernel_path import default_kernel

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

FAILING = """
def test_fails(booted):
    with booted.breakpoint("do_exit"):
        booted.run()
    assert False
"""


@pytest.fixture
def project(pytester):
    pytester.makeini(f"[pytest]\nharness_kernel = {default_kernel().absolute()}\n")
    pytester.makepyfile(FAILING)
    return pytester


def test_the_last_instructions_have_symbols_and_source_lines(project):
    result = project.runpytest()
    result.stdout.re_match_lines(
        [r"-+ guest instructions -+", r"[\d,]+ +sys_exit\+0x\w+ +call .* kernel/exit\.c:\d+"]
    )


def test_the_last_instruction_is_the_one_before_the_stop(project):
    lines = project.runpytest().outlines
    begin = next(n for n, line in enumerate(lines) if "guest instructions" in line)
    shown = [int(line.split()[0].replace(",", "")) for line in lines[begin + 1 : begin + 9]]
    stop = next(line for line in lines if line.startswith("last run: breakpoint"))
    ran = int(stop.rpartition("after ")[2].split()[0].replace(",", ""))
    assert shown == list(range(ran - 8, ran))


def test_trace_on_failure_saves_a_trace_that_can_be_shown(project):
    result = project.runpytest("--harness-trace-on-failure", "traces")
    result.stdout.re_match_lines([r"harness trace show traces/.*test_fails/0"])
    from harness.trace.reader import TraceReader

    [saved] = project.path.glob("traces/*test_fails/0")
    assert TraceReader(saved).lost == []


def test_trace_on_failure_saves_nothing_of_a_test_that_passes(pytester):
    pytester.makeini(f"[pytest]\nharness_kernel = {default_kernel().absolute()}\n")
    pytester.makepyfile("def test_passes(booted):\n    booted.run(1000)\n")
    pytester.runpytest("--harness-trace-on-failure", "traces").assert_outcomes(passed=1)
    assert not (pytester.path / "traces").exists()


def test_a_trace_directory_that_cannot_be_made_is_said_and_hides_nothing(project):
    (project.path / "traces").write_text("a file")
    result = project.runpytest("--harness-trace-on-failure", "traces")
    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines([r"\(not saved: .*traces.*\)"])


def test_a_traceback_ends_in_the_test_when_the_guest_is_to_blame(pytester):
    pytester.makeini(f"[pytest]\nharness_kernel = {default_kernel().absolute()}\n")
    pytester.makepyfile("def test_calls(kernel):\n    kernel.call('cpu_idle', budget_instructions=1000)\n")
    brief = "\n".join(pytester.runpytest("-p", "no:cacheprovider").outlines)
    whole = "\n".join(pytester.runpytest("-p", "no:cacheprovider", "--full-trace").outlines)
    assert "kernel.call('cpu_idle', budget_instructions=1000)" in brief
    assert "CallBudgetSpent" in brief
    assert "harness/testing/call.py" not in brief
    assert "harness/testing/call.py" in whole


def test_one_command_shows_the_very_moment_with_what_the_test_did_to_the_guest(pytester):
    pytester.makeini(f"[pytest]\nharness_kernel = {default_kernel().absolute()}\n")
    pytester.makepyfile("""
        def test_renames(booted):
            booted.engine.write_virt(booted.kernel["init_task"].comm.address_of_().value_(), b"renamed\\0")
            assert False
    """)
    lines = pytester.runpytest().outlines
    command = lines[next(n for n, line in enumerate(lines) if "guest again" in line) + 1].split()
    assert command[:2] == ["harness", "ps"]
    assert "renamed " in pytester.run(sys.executable, "-m", *command).stdout.str()
