"""The line of the outbox that belongs to a wish: what the screens may say of it while it waits. Pure."""

from __future__ import annotations

from typing import assert_never

import msgspec

from shared.domain.ballot_commands import CastSealed, CastVote
from shared.domain.commands import (
    CallService,
    NoteSignOffOpened,
    NoteSignOffRead,
    SeatCommand,
    ShareInk,
    SignIn,
    SignOffPaper,
)
from shared.protocol.messages import Intent
from shared.storage.seat_outbox import About, SentIntent, SentNote, SentSharing, SentSignOff


def line_of(intent: Intent) -> SentIntent:
    """The line for an intent that is kept now, not answered yet."""
    command = intent.command
    tag = str(command.__struct_config__.tag)
    sent = SentIntent(id=intent.id, meeting=intent.meeting, kind=tag, confirmed_at=intent.confirmed_at)
    match command:
        case CastVote(ballot=ballot, person=person, answer=vote):
            return msgspec.structs.replace(sent, person=person, ballot=ballot, vote=vote)
        case CastSealed(ballot=ballot, person=person):
            return msgspec.structs.replace(sent, person=person, ballot=ballot)
        case SignIn(person):
            return msgspec.structs.replace(sent, person=person)
        case CallService():
            return sent
        case ShareInk() | NoteSignOffOpened() | NoteSignOffRead() | SignOffPaper():
            return msgspec.structs.replace(sent, person=command.person, about=_about(command))
        case _:
            assert_never(command)


def kind_of(command: type[SeatCommand]) -> str:
    """The tag by which lines of this kind of wish are known."""
    return str(command.__struct_config__.tag)


def _about(command: ShareInk | NoteSignOffOpened | NoteSignOffRead | SignOffPaper) -> About | None:
    match command:
        case ShareInk(paper=paper, audience=audience):
            return SentSharing(paper=paper, audience=audience)
        case SignOffPaper(sign_off=sign_off, paper=paper, opinion=opinion, text=text):
            return SentSignOff(sign_off=sign_off, paper=paper, opinion=opinion, text=text)
        case (
            NoteSignOffOpened(sign_off=sign_off, paper=draft)
            | NoteSignOffRead(sign_off=sign_off, paper=draft)
        ):
            return None if draft is None else SentNote(sign_off=sign_off, paper=draft)
        case _:
            assert_never(command)
