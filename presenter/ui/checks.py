"""What the clerk sees before the meeting: papers, ballots, terminals, the way of the papers to the seats. Pure."""

from __future__ import annotations

import msgspec

from presenter.clerk.pack_draft import PackProblem
from presenter.ui.state import PodiumState
from presenter.ui.words import rule_spans
from shared.system.i18n import tr, tr_n
from shared.system.wording_ballots import kind_words
from shared.ui.text import plain


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list: done, or still something to do (`is_open`), or a mere fact on its way (`is_pending`)."""

    title: str
    detail: str = ""
    is_open: bool = False
    is_pending: bool = False


def problem_check(problem: PackProblem) -> Check:
    """A mistake of the pack with its file and line, and what to do."""
    place = problem.file
    if problem.line is not None:
        place = tr("{file}, line {line}", file=problem.file, line=problem.line)
    detail = tr("{place}: {remedy}", place=place, remedy=problem.remedy) if place else problem.remedy
    return Check(title=problem.message, detail=detail, is_open=True)


def checks(state: PodiumState) -> tuple[Check, ...]:
    """All lines; what is to be done comes first."""
    meeting = state.meeting
    if meeting is None:
        return ()
    notes = tuple(problem_check(note) for note in state.notes)
    return (
        *notes,
        _seating(state),
        _papers(state),
        *_ballots(state),
        _terminals(state),
        _distribution(state),
    )


def _seating(state: PodiumState) -> Check:
    meeting = state.meeting
    roster = () if meeting is None else meeting.meeting.roster
    waiting = [
        p.name
        for p in roster
        if meeting is not None and meeting.seat_of(p.id) is None and p.leave_reason is None
    ]
    seated = 0 if meeting is None else len(meeting.seating)
    detail = tr("{persons} on the roster, {seated} have a seat", persons=len(roster), seated=seated)
    if waiting:
        title = tr_n(
            "{names} has no seat yet", "{names} have no seat yet", len(waiting), names=tr(", ").join(waiting)
        )
        return Check(title=title, detail=detail, is_open=True)
    return Check(title=tr("Roster and seats"), detail=detail)


def _papers(state: PodiumState) -> Check:
    meeting = state.meeting
    agenda = () if meeting is None else meeting.meeting.agenda
    papers = sum(len(item.papers) for item in agenda)
    items = tr_n("{n} item", "{n} items", len(agenda))
    usable = tr_n("{n} paper can be shown", "{n} papers can be shown", papers)
    return Check(title=tr("Items and papers"), detail=tr("{left}, {right}", left=items, right=usable))


def _ballots(state: PodiumState) -> tuple[Check, ...]:
    meeting = state.meeting
    if meeting is None or not meeting.ballots:
        return (Check(title=tr("Ballots"), detail=tr("No ballot is prepared")),)
    entitled = meeting.headcount().entitled
    return tuple(
        Check(
            title=tr("Ballot: {kind}", kind=kind_words(ballot.spec.grade)),
            detail=plain(rule_spans(ballot.spec.rule, entitled, None)),
        )
        for ballot in meeting.ballots.values()
    )


def _terminals(state: PodiumState) -> Check:
    seats = state.hub.seats
    online = sum(presence.is_connected for presence in seats.values())
    detail = tr("{n} of {total} seats connected", n=online, total=len(seats))
    return Check(title=tr("Terminals"), detail=detail, is_pending=online < len(seats))


def _distribution(state: PodiumState) -> Check:
    ready = sum(paper.is_ready for paper in state.hub.papers.values())
    total = len(state.hub.papers)
    have = sum(
        presence.status is not None
        and presence.is_connected
        and presence.status.papers_known > 0
        and presence.status.papers_ready >= presence.status.papers_known
        for presence in state.hub.seats.values()
    )
    if ready < total:
        detail = tr("{ready} of {total} papers sent out", ready=ready, total=total)
        return Check(title=tr("Papers to the seats"), detail=detail, is_pending=True)
    detail = tr("All papers sent out; {n} seats have all of theirs", n=have)
    return Check(title=tr("Papers to the seats"), detail=detail)
