# SPDX-License-Identifier: GPL-2.0-or-later
"""System calls by SYSENTER and the vsyscall page: the same in every layout, and what a slip would break."""

import pytest

from harness import BootConfig, Layout, boot
from harness.check.patch import Patcher
from harness.image.layout import SPLITS
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

LAYOUTS = {
    "plain": Layout(),
    "4k": Layout(pages="4k", text_read_only=True, stack_guard=True),
    "pae": Layout(pages="pae", nx=True, text_read_only=True),
    "1G": Layout(SPLITS["1G"]),
    "4g": Layout(separation="4g"),
    "4g,pae": Layout(pages="pae", nx=True, separation="4g"),
    "recursive": Layout(recursive=True, global_pages=True),
}
FACTS, BAD_STACKS = 12, 9


def told(layout=None, append=""):
    config = BootConfig(layout=layout or Layout(), append=f"rc=vsyscall {append}".strip())
    return boot(config)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_program_finds_the_same_in_every_layout(name):
    report = told(LAYOUTS[name])
    assert report.stop.ok, report.console
    lines = report.console.splitlines()
    assert sum(line.startswith("vsyscall: ") for line in lines) == FACTS
    assert sum(line.startswith("sysenter: ") for line in lines) == BAD_STACKS
    assert "FAILED" not in report.console


@pytest.mark.parametrize("word", ["nosep", "vdso=0"])
def test_programs_do_without_it_where_the_command_line_says_so(word):
    report = told(append=word)
    assert report.stop.ok == (word == "nosep"), report.console
    assert ("vsyscall: FAILED: there is a page, an ELF object" in report.console) == (word == "vdso=0")


# A slip of entry_sysenter.S: the bytes, what stands there instead, and what is then said.
SLIPS = {
    "two registers change places": (b"\x5e\x5f\x5d", b"\x5f\x5e\x5d", "FAILED: no register but eax is lost"),
    "interrupts stay off": (b"\xfb\x0f\x35", b"\x90\x0f\x35", "FAILED: interrupts are on afterwards"),
    # `movl %esp, %eax; call` becomes `subl %eax, %eax; testl $address, %eax`: a page behind the file's end.
    "the sixth argument is left behind": (
        b"\x89\xe0\xe8",
        b"\x29\xc0\xa9",
        "init: run /bin/vsyscall: FAILED",
    ),
    "the user's flags stay in force": (b"\x68\x02\x02\0\0\x9d", b"\xfb" + b"\x90" * 5, "invalid TSS: 0000"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_the_entry_code_does_not_go_unseen(slip):
    right, wrong, said = SLIPS[slip]
    machine = load(BootConfig(append="rc=vsyscall"))
    start = machine.symbols["sysenter_entry"]
    text = machine.engine.read_virt(start, machine.symbols.size("sysenter_entry"))
    assert text.count(right) == 1
    Patcher(machine).write(start + text.index(right), wrong)
    assert not machine.run(500_000_000).ok
    assert said in machine.console.text
