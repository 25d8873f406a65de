# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness layout show``, with no kernel to read."""

import json

import pytest

from harness.cli import run
from harness.image.layout import TOP


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch, tmp_path):
    monkeypatch.setenv("HARNESS_KERNEL", str(tmp_path / "absent.elf"))


def shown(capsys, *arguments):
    code = run(["layout", "show", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_json_names_every_region(capsys):
    code, out, _ = shown(capsys, "--split", "2G", "--json", "-")
    assert code == 0
    outer = [r for r in json.loads(out)["regions"] if r["depth"] == 0]
    assert [r["name"] for r in outer] == ["user half", "direct map", "beyond RAM", "reserve"]
    assert outer[-1]["virt_end"] == TOP


def test_every_region_has_its_letter_in_table_and_strip(capsys):
    _, out, _ = shown(capsys)
    letters = {line.split()[0] for line in out.splitlines() if "█" in line}
    strips = "".join(line.split("│")[1] for line in out.splitlines() if "│" in line)
    assert letters == set(strips)


def test_strips_have_one_width(capsys):
    _, out, _ = shown(capsys, "--split", "1G", "--memory", "1G", "--pages", "4k")
    assert len({len(line) for line in out.splitlines() if "│" in line}) == 1


def test_a_pipe_gets_no_colour(capsys):
    assert "\x1b" not in shown(capsys)[1]


def test_a_larger_region_never_has_a_shorter_bar(capsys):
    _, out, _ = shown(capsys, "--json", "-")
    sizes = [r["virt_end"] - r["virt_start"] for r in json.loads(out)["regions"]]
    bars = [line.count("█") for line in shown(capsys)[1].splitlines() if "█" in line]
    by_size = [bar for _, bar in sorted(zip(sizes, bars, strict=True))]
    assert by_size == sorted(by_size)


def test_a_kernel_that_is_named_must_be_there(capsys, tmp_path):
    code, out, err = shown(capsys, "--kernel", str(tmp_path / "no.elf"))
    assert (code, out) == (6, "")
    assert "no such file" in err


def test_a_picture_that_cannot_be_written_is_one_sentence(capsys, tmp_path):
    pytest.importorskip("matplotlib", reason="pip install 'harness[plot]'")
    code, out, err = shown(capsys, "--png", str(tmp_path / "no" / "p.png"))
    assert (code, out) == (2, "")
    assert "cannot be written" in err


def test_a_layout_from_a_file_is_shown_and_options_change_it(capsys, tmp_path):
    target = tmp_path / "mine.toml"
    target.write_text('split = "2G"\npages = "pae"\nnx = true')
    code, out, _ = shown(capsys, "--layout", str(target), "--paging", "nowp", "--json", "-")
    assert code == 0
    layout = json.loads(out)
    assert (layout["split"], layout["nx"], layout["write_protect"]) == ("2G", True, False)
