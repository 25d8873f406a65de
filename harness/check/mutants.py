# SPDX-License-Identifier: GPL-2.0-or-later
"""The mutants: kernels with one promise broken, and the check that must catch each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from harness.check.patch import Patcher

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
        "cmp dword ptr [esp + 4], {watchdog}; jne {original}; "
        "mov eax, [esp + 4]; push dword ptr [esp + 8]; call eax; add esp, 4; ret".replace(
            "{watchdog}", "{khungtaskd}"
        ),
    )


def _work_at_once(patch: Patcher) -> None:
    func = patch.symbols.offset("work_struct", "func")
    data = patch.symbols.offset("work_struct", "data")
    patch.detour(
        "queue_work",
        f"mov eax, [esp + 8]; push dword ptr [eax + {data}]; call dword ptr [eax + {func}]; "
        "add esp, 4; mov eax, 1; ret",
    )


def _polling(patch: Patcher) -> None:
    patch.redirect("worker_thread", "schedule", "push 1; call {schedule_timeout}; add esp, 4; ret")


def _to_ring_three(patch: Patcher) -> None:
    patch.detour(
        "run_workqueue",
        f"push 0x7b; push {USER_TEXT + 0x1000:#x}; push 0x202; push 0x73; push {USER_TEXT:#x}; iretd",
    )


def _reads_user(patch: Patcher) -> None:
    patch.detour("run_workqueue", f"mov al, byte ptr [{USER_TEXT:#x}]; jmp {{original}}")


def _writes_user(patch: Patcher) -> None:
    top = patch.machine.layout.page_offset - 16
    patch.detour("run_workqueue", f"mov byte ptr [{top:#x}], 0; jmp {{original}}")


def _never_loads(patch: Patcher) -> None:
    patch.redirect("switch_mm", "load_cr3", "ret")


def _created_running(patch: Patcher) -> None:
    patch.redirect("kthread", "schedule", "mov eax, esp; and eax, 0xffffe000; ret")


def _keeps_parent(patch: Patcher) -> None:
    patch.redirect("daemonize", "reparent_to_init", "ret")


MUTANTS: tuple[Mutant, ...] = (
    Mutant("k01-call", "K01", "kernel_thread() calls fn in the caller's task", _call_in_place),
    Mutant("k04-at-once", "K04", "queue_work() runs the work inside the interrupt", _work_at_once),
    Mutant("k06-polling", "K06", "worker threads poll their queues every tick", _polling),
    Mutant("k08-ring3", "K08", "a worker thread returns to ring 3", _to_ring_three),
    Mutant("k09-reads", "K09", "a worker thread reads a user address", _reads_user),
    Mutant("k10-no-load", "K10", "switch_mm() forgets to load CR3", _never_loads, policy="native"),
    Mutant("k12-writes", "K12", "a worker thread writes one byte of the user half", _writes_user),
    Mutant("k13-parent", "K13", "daemonize() keeps the parent", _keeps_parent),
    Mutant("k14-running", "K14", "kthread_create() makes a running thread", _created_running),
)
