"""The part of the law that concerns papers in the meeting: late ones, new drafts, watermark, whose ink is shared."""

from __future__ import annotations

from typing import Final, assert_never

import msgspec

from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.domain.ink import InkAudience
from shared.domain.papers import Paper, may_see
from shared.domain.people import SeatId
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict

MOST_TIMES_SHARED: Final = 200
"""How often one person may share ink in one meeting, taken together over all papers."""

PaperCommand = (
    cmd.AddPaper
    | cmd.ReplacePaper
    | cmd.NoteThumbnails
    | cmd.SwitchWatermark
    | cmd.AllowWriting
    | cmd.ShareInk
)


def decide_papers(state: MeetingState, command: PaperCommand, *, seat: SeatId | None) -> Verdict:
    """What may be done with papers and ink while the meeting is not adjourned; `seat`: where the wish comes from.

    Thumbnails may be noted at any time: they change nothing that was decided.
    """
    if isinstance(command, cmd.NoteThumbnails):
        return _thumbnails(state, command)
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED)
    match command:
        case cmd.AddPaper():
            return _add(state, command)
        case cmd.ReplacePaper():
            return _replace(state, command)
        case cmd.SwitchWatermark(is_on=is_on):
            is_due = state.meeting.has_watermark != is_on
            return Accepted((ev.WatermarkSwitched(is_on=is_on),) if is_due else ())
        case cmd.AllowWriting():
            return _allow(state, command)
        case cmd.ShareInk():
            return _share(state, command, seat)
        case _:
            assert_never(command)


def new_draft(old: Paper, new: Paper) -> Paper:
    """`new` as the draft after `old`: its number, audience and kind follow from `old`."""
    return msgspec.structs.replace(
        new,
        audience=old.audience,
        draft=old.draft + 1,
        replaces=old.sha256,
        is_whiteboard=old.is_whiteboard,
    )


def _add(state: MeetingState, command: cmd.AddPaper) -> Verdict:
    if state.meeting.item(command.item) is None:
        return Refused(Reason.UNKNOWN_ITEM)
    if state.meeting.paper(command.paper.sha256) is not None:
        return Refused(Reason.PAPER_IS_THERE)
    first = msgspec.structs.replace(command.paper, draft=1, replaces=None, carried=())
    return Accepted((ev.PaperAdded(item=command.item, paper=first),))


def _replace(state: MeetingState, command: cmd.ReplacePaper) -> Verdict:
    held = state.meeting.paper(command.old)
    if held is None or held[1] not in held[0].papers:
        return Refused(Reason.UNKNOWN_PAPER)
    if state.meeting.paper(command.paper.sha256) is not None:
        return Refused(Reason.PAPER_IS_THERE)
    return Accepted((ev.PaperReplaced(old=command.old, paper=new_draft(held[1], command.paper)),))


def _thumbnails(state: MeetingState, command: cmd.NoteThumbnails) -> Verdict:
    held = state.meeting.paper(command.paper)
    if held is None:
        return Refused(Reason.UNKNOWN_PAPER)
    if held[1].thumbnails == command.thumbnails:
        return Accepted(())
    return Accepted((ev.ThumbnailsMade(paper=command.paper, thumbnails=command.thumbnails),))


def _allow(state: MeetingState, command: cmd.AllowWriting) -> Verdict:
    if state.meeting.person(command.person) is None:
        return Refused(Reason.UNKNOWN_PERSON)
    if (command.person in state.writers) == command.is_allowed:
        return Accepted(())
    return Accepted((ev.WritingAllowed(person=command.person, is_allowed=command.is_allowed),))


def _share(state: MeetingState, command: cmd.ShareInk, seat: SeatId | None) -> Verdict:
    if seat is None or state.seating.get(seat) != command.person:
        return Refused(Reason.NOT_YOUR_SEAT)
    if not state.has_come(command.person):
        return Refused(Reason.SIGN_IN_FIRST)
    held, person = state.meeting.paper(command.paper), state.meeting.person(command.person)
    if held is None or person is None:
        return Refused(Reason.UNKNOWN_PAPER)
    if not (may_see(held[0].audience, person) and may_see(held[1].audience, person)):
        # The same answer as for a paper that is not there: whoever asks learns nothing.
        return Refused(Reason.UNKNOWN_PAPER)
    if state.sharing_of(command.person, command.paper) is command.audience:
        return Accepted(())
    is_sharing = command.audience is not InkAudience.NOBODY
    if is_sharing and state.times_shared.get(command.person, 0) >= MOST_TIMES_SHARED:
        # Each time stays in the record, and every seat asks what it may see now. Taking back is always possible.
        return Refused(Reason.SHARED_TOO_OFTEN)
    return Accepted((ev.InkShared(person=command.person, paper=command.paper, audience=command.audience),))
