# SPDX-License-Identifier: GPL-2.0-or-later
"""Page tables of a booted kernel's tasks: the dump against the core's walker, sharing, the command."""

import json

import pytest

from harness import BootConfig, Layout, StopReason
from harness.cli import run
from harness.image.layout import SPLITS
from harness.inspect import list_tasks
from harness.inspect.spaces import FRAMES, SAME, compare, find_task, mappings_of, space_now, space_of
from harness.machine.engine import Reg
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
VSYSCALL = 0xFFFFE000
NO_EXECUTE = 0x100  # in what the core's walker returns


def at(symbol, **fields):
    machine = load(BootConfig(**fields))
    machine.engine.add_probe(machine.symbols[symbol], None)
    assert machine.run(500_000_000).reason is StopReason.BREAKPOINT
    return machine


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_the_dump_of_every_task_is_what_the_core_s_walker_finds(pages):
    machine = at("sys_pause", layout=Layout(SPLITS["2G"], pages))
    tasks = list_tasks(machine)
    assert sum(task.mm != 0 for task in tasks) > 1
    for task in tasks:
        space = space_of(machine, task)
        found = mappings_of(machine, space)
        *_, direct, vsyscall = found
        assert direct.virt_end == machine.layout.virt_lowmem_end
        assert (vsyscall.virt_start, vsyscall.user, vsyscall.writable) == (VSYSCALL, True, False)
        assert any(page.user for page in found if page != vsyscall) == (task.mm != 0)
        for page in found:
            phys, flags = machine.engine.translate(page.virt_start, space.tables.cr3)
            assert phys == page.phys, page
            assert bool(flags & 2) == page.writable, page
            assert bool(flags & 4) == page.user, page
            assert bool(flags & NO_EXECUTE) == bool(page.flags >> 63), page


def test_two_tasks_share_the_kernel_half_and_nothing_writable_of_the_user_half():
    machine = at("sys_pause")
    users = [task for task in list_tasks(machine) if task.mm]
    offset = machine.layout.page_offset
    for one in users:
        for other in users:
            found = compare(*(mappings_of(machine, space_of(machine, t)) for t in (one, other)))
            assert {d.what for d in found if d.virt_start >= offset} == {SAME}
            if one.mm != other.mm:
                shared = [d for d in found if d.virt_start < offset and d.what == SAME]
                assert not any(d.first & 2 for d in shared)
                assert any(d.what == FRAMES for d in found)


def test_a_running_kernel_thread_shows_what_it_borrows():
    machine = at("run_workqueue")
    for _ in range(100):
        running = find_task(machine, pid=machine.here().pid)
        if not running.mm and running.active_mm:
            break
        machine.run(100_000)
    assert running.mm == 0
    space = space_of(machine, running)
    assert space.tables.cr3 == machine.engine.reg(Reg.CR3) == space_now(machine).tables.cr3
    assert "borrows" in space.owner


def command(capsys, *arguments):
    code = run(["pages", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_dump_command_names_the_user_pages_in_words(capsys):
    code, out, _ = command(capsys, "dump", "--comm", "hotplug", "--until", "do_exit", "--json", "-")
    assert code == 0
    dump = json.loads(out)
    first, *_, direct, vsyscall = dump["ranges"]
    assert first["virt_start"] == 0x08048000
    assert first["flags"] == ["user", "read-only", "4k", "accessed"]
    assert (direct["virt_start"], direct["phys"], direct["contiguous"]) == (0xC0000000, 0, True)
    assert direct["flags"] == ["kernel", "writable", "4m", "accessed", "dirty"]
    assert vsyscall["virt_start"] == VSYSCALL
    assert vsyscall["flags"] == ["user", "read-only", "4k", "accessed"]


def test_in_pae_the_words_say_what_may_be_executed(capsys):
    code, out, _ = command(capsys, "dump", "--pages", "pae", "--until", "do_exit")
    assert code == 0
    assert "kernel writable executable 2m" in out


def test_the_diff_command_shows_both_halves(capsys):
    dying = str(at("do_exit").here().pid)
    code, out, _ = command(capsys, "diff", "1", dying, "--until", "do_exit")
    assert code == 0
    assert "user    0x08048000" in out
    assert "only in the second" in out
    assert "kernel  0xc0000000  0xc4000000  64M   same frames, same rights" in out


def test_a_walk_goes_through_the_tables_of_the_task_asked_for(capsys):
    address = ["0x08048000", "--until", "do_exit"]
    mapped = command(capsys, "walk", *address, "--pid", str(at("do_exit").here().pid))[1]
    absent = command(capsys, "walk", *address, "--pid", "2")[1]
    assert "every level together: 4K page, user read-only" in mapped
    assert "not mapped: the directory entry ends the walk" in absent


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["dump", "--pid", "99"], "no task 99 here; there are 0 swapper, 1"),
        (["dump", "--comm", "emacs"], "no task named 'emacs' here"),
        (["dump", "--pid", "1", "--comm", "init"], "give one of them"),
        (["diff", "1", "99"], "no task 99 here"),
        (["walk", "no_such_symbol"], "no address 'no_such_symbol'"),
    ],
)
def test_a_wrong_task_or_address_is_one_sentence(capsys, arguments, hint):
    code, out, err = command(capsys, *arguments, "--until", "do_exit")
    assert (code, out) == (2, "")
    assert hint in err
    assert err.count("\n") == 1
