# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages lead to each other: no link is dead, and README leads to every page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("guest/*.md"), *ROOT.glob("examples/*/*.md")]
)


def links(page):
    """The files of the project that a page links to, with the headings meant."""
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.M | re.S)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link.partition("#")[::2] for link in found if "://" not in link]


def headings(page):
    """The anchors that a forge makes of a page's headings."""
    lines = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    for name, anchor in links(page):
        there = page.parent / name if name else page
        assert there.exists(), name
        assert not anchor or anchor in headings(there), f"{name}#{anchor}"


def test_readme_leads_to_every_page_of_the_documentation():
    indexes = ROOT / "README.md", ROOT / "docs" / "experiments" / "README.md"
    reached = {(index.parent / name).resolve() for index in indexes for name, _ in links(index) if name}
    pages = [page for page in PAGES if page.is_relative_to(ROOT / "docs")]
    assert [page.name for page in pages if page.resolve() not in {*reached, *indexes}] == []
