"""What a seat says of a secret ballot: whether it may seal, its own check, a teller's part. Never a choice. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from kiosk.session.secret_view import OwnPlace, SeatSecret, TellerPart
from kiosk.session.view import SessionView
from shared.domain.people import PersonId
from shared.domain.room_ballots import RoomBallot
from shared.domain.secrecy import Inclusion, TellerRole
from shared.domain.urn import UrnStage
from shared.system.i18n import mark, tr
from shared.system.wording_secret import list_fault_sentence
from shared.ui.state_row import Settling

_PLACES: Final[Mapping[OwnPlace, str]] = {
    OwnPlace.NOT_LISTED: mark(
        "This terminal is not in the list of voters yet. Please wait a moment; if it stays so, call the clerk."
    ),
    OwnPlace.WAITING: mark("The tellers’ keys are not all here yet. You can vote as soon as they are."),
    OwnPlace.NOT_RIGHT: mark(
        "Terms or keys of this ballot are not signed by whom they must be. Nobody should vote now: call the chair."
    ),
}
_WAITS: Final[Mapping[UrnStage, str]] = {
    UrnStage.OPEN: mark("Checked when the envelopes are opened"),
    UrnStage.CLOSED: mark("The envelopes are being opened"),
    UrnStage.FIRST_OPENED: mark("The envelopes are being opened"),
    UrnStage.OPENED: mark("Looking for your vote"),
    UrnStage.STRANDED: mark("The envelopes cannot be opened"),
}
_CALL = mark("Please call the chair now: this ballot has to be stopped and repeated.")
_KEEP_ON = mark("Do not switch off: only this terminal can check your vote.")
_FORGOTTEN_NOTE = mark(
    "This terminal was started anew. Your vote is counted; only its check is not possible."
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How far something is, in one line, and what to know or to do below it; `is_wrong`: it must not stay so."""

    settling: Settling
    text: str
    note: str = ""
    is_wrong: bool = False


def place_sentence(secret: SeatSecret | None) -> str:
    """Why no vote can be sealed here now, and what to do; empty when one can be."""
    if secret is None:
        return tr(_PLACES[OwnPlace.WAITING])
    return tr(_PLACES[secret.place]) if secret.place in _PLACES else ""


def grouped_code(fingerprint: str) -> str:
    """The check code with wide gaps between its groups of four, to compare them one by one."""
    return "  ".join(fingerprint.split("-"))


def spoken_code(fingerprint: str) -> str:
    """The check code letter by letter, for a screen reader."""
    groups = (" ".join(group) for group in fingerprint.split("-"))
    return tr("Check code: {code}", code=tr(", ").join(groups))


def check_told(secret: SeatSecret | None) -> Told:
    """What this terminal found of the own vote, which is in the box."""
    if secret is None:
        return Told(settling=Settling.PENDING, text=tr(_WAITS[UrnStage.OPEN]))
    if secret.check is not None:
        return _found(secret.check.inclusion, recount_agrees=secret.check.recount_agrees)
    if secret.stage is UrnStage.STRANDED:
        note = tr("A teller’s key is lost. The chair stops this ballot and repeats it.")
        return Told(settling=Settling.ATTENTION, text=tr(_WAITS[secret.stage]), note=note, is_wrong=True)
    if not secret.holds_vote:
        return _found(Inclusion.FORGOTTEN, recount_agrees=True)
    return Told(settling=Settling.PENDING, text=tr(_WAITS[secret.stage]), note=tr(_KEEP_ON))


def _found(inclusion: Inclusion, *, recount_agrees: bool) -> Told:
    wrong = _wrong(inclusion, recount_agrees=recount_agrees)
    if wrong:
        return Told(settling=Settling.ATTENTION, text=wrong, note=tr(_CALL), is_wrong=True)
    if inclusion is Inclusion.FORGOTTEN:
        text = tr("This terminal cannot check your vote")
        return Told(settling=Settling.NOTED, text=text, note=tr(_FORGOTTEN_NOTE))
    note = tr("It stands there as you chose, and the recount here agrees.")
    return Told(settling=Settling.DONE, text=tr("Your vote is in the opened list"), note=note)


def _wrong(inclusion: Inclusion, *, recount_agrees: bool) -> str:
    """Why the ballot has to be repeated; empty where nothing is wrong."""
    if inclusion is Inclusion.MISSING:
        return tr("Your vote is not in the opened list")
    if inclusion is Inclusion.ALTERED:
        return tr("Your vote in the opened list is altered")
    return "" if recount_agrees else tr("The recount here gives another result")


def key_told(part: TellerPart) -> Told:
    """How this teller's key is."""
    if part.is_wiped:
        return Told(settling=Settling.DONE, text=tr("Your key is wiped"))
    if part.is_lost:
        note = tr("This terminal was started anew. The chair stops this ballot and repeats it.")
        return Told(settling=Settling.ATTENTION, text=tr("Your key is lost"), note=note, is_wrong=True)
    if part.is_done:
        return Told(settling=Settling.DONE, text=tr("Your key has done its work"))
    if not part.has_key:
        return Told(settling=Settling.PENDING, text=tr("Your key is being made"))
    note = tr("It is in this terminal’s memory only: do not switch off until the envelopes are open.")
    return Told(settling=Settling.DONE, text=tr("Your key is ready"), note=note)


def box_told(secret: SeatSecret, ballot: RoomBallot | None) -> Told:
    """How many votes are in the box, and whether more can come."""
    if ballot is None:
        return Told(settling=Settling.PENDING, text=tr("Voting is not open yet"))
    text = tr("{cast} of {voters} votes in the box", cast=secret.cast, voters=ballot.voters_count)
    is_closed = ballot.is_ended
    note = tr("Voting is closed") if is_closed else tr("Voting is open")
    return Told(settling=Settling.DONE if is_closed else Settling.PENDING, text=text, note=note)


def work_told(secret: SeatSecret, part: TellerPart) -> Told:
    """What this teller has to open, and how far that is."""
    if part.is_lost or secret.stage is UrnStage.STRANDED:
        return Told(settling=Settling.ATTENTION, text=tr(_WAITS[UrnStage.STRANDED]), is_wrong=True)
    if part.is_done:
        return Told(
            settling=Settling.DONE, text=tr("Your part is done"), note=tr("The podium has your list.")
        )
    if part.fault is not None:
        # A teller's key opens one list: where it may not be tried again, only a repetition helps.
        next_step = tr("Tell the chair, then try again.") if part.may_open else tr(_CALL)
        reason = list_fault_sentence(part.fault)
        note = tr("{reason}. {next_step}", reason=reason, next_step=next_step)
        return Told(
            settling=Settling.ATTENTION, text=tr("Nothing was opened or taken"), note=note, is_wrong=True
        )
    if part.is_working:
        note = tr("This takes some seconds. Do not switch off.")
        return Told(settling=Settling.PENDING, text=tr("Checking and opening the envelopes"), note=note)
    if part.may_open:
        note = tr("This terminal checks the whole list first. A key opens one list, once.")
        return Told(settling=Settling.NOTED, text=tr("It is your turn"), note=note)
    return _not_yet(secret, part.role)


def _not_yet(secret: SeatSecret, role: TellerRole) -> Told:
    if secret.stage is UrnStage.CLOSED and role is TellerRole.SECOND:
        note = tr("The first teller takes off the outer envelopes, then you open the votes.")
        return Told(settling=Settling.LOCKED, text=tr("Waiting for the first teller"), note=note)
    if role is TellerRole.FIRST:
        note = tr("When voting is closed, you take off the outer envelopes. You see who voted, not what.")
    else:
        note = tr("When the first teller is done, you open the votes. You see what was voted, not who.")
    return Told(settling=Settling.LOCKED, text=tr("Your turn comes after the close"), note=note)


def open_word(part: TellerPart) -> str:
    """The word of a teller's one button."""
    if part.role is TellerRole.FIRST:
        return tr("Take off the outer envelopes")
    return tr("Open the votes")


def added_words(view: SessionView, added: tuple[PersonId, ...]) -> str:
    """Who was made known as a voter after the terms; a teller should wonder about many."""
    if not added:
        return tr("Nobody was added to the voters since the check code was made.")
    known = (None if view.meeting is None else view.meeting.person(person) for person in added)
    names = tr(", ").join(person.name for person in known if person is not None)
    return tr("Added to the voters since: {names}", names=names)


def teller_matter(view: SessionView) -> SeatSecret | None:
    """The secret ballot of which the person here is a teller: first the one where it is their turn."""
    mine = [one for one in view.secrets.values() if one.teller is not None and not _is_over(view, one)]
    turns = [one for one in mine if one.teller is not None and one.teller.may_open]
    return next(iter((*turns, *mine)), None)


def _is_over(view: SessionView, secret: SeatSecret) -> bool:
    known = None if view.room is None else view.room.ballots.get(secret.ballot)
    return known is not None and (known.is_aborted or known.result is not None)
