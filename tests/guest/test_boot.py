# SPDX-License-Identifier: GPL-2.0-or-later
"""The real kernel, booted to its scripted end."""

import json

import pytest
from tiny import plain_elf

from harness import BootConfig, Layout, StopReason, boot
from harness.errors import GuestMemoryError, SymbolError
from harness.image.layout import MIB, SPLITS
from harness.image.multiboot import read_kernel
from harness.inspect import backtrace, list_tasks
from harness.machine.bootparams import PHYS_COMMAND_LINE
from harness.machine.engine import Reg
from harness.machine.machine import Machine
from harness.run import load
from harness.run.kernel_path import default_kernel
from harness.trace import Switch, directory_changes

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
BUDGET = 500_000_000


def booted(layout=None, **fields):
    return boot(BootConfig(layout=layout or Layout(), budget_instructions=BUDGET, **fields))


def at(symbol, **fields):
    """A machine that stopped before the first instruction of ``symbol``."""
    machine = load(BootConfig(**fields))
    machine.engine.add_probe(machine.symbols[symbol], None)
    assert machine.run(BUDGET).reason is StopReason.BREAKPOINT
    return machine


@pytest.fixture(scope="module")
def lazy():
    return booted()


def test_the_guest_shuts_the_machine_down_itself(lazy):
    assert lazy.stop.reason is StopReason.EXIT
    assert lazy.stop.value == 0, lazy.console[-2000:]


def test_the_console_begins_with_the_kernel_and_ends_with_power_down(lazy):
    assert lazy.console.rstrip().endswith("Power down.")


def test_the_last_task_is_init_and_the_first_kernel_threads_have_linux_pids(lazy):
    names = {task.pid: task.comm for task in lazy.tasks}
    assert [names[pid] for pid in range(6)] == [
        "swapper",
        "init",
        "ksoftirqd/0",
        "events/0",
        "khelper",
        "kthread",
    ]
    assert (lazy.stop.pid, lazy.stop.comm) == (1, "init")


def test_the_daemons_of_disk_and_memory_follow_with_linux_pids(lazy):
    names = {task.pid: task.comm for task in lazy.tasks}
    assert [names[pid] for pid in range(6, 10)] == ["kblockd/0", "pdflush", "pdflush", "kswapd0"]


def test_kernel_threads_have_no_mm_and_init_has_one(lazy):
    by_pid = {task.pid: task for task in lazy.tasks}
    assert by_pid[1].mm and not by_pid[1].kernel_thread
    assert all(by_pid[pid].kernel_thread and not by_pid[pid].mm for pid in (0, 2, 3, 4, 5))


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_every_layout_boots_to_the_same_process_tree(lazy, split, pages):
    if pages == "pae" and SPLITS[split] % (1 << 30):
        pytest.skip("PAE wants a split on a GiB boundary")
    report = booted(Layout(SPLITS[split], pages, memory_bytes=32 * MIB))
    assert report.stop.reason is StopReason.EXIT
    assert report.stop.value == lazy.stop.value
    assert [(t.pid, t.ppid, t.comm) for t in report.tasks] == [(t.pid, t.ppid, t.comm) for t in lazy.tasks]


@pytest.mark.parametrize("memory", [8, 512])
def test_small_and_large_memories_boot(memory):
    assert booted(Layout(memory_bytes=memory * MIB)).stop.reason is StopReason.EXIT


def test_equal_configurations_run_equally_to_the_bit(lazy):
    again = booted()
    assert again.trace_hash == lazy.trace_hash
    assert again.stop.instructions == lazy.stop.instructions
    assert again.console == lazy.console


def test_another_memory_size_is_another_run(lazy):
    assert booted(Layout(memory_bytes=32 * MIB)).trace_hash != lazy.trace_hash


@pytest.mark.parametrize("policy", ["eager", "guard"])
def test_the_guest_cannot_tell_who_loads_cr3(lazy, policy):
    report = booted(policy=policy)
    assert report.console == lazy.console
    assert report.cr3.switches == lazy.cr3.switches
    assert report.cr3.loads > lazy.cr3.loads


def test_eager_avoids_nothing_and_lazy_something(lazy):
    assert booted(policy="eager").cr3.avoided == 0
    assert lazy.cr3.avoided > 0


def switches(policy):
    machine = load(BootConfig(policy=policy))
    machine.run(BUDGET)
    events = machine.take_events()
    assert machine.engine.events_lost == 0
    assert any(isinstance(event, Switch) for event in events)
    return machine, directory_changes(events)


def test_native_and_lazy_switch_to_the_same_tasks_on_the_same_directories():
    (native, by_guest), (lazy, by_policy) = switches("native"), switches("lazy")
    # Which task_struct a child gets depends on where a tick fell, as its directory's frame does.
    assert [changed for _, changed in by_guest] == [changed for _, changed in by_policy]
    assert native.policy.counts == lazy.policy.counts


def test_the_guests_own_option_means_the_native_policy():
    report = booted(append="mm=native")
    assert report.machine.policy.name == "native"
    assert report.cr3.switches > report.cr3.loads > 0


def test_under_guard_threads_run_on_the_kernels_own_directory():
    machine = load(BootConfig(policy="guard"))
    own = machine.symbols["swapper_pg_dir"] - machine.layout.page_offset
    directories = set()
    mm = machine.symbols.offset("task_struct", "mm")

    def look():
        task = machine.engine.reg(Reg.EDX)
        if not machine.read_word(task + mm):
            directories.add(machine.engine.reg(Reg.CR3))

    machine.engine.add_probe(machine.symbols["__switch_to"], look)
    machine.run(BUDGET)
    assert directories == {own}


def test_typed_access_reads_the_same_tasks_as_the_exported_offsets(lazy):
    machine = lazy.machine
    task = machine.kernel["init_task"]
    assert task.pid.value_() == 0
    assert task.comm.string_() == b"swapper"
    assert task.address_ == machine.symbols["init_task"]


def test_typed_access_follows_a_moved_kernel():
    machine = at("schedule", layout=Layout(SPLITS["2G"]))
    assert machine.kernel["init_task"].address_ == machine.symbols["init_task"] > 0x80000000
    assert machine.kernel["init_task"].comm.string_() == b"swapper"


def test_a_variable_that_the_kernel_lacks_is_named(lazy):
    with pytest.raises(SymbolError, match="no_such_variable"):
        lazy.machine.kernel["no_such_variable"]


def test_a_back_trace_leads_to_the_first_function():
    names = [frame.symbol.split("+")[0] for frame in backtrace(at("do_fork"))]
    assert names[0] == "do_fork"
    assert names[-1] == "startup_high"
    assert "start_kernel" in names


def test_process_1_is_a_kernel_thread_before_its_first_exec():
    machine = at("init")
    assert machine.here().pid == 1
    by_pid = {task.pid: task for task in list_tasks(machine)}
    assert by_pid[1].kernel_thread
    assert by_pid[1].active_mm


def test_unmapped_guest_memory_is_an_error_with_its_address(lazy):
    with pytest.raises(GuestMemoryError, match="0xfffff000"):
        lazy.machine.read_virt(0xFFFFF000, 4)


def test_a_budget_that_is_too_small_says_where_the_guest_was():
    report = boot(BootConfig(budget_instructions=50_000))
    assert report.exit_code == 4
    assert report.stop.pid == 0
    assert report.stop.symbol


def test_overwriting_the_page_tables_of_the_running_kernel_shuts_it_down():
    machine = at("schedule")
    phys = machine.symbols["swapper_pg_dir"] - machine.layout.page_offset
    machine.engine.ram[phys : phys + 4096] = bytes(4096)
    machine.engine.flush_tlb()
    stop = machine.run(BUDGET)
    assert stop.exit_code == 5


def test_a_panic_has_its_own_exit_code_and_its_message_on_the_console():
    machine = at("init", append="the message of this test")
    virt_message = machine.layout.page_offset + PHYS_COMMAND_LINE
    # As if process 1 had called panic(command_line).
    machine.engine.write_virt(machine.engine.reg(Reg.ESP) + 4, virt_message.to_bytes(4, "little"))
    machine.engine.set_reg(Reg.EIP, machine.symbols["panic"])
    stop = machine.run(BUDGET)
    assert (stop.reason, stop.exit_code, stop.pid) == (StopReason.PANIC, 3, 1)
    assert "Kernel panic" in machine.console.text
    assert "panic - not syncing: the message of this test" in machine.console.text


def test_the_json_report_has_the_promised_fields(harness, lazy):
    done = harness("boot", "--no-checks", "--json", "-")
    report = json.loads(done.stdout)
    assert report["exit_code"] == done.returncode
    assert report["ok"] is (done.returncode == 0)
    assert set(report["stop"]) >= {"reason", "address", "symbol", "pid"}
    assert set(report["tasks"][0]) == {"pid", "ppid", "comm", "kernel_thread", "mm", "active_mm", "state"}
    assert set(report["cr3"]) >= {"switches", "loads", "avoided"}
    assert report["console"] == lazy.console
    assert report["trace_hash"] == f"{lazy.trace_hash:#018x}"
    assert report["instructions"] == lazy.stop.instructions


def test_ps_prints_the_tree_of_a_stopped_guest(harness):
    done = harness("ps", "--until", "sys_execve")
    assert done.returncode == 0
    assert "ksoftirqd/0" in done.stdout


def test_an_unknown_symbol_is_wrong_usage(harness):
    done = harness("ps", "--until", "no_such_function")
    assert done.returncode == 2
    assert "no symbol 'no_such_function'" in done.stderr


def test_a_symbol_that_is_never_reached_says_how_the_guest_ended(harness):
    done = harness("bt", "--until", "panic")
    assert done.returncode == 2
    assert "panic was not reached" in done.stderr


def test_a_functions_listing_names_what_it_calls(harness):
    assert "<schedule" in harness("disasm", "do_exit").stdout


def test_a_linked_kernel_boots_at_its_new_address(harness, tmp_path):
    target = tmp_path / "kernel-2g.elf"
    assert harness("layout", "link", "--split", "2G", "-o", str(target)).returncode == 0
    report = booted(Layout(SPLITS["2G"]), kernel=target)
    assert report.stop.reason is StopReason.EXIT
    assert report.trace_hash == booted(Layout(SPLITS["2G"])).trace_hash


def test_a_full_disk_under_a_moved_kernel_is_told_with_its_name(harness):
    done = harness("layout", "link", "--split", "2G", "-o", "/dev/full")
    assert (done.returncode, done.stdout) == (2, "")
    assert "/dev/full cannot be written: No space left on device" in done.stderr


def test_the_kernel_boots_by_its_multiboot_entry_too(harness):
    done = harness("run", str(default_kernel()))
    assert done.returncode == 0, done.stderr
    assert "Power down." in done.stdout


def test_a_linked_kernel_boots_by_its_multiboot_entry_too(harness, tmp_path):
    target = tmp_path / "kernel-1g.elf"
    harness("layout", "link", "--split", "1G", "-o", str(target))
    done = harness("run", str(target))
    assert done.returncode == 0, done.stderr
    assert "0x4010" in done.stderr


def test_an_instruction_count_is_a_place_to_stop_at(harness):
    done = harness("ps", "--until", "50000")
    assert done.returncode == 0
    assert "breakpoint at" in done.stdout


def test_another_kernel_cannot_be_booted_as_ours(harness, tmp_path):
    path = tmp_path / "other.elf"
    path.write_bytes(plain_elf("cli; hlt"))
    done = harness("boot", "--kernel", str(path))
    assert done.returncode == 6
    assert "no symbol '__page_offset'" in done.stderr


def test_a_report_that_cannot_be_written_is_one_sentence(harness):
    done = harness("boot", "--no-checks", "--quiet", "--json", "/nonexistent/report.json")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "/nonexistent/report.json" in done.stderr and "No such file" in done.stderr


def test_probes_may_stop_the_run_from_python():
    machine = load(BootConfig())
    machine.engine.add_probe(machine.symbols["schedule"], lambda: machine.end(0))
    assert machine.run(BUDGET).reason is StopReason.EXIT


def test_machines_are_independent():
    one, two = load(BootConfig()), load(BootConfig(policy="eager"))
    one.run(1_000_000)
    assert two.run(BUDGET).reason is StopReason.EXIT
    assert one.run(BUDGET).reason is StopReason.EXIT


def test_a_multiboot_run_of_our_kernel_is_watched():
    image, _ = read_kernel(default_kernel())
    machine = Machine.load_any(image)
    stop = machine.run(BUDGET)
    assert (stop.reason, stop.pid, stop.comm) == (StopReason.EXIT, 1, "init")
    assert machine.policy.counts.switches > machine.policy.counts.loads > 0
