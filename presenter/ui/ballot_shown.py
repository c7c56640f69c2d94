"""What the ballot panel says in each phase. Pure; never a choice before the close."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import assert_never

import msgspec

from presenter.ui.state import PodiumState, ballots_of_item, shown_ballot
from presenter.ui.words import NAMES_SHOWN, names, rule_spans
from shared.domain.ballot_commands import OpenBallot
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Aborted, Announced, Ballot, BallotId, Closed, Open, Prepared, Vote
from shared.domain.decide import Circumstances, decide
from shared.domain.majority import MotionResult, Rule
from shared.domain.people import PersonId
from shared.domain.state import MeetingState
from shared.domain.verdicts import Reason, Refused
from shared.system.i18n import tr, tr_n
from shared.system.wording import refusal_sentence
from shared.system.wording_rules import margin_sentence, passed_word
from shared.system.wording_time import clock_time, stopwatch
from shared.ui.text import Span


class BallotPhase(enum.StrEnum):
    """The phases as the panel and the driver name them."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    ANNOUNCED = "announced"
    ABORTED = "aborted"


class Line(msgspec.Struct, frozen=True):
    """A labelled line; `is_note` draws it in ochre."""

    label: str
    words: str
    is_note: bool = False


class BallotShown(msgspec.Struct, frozen=True, kw_only=True):
    """The panel. `obstacle` says why it cannot be opened, "" when it can; `is_waiting` that votes may be on their way.

    `voted`, `uncertain` and `missing` add up to the voters; `result` is set from the close on.
    """

    id: BallotId
    phase: BallotPhase
    question: str
    rule: tuple[Span, ...]
    source: str
    chip: str
    others: tuple[BallotId, ...] = ()
    quorum: str = ""
    obstacle: str = ""
    is_held: bool = False
    is_waiting: bool = False
    voted: int = 0
    uncertain: int = 0
    missing: int = 0
    lines: tuple[Line, ...] = ()
    result: MotionResult | None = None

    @property
    def voters(self) -> int:
        """How many may vote."""
        return self.voted + self.uncertain + self.missing

    @property
    def not_voted(self) -> int:
        """How many have not voted, as far as is known here."""
        return self.uncertain + self.missing


def phase_of(ballot: Ballot) -> BallotPhase:
    """The phase's name."""
    match ballot.phase:
        case Prepared():
            return BallotPhase.PREPARED
        case Open():
            return BallotPhase.OPEN
        case Closed():
            return BallotPhase.CLOSED
        case Announced():
            return BallotPhase.ANNOUNCED
        case Aborted():
            return BallotPhase.ABORTED


def ballot_shown(state: PodiumState) -> BallotShown | None:
    """The panel's content; None where the item has no ballot."""
    meeting, ballot = state.meeting, shown_ballot(state)
    if meeting is None or ballot is None:
        return None
    own = tuple(b.spec.id for b in ballots_of_item(state))
    entitled, voters = _base(meeting, ballot)
    shown = BallotShown(
        id=ballot.spec.id,
        phase=phase_of(ballot),
        question=ballot.spec.question,
        rule=rule_spans(ballot.spec.rule, entitled, voters),
        source=_source(ballot.spec.rule),
        chip="",
        others=own if len(own) > 1 and ballot.spec.id in own else (),
    )
    match ballot.phase:
        case Prepared():
            return _prepared(shown, meeting, ballot)
        case Open() as phase:
            return _open(shown, state, meeting, phase)
        case Closed() as phase:
            return _closed(shown, state, meeting, phase)
        case Announced() as phase:
            return _announced(shown, meeting, phase)
        case Aborted() as phase:
            return msgspec.structs.replace(
                shown, chip=tr("Aborted"), lines=(Line(tr("Reason"), phase.reason),)
            )
        case _:
            assert_never(ballot.phase)


def _base(meeting: MeetingState, ballot: Ballot) -> tuple[int, int | None]:
    match ballot.phase:
        case Open(entitled_count=entitled, voters=voters):
            return entitled, len(voters)
        case Closed(figures=figures) | Announced(closed=Closed(figures=figures)):
            return figures.entitled, figures.present
        case _:
            heads = meeting.headcount()
            return heads.entitled, None


def _source(rule: Rule) -> str:
    return tr("{name}; {source}", name=rule.name, source=rule.source) if rule.source else rule.name


def _prepared(shown: BallotShown, meeting: MeetingState, ballot: Ballot) -> BallotShown:
    verdict = decide(meeting, OpenBallot(shown.id), Circumstances())
    heads = meeting.headcount()
    quorum = ""
    if heads.entitled:
        needed = ballot.spec.rule.quorum.least(heads.entitled)
        quorum = tr("{present} present, quorum is {needed}", present=heads.present, needed=needed)
    if isinstance(verdict, Refused):
        obstacle = refusal_sentence(verdict.reason, verdict.figures)
        quorum = "" if verdict.reason is Reason.NO_QUORUM else quorum
    else:
        obstacle = ""
        quorum = tr("{quorum}: may be opened", quorum=quorum)
    return msgspec.structs.replace(shown, chip=tr("Prepared"), quorum=quorum, obstacle=obstacle)


def _open(shown: BallotShown, state: PodiumState, meeting: MeetingState, phase: Open) -> BallotShown:
    uncertain = tuple(p for p in state.undelivered if p not in phase.votes)
    missing = tuple(p for p in phase.voters if p not in phase.votes and p not in uncertain)
    lines = []
    if missing:
        lines.append(Line(tr("Still to vote"), names(meeting, missing, 2 * NAMES_SHOWN)))
    if uncertain:
        words = tr("{names}: votes may be on their way", names=names(meeting, uncertain))
        lines.append(Line(tr("Offline"), words, is_note=True))
    since = stopwatch((state.now - phase.opened_at).total_seconds())
    return msgspec.structs.replace(
        shown,
        chip=tr("Paused") if phase.is_held else tr("Open {time}", time=since),
        is_held=phase.is_held,
        voted=len(phase.votes),
        uncertain=len(uncertain),
        missing=len(missing),
        lines=tuple(lines),
    )


def _closed(shown: BallotShown, state: PodiumState, meeting: MeetingState, phase: Closed) -> BallotShown:
    lines = list(_not_voted_lines(meeting, phase.voters, phase.votes))
    if phase.late:
        words = tr("{names}: arrived after the close, not counted", names=names(meeting, phase.late))
        lines.append(Line(tr("Late"), words, is_note=True))
    if state.undelivered:
        words = tr("{names} may have votes that were not delivered.", names=names(meeting, state.undelivered))
        lines.append(Line(tr("Waiting"), words, is_note=True))
    return msgspec.structs.replace(
        shown,
        chip=tr("Closed, not announced"),
        result=_motion(phase),
        is_waiting=bool(state.undelivered),
        lines=tuple(lines),
    )


def _announced(shown: BallotShown, meeting: MeetingState, phase: Announced) -> BallotShown:
    lines = list(_not_voted_lines(meeting, phase.closed.voters, phase.closed.votes))
    if phase.undelivered:
        words = tr("{names}: {reason}", names=names(meeting, phase.undelivered), reason=phase.reason)
        lines.append(Line(tr("Not waited for"), words, is_note=True))
    return msgspec.structs.replace(
        shown,
        chip=tr("Announced {time}", time=clock_time(phase.announced_at)),
        result=_motion(phase.closed),
        lines=tuple(lines),
    )


def _not_voted_lines(
    meeting: MeetingState, voters: tuple[PersonId, ...], votes: Mapping[PersonId, Vote]
) -> tuple[Line, ...]:
    missing = tuple(person for person in voters if person not in votes)
    return (Line(tr("Not voted"), names(meeting, missing)),) if missing else ()


def _motion(closed: Closed) -> MotionResult | None:
    result = closed.valid_result
    return result if isinstance(result, MotionResult) else None


def result_sentence(result: MotionResult) -> str:
    """通过：须 8 票，得 10 票，多 2 票."""
    return tr("{passed}: {margin}", passed=passed_word(result), margin=margin_sentence(result))


def close_question(shown: BallotShown) -> str:
    """The question before a close: 还有 2 人未投票，仍要截止？ (2 have not voted)."""
    n = shown.not_voted
    return tr_n("{n} has not voted. Close all the same?", "{n} have not voted. Close all the same?", n)


def counts(result: MotionResult) -> tuple[tuple[Choice | None, int], ...]:
    """The numbers in their fixed order; None are those who did not vote."""
    tally = result.tally
    return (
        (Choice.YES, tally.yes),
        (Choice.NO, tally.no),
        (Choice.ABSTAIN, tally.abstain),
        (None, tally.not_voted),
    )
