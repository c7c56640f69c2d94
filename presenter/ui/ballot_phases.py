"""What the ballot panel says in each phase. Pure; never a choice before the close, and nobody's then."""

from __future__ import annotations

from typing import assert_never

import msgspec

from presenter.ui.ballot_actions import (
    aborted_actions,
    open_actions,
    prepared_actions,
)
from presenter.ui.ballot_closed import announced_shown, closed_shown
from presenter.ui.ballot_secret import (
    ENVELOPES_ARE_TO_BE_MADE,
    closed_secret,
    open_lines,
    prepared_lines,
    standing_of,
)
from presenter.ui.ballot_shown import BallotShown, Line, phase_of
from presenter.ui.ballot_terms_lines import apart_lines, terms_lines, warning_lines
from presenter.ui.state import PodiumState, ballots_of_item, shown_ballot
from presenter.ui.words import NAMES_SHOWN, names, rule_spans, spans
from shared.domain.ballot_commands import OpenBallot
from shared.domain.ballots import Aborted, Announced, Ballot, Closed, Open, Prepared
from shared.domain.count_ballots import awaited
from shared.domain.decide import Circumstances, decide
from shared.domain.decide_ballots import apart, entitled_persons
from shared.domain.majority import Rule
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.people import PersonId, Role
from shared.domain.presence import Standing, standing
from shared.domain.questionnaire import QuestionnaireTerms
from shared.domain.state import MeetingState
from shared.domain.verdicts import Reason, Refused
from shared.system.i18n import tr, tr_n
from shared.system.wording import refusal_sentence
from shared.system.wording_presets import rule_name
from shared.system.wording_rules import quorum_words
from shared.system.wording_time import clock_time, stopwatch
from shared.ui.text import Span


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
        terms=ballot.spec.terms,
        rule=_rule_line(ballot, entitled, voters),
        source=rule_source(ballot.spec.rule),
        wording=ballot.spec.rule.wording,
        chip="",
        grade=ballot.spec.grade,
        fingerprint=standing_of(state, ballot).fingerprint,
        others=own if len(own) > 1 and ballot.spec.id in own else (),
    )
    match ballot.phase:
        case Prepared():
            return _prepared(shown, meeting, ballot)
        case Open() as phase:
            return _open(shown, state, meeting, ballot, phase)
        case Closed() as phase:
            closed = closed_shown(shown, state, meeting, ballot, phase)
            return closed_secret(closed, state, meeting, ballot, phase)
        case Announced() as phase:
            return announced_shown(shown, meeting, ballot, phase)
        case Aborted() as phase:
            lines = (Line(tr("Reason"), phase.reason),)
            actions = aborted_actions(meeting, ballot)
            return msgspec.structs.replace(shown, chip=tr("Aborted"), lines=lines, actions=actions)
        case _:
            assert_never(ballot.phase)


def _rule_line(ballot: Ballot, entitled: int, voters: int | None) -> tuple[Span, ...]:
    """What is needed, where anything is: options and questionnaires have no majority."""
    if isinstance(ballot.spec.terms, ChoiceTerms | QuestionnaireTerms):
        return spans(tr("{entitled} entitled", entitled=entitled))
    return rule_spans(ballot.spec.rule, entitled, voters)


def present_for(meeting: MeetingState, ballot: Ballot) -> tuple[int, int]:
    """E and P of a ballot if it opened now: without who is excluded or recused, as its rule says."""
    spec = ballot.spec
    entitled = entitled_persons(meeting, spec)
    outside = apart(spec.recused)
    present = [p for p in entitled if p not in outside and _is_present(meeting, p)]
    return len(entitled), len(present)


def rule_source(rule: Rule) -> str:
    """The rule by name with its text, the date since when it is in force, and its quorum."""
    parts = [rule_name(rule), rule.source]
    if rule.in_force_since:
        parts.append(tr("in force since {date}", date=rule.in_force_since))
    return tr("; ").join([part for part in parts if part] + [quorum_words(rule.quorum)])


def _is_present(meeting: MeetingState, person_id: PersonId) -> bool:
    person = meeting.meeting.person(person_id)
    entry = meeting.last_entries.get(person_id)
    return person is not None and standing(person, entry) is Standing.PRESENT


def _base(meeting: MeetingState, ballot: Ballot) -> tuple[int, int | None]:
    match ballot.phase:
        case Open(entitled_count=entitled, voters=voters):
            return entitled, len(voters)
        case Closed(figures=figures) | Announced(closed=Closed(figures=figures)):
            return figures.entitled, figures.present
        case _:
            return len(entitled_persons(meeting, ballot.spec)), None


def _prepared(shown: BallotShown, meeting: MeetingState, ballot: Ballot) -> BallotShown:
    verdict = decide(meeting, OpenBallot(shown.id), Circumstances())
    entitled, present = present_for(meeting, ballot)
    quorum = ""
    if entitled:
        needed = ballot.spec.rule.quorum.least(entitled)
        quorum = tr("{present} present, quorum is {needed}", present=present, needed=needed)
    if isinstance(verdict, Refused):
        hindrance = verdict.reason
        obstacle = refusal_sentence(verdict.reason, verdict.figures)
        quorum = "" if verdict.reason is Reason.NO_QUORUM else quorum
    else:
        hindrance, obstacle = None, ""
        quorum = tr("{quorum}: may be opened", quorum=quorum)
    lines = (
        *prepared_lines(meeting, ballot),
        *terms_lines(ballot.spec),
        *apart_lines(meeting, ballot),
        *warning_lines(ballot.spec),
    )
    is_helped = hindrance in ENVELOPES_ARE_TO_BE_MADE and ballot.spec.grade is not None
    return msgspec.structs.replace(
        shown,
        chip=tr("Prepared"),
        quorum=quorum,
        obstacle="" if is_helped else obstacle,
        lines=lines,
        actions=prepared_actions(meeting, ballot, hindrance),
    )


def _open(
    shown: BallotShown, state: PodiumState, meeting: MeetingState, ballot: Ballot, phase: Open
) -> BallotShown:
    waiting = awaited(phase)
    uncertain = tuple(p for p in state.undelivered if p in waiting)
    missing = tuple(p for p in waiting if p not in uncertain)
    since = stopwatch((state.now - phase.opened_at).total_seconds())
    shown = msgspec.structs.replace(
        shown,
        chip=tr("Paused") if phase.is_held else tr("Open {time}", time=since),
        is_held=phase.is_held,
        voted=len(phase.votes),
        uncertain=len(uncertain),
        missing=len(missing),
        aside=len(phase.voters) - len(phase.votes) - len(waiting),
        next_call=next_call(meeting, ballot, phase),
        lines=_open_lines(meeting, ballot, phase, missing, uncertain),
    )
    return msgspec.structs.replace(shown, actions=open_actions(meeting, ballot, phase, shown.next_call))


def next_call(meeting: MeetingState, ballot: Ballot, phase: Open) -> PersonId | None:
    """Whom a roll call calls next, in the order of seats; who was called and waits is called again last.

    Under a rule of the chair's last vote the chair comes at the end.
    """
    if not ballot.spec.is_roll_call:
        return None
    order = [meeting.seating[seat] for seat in meeting.meeting.seats if seat in meeting.seating]
    waiting = awaited(phase)
    in_order = [p for p in order if p in waiting] + [p for p in waiting if p not in order]
    if ballot.spec.rule.chair_last:
        in_order.sort(key=lambda p: _is_chair(meeting, p))
    uncalled = [p for p in in_order if p not in phase.called]
    again = [p for p in in_order if p in phase.called and p != phase.called[-1]]
    return next(iter((*uncalled, *again)), None)


def _is_chair(meeting: MeetingState, person_id: PersonId) -> bool:
    person = meeting.meeting.person(person_id)
    return person is not None and person.role is Role.CHAIR


def _open_lines(
    meeting: MeetingState,
    ballot: Ballot,
    phase: Open,
    missing: tuple[PersonId, ...],
    uncertain: tuple[PersonId, ...],
) -> tuple[Line, ...]:
    lines = []
    if phase.closes_at is not None:
        time = f"{clock_time(phase.closes_at)}:{phase.closes_at.second:02}"
        words = tr("closes by itself at {time}", time=time)
        if phase.is_held:
            words = tr("the pause is added to the time")
        lines.append(Line(tr("Timed"), words))
    if ballot.spec.is_roll_call and phase.called:
        lines.append(Line(tr("Called now"), names(meeting, phase.called[-1:])))
    if missing:
        lines.append(Line(tr("Still to vote"), names(meeting, missing, 2 * NAMES_SHOWN)))
    if uncertain:
        words = tr("{names}: votes may be on their way", names=names(meeting, uncertain))
        lines.append(Line(tr("Offline"), words, is_note=True))
    passed = tuple(p for p in phase.passed if p not in phase.votes and p not in phase.on_paper)
    if passed:
        lines.append(Line(tr("Will not vote"), names(meeting, passed)))
    if phase.on_paper:
        lines.append(Line(tr("On paper"), names(meeting, phase.on_paper)))
    others = sum(not _is_chair(meeting, p) for p in awaited(phase))
    if ballot.spec.rule.chair_last and others:
        words = tr_n("votes after the others ({n} to go)", "vote after the others ({n} to go)", others)
        lines.append(Line(tr("Chair last"), words))
    return (*lines, *open_lines(meeting, ballot), *apart_lines(meeting, ballot))
