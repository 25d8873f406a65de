# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot the guest and assert what the textbook says about its kernel threads."""

from harness import BootConfig, Layout, StopReason, boot

report = boot(BootConfig(layout=Layout(page_offset=0x80000000), policy="lazy"))
assert report.stop.reason is StopReason.EXIT, report.stop

tasks = {task.pid: task for task in report.tasks}
assert tasks[0].comm == "swapper" and tasks[1].comm == "init"
assert not tasks[1].kernel_thread, "process 1 became an ordinary process"
assert all(tasks[pid].mm == 0 for pid in (2, 3, 4, 5)), "kernel threads have no mm"
assert report.cr3.avoided > 0, "lazy TLB saved CR3 loads"
print(report.stop)
