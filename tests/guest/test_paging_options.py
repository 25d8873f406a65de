# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's paging options: its suites hold under each, and the tables say what was asked."""

import pytest

from harness import BootConfig, Layout, Machine, StopReason, boot
from harness.errors import ConfigError
from harness.image.elf import read_elf
from harness.image.layout import SPLITS
from harness.image.link import link_at
from harness.inspect.spaces import mappings_of, space_now
from harness.machine.engine import Reg
from harness.machine.mappings import rights
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

SUITES = "protect,pgtable,uaccess,vmalloc"
OPTIONS = [
    ("4m", "nowp"),
    ("4k", "nowp"),
    ("pae", "nowp"),
    ("4k", "ro,global"),
    ("4m", "ro,global"),
    ("pae", "ro,nx,global"),
]
REFUSED = {
    "nx": "paging=nx: only entries of PAE have the bit",
    "ro,nowp": "paging=ro,nowp: ring 0 would not honour it",
    "fast": "paging=: unknown word at 'fast'",
}


def booted(pages, append):
    return boot(BootConfig(layout=Layout(pages=pages), append=append, budget_instructions=500_000_000))


@pytest.mark.parametrize("pages, words", OPTIONS)
def test_the_suites_that_touch_tables_hold(pages, words):
    report = booted(pages, f"rc=kunit kunit={SUITES} paging={words}")
    assert report.stop.reason is StopReason.EXIT, report.stop
    assert report.stop.ok, report.console


@pytest.mark.slow
@pytest.mark.parametrize("pages, words", OPTIONS)
def test_every_check_of_the_default_boot_holds(pages, words):
    report = booted(pages, f"paging={words}")
    assert report.ok, report.stop


@pytest.mark.parametrize("words", REFUSED)
def test_the_kernel_stops_with_a_sentence_at_what_cannot_be(words):
    report = booted("4m", f"paging={words}")
    assert report.stop.reason is StopReason.PANIC
    assert REFUSED[words] in report.console


# Entered as by any boot loader, the kernel alone can refuse.
REFUSED_ALONE = [
    ("3G_OPT", "pages=pae", "PAE: the split b0000000 is no multiple of 1 GiB"),
    ("3G", "pages=pae paging=recursive", "paging=recursive: PAE directories share the kernel's entries"),
    ("3G", "pages=2m", "pages=: no form of tables at '2m'; 4k, 4m or pae"),
    ("3G", "reserve=8M", "reserve=: 8 MiB at the top cannot be; at least 128, in steps of 4"),
    ("3G", "reserve=130M", "reserve=: 130 MiB at the top cannot be"),
    ("3G", "reserve=2G", "reserve=: 2048 MiB at the top cannot be"),
]


@pytest.mark.parametrize("split, words, sentence", REFUSED_ALONE)
def test_the_kernel_by_itself_stops_with_a_sentence_at_what_cannot_be(split, words, sentence, tmp_path):
    kernel = tmp_path / "kernel.elf"
    kernel.write_bytes(link_at(read_elf(default_kernel()), SPLITS[split]))
    machine = Machine.load_any(read_elf(kernel), command_line=words)
    assert machine.run(100_000_000).reason is StopReason.PANIC
    assert sentence in machine.console.text


@pytest.mark.parametrize(
    "word, remedy",
    [("pages=4k", "give --pages"), ("reserve=256M", "--layout"), ("paging=ro,4g", "give --paging 4g")],
)
def test_words_that_the_loader_must_know_are_options_of_the_harness(word, remedy):
    with pytest.raises(
        ConfigError, match=f"{word} on the command line would contradict the layout; .*{remedy}"
    ):
        load(BootConfig(append=f"quiet {word}"))


def test_data_and_stacks_of_programs_execute_only_without_nx():
    with_nx, without = (booted("pae", f"rc=nx {more}").console for more in ("paging=nx", ""))
    assert "init: power off, 0 steps failed" in with_nx and "noexec: data" not in with_nx
    assert "noexec: data: it ran" in without and "noexec: stack: it ran" in without


def running(pages, words):
    machine = load(BootConfig(layout=Layout(pages=pages), append=f"paging={words}"))
    machine.engine.add_probe(machine.symbols["sys_pause"], None)
    assert machine.run().reason is StopReason.BREAKPOINT
    return machine


def rights_at(machine, symbol):
    virt = machine.symbols[symbol]
    page = next(p for p in mappings_of(machine, space_now(machine)) if p.virt_start <= virt < p.virt_end)
    return rights(page.flags, page.flags >> 63 or machine.layout.pages == "pae")


def test_the_walker_finds_text_constants_and_data_apart():
    machine = running("pae", "ro,nx")
    assert rights_at(machine, "_stext") == "kernel read-only executable"
    assert rights_at(machine, "linux_banner") == "kernel read-only no-execute"
    assert rights_at(machine, "init_task") == "kernel writable no-execute"
    for page in mappings_of(machine, space_now(machine)):
        assert machine.engine.translate(page.virt_start)[0] == page.phys


@pytest.mark.parametrize("pages", ["4m", "4k"])
def test_a_store_to_kernel_text_faults_at_the_storing_instruction(pages):
    machine = running(pages, "ro")
    engine, text = machine.engine, machine.symbols["_stext"]
    before = machine.read_virt(text, 4)
    room = machine.symbols["__patch_room"]
    phys = room - machine.layout.page_offset
    engine.ram[phys : phys + 2] = bytes.fromhex("8910")  # mov [eax], edx
    engine.set_reg(Reg.EAX, text)
    engine.set_reg(Reg.EDX, ~int.from_bytes(before, "little") & 0xFFFFFFFF)
    engine.flush_code()
    engine.set_reg(Reg.EIP, room)
    machine.run(1_000_000)
    assert f"at virtual address {text:08x}" in machine.console.text
    assert f"[<{room:08x}>]" in machine.console.text
    assert machine.read_virt(text, 4) == before


def test_a_jump_into_kernel_data_faults_with_nx():
    machine = running("pae", "nx")
    data = machine.symbols["init_task"]
    machine.engine.set_reg(Reg.EIP, data)
    machine.run(1_000_000)
    assert f"at virtual address {data:08x}" in machine.console.text


FIELDS = [
    Layout(write_protect=False),
    Layout(text_read_only=True, global_pages=True, stack_guard=True),
    Layout(pages="4k", text_read_only=True, global_pages=True),
    Layout(pages="pae", nx=True, text_read_only=True, stack_guard=True, global_pages=True),
]


@pytest.mark.parametrize("layout", FIELDS, ids=lambda layout: f"{layout.pages}-{layout.words}")
def test_the_boot_parameters_ask_for_the_same(layout):
    """The suites compare what the kernel was told with what its tables are."""
    append = f"rc=kunit kunit={SUITES},stack"
    report = boot(BootConfig(layout=layout, append=append, budget_instructions=500_000_000))
    assert report.stop.ok, report.console
    machine = load(BootConfig(layout=layout))
    machine.run(2_000_000)
    told = machine.read_word(machine.symbols["paging_options"])
    wanted = (layout.write_protect, layout.text_read_only, layout.nx, layout.global_pages, layout.stack_guard)
    assert tuple(bool(told >> bit & 1) for bit in range(5)) == wanted
