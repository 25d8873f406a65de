# SPDX-License-Identifier: GPL-2.0-or-later
"""The mutants: kernels with one promise broken, and the check that must catch each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from harness.check.patch import Patcher

BIO_RW_BARRIER = 0x20  # include/linux/bio.h
USER_TEXT = 0x08048000  # where linker/user.lds.S puts programs


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken promise.  ``policy`` says who switches CR3 in its run."""

    id: str
    check: str
    broken_promise: str
    apply: Callable[[Patcher], None]
    policy: str = "lazy"
    command_line: str = ""


def _call_in_place(patch: Patcher) -> None:
    patch.detour(
        "kernel_thread",
        "cmp dword ptr [esp + 4], {khungtaskd}; jne {original}; "
        "mov eax, [esp + 4]; push dword ptr [esp + 8]; call eax; add esp, 4; ret",
    )


def _never_rearms(patch: Patcher) -> None:
    patch.redirect("wb_kupdate", "mod_timer", "xor eax, eax; ret")


def _limit_is(patch: Patcher, pages: int) -> None:
    """Have everybody who asks for the background limit be told so many pages."""
    patch.replace(
        "get_dirty_limits",
        f"mov eax, [esp + 4]; mov dword ptr [eax], {pages:#x}; "
        "mov eax, [esp + 8]; mov dword ptr [eax], 0x7fffffff; ret",
    )


def _oversleeps(patch: Patcher) -> None:
    patch.redirect("khungtaskd", "schedule_timeout", "add dword ptr [esp + 4], 3; jmp {schedule_timeout}")


def _ignores_accessed(patch: Patcher) -> None:
    patch.replace("ptep_clear_flush_young", "xor eax, eax; ret")


def _wrong_slot(patch: Patcher) -> None:
    sector = patch.symbols.offset("bio", "bi_sector")
    patch.redirect(
        "swap_readpage",
        "submit_bio",
        f"mov eax, [esp + 8]; add dword ptr [eax + {sector}], 8; jmp {{submit_bio}}",
    )


def _work_at_once(patch: Patcher) -> None:
    func = patch.symbols.offset("work_struct", "func")
    data = patch.symbols.offset("work_struct", "data")
    patch.detour(
        "queue_work",
        f"mov eax, [esp + 8]; push dword ptr [eax + {data}]; call dword ptr [eax + {func}]; "
        "add esp, 4; mov eax, 1; ret",
    )


def _record_first(patch: Patcher) -> None:
    caller, log, record = "journal_commit_transaction", "journal_finish_log", "journal_write_commit_record"
    patch.redirect(caller, log, f"jmp {{{record}}}")
    patch.redirect(caller, record, f"jmp {{{log}}}")


def _no_barrier(patch: Patcher) -> None:
    patch.redirect(
        "journal_write_ordered", "submit_bh", f"and dword ptr [esp + 4], {~BIO_RW_BARRIER}; jmp {{submit_bh}}"
    )


def _never_due(patch: Patcher) -> None:
    patch.replace("commit_timeout", "ret")


def _no_ordered_data(patch: Patcher) -> None:
    patch.detour("journal_dirty_data", "xor eax, eax; ret")


def _tail_unflushed(patch: Patcher) -> None:
    """Write the journal's super block like any other, wherever its predecessors are."""
    steps = ("unlock_buffer", "mark_buffer_dirty", "sync_dirty_buffer")
    calls = "; ".join(f"mov [esp], ebx; call {{{step}}}" for step in steps)
    patch.redirect(
        "journal_update_superblock",
        "journal_write_ordered",
        f"push ebx; mov ebx, [esp + 8]; push ebx; {calls}; add esp, 4; pop ebx; ret",
    )


def _polling(patch: Patcher) -> None:
    patch.redirect("worker_thread", "schedule", "push 1; call {schedule_timeout}; add esp, 4; ret")


def _to_ring_three(patch: Patcher) -> None:
    # cache_reap runs in events/0 every two seconds, when processes have been made.
    patch.detour(
        "cache_reap",
        f"push 0x7b; push {USER_TEXT + 0x1000:#x}; push 0x202; push 0x73; push {USER_TEXT:#x}; iretd",
    )


def _reads_user(patch: Patcher) -> None:
    patch.detour("cache_reap", f"mov al, byte ptr [{USER_TEXT:#x}]; jmp {{original}}")


def _writes_user(patch: Patcher) -> None:
    top = patch.machine.layout.page_offset - 16
    patch.detour("cache_reap", f"mov byte ptr [{top:#x}], 0; jmp {{original}}")


def _never_loads(patch: Patcher) -> None:
    patch.redirect("switch_mm", "load_cr3", "ret")


def _loads_always(patch: Patcher) -> None:
    patch.detour("context_switch", "mov eax, cr3; mov cr3, eax; jmp {original}")


def _miscounts(patch: Patcher, instruction: str) -> None:
    """Change mm_count once more at each switch to a task without mm."""
    mm = patch.symbols.offset("task_struct", "mm")
    active_mm = patch.symbols.offset("task_struct", "active_mm")
    count = patch.symbols.offset("mm_struct", "mm_count")
    patch.detour(
        "context_switch",
        f"mov eax, [esp + 12]; cmp dword ptr [eax + {mm}], 0; jne {{original}}; mov eax, [esp + 8]; "
        f"mov eax, [eax + {active_mm}]; {instruction} dword ptr [eax + {count}]; jmp {{original}}",
    )


def _keeps_active_mm(patch: Patcher) -> None:
    mm = patch.symbols.offset("task_struct", "mm")
    active_mm = patch.symbols.offset("task_struct", "active_mm")
    patch.detour(
        "__switch_to",
        f"cmp dword ptr [eax + {mm}], 0; jne {{original}}; push ecx; mov ecx, [edx + {active_mm}]; "
        f"mov [eax + {active_mm}], ecx; pop ecx; jmp {{original}}",
    )


def _keeps(patch: Patcher, field: str) -> None:
    """Neither give up what ``field`` points at nor take over process 0's."""
    patch.redirect("daemonize", f"exit_{field}", "ret")
    patch.erase("daemonize", "mov", patch.symbols.offset("task_struct", field))


def _keeps_signals(patch: Patcher) -> None:
    patch.redirect("daemonize", "sigprocmask", "xor eax, eax; ret")


def _keeps_parent(patch: Patcher) -> None:
    patch.redirect("daemonize", "reparent_to_init", "ret")


def _created_running(patch: Patcher) -> None:
    patch.redirect("kthread", "schedule", "ret")


def _another_idles(patch: Patcher) -> None:
    patch.redirect(
        "rest_init",
        "cpu_idle",
        "push 0; push 0; push {cpu_idle}; call {kernel_thread}; again: call {schedule}; jmp again",
    )


def _exec_keeps_directory(patch: Patcher) -> None:
    patch.redirect("flush_old_exec", "switch_mm", "ret")


def _orphans_to_zero(patch: Patcher) -> None:
    patch.detour("do_exit", "mov dword ptr [{child_reaper}], {init_task}; jmp {original}")


def _init_may_end(patch: Patcher) -> None:
    patch.redirect("do_exit", "check_may_exit", "ret")


MUTANTS: tuple[Mutant, ...] = (
    Mutant("k01-call", "K01", "kernel_thread() calls fn in the caller's task", _call_in_place),
    Mutant("k02-once", "K02", "pdflush never re-arms its timer", _never_rearms),
    Mutant("k03-accessed", "K03", "reclaim ignores the accessed bit", _ignores_accessed),
    Mutant("k03-slot", "K03", "a page is read from the slot after its own", _wrong_slot),
    Mutant("k04-at-once", "K04", "queue_work() runs the work inside the interrupt", _work_at_once),
    Mutant("k05-record", "K05", "the commit record is written before its blocks", _record_first),
    Mutant("k05-flush", "K05", "no FLUSH stands before the commit record", _no_barrier),
    Mutant("k05-never", "K05", "kjournald commits only when it is asked", _never_due),
    Mutant("k05-data", "K05", "files' data are not waited for", _no_ordered_data),
    Mutant("k05-tail", "K05", "the log's tail passes blocks that are not on the medium", _tail_unflushed),
    Mutant("k06-polling", "K06", "worker threads poll their queues every tick", _polling),
    Mutant("k07-late", "K07", "khungtaskd sleeps three ticks too long", _oversleeps),
    Mutant("k07-never", "K07", "pdflush ignores its threshold", partial(_limit_is, pages=0x7FFFFFFF)),
    Mutant("k07-always", "K07", "pdflush acts below its threshold", partial(_limit_is, pages=0)),
    Mutant("k08-ring3", "K08", "a worker thread returns to ring 3", _to_ring_three),
    Mutant("k09-reads", "K09", "a worker thread reads a user address", _reads_user),
    Mutant("k10-no-load", "K10", "switch_mm() forgets to load CR3", _never_loads, policy="native"),
    Mutant("k11-eager", "K11", "every switch loads CR3", _loads_always),
    Mutant("k11-leak", "K11", "a borrowed mm is counted twice", partial(_miscounts, instruction="inc")),
    Mutant("k11-early", "K11", "a borrowed mm is not counted", partial(_miscounts, instruction="dec")),
    Mutant("k11-kept", "K11", "active_mm stays set after the thread's turn", _keeps_active_mm),
    Mutant("k12-writes", "K12", "a worker thread writes one byte of the user half", _writes_user),
    Mutant("k13-files", "K13", "daemonize() keeps the parent's files", partial(_keeps, field="files")),
    Mutant("k13-handlers", "K13", "daemonize() keeps signal handlers", partial(_keeps, field="sighand")),
    Mutant("k13-signals", "K13", "daemonize() leaves signals open", _keeps_signals),
    Mutant("k13-parent", "K13", "daemonize() keeps the parent", _keeps_parent),
    Mutant("k14-running", "K14", "kthread_create() makes a running thread", _created_running),
    Mutant("k15-idle", "K15", "another task idles in the place of process 0", _another_idles),
    Mutant("k16-exec", "K16", "execve() keeps the borrowed page directory", _exec_keeps_directory),
    Mutant("k16-orphans", "K16", "orphans are left to process 0", _orphans_to_zero),
    Mutant("k16-exit", "K16", "the kernel outlives process 1", _init_may_end, command_line="rc=exit"),
)
