"""What the ballot panel says after the close: the result, or what it still waits for. Pure; nobody's choice."""

from __future__ import annotations

import msgspec

from presenter.ui.ballot_actions import announced_actions, closed_actions
from presenter.ui.ballot_shown import BallotShown, Line
from presenter.ui.ballot_terms_lines import apart_lines
from presenter.ui.state import PodiumState
from presenter.ui.words import NAMES_SHOWN, names
from shared.domain.ballots import Announced, Ballot, Closed
from shared.domain.people import PersonId
from shared.domain.state import MeetingState
from shared.system.i18n import tr
from shared.system.wording_time import clock_time


def closed_shown(
    shown: BallotShown, state: PodiumState, meeting: MeetingState, ballot: Ballot, phase: Closed
) -> BallotShown:
    """The numbers for the chair before they are public, or what is still to be entered from paper."""
    lines = list(_not_voted_lines(meeting, phase))
    if phase.late:
        words = tr("{names}: arrived after the close, not counted", names=names(meeting, phase.late))
        lines.append(Line(tr("Late"), words, is_note=True))
    if state.undelivered:
        words = tr("{names} may have votes that were not delivered.", names=names(meeting, state.undelivered))
        lines.append(Line(tr("Waiting"), words, is_note=True))
    is_pending = phase.valid_result is None
    if is_pending and phase.on_paper:
        lines.extend(_paper_lines(meeting, phase))
    lines.extend(apart_lines(meeting, ballot))
    lines.extend(_correction_lines(phase))
    return msgspec.structs.replace(
        shown,
        chip=tr("Result pending") if is_pending else tr("Not announced"),
        result=phase.valid_result,
        is_waiting=bool(state.undelivered),
        lines=tuple(lines),
        actions=closed_actions(phase, is_waiting=bool(state.undelivered)),
    )


def _paper_lines(meeting: MeetingState, phase: Closed) -> tuple[Line, ...]:
    """How far the entry is; where two entries differ, which ballots differ, never how they were marked."""
    entered = tuple(phase.sheets)
    lines = [Line(tr("On paper"), names(meeting, phase.on_paper, 2 * NAMES_SHOWN))]
    if not entered:
        words = tr("two persons enter the ballots, each by themselves")
    elif len(entered) == 1:
        words = tr("{names} has entered; one more person has to", names=names(meeting, entered))
    else:
        words = tr("entered by {names}", names=names(meeting, entered))
    lines.append(Line(tr("Entry"), words))
    if len(entered) > 1:
        persons = names(meeting, differing(phase), 2 * NAMES_SHOWN)
        words = tr("the entries for {names} differ; none counts until two are alike", names=persons)
        if any(ballot.person is None for sheet in phase.sheets.values() for ballot in sheet.ballots):
            words = tr("the entries differ; none counts until two are alike")
        lines.append(Line(tr("Differ"), words, is_note=True))
    return tuple(lines)


def differing(phase: Closed) -> tuple[PersonId, ...]:
    """For whose ballots the entered sheets are not all alike; persons in the order of the voters."""
    sheets = [{b.person: b.answer for b in sheet.ballots} for sheet in phase.sheets.values()]
    unlike = {
        person
        for person in phase.on_paper
        if any(
            (person in sheet, sheet.get(person)) != (person in sheets[0], sheets[0].get(person))
            for sheet in sheets
        )
    }
    return tuple(p for p in phase.voters if p in unlike)


def announced_shown(
    shown: BallotShown, meeting: MeetingState, ballot: Ballot, phase: Announced
) -> BallotShown:
    """The public result, whom nobody waited for, and what was corrected since."""
    lines = list(_not_voted_lines(meeting, phase.closed))
    if phase.undelivered:
        words = tr("{names}: {reason}", names=names(meeting, phase.undelivered), reason=phase.reason)
        lines.append(Line(tr("Not waited for"), words, is_note=True))
    lines.extend(apart_lines(meeting, ballot))
    lines.extend(_correction_lines(phase.closed))
    return msgspec.structs.replace(
        shown,
        chip=tr("Announced {time}", time=clock_time(phase.announced_at)),
        result=phase.closed.valid_result,
        lines=tuple(lines),
        actions=announced_actions(meeting, ballot),
    )


def _not_voted_lines(meeting: MeetingState, closed: Closed) -> tuple[Line, ...]:
    settled = {*closed.votes, *closed.on_paper}
    missing = tuple(person for person in closed.voters if person not in settled)
    return (Line(tr("Not voted"), names(meeting, missing)),) if missing else ()


def _correction_lines(closed: Closed) -> tuple[Line, ...]:
    return tuple(
        Line(
            tr("Corrected"),
            tr("{time}: {reason}", time=clock_time(one.at), reason=one.reason),
            is_note=True,
        )
        for one in closed.corrections
    )


def closed_of(ballot: Ballot) -> Closed | None:
    """The ballot as it was closed, also when it is announced since; None before."""
    match ballot.phase:
        case Closed() as closed:
            return closed
        case Announced(closed=closed):
            return closed
        case _:
            return None
