"""Which buttons a ballot has in each phase. Pure."""

from __future__ import annotations

from presenter.ui.ballot_secret import prepared_acts
from presenter.ui.ballot_shown import Action, BallotAct, Weight
from presenter.ui.words import names
from shared.domain.ballots import Aborted, Ballot, BallotId, BallotSpec, Closed, Following, Open
from shared.domain.count_ballots import awaited
from shared.domain.follow_up import next_round, re_vote, run_off
from shared.domain.people import PersonId
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Reason
from shared.system.i18n import tr

Rows = tuple[tuple[Action, ...], ...]

FOLLOWINGS = {
    BallotAct.RE_VOTE: Following.RE_VOTE,
    BallotAct.RUN_OFF: Following.RUN_OFF,
    BallotAct.NEXT_ROUND: Following.NEXT_ROUND,
}


def follow_up(ballot: Ballot, following: Following, new: BallotId) -> BallotSpec | None:
    """The ballot that follows in this way; None where the result does not ask for it."""
    match following:
        case Following.RE_VOTE:
            return re_vote(ballot, new)
        case Following.RUN_OFF:
            return run_off(ballot, new)
        case Following.NEXT_ROUND:
            return next_round(ballot, new)


def prepared_actions(meeting: MeetingState, ballot: Ballot, hindrance: Reason | None) -> Rows:
    """Who takes no part; tellers and envelopes of a secret ballot; drop it; open it."""
    if meeting.session is Session.ADJOURNED:
        return ()
    secret = prepared_acts(ballot, hindrance)
    begin = Action(
        act=BallotAct.OPEN, word=tr("Open ballot"), weight=Weight.FILLED, is_enabled=hindrance is None
    )
    parts = Action(act=BallotAct.PARTS, word=tr("Who takes no part"))
    return (parts, *secret.beside), secret.below, (_abort(), secret.filled or begin)


def open_actions(meeting: MeetingState, ballot: Ballot, phase: Open, next_person: PersonId | None) -> Rows:
    """Whom to wait for, the next one of a roll call, pause, close."""
    first = []
    if ballot.spec.is_roll_call:
        word = tr("All were called")
        if next_person is not None:
            word = tr("Call {name}", name=names(meeting, (next_person,)))
        is_possible = next_person is not None and not phase.is_held
        first.append(Action(act=BallotAct.CALL_NEXT, word=word, is_enabled=is_possible))
    is_anybody = bool(awaited(phase))
    first.append(Action(act=BallotAct.AWAITED, word=tr("Who has not voted"), is_enabled=is_anybody))
    hold = Action(act=BallotAct.HOLD, word=tr("Pause voting"))
    if phase.is_held:
        hold = Action(act=BallotAct.CONTINUE, word=tr("Continue voting"))
    close = Action(act=BallotAct.CLOSE, word=tr("Close ballot"), weight=Weight.FILLED)
    return tuple(first), (_abort(), hold, close)


def closed_actions(phase: Closed, *, is_waiting: bool) -> Rows:
    """Enter what came back on paper, correct, announce."""
    first = []
    is_pending = phase.valid_result is None
    if is_pending and phase.on_paper:
        first.append(Action(act=BallotAct.ENTER_PAPER, word=tr("Enter ballots on paper")))
    if is_waiting:
        first.append(Action(act=BallotAct.TAKE_IN, word=tr("Take in votes from a stick")))
    if is_waiting and not is_pending:
        word = tr("Record the reason and announce")
        first.append(Action(act=BallotAct.ANNOUNCE_ANYWAY, word=word))
    waiting = tr("Waiting for votes") if is_waiting else ""
    if is_pending:
        waiting = tr("Waiting for the ballots on paper")
    announce = Action(act=BallotAct.ANNOUNCE, word=tr("Announce"), weight=Weight.FILLED, waiting_word=waiting)
    return tuple(first), (_abort(), announce)


def announced_actions(meeting: MeetingState, ballot: Ballot) -> Rows:
    """What the result asks for, and a correction."""
    correct = Action(act=BallotAct.CORRECT, word=tr("Correct"), weight=Weight.BARE)
    return tuple(_asked_for(meeting, ballot)), (correct, *_again(meeting, ballot))


def aborted_actions(meeting: MeetingState, ballot: Ballot) -> Rows:
    """The same question again."""
    return (), _again(meeting, ballot)


def _asked_for(meeting: MeetingState, ballot: Ballot) -> list[Action]:
    wanted = [
        (BallotAct.RUN_OFF, tr("Run-off among the tied")),
        (BallotAct.NEXT_ROUND, tr("Next round for open seats")),
    ]
    return [
        Action(act=act, word=word, weight=Weight.FILLED if n == 0 else Weight.OUTLINED)
        for n, (act, word) in enumerate(pair for pair in wanted if _is_open_to(meeting, ballot, pair[0]))
    ]


def _again(meeting: MeetingState, ballot: Ballot) -> tuple[Action, ...]:
    is_possible = _is_open_to(meeting, ballot, BallotAct.RE_VOTE)
    return (Action(act=BallotAct.RE_VOTE, word=tr("Vote again")),) if is_possible else ()


def _is_open_to(meeting: MeetingState, ballot: Ballot, act: BallotAct) -> bool:
    """Whether the result asks for it, and it was not prepared already."""
    following = FOLLOWINGS[act]
    if meeting.session is Session.ADJOURNED or follow_up(ballot, following, ballot.spec.id) is None:
        return False
    return not any(
        other.spec.follows == ballot.spec.id
        and other.spec.following is following
        and not isinstance(other.phase, Aborted)
        for other in meeting.ballots.values()
    )


def _abort() -> Action:
    return Action(act=BallotAct.ABORT, word=tr("Abort"), weight=Weight.BARE)
