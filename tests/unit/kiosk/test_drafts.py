"""Drafts of a paper, and the ink that stays behind."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.session.drafts import LeftInk, drafts_of, left_ink, page_in_newest
from shared.domain.papers import PageRun, Paper, Sha256

FIRST, SECOND, THIRD, OTHER = (Sha256(sign * 64) for sign in "abce")


def paper(sha256: Sha256, pages: int, draft: int = 1, *, after: Sha256 | None = None) -> Paper:
    return Paper(sha256=sha256, title="paper", size_bytes=1, page_count=pages, draft=draft, replaces=after)


ONE = paper(FIRST, 5)
# Page 2 changed, a page was put in after it, and page 5 is gone.
TWO = msgspec.structs.replace(paper(SECOND, 5, 2, after=FIRST), carried=(PageRun(1, 1, 1), PageRun(3, 4, 2)))
THREE = msgspec.structs.replace(paper(THIRD, 4, 3, after=SECOND), carried=(PageRun(1, 1, 3),))
ALL = (THREE, paper(OTHER, 9), ONE, TWO)


@pytest.mark.parametrize("asked", [FIRST, SECOND, THIRD])
def test_all_drafts_of_a_paper_are_found_from_any_of_them(asked: Sha256) -> None:
    assert drafts_of(ALL, asked) == (ONE, TWO, THREE)


def test_a_paper_of_one_draft_stands_alone_and_an_unknown_one_has_none() -> None:
    assert drafts_of(ALL, OTHER) == (ALL[1],)
    assert drafts_of((ONE,), OTHER) == ()


def test_drafts_that_claim_to_replace_each_other_end() -> None:
    one = msgspec.structs.replace(ONE, replaces=SECOND)
    assert {p.sha256 for p in drafts_of((one, TWO), FIRST)} == {FIRST, SECOND}


@pytest.mark.parametrize(("page", "expected"), [(1, 1), (2, 2), (3, 4), (4, 4), (5, 4)])
def test_reading_goes_on_at_the_same_page_wherever_it_is_now(page: int, expected: int) -> None:
    assert page_in_newest(ALL, FIRST, page) == expected


def test_ink_on_pages_that_stayed_came_along_and_all_other_is_listed() -> None:
    counts = {FIRST: {1: 4, 2: 3, 5: 1}, SECOND: {1: 4, 4: 2, 5: 0}}
    assert left_ink(ALL, THIRD, counts) == (
        LeftInk(paper=FIRST, draft=1, page=2, marks=3),
        LeftInk(paper=FIRST, draft=1, page=5, marks=1),
        LeftInk(paper=SECOND, draft=2, page=4, marks=2),
    )


def test_marks_beyond_the_last_page_of_their_draft_lead_nowhere_and_are_not_listed() -> None:
    assert left_ink(ALL, SECOND, {FIRST: {6: 1}}) == ()


def test_without_an_earlier_draft_nothing_stays_behind() -> None:
    assert left_ink(ALL, OTHER, {OTHER: {1: 1}}) == ()
