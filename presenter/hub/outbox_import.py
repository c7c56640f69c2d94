"""Taking in what a seat could not send: the same wishes, decided by the same writer as if they had come by network.

An intent that was answered before gets the same answer and changes nothing, so a file may be taken in again.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from presenter.hub.recorder import Recorder
from shared.crypto.identity import is_signed_by
from shared.domain.agenda import MeetingId
from shared.domain.ballot_commands import CastVote
from shared.domain.people import SeatId
from shared.domain.verdicts import Reason
from shared.protocol.codec import ProtocolError, up_replies
from shared.protocol.messages import Intent, IntentAccepted, IntentRefused
from shared.protocol.outbox_file import Outbox
from shared.protocol.signing import open_intent


class WrongOutbox(ValueError):
    """The file is of a terminal that has no seat here, or had it before somebody else got it."""


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


async def take_in(
    outbox: Outbox, recorder: Recorder, meeting: MeetingId, key_of: Callable[[SeatId], bytes | None]
) -> TakenIn:
    """Deliver the intents of `outbox`, oldest first. Raises WrongOutbox, StorageFault (take it in again then)."""
    if key_of(outbox.seat) != outbox.key:
        raise WrongOutbox
    taken = TakenIn()
    for frame in outbox.frames:
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
    is_vote = isinstance(intent.command, CastVote)
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
