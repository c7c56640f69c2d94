"""How the words of notes and stamps lie on a page."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ink import MarkId, Note, Stamp
from shared.domain.ink_words import LEADING, note_box, note_lines, note_room, runs, stamp_box

SIZE = 0.02


def measure(text: str) -> float:
    """A Chinese character is as wide as high, a Latin letter half of it."""
    return sum(SIZE if letter >= "\u2e80" else SIZE / 2 for letter in text)


def note(text: str, u: float = 0.1) -> Note:
    return Note(id=MarkId("n"), page=1, at=(u, 0.2), color="#1A3D8F", text=text, size=SIZE)


@given(st.text(alphabet="abc de，。（）同意办公室\n", max_size=80), st.floats(0.03, 0.5))
def test_no_letter_is_lost_and_no_line_is_wider_than_its_room(text: str, room: float) -> None:
    lines = note_lines(text, room, measure)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure(line) <= room + 1e-9 or len(line) == 1 for line in lines)


clauses = st.tuples(
    st.sampled_from(("", "（", "《")),
    st.text("同意办公室跟进", min_size=1, max_size=9),
    st.sampled_from("，。）"),
)


@given(st.lists(clauses, max_size=12), st.integers(6, 20))
def test_a_line_begins_with_no_closing_and_ends_with_no_opening_punctuation(
    said: list[tuple[str, str, str]], letters: int
) -> None:
    lines = note_lines("".join("".join(clause) for clause in said), letters * SIZE, measure)
    for before, after in itertools.pairwise(lines):
        assert after[0] not in "，。）"
        assert before[-1] not in "（《"


def test_chinese_breaks_between_characters_and_latin_between_words() -> None:
    assert note_lines("同意请办公室跟进", 4 * SIZE, measure) == ("同意请办", "公室跟进")
    assert note_lines("agree with this", 4 * SIZE, measure) == ("agree", "with", "this")
    assert note_lines("同意，跟进", 2 * SIZE, measure) == ("同", "意，", "跟进")


def test_own_line_ends_and_empty_lines_stay() -> None:
    assert note_lines("one\n\ntwo", 1.0, measure) == ("one", "", "two")


def test_a_note_has_the_room_to_the_edge_of_the_page_and_at_least_eight_letters() -> None:
    assert note_room(note("x", 0.1)) == pytest.approx(0.89)
    assert note_room(note("x", 0.99)) == pytest.approx(8 * SIZE)


def test_the_box_of_a_note_holds_its_lines() -> None:
    lines = ("同意", "请办公室跟进")
    assert note_box(note("x"), lines, 2.0, measure) == pytest.approx(
        (0.1, 0.2, 0.1 + 6 * SIZE, 0.2 + 2 * LEADING * SIZE / 2.0)
    )


def test_a_stamp_stands_centred_on_its_place() -> None:
    stamp = Stamp(id=MarkId("s"), page=1, at=(0.5, 0.4), color="#A12D1C", text="已阅", size=SIZE)
    u0, v0, u1, v1 = stamp_box(stamp, 1.5, measure)
    assert ((u0 + u1) / 2, (v0 + v1) / 2) == pytest.approx((0.5, 0.4))
    assert u1 - u0 == pytest.approx((2 + 2 * 0.35) * SIZE)
    assert (v1 - v0) * 1.5 == pytest.approx((1 + 2 * 0.22) * SIZE)


@pytest.mark.parametrize("text", ["x" * 2_000, "同" * 2_000, "to " * 666, "a\t" * 1_000])
@pytest.mark.parametrize("letters", [8, 400])
def test_breaking_a_long_note_measures_few_letters_more_than_it_has(text: str, letters: int) -> None:
    measured = 0

    def counted(part: str) -> float:
        nonlocal measured
        measured += len(part)
        return measure(part)

    note_lines(text, letters * SIZE, counted)
    assert measured <= 12 * len(text)


@given(st.text(alphabet="abc de，。（）同意", max_size=200), st.integers(1, 9))
def test_a_line_in_runs_is_the_same_line_and_no_run_is_long(line: str, most: int) -> None:
    parts = list(runs(line, most))
    assert "".join(parts) == line
    assert all(0 < len(part) <= 4 * most for part in parts)


def test_runs_are_cut_where_a_line_may_be_broken() -> None:
    assert list(runs("agree with this", 8)) == ["agree ", "with ", "this"]
    assert list(runs("agreement", 4)) == ["agreement"]
