"""Answers in envelopes: one encoding for each, one length for all."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.election_names import LONGEST_NAME, is_name, same_name
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import (
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from shared.domain.secrecy import LEAST_ROOM, MOST_ROOM
from shared.domain.secret_answers import decode_answer, encode_answer, plain_answer, read_answers, room_of

MOTION = MotionTerms()
OPTIONS = ChoiceTerms(options=tuple("abcdefgh"), most=8)
ELECTION = ElectionTerms(seats=4, candidates=("A", "B", "C", "D", "E"))
SHEET = QuestionnaireTerms(
    questions=(Question(text="which", answer=OPTIONS), Question(text="why", answer=FreeText(longest=100)))
)
SIDEWAYS = chr(0x20000)
"""A Chinese character of four bytes."""

names = st.text(max_size=30).filter(is_name)
chosen = st.lists(st.integers(0, 7), unique=True).map(lambda places: ChoiceBallot(chosen=tuple(places)))
elected = st.builds(
    ElectionBallot,
    marks=st.lists(st.sampled_from(Mark), min_size=5, max_size=5).map(tuple),
    write_ins=st.lists(names, max_size=4).map(tuple),
)
sheets = st.tuples(chosen, st.text(max_size=100).map(lambda words: TextAnswer(words=words))).map(
    lambda answers: QuestionnaireBallot(answers=answers)
)
asked: st.SearchStrategy[tuple[Terms, BallotAnswer]] = st.one_of(
    st.tuples(st.just(MOTION), st.sampled_from(Choice)),
    st.tuples(st.just(OPTIONS), chosen),
    st.tuples(st.just(ELECTION), elected),
    st.tuples(st.just(SHEET), sheets),
)


@given(asked)
def test_every_answer_comes_back_in_its_plain_form(pair: tuple[Terms, BallotAnswer]) -> None:
    terms, answer = pair
    content = encode_answer(terms, answer)
    assert content is not None
    assert decode_answer(terms, content) == plain_answer(answer)
    assert plain_answer(plain_answer(answer)) == plain_answer(answer)


@given(asked, st.randoms(use_true_random=False))
def test_an_order_that_does_not_count_leaves_no_mark(
    pair: tuple[Terms, BallotAnswer], chance: object
) -> None:
    terms, answer = pair
    match answer:
        case ChoiceBallot(chosen=places):
            again: BallotAnswer = ChoiceBallot(chosen=tuple(reversed(places)))
        case ElectionBallot(marks=marks, write_ins=written):
            again = ElectionBallot(marks=marks, write_ins=tuple(reversed(written)))
        case _:
            again = answer
    assert encode_answer(terms, again) == encode_answer(terms, answer)


def test_a_name_is_written_in_one_way() -> None:
    def by_name(name: str) -> ElectionBallot:
        return ElectionBallot(marks=(Mark.NO,) * 5, write_ins=(name,))

    one, two = by_name("\u738b\u6d0b"), by_name("\u738b\u3000\u6d0b")
    assert encode_answer(ELECTION, one) == encode_answer(ELECTION, two)
    marked = msgspec.msgpack.encode(two)
    assert decode_answer(ELECTION, marked) is None, "another writing would be a mark on the vote"


def test_a_space_that_parts_one_character_does_not_make_a_vote_unreadable() -> None:
    parted = "\u738be \u0301"
    assert same_name(same_name(parted)) != same_name(parted)
    content = encode_answer(ELECTION, ElectionBallot(marks=(Mark.NO,) * 5, write_ins=(parted,)))
    assert content is not None
    assert decode_answer(ELECTION, content) is not None


@given(st.binary(max_size=300), st.sampled_from([MOTION, OPTIONS, ELECTION, SHEET]))
def test_bytes_are_an_answer_only_if_a_seat_would_have_written_them(content: bytes, terms: Terms) -> None:
    answer = decode_answer(terms, content)
    assert answer is None or encode_answer(terms, answer) == content


def test_another_kind_of_answer_is_none() -> None:
    assert encode_answer(ELECTION, Choice.YES) is None
    content = encode_answer(MOTION, Choice.YES)
    assert content is not None
    assert decode_answer(ELECTION, content) is None
    assert decode_answer(MOTION, bytes(MOST_ROOM + 1)) is None


@pytest.mark.parametrize(
    ("terms", "answer"),
    [
        (MOTION, Choice.ABSTAIN),
        (OPTIONS, ChoiceBallot(chosen=tuple(range(8)))),
        (
            ElectionTerms(seats=30, candidates=tuple(f"c{n}" for n in range(40))),
            ElectionBallot(
                marks=(Mark.ABSTAIN,) * 10 + (Mark.NO,) * 30, write_ins=(SIDEWAYS * LONGEST_NAME,) * 30
            ),
        ),
        (
            SHEET,
            QuestionnaireBallot(
                answers=(ChoiceBallot(chosen=tuple(range(8))), TextAnswer(words=SIDEWAYS * 100))
            ),
        ),
    ],
)
def test_the_longest_answer_fits_into_its_room(terms: Terms, answer: BallotAnswer) -> None:
    content = encode_answer(terms, answer)
    assert content is not None
    assert len(content) <= room_of(terms) < MOST_ROOM
    assert room_of(terms) % 64 == 0


def test_a_motion_has_the_least_room_and_nothing_has_more_than_the_most() -> None:
    assert room_of(MOTION) == LEAST_ROOM
    words = tuple(Question(text=f"q{n}", answer=FreeText()) for n in range(50))
    sheet = QuestionnaireTerms(questions=words)
    assert room_of(sheet) == MOST_ROOM
    short = QuestionnaireBallot(answers=(TextAnswer(words="\u5b57" * 50),) * 50)
    long = QuestionnaireBallot(answers=(TextAnswer(words="\u5b57" * 1000),) * 50)
    assert encode_answer(sheet, short) is not None
    assert encode_answer(sheet, long) is None


def test_half_a_character_is_refused_and_not_an_error() -> None:
    sheet = QuestionnaireBallot(answers=(ChoiceBallot(), TextAnswer(words="\ud800")))
    assert encode_answer(SHEET, sheet) is None


def test_unreadable_answers_are_told_apart() -> None:
    contents = [encode_answer(MOTION, choice) or b"" for choice in Choice]
    assert read_answers(MOTION, [*contents, b"", b"\xc1"]) == (tuple(Choice), 2)
