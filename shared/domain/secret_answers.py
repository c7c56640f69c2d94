"""An answer as it goes into an envelope: one encoding for each answer, and one length for all. Pure.

An answer that could be written in two ways would be a mark by which a bought vote is found in the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

import msgspec

from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms, fits
from shared.domain.election import ElectionBallot, ElectionTerms
from shared.domain.election_names import LONGEST_NAME, same_name
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import FreeText, QuestionnaireBallot, QuestionnaireTerms, TextAnswer
from shared.domain.secrecy import LEAST_ROOM, MOST_ROOM

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(BallotAnswer)
_STEP: Final = 64
_FRAME: Final = 64
"""More than the names of the fields and the tag take in any answer."""
_OF_TEXT: Final = 24
"""More than what stands round the words of one answer in words."""
_OF_CHOICE: Final = 40
_UTF8: Final = 4
"""The most bytes of a character."""


def room_of(terms: Terms) -> int:
    """The bytes to which every answer to `terms` is filled up: the longest answer, in steps of 64.

    At most `MOST_ROOM`: where many long words could be written, a very long answer may not fit and is refused at
    the seat (`encode_answer` gives None); everybody's envelope still has one length.
    """
    steps = -(-_longest(terms) // _STEP)
    return min(max(steps * _STEP, LEAST_ROOM), MOST_ROOM)


def encode_answer(terms: Terms, answer: BallotAnswer) -> bytes | None:
    """The bytes of `answer` in its plain form; None when it is no answer to `terms`, or too long for its room."""
    if not fits(terms, answer):
        return None
    try:
        content = _ENCODER.encode(plain_answer(answer))
    except UnicodeEncodeError:  # half a character, which no text can hold
        return None
    return content if len(content) <= room_of(terms) else None


def decode_answer(terms: Terms, content: bytes) -> BallotAnswer | None:
    """The answer in `content`; None for anything that `encode_answer` would not have written: an unreadable vote."""
    if len(content) > MOST_ROOM:
        return None
    try:
        answer: BallotAnswer = _DECODER.decode(content)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    return answer if encode_answer(terms, answer) == content else None


def read_answers(terms: Terms, contents: Iterable[bytes]) -> tuple[tuple[BallotAnswer, ...], int]:
    """The answers to count, and how many of `contents` are unreadable."""
    answers = [decode_answer(terms, content) for content in contents]
    readable = tuple(answer for answer in answers if answer is not None)
    return readable, len(answers) - len(readable)


def plain_answer(answer: BallotAnswer) -> BallotAnswer:
    """The same answer with nothing in it that does not count: orders sorted, names as they are compared."""
    match answer:
        case Choice():
            return answer
        case ChoiceBallot(chosen=chosen):
            return ChoiceBallot(chosen=tuple(sorted(chosen)))
        case ElectionBallot(marks=marks, write_ins=names):
            return ElectionBallot(marks=marks, write_ins=tuple(sorted(map(_plain_name, names))))
        case QuestionnaireBallot(answers=answers):
            return QuestionnaireBallot(answers=tuple(map(_plain_part, answers)))
        case _:
            assert_never(answer)


def _plain_part(answer: ChoiceBallot | TextAnswer) -> ChoiceBallot | TextAnswer:
    if isinstance(answer, ChoiceBallot):
        return ChoiceBallot(chosen=tuple(sorted(answer.chosen)))
    return TextAnswer(words=answer.words.strip())


def _plain_name(name: str) -> str:
    # A space taken out may bring characters together that are one then: again, until nothing changes.
    while (plain := same_name(name)) != name:
        name = plain
    return plain


def _longest(terms: Terms) -> int:
    match terms:
        case MotionTerms():
            return _FRAME
        case ChoiceTerms(most=most):
            return _FRAME + most
        case ElectionTerms(seats=seats, candidates=candidates):
            marks = len(candidates) * len("?abstain")
            most_names = min(seats, len(candidates)) if terms.allows_write_ins else 0
            return _FRAME + marks + most_names * (_UTF8 * LONGEST_NAME + 3)
        case QuestionnaireTerms(questions=questions):
            return _FRAME + sum(map(_longest_part, (question.answer for question in questions)))
        case _:
            assert_never(terms)


def _longest_part(terms: ChoiceTerms | FreeText) -> int:
    if isinstance(terms, ChoiceTerms):
        return _OF_CHOICE + terms.most
    return _OF_TEXT + _UTF8 * terms.longest
