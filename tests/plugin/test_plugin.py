# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin inside pytest: fixtures, marker, options, ini keys, reports, KTAP items."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from harness.run.kernel_path import default_kernel

pytest_plugins = ["pytester"]
needs_kernel = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

LEAKY = """
    def test_{name}(booted, kernel):
        assert booted.engine.instructions == kernel.machine.engine.instructions < 3_000_000
        assert kernel["jiffies"] < 100 and "Power down" not in booted.console.text
        booted.engine.write_virt(booted.symbols["jiffies"], b"\\xff\\x00\\x00\\x00")
        booted.engine.add_probe(booted.symbols["do_exit"], None)
        assert booted.run().symbol == "do_exit"
        booted.budget_instructions = 5
"""


def test_loading_the_plugin_imports_nothing_of_the_emulator():
    code = (
        "import sys, harness.pytest_plugin; "
        "print([m for m in sys.modules if m.startswith(('harness.', 'drgn', 'unicorn', 'capstone'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(eval(done.stdout))
    assert loaded == {f"harness.pytest_plugin{part}" for part in ("", ".config", ".fixtures")}


def test_tests_without_a_guest_are_as_before(pytester):
    pytester.makepyfile("def test_plain(): pass\ndef test_bad(): assert 0")
    result = pytester.runpytest("--harness-layouts=3G,2G")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*- guest *")


@needs_kernel
def test_machine_is_loaded_and_not_run(pytester):
    pytester.makepyfile(
        """
        def test_fresh(machine):
            assert machine.here().symbol == "startup_high"
            assert machine.console.text == ""
        """
    )
    pytester.runpytest().assert_outcomes(passed=1)


@needs_kernel
def test_no_state_leaks_from_one_booted_test_to_the_next(pytester):
    names = ("first", "second", "third")
    pytester.makepyfile("\n".join(map(str.strip, (LEAKY.format(name=name) for name in names))))
    pytester.runpytest().assert_outcomes(passed=3)


@needs_kernel
def test_the_marker_chooses_the_guest_and_the_nearest_wins(pytester):
    pytester.makepyfile(
        """
        import pytest
        pytestmark = pytest.mark.harness(memory="32M", append="quiet")

        @pytest.mark.harness(split="2G", pages="pae", policy="guard", memory="16M", budget="1M")
        def test_chosen(machine):
            layout = machine.layout
            assert (layout.page_offset, layout.pages, layout.memory_bytes) == (2 << 30, "pae", 16 << 20)
            assert machine.policy.name == "guard"
            assert machine.run().instructions < 1_100_000
            assert "Kernel command line: quiet" in machine.console.text
        """
    )
    pytester.runpytest().assert_outcomes(passed=1)


@needs_kernel
@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("colour='red'", "the harness marker has no colour; it takes append, budget"),
        ("split='5G'", "unknown split '5G'"),
        ("budget='many'", "unreadable budget 'many'"),
        ("kernel='none.elf'", "none.elf"),
    ],
)
def test_a_marker_that_makes_no_sense_is_told(pytester, marker, words):
    pytester.makepyfile(f"import pytest\n@pytest.mark.harness({marker})\ndef test_it(machine): pass")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{words}*"])


@needs_kernel
def test_layouts_multiply_the_tests_that_have_a_guest(pytester):
    pytester.makepyfile(
        """
        import pytest
        def test_runs(kernel):
            assert kernel.call("strlen", "abc") == 3
        @pytest.mark.harness(split="1G")
        def test_stays(machine):
            assert machine.layout.page_offset == 1 << 30
        def test_plain(): pass
        """
    )
    result = pytester.runpytest("-v", "--harness-layouts=3G,2G:pae,1G:4k")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["*test_runs?3G-4m? PASSED*", "*test_runs?2G-pae? PASSED*"])
    pytester.runpytest("-k", "2G").assert_outcomes(passed=0, deselected=3)


@needs_kernel
def test_a_few_lines_of_ini_choose_for_a_project(pytester):
    pytester.makepyprojecttoml(
        f"""
        [tool.pytest.ini_options]
        harness_kernel = "{default_kernel()}"
        harness_memory = "16M"
        harness_boot_until = "mapper: .* page"
        harness_layouts = "2G"
        """
    )
    pytester.makepyfile(
        """
        def test_chosen(booted):
            assert booted.layout.page_offset == 2 << 30
            assert booted.layout.memory_bytes == 16 << 20
            assert "mapper: low page" in booted.console.text
        """
    )
    pytester.runpytest().assert_outcomes(passed=1)


@needs_kernel
def test_a_boot_that_does_not_arrive_shows_the_console(pytester):
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.harness(append="rc=exit", until="never printed")
        def test_it(booted): pass
        """
    )
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*did not show 'never printed': the guest panicked*", "*- guest console -*"])


FAILING = """
    def test_fails(booted):
        with booted.breakpoint("do_exit"):
            booted.run()
        assert booted.last_stop.symbol == "do_fork"
"""
SECTIONS = ("guest console", "guest stop", "guest back trace", "guest code", "guest tasks", "guest again")


@needs_kernel
@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "xdist"])
def test_a_failure_tells_what_the_guest_was_doing(pytester, options):
    pytester.makepyfile(FAILING)
    result = pytester.runpytest_subprocess("--junitxml=report.xml", *options)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*- {title} -*" for title in SECTIONS])
    result.stdout.fnmatch_lines(
        ["#0  0x* do_exit*", "#1  0x* sys_exit+*", "*swapper*0*R*kernel*", "harness ps * --until [0-9]*"]
    )
    failure = ElementTree.parse(pytester.path / "report.xml").find(".//failure")
    assert failure is not None and failure.text
    assert [title for title in SECTIONS if title not in failure.text] == []


@needs_kernel
def test_the_command_of_a_failure_leads_to_that_moment(pytester):
    pytester.makepyfile(FAILING)
    result = pytester.runpytest()
    command = next(line for line in result.outlines if line.startswith("harness ps"))
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r" in do_exit, task \d+ \(mapper\)", done.stdout)


@needs_kernel
def test_in_kernel_tests_are_items_with_their_own_results(pytester):
    pytester.path.joinpath("kunit.toml").write_text('append = "rc=kunit kunit=list,string"\n')
    result = pytester.runpytest("-v", "-k", "list or slab")
    outcomes = result.parseoutcomes()
    # The slab suite is in the image but not on the command line: it fails, and says why.
    assert outcomes["passed"] > 2 and outcomes["failed"] > 2
    result.stdout.fnmatch_lines(["kunit.toml::list::* PASSED*"])
    result.stdout.fnmatch_lines(
        ["the kernel did not report it; it ended so: the guest ended with exit code 0*"]
    )


@needs_kernel
def test_an_unreadable_kunit_file_is_an_error(pytester):
    pytester.path.joinpath("kunit.toml").write_text("append =\n")
    pytester.runpytest().assert_outcomes(errors=1)


@needs_kernel
def test_a_key_that_a_kunit_file_does_not_have_is_an_error(pytester):
    pytester.path.joinpath("kunit.toml").write_text('apend = "rc=kunit"\n')
    result = pytester.runpytest()
    result.stdout.fnmatch_lines(["*kunit.toml: it has no apend; it takes append, budget, *"])


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--harness-kernel=no.elf", "--harness-kernel=no.elf: there is no such file; name a kernel"),
        ("--harness-layouts=3G,5G", "harness layout 5G:4m: unknown split '5G'; choose one of *"),
        ("--harness-layouts=3G:foo", "harness layout 3G:foo: *"),
    ],
)
def test_an_option_that_no_test_could_run_with_is_told_once(pytester, option, words):
    pytester.makepyfile("def test_one(machine): pass\ndef test_two(machine): pass")
    result = pytester.runpytest(option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {words}"])


def test_the_marker_gives_disks_and_files_are_kept_as_they_are(pytester):
    (pytester.path / "a.img").write_bytes(bytes(1 << 20))
    pytester.makepyfile(
        """
        import pytest
        from harness.machine.disk import Lost

        def test_default(machine):
            assert [disk.sectors for disk in machine.disks] == [32768, 65536]

        @pytest.mark.harness(disk="none")
        def test_none(machine):
            assert machine.disks == ()

        @pytest.mark.harness(disk=["a.img", "swap:1M,cache=off"])
        @pytest.mark.parametrize("again", [1, 2])
        def test_two(booted, again):
            disk, swap = booted.disks
            assert disk.read(0, 1) == bytes(512) and swap.read(7, 1)[-10:] == b"SWAPSPACE2"
            disk.write(0, b"x" * 512)
            disk.failing("read").__enter__()
            disk.faults.stuck = True
        """
    )
    pytester.runpytest().assert_outcomes(passed=4)
    assert not any((pytester.path / "a.img").read_bytes())


def test_a_disk_that_there_is_not_is_wrong_usage(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.harness(disk="a b c")
        def test_three(machine):
            pass
        """
    )
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*3 disks were given; the controller has room for 2*"])
