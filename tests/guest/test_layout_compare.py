# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness layout compare`` and ``harness layout tlb`` on the guest."""

import csv
import json

import pytest

from harness.cli import run
from harness.image.elf import read_elf
from harness.lab.workloads import WORKLOADS, find_workload
from harness.machine.machine import Machine
from harness.run.kernel_path import default_kernel

LISTS = ("--split", "3G,3G_OPT", "--pages", "4m,pae", "--policy", "lazy,eager", "--workload", "nap")


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    code = run(
        ["layout", "compare", *LISTS, "-o", str(folder), "--json", str(folder / "a.json"), "--jobs", "2"]
    )
    return code, folder, json.loads((folder / "a.json").read_text())["runs"]


def test_every_combination_is_a_row_in_the_order_of_the_lists(compared):
    _, _, rows = compared
    assert [(r["split"], r["pages"], r["policy"]) for r in rows] == [
        (s, p, q) for s in ("3G", "3G_OPT") for p in ("4m", "pae") for q in ("lazy", "eager")
    ]


def test_what_a_rule_forbids_is_a_row_that_says_so(compared):
    code, _, rows = compared
    bad = [r for r in rows if not r["ok"]]
    assert {(r["split"], r["pages"]) for r in bad} == {("3G_OPT", "pae")}
    assert all("the nearest legal split is 0xc0000000" in r["why"] for r in bad)
    assert code == 0


def test_lazy_switching_saves_loads_and_walks_where_a_task_takes_turns_with_process_0(compared):
    _, _, rows = compared
    by = {(r["split"], r["pages"], r["policy"]): r for r in rows}
    lazy, eager = by["3G", "4m", "lazy"], by["3G", "4m", "eager"]
    assert lazy["switches"] == eager["switches"] == eager["loads"]
    assert lazy["loads"] * 10 < eager["loads"]
    assert lazy["tlb_walks"] * 5 < eager["tlb_walks"]
    assert lazy["trace_hash"] == eager["trace_hash"]


def test_the_figures_are_the_same_on_every_run_whatever_the_number_of_jobs(compared, tmp_path):
    _, _, rows = compared
    target = tmp_path / "b.json"
    run(["layout", "compare", *LISTS, "--json", str(target), "--jobs", "1"])
    assert json.loads(target.read_text())["runs"] == rows


def test_json_has_no_times(compared):
    _, folder, _ = compared
    assert "second" not in (folder / "a.json").read_text().replace("tlb_second", "")


def test_the_files_hold_the_same_rows(compared):
    _, folder, rows = compared
    with open(folder / "compare.csv") as file:
        from_csv = list(csv.DictReader(file))
    assert [r["tlb_walks"] for r in from_csv] == [str(r["tlb_walks"]) for r in rows]
    parquet = pytest.importorskip("pyarrow.parquet")
    assert parquet.read_table(folder / "compare.parquet").to_pylist() == rows


def test_the_page_needs_nothing_else(compared):
    _, folder, rows = compared
    text = (folder / "index.html").read_text()
    assert text.count("<svg") == len(list(folder.glob("*.svg"))) >= 5
    assert "<img" not in text and "src=" not in text and "<link" not in text
    assert f"{rows[0]['tlb_walks']:,}" in text
    assert "the nearest legal split" in text


def test_a_guest_that_does_not_arrive_is_a_row_and_exit_code_1(capsys):
    arguments = (
        "--pages",
        "4m",
        "--policy",
        "lazy",
        "--workload",
        "nap",
        "--budget",
        "100K",
        "--tlb",
        "none",
    )
    assert run(["layout", "compare", *arguments]) == 1
    assert "budget" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--split", "5G", "3G, 3G_OPT"),
        ("--policy", "lazy,slow", "unknown policy 'slow'"),
        ("--workload", "race", "no workload 'race'; choose from boot, switch"),
        ("--paging", "fast", "unknown paging option 'fast'"),
        ("--tlb", "core9", "no TLB 'core9'"),
        ("--tlb", "core2,slow", "unknown change 'slow' of a TLB"),
        ("--split", ",", "no splits to compare"),
        ("--budget", "much", "much"),
    ],
)
def test_a_wrong_list_is_told_before_anything_boots(capsys, option, value, message):
    assert run(["layout", "compare", option, value]) == 2
    assert message in capsys.readouterr().err


def test_several_tlbs_are_rows_of_the_same_run(capsys):
    words = ("--pages", "4m", "--policy", "lazy", "--workload", "switch", "--json", "-")
    assert run(["layout", "compare", *words, "--tlb", "pentium3", "--tlb", "pentium3,tagged"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [tlb["name"] for tlb in told["tlbs"]] == ["pentium3", "pentium3,tagged"]
    plain, tagged = told["runs"]
    assert (plain["tlb"], tagged["tlb"]) == ("pentium3", "pentium3,tagged")
    assert plain["trace_hash"] == tagged["trace_hash"] and plain["tlb_refs"] == tagged["tlb_refs"]
    assert tagged["tlb_walks"] * 5 < plain["tlb_walks"]


def test_no_model_stands_alone(capsys):
    assert run(["layout", "compare", "--tlb", "none", "--tlb", "k7"]) == 2
    assert "--tlb none stands alone" in capsys.readouterr().err


def test_the_workload_io_goes_through_the_disk():
    workload = find_workload("io")
    machine = Machine.load(read_elf(default_kernel()), command_line="rc=io", disks=workload.disks)
    moved = {True: 0, False: 0}

    def count(record):
        moved[record.write] += record.done

    machine.disks[0].observe(count)
    stop = machine.run()
    assert stop.ok, machine.console.text
    sectors_of_a_mib = 2048
    assert moved[True] == sectors_of_a_mib
    assert moved[False] >= sectors_of_a_mib


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_workload_ends_well_on_its_machine(name):
    disks = find_workload(name).disks
    machine = Machine.load(read_elf(default_kernel()), command_line=f"rc={name}", disks=disks)
    assert machine.run().ok, machine.console.text


def test_where_nothing_can_be_written_nothing_boots(capsys, monkeypatch):
    monkeypatch.setattr("harness.cli.layout_compare.run", lambda *_, **__: pytest.fail("it booted"))
    assert run(["layout", "compare", "-o", "/proc/nowhere"]) == 2
    assert "cannot be made: No such file or directory; name another directory" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["matplotlib", "pyarrow"])
def test_what_the_files_need_is_looked_for_before_anything_boots(capsys, monkeypatch, tmp_path, missing):
    monkeypatch.setattr("harness.cli.layout_compare.run", lambda *_, **__: pytest.fail("it booted"))
    for module in ("harness.lab.plots", "harness.lab.export"):
        monkeypatch.setattr(f"{module}.find_spec", lambda name: None if name == missing else True)
    assert run(["layout", "compare", "-o", str(tmp_path / "out")]) == 2
    assert f"need{'s' if missing == 'pyarrow' else ''} {missing}" in capsys.readouterr().err


def test_page_sizes_that_do_not_exist_are_rows(capsys):
    assert run(["layout", "compare", "--pages", "2m", "--policy", "lazy"]) == 0
    assert "choose one of 4k, 4m, pae" in capsys.readouterr().out


def test_one_run_is_told_by_task_and_by_address(capsys):
    assert run(["layout", "tlb", "--tlb", "k7", "--append", "rc=nap", "--json", "-"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["tlb"]["name"] == "k7"
    assert told["all"]["refs"] == sum(c["refs"] for c in told["by_class"].values())
    assert told["all"]["refs"] == sum(t["refs"] for t in told["by_task"])
    assert "alternate" in {t["comm"] for t in told["by_task"]}


def test_the_run_prints_what_the_model_costs(capsys):
    assert run(["layout", "tlb", "--append", "rc=nap"]) == 0
    captured = capsys.readouterr()
    assert "walks per 1000" in captured.out
    assert "M references/s" in captured.err


def test_presets_are_listed_with_their_sources(capsys):
    assert run(["layout", "tlb", "--presets"]) == 0
    assert "descriptors B0H" in capsys.readouterr().out
