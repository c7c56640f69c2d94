"""What a search tells of the places it found."""

from __future__ import annotations

import pytest

from kiosk.ui.screens.search_found import (
    MOST_HITS,
    begun,
    ended,
    hits_of,
    looking_at,
    stepped,
    with_hits,
    with_progress,
)
from shared.pdf.pages import Box, PageHits, PageText, SearchProgress, Word


def latin(words: str, *, block: int = 0, line: int = 0, left: float = 0.1) -> tuple[Word, ...]:
    """Words of one line, each 0.05 wide with gaps."""
    return tuple(
        Word(
            left + 0.07 * n, 0.1 + 0.03 * line, left + 0.07 * n + 0.05, 0.12 + 0.03 * line, word, line, block
        )
        for n, word in enumerate(words.split())
    )


def chinese(words: str) -> tuple[Word, ...]:
    """Characters of one line, side by side."""
    return tuple(
        Word(0.1 + 0.02 * n, 0.1, 0.12 + 0.02 * n, 0.12, letter, 0, 0) for n, letter in enumerate(words)
    )


def box_of(*words: Word) -> Box:
    return (words[0].u0, words[0].v0, words[-1].u1, words[-1].v1)


def test_a_place_is_told_with_what_stands_around_it() -> None:
    words = latin("revenue of the general budget reached")
    found = with_hits(begun("general", 9), PageHits(4, ((box_of(words[3]),),)), PageText(words))
    (hit,) = found.hits
    assert (hit.page, hit.words) == (5, "revenue of the general budget reached")
    assert hit.words[slice(*hit.bold)] == "general"


def test_chinese_is_told_without_spaces() -> None:
    words = chinese("\u56fa\u5b9a\u8d44\u4ea7\u6295\u8d44\u603b\u989d")
    hits = PageHits(0, ((box_of(*words[4:6]),),))
    (hit,) = with_hits(begun("\u6295\u8d44", 1), hits, PageText(words)).hits
    assert hit.words == "\u56fa\u5b9a\u8d44\u4ea7\u6295\u8d44\u603b\u989d"
    assert hit.words[slice(*hit.bold)] == "\u6295\u8d44"


def test_what_stands_around_ends_with_the_paragraph() -> None:
    words = (
        *latin("another matter"),
        *latin("of the budget", block=1, line=1),
        *latin("next", block=2, line=2),
    )
    hits = PageHits(0, ((box_of(words[3]),),))
    assert with_hits(begun("the", 1), hits, PageText(words)).hits[0].words == "of the budget"


def test_a_place_over_two_lines_is_one_place() -> None:
    words = (*latin("of the", line=0), *latin("general budget", line=1))
    hits = PageHits(0, ((box_of(words[1]), box_of(words[2])),))
    (hit,) = with_hits(begun("the general", 1), hits, PageText(words)).hits
    assert hit.words[slice(*hit.bold)] == "the general"
    assert hits_of(with_hits(begun("q", 1), hits, None), 1) == (hit.boxes,)


def test_a_page_whose_words_are_not_known_is_told_by_its_number() -> None:
    found = with_hits(begun("x", 3), PageHits(2, (((0.1, 0.1, 0.2, 0.2),),)), None)
    assert (found.hits[0].page, found.hits[0].words) == (3, "")


@pytest.mark.parametrize(
    ("steps", "live"), [([1], 0), ([1, 1], 1), ([-1], 2), ([1, -1], 2), ([1, 1, 1, 1], 0)]
)
def test_steps_go_around(steps: list[int], live: int) -> None:
    box: Box = (0.1, 0.1, 0.2, 0.2)
    found = with_hits(begun("x", 3), PageHits(0, ((box,), (box,), (box,))), None)
    for by in steps:
        found = stepped(found, by)
    assert found.live == live


def test_without_places_no_step_leads_anywhere() -> None:
    assert stepped(begun("x", 3), 1).live == -1
    assert looking_at(begun("x", 3), 4).live == -1


def test_not_more_than_can_be_looked_through_is_listed_and_that_is_said() -> None:
    box: Box = (0.1, 0.1, 0.2, 0.2)
    found = begun("x", 2)
    for page in range(2):
        found = with_hits(found, PageHits(page, ((box,),) * 400), None)
    found = ended(found)
    assert len(found.hits) == MOST_HITS
    assert found.is_cut
    assert found.is_done


def test_a_search_for_nothing_is_done_at_once() -> None:
    assert begun("", 7).is_done
    assert not begun("x", 7).is_done


def test_progress_is_told_and_whether_the_search_ended_early() -> None:
    found = with_progress(begun("x", 1000), SearchProgress(300, 1000))
    assert (found.pages_done, found.pages, found.is_cut) == (300, 1000, False)
    assert with_progress(found, SearchProgress(400, 1000, True)).is_cut
