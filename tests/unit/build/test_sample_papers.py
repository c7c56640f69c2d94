"""Setting the sample papers: lines that begin and end lawfully, figures that add up."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_papers.faces import Face
from sample_papers.figures import grouped, shares_of
from sample_papers.lines import break_lines
from sample_papers.plan_projects import PROJECTS
from sample_papers.renewal_estates import COUNTS, ESTATES, HOUSEHOLDS

FULL_WIDTH = Face(glyphs={}, widths=defaultdict(lambda: 1000.0), font=b"")


def test_no_line_begins_with_closing_punctuation_or_ends_with_an_opening_one() -> None:
    text = "规模以上工业增加值，增长。（装备制造、新型材料）分别增长：“一企一策”。"

    for width in range(4, 12):
        lines = break_lines(text, FULL_WIDTH, 10, width * 10)
        assert "".join(lines) == text
        assert not any(line[0] in "，。、：）”" for line in lines)
        assert not any(line[-1] in "（“" for line in lines[:-1])


def test_a_figure_stays_in_one_piece() -> None:
    lines = break_lines("落实补贴资金1 200万元和6.5%", FULL_WIDTH, 10, 80)

    assert lines == ["落实补贴资金", "1 200万元和", "6.5%"]


@given(st.text(alphabet="中文，。（）1.5% a", min_size=1, max_size=40), st.integers(1, 12))
def test_breaking_loses_nothing_and_ends(text: str, width: int) -> None:
    assert "".join(break_lines(text, FULL_WIDTH, 10, width * 10)) == text


@given(st.integers(0, 10**7), st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_shares_add_up(total: int, weights: list[float]) -> None:
    assert sum(shares_of(total, weights)) == total


@pytest.mark.parametrize(("number", "shown"), [(7, "7"), (8900, "8 900"), (2_870_000, "2 870 000")])
def test_figures_are_grouped_by_three(number: int, shown: str) -> None:
    assert grouped(number) == shown


def test_the_papers_agree_with_each_other() -> None:
    assert [len(names) for _, names in PROJECTS] == [30, 20, 20, 12]
    assert len({estate.name for estate in ESTATES}) == sum(COUNTS) == 63
    for year, households in enumerate(HOUSEHOLDS, start=2026):
        assert sum(estate.households for estate in ESTATES if estate.year == year) == households
