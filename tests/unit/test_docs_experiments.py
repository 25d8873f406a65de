# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/experiments: commands that parse, pictures that exist, tables of the shape that is printed."""

import re
import shlex
from pathlib import Path

import pytest

from harness.cli.layout_compare import CHOICE, FIGURES, compare
from harness.lab.plots import CHARTS

FOLDER = Path(__file__).parents[2] / "docs" / "experiments"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_is_a_command_its_table_a_picture_and_a_reading(page):
    text = page.read_text()
    blocks = re.findall(r"^```\n\$ harness layout compare ([^\n]*)\n(.*?)^```", text, re.M | re.S)
    assert blocks
    for words, shown in blocks:
        parsed = compare.make_context("compare", shlex.split(words)).params
        title, heading, *rows = shown.strip().splitlines()
        tlbs = parsed["tlbs"]
        assert (tlbs[0] if len(tlbs) == 1 else f"{len(tlbs)} TLBs") in title
        assert heading.split("  ")[1:] and [w for w in CHOICE + FIGURES if w not in heading] == []
        count = len(tlbs)
        for name in ("splits", "pages", "paging", "policies", "workloads"):
            count *= len(parsed[name].split(","))
        assert len(rows) == count == int(title.split()[0])
    pictures = re.findall(r"\(pictures/([^)]*)\)", text)
    assert pictures and all((FOLDER / "pictures" / name).exists() for name in pictures)
    assert all(name.removesuffix(".svg").split("-", 1)[1] in CHARTS for name in pictures)
    assert "## Reading" in text


def test_the_index_names_every_page():
    index = (FOLDER / "README.md").read_text()
    assert [page.name for page in PAGES if f"({page.name})" not in index] == []
