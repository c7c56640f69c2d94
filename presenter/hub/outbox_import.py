"""Taking in what a seat could not send: the same wishes, decided by the same writer as if they had come by network.

An intent that was answered before gets the same answer and changes nothing, so a file may be taken in again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from presenter.hub.recorder import Recorder
from presenter.hub.turns import Turns
from shared.crypto.identity import is_signed_by
from shared.domain.agenda import MeetingId
from shared.domain.ballot_commands import CastSealed, CastVote
from shared.domain.people import SeatId
from shared.domain.verdicts import Reason
from shared.protocol.codec import ProtocolError, up_replies
from shared.protocol.messages import Intent, IntentAccepted, IntentRefused
from shared.protocol.outbox_file import MAX_FILE_BYTES, Outbox, read_outbox
from shared.protocol.signing import open_intent
from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.files import read_bounded
from shared.system.i18n import tr, tr_n
from shared.system.wording import refusal_sentence


class NoOutbox(EnvironmentFault):
    """The file is none that a seat exported, or it was changed since."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            tr("This is no file of votes, or it was changed: {path}", path=file),
            tr("Export it again at the seat."),
        )


class WrongOutbox(EnvironmentFault):
    """The file is of a terminal that has no seat here, or had it before somebody else got it."""

    def __init__(self) -> None:
        super().__init__(tr("The terminal that wrote this file has no seat in this room."))


class NoMeetingForVotes(EnvironmentFault):
    """No meeting runs here that the intents could belong to."""

    def __init__(self) -> None:
        super().__init__(tr("There is no meeting in this room to take votes into."))


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the intents of a file, each counted once.

    `votes` were counted now, `late` arrived after the close and were noted; `others` are granted wishes that are no
    votes. `known` were answered before, `refused` not granted. `elsewhere` belong to another
    meeting; `unreadable` are no intents of this terminal.
    """

    votes: int = 0
    late: int = 0
    others: int = 0
    known: int = 0
    elsewhere: int = 0
    unreadable: int = 0
    refused: tuple[IntentRefused, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing in the file was left out."""
        return not (self.refused or self.unreadable or self.elsewhere)

    def sentences(self) -> tuple[str, ...]:
        """What became of the file, one sentence for each kind; never whose vote it is, or what was voted."""
        kinds = (
            (self.votes, tr_n("{n} vote counted", "{n} votes counted", self.votes)),
            (self.others, tr_n("{n} other wish granted", "{n} other wishes granted", self.others)),
            (self.known, tr_n("{n} was known before", "{n} were known before", self.known)),
            (
                self.late,
                tr_n("{n} vote was late, not counted", "{n} votes were late, not counted", self.late),
            ),
            (self.elsewhere, tr_n("{n} of another meeting", "{n} of another meeting", self.elsewhere)),
            (self.unreadable, tr_n("{n} not readable", "{n} not readable", self.unreadable)),
            (len(self.refused), tr_n("{n} refused", "{n} refused", len(self.refused))),
        )
        counted = tuple(sentence for n, sentence in kinds if n)
        reasons = dict.fromkeys(refusal_sentence(r.reason, r.figures) for r in self.refused)
        return (*(counted or (tr("Nothing was waiting in this file"),)), *reasons)


def read_file(file: Path) -> Outbox:
    """The outbox in `file`, whose signature fits. Blocks; raises NoOutbox, EnvironmentFault."""
    try:
        # A pipe would keep us waiting for whoever writes into it.
        content = read_bounded(file, MAX_FILE_BYTES) if file.is_file() or not file.exists() else None
    except OSError as error:
        raise disk_fault(file, error) from error
    if content is None:
        raise NoOutbox(file)
    try:
        return read_outbox(content, is_signed_by)
    except ProtocolError as error:
        raise NoOutbox(file) from error


async def take_in(
    outbox: Outbox, recorder: Recorder, meeting: MeetingId, key_of: Callable[[SeatId], bytes | None]
) -> TakenIn:
    """Deliver the intents of `outbox`, oldest first. Raises WrongOutbox, StorageFault (take it in again then)."""
    if key_of(outbox.seat) != outbox.key:
        raise WrongOutbox
    taken = TakenIn()
    turns = Turns()
    for frame in outbox.frames:
        await turns.give_way()
        taken = await _deliver(taken, outbox, frame, recorder, meeting)
    return taken


async def _deliver(
    taken: TakenIn, outbox: Outbox, frame: bytes, recorder: Recorder, meeting: MeetingId
) -> TakenIn:
    replace = msgspec.structs.replace
    try:
        intent = open_intent(frame, lambda body, signature: is_signed_by(outbox.key, body, signature))
    except ProtocolError:
        return replace(taken, unreadable=taken.unreadable + 1)
    if intent.meeting != meeting:
        return replace(taken, elsewhere=taken.elsewhere + 1)
    if recorder.has_answered(outbox.seat, intent.id):
        return replace(taken, known=taken.known + 1)
    reply = up_replies.decode(await recorder.answer(outbox.seat, intent, frame))
    return _counted(taken, intent, reply)


def _counted(taken: TakenIn, intent: Intent, reply: object) -> TakenIn:
    replace = msgspec.structs.replace
    is_vote = isinstance(intent.command, CastVote | CastSealed)
    match reply:
        case IntentAccepted():
            return (
                replace(taken, votes=taken.votes + 1) if is_vote else replace(taken, others=taken.others + 1)
            )
        case IntentRefused(reason=Reason.BALLOT_CLOSED) if is_vote:
            return replace(taken, late=taken.late + 1)
        case IntentRefused():
            return replace(taken, refused=(*taken.refused, reply))
        case _:
            raise ProtocolError("the writer answered with another message")
