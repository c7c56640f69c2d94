"""A ballot that is being filled in. Pure: the law says what may stand on it, these are only the hands' steps."""

from __future__ import annotations

import msgspec

from shared.domain.election import BallotFault, ElectionBallot, ElectionTerms, Mark, fault_of
from shared.domain.election_names import same_name
from shared.domain.multiple_choice import ChoiceBallot, ChoiceFault, ChoiceTerms, choice_fault
from shared.domain.questionnaire import (
    Answer,
    FreeText,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
    is_valid_answer,
)

_REFUSED_WHILE_MARKING = (BallotFault.TOO_MANY, BallotFault.WRITE_IN_WITHOUT_NO)


class ElectionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Marks in ballot order (None: not marked yet) and what stands in the fields for other names."""

    terms: ElectionTerms
    marks: tuple[Mark | None, ...]
    written: tuple[str, ...] = ("",)

    @property
    def ballot(self) -> ElectionBallot:
        """The ballot as it would be sent now: not marked is an abstention, an empty field nobody."""
        names = tuple(name.strip() for name in self.written if name.strip())
        return ElectionBallot(marks=tuple(m or Mark.ABSTAIN for m in self.marks), write_ins=names)

    @property
    def fault(self) -> BallotFault | None:
        """Why it cannot be sent now."""
        return fault_of(self.terms, self.ballot)

    @property
    def chosen(self) -> int:
        """How many persons it is for, the written ones included."""
        return self.marks.count(Mark.YES) + len(self.ballot.write_ins)

    @property
    def unmarked(self) -> tuple[int, ...]:
        """The places without a mark, counted from 1."""
        return tuple(place for place, mark in enumerate(self.marks, 1) if mark is None)

    def can_write(self, field: int) -> bool:
        """Whether a name can be put into this field: there is a × for it, and a seat."""
        if field < len(self.written) and self.written[field]:
            return True
        return len(self.ballot.write_ins) < self.marks.count(Mark.NO) and self.chosen < self.terms.seats


def empty_election(terms: ElectionTerms) -> ElectionDraft:
    """Nothing is marked beforehand."""
    return ElectionDraft(terms=terms, marks=(None,) * len(terms.candidates))


def election_draft(terms: ElectionTerms, ballot: ElectionBallot) -> ElectionDraft:
    """A ballot that was sent, to be changed."""
    return _with_fields(ElectionDraft(terms=terms, marks=ballot.marks, written=ballot.write_ins))


def marked(draft: ElectionDraft, place: int, mark: Mark) -> ElectionDraft | BallotFault:
    """The draft with this mark beside a candidate (from 0), or why that cannot be."""
    marks = (*draft.marks[:place], mark, *draft.marks[place + 1 :])
    new = msgspec.structs.replace(draft, marks=marks)
    return new.fault if new.fault in _REFUSED_WHILE_MARKING else _with_fields(new)


def wrote(draft: ElectionDraft, field: int, name: str) -> ElectionDraft:
    """The draft with this in a field, good or not: a name comes letter by letter."""
    written = (*draft.written[:field], name, *draft.written[field + 1 :])
    return msgspec.structs.replace(draft, written=written)


def listed_name(draft: ElectionDraft) -> str:
    """The written name that is a candidate's already; empty when there is none."""
    listed = set(map(same_name, draft.terms.candidates))
    return next((name for name in draft.ballot.write_ins if same_name(name) in listed), "")


def _with_fields(draft: ElectionDraft) -> ElectionDraft:
    """One field per ×, one in any case; none that holds a name goes away."""
    most = min(draft.marks.count(Mark.NO), draft.terms.seats)
    filled = max((n for n, name in enumerate(draft.written, 1) if name), default=0)
    count = max(1, most, filled)
    written = (*draft.written, *("",) * count)[:count]
    return msgspec.structs.replace(draft, written=written)


def toggled(terms: ChoiceTerms, ballot: ChoiceBallot, place: int) -> ChoiceBallot | ChoiceFault:
    """The ballot with an option taken or taken back, or why that cannot be; of one option only, the other one goes."""
    if place in ballot.chosen:
        return ChoiceBallot(chosen=tuple(p for p in ballot.chosen if p != place))
    kept = () if terms.most == 1 else ballot.chosen
    new = ChoiceBallot(chosen=tuple(sorted((*kept, place))))
    fault = choice_fault(terms, new)
    return fault if fault is not None and fault is not ChoiceFault.TOO_FEW else new


def empty_sheet(terms: QuestionnaireTerms) -> QuestionnaireBallot:
    """No question is answered beforehand."""
    return QuestionnaireBallot(
        answers=tuple(
            TextAnswer() if isinstance(question.answer, FreeText) else ChoiceBallot()
            for question in terms.questions
        )
    )


def answered(sheet: QuestionnaireBallot, place: int, answer: Answer) -> QuestionnaireBallot:
    """The sheet with this answer to a question (from 0)."""
    answers = sheet.answers
    return QuestionnaireBallot(answers=(*answers[:place], answer, *answers[place + 1 :]))


def is_blank_answer(answer: Answer) -> bool:
    """Whether nothing is chosen or written."""
    return not answer.words.strip() if isinstance(answer, TextAnswer) else not answer.chosen


def first_fault(terms: QuestionnaireTerms, sheet: QuestionnaireBallot) -> int | None:
    """The first question (from 0) whose answer cannot be sent."""
    pairs = zip(terms.questions, sheet.answers, strict=True)
    return next(
        (n for n, (question, answer) in enumerate(pairs) if not is_valid_answer(question, answer)), None
    )
