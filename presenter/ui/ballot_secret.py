"""What the ballot panel says of a secret ballot: tellers, keys and check code, the opening, the seats' checks. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from presenter.hub.secret_part import SecretStanding
from presenter.ui.ballot_shown import Action, BallotAct, BallotShown, Line, Weight
from presenter.ui.state import PodiumState
from presenter.ui.words import names
from shared.domain.ballots import Ballot, Closed, agreed_sheet
from shared.domain.people import PersonId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import Grade, Inclusion, TellerRole
from shared.domain.state import MeetingState
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Reason
from shared.system.i18n import tr, tr_n
from shared.system.wording_secret import list_fault_sentence, role_words, secret_sentence

ENVELOPES_ARE_TO_BE_MADE: Final = frozenset({Reason.ENVELOPES_NOT_READY, Reason.VOTERS_CHANGED})
"""Why a secret ballot cannot be opened yet, where one button of the panel helps."""
_TURNS: Final = {UrnStage.CLOSED: TellerRole.FIRST, UrnStage.FIRST_OPENED: TellerRole.SECOND}


def standing_of(state: PodiumState, ballot: Ballot) -> SecretStanding:
    """The podium's own part."""
    return state.hub.secrets.get(ballot.spec.id, SecretStanding())


# Before the opening ------------------------------------------------------------------------------------


def prepared_lines(meeting: MeetingState, ballot: Ballot) -> tuple[Line, ...]:
    """What is hidden from whom, who the tellers are, and whose key is awaited."""
    grade = ballot.spec.grade
    if grade is None:
        return ()
    lines = []
    if grade is Grade.TWO_TELLERS:
        words = teller_words(meeting, ballot)
        lines.append(Line(tr("The tellers"), words or tr("not named yet"), is_note=not words))
    sealed = ballot.sealed
    if sealed is not None:
        keys = tr("{n} of 2 are here", n=len(sealed.keys))
        missing = [role for role in TellerRole if role not in sealed.keys]
        waited = [name for role in missing if (name := _teller_name(meeting, sealed, role))]
        if waited:
            keys = tr(
                "{left}; {right}", left=keys, right=tr("waiting for {names}", names=tr(", ").join(waited))
            )
        lines.append(Line(tr("Keys"), keys, is_note=bool(missing)))
    return (*lines, Line(tr("Secrecy"), secret_sentence(grade)))


def teller_words(meeting: MeetingState, ballot: Ballot) -> str:
    """Both tellers with their part; empty while they are not named."""
    pairs = zip(TellerRole, ballot.spec.tellers, strict=False)
    return tr("; ").join(
        tr("{role}: {name}", role=role_words(role), name=names(meeting, (person,))) for role, person in pairs
    )


class PreparedActs(msgspec.Struct, frozen=True, kw_only=True):
    """Buttons of a prepared secret ballot: beside that of who takes no part, below it, the filled one (None: to open)."""

    beside: tuple[Action, ...] = ()
    below: tuple[Action, ...] = ()
    filled: Action | None = None


def prepared_acts(ballot: Ballot, hindrance: Reason | None) -> PreparedActs:
    """Name the tellers, then prepare the envelopes, then wait for the keys."""
    if ballot.spec.grade is None:
        return PreparedActs()
    tellers = (Action(act=BallotAct.TELLERS, word=tr("Name the tellers")),)
    beside = tellers if ballot.spec.grade is Grade.TWO_TELLERS else ()
    is_named = ballot.spec.grade is not Grade.TWO_TELLERS or len(ballot.spec.tellers) == len(TellerRole)
    sealed = ballot.sealed
    if sealed is None or hindrance is Reason.VOTERS_CHANGED:
        word = tr("Prepare envelopes") if sealed is None else tr("Prepare envelopes again")
        is_possible = is_named and hindrance in (None, *ENVELOPES_ARE_TO_BE_MADE)
        act = Action(act=BallotAct.PREPARE_ENVELOPES, word=word, weight=Weight.FILLED, is_enabled=is_possible)
        return PreparedActs(beside=beside, filled=act)
    again = (Action(act=BallotAct.PREPARE_ENVELOPES, word=tr("Prepare envelopes again")),)
    if sealed.has_keys:
        return PreparedActs(beside=beside, below=again)
    waiting = tr("Waiting for both keys")
    wait = Action(act=BallotAct.OPEN, word=tr("Open ballot"), weight=Weight.FILLED, waiting_word=waiting)
    return PreparedActs(beside=beside, below=again, filled=wait)


def open_lines(meeting: MeetingState, ballot: Ballot) -> tuple[Line, ...]:
    """Who was made known as a voter since the terms were fixed: a teller compares this too."""
    if ballot.sealed is None or not ballot.sealed.urn.added:
        return ()
    added = tuple(dict.fromkeys(voter.person for voter in ballot.sealed.urn.added))
    return (Line(tr("Came later"), names(meeting, added)),)


# After the close ---------------------------------------------------------------------------------------


def closed_secret(
    shown: BallotShown, state: PodiumState, meeting: MeetingState, ballot: Ballot, phase: Closed
) -> BallotShown:
    """The panel of a closed secret ballot: whose turn it is, what the seats found, what is left to do."""
    sealed = ballot.sealed
    if sealed is None:
        return shown
    standing = standing_of(state, ballot)
    lines = (*_opening_lines(meeting, sealed, standing), *_check_lines(sealed, phase), *shown.lines)
    shown = msgspec.structs.replace(shown, fingerprint=standing.fingerprint, lines=lines)
    if sealed.urn.stage is UrnStage.STRANDED or sealed.failed:
        repeat = Action(act=BallotAct.REPEAT, word=tr("Abort and repeat"), weight=Weight.FILLED)
        return msgspec.structs.replace(shown, chip=_failed_chip(sealed), actions=((), (repeat,)))
    turn = _TURNS.get(sealed.urn.stage)
    if turn is None:
        return shown
    return msgspec.structs.replace(
        shown,
        chip=tr("To be opened"),
        actions=(_paper_actions(phase), *_turn_actions(meeting, sealed, standing, turn)),
    )


def _paper_actions(phase: Closed) -> tuple[Action, ...]:
    """What came back on paper may be entered before the envelopes are opened, and afterwards."""
    if not phase.on_paper or agreed_sheet(phase.sheets) is not None:
        return ()
    return (Action(act=BallotAct.ENTER_PAPER, word=tr("Enter ballots on paper")),)


def _failed_chip(sealed: SealedBallot) -> str:
    return tr("Vote missing") if sealed.failed else tr("Key lost")


def _turn_actions(
    meeting: MeetingState, sealed: SealedBallot, standing: SecretStanding, turn: TellerRole
) -> tuple[tuple[Action, ...], ...]:
    abort = Action(act=BallotAct.ABORT, word=tr("Abort"), weight=Weight.BARE)
    if turn in standing.held:
        waiting = tr("Opening the envelopes") if standing.is_working else ""
        own = Action(
            act=BallotAct.OPEN_ENVELOPES,
            word=tr("Open the envelopes"),
            weight=Weight.FILLED,
            waiting_word=waiting,
        )
        return ((abort, own),)
    waited = tr("Waiting for {name}", name=_teller_name(meeting, sealed, turn) or role_words(turn))
    announce = Action(act=BallotAct.ANNOUNCE, word=tr("Announce"), weight=Weight.FILLED, waiting_word=waited)
    return ((abort, announce),)


def _opening_lines(meeting: MeetingState, sealed: SealedBallot, standing: SecretStanding) -> tuple[Line, ...]:
    lines = []
    turn = _TURNS.get(sealed.urn.stage)
    if turn is not None:
        name = _teller_name(meeting, sealed, turn) or tr("the podium")
        what = tr("takes off the outer envelopes") if turn is TellerRole.FIRST else tr("opens the votes")
        words = tr("{name} {what} now", name=name, what=what)
        lines.append(Line(tr("Envelopes"), words))
    if sealed.urn.stage is UrnStage.STRANDED:
        words = tr("A teller’s terminal was started anew and has lost its key: nobody can open these votes.")
        lines.append(Line(tr("Key lost"), words, is_note=True))
    if standing.fault is not None:
        lines.append(Line(tr("Refused"), list_fault_sentence(standing.fault), is_note=True))
    if standing.is_list_lost:
        words = tr("The podium was started anew: seats that did not look for their vote before cannot do so.")
        lines.append(Line(tr("Checks"), words, is_note=True))
    return tuple(lines)


def _check_lines(sealed: SealedBallot, phase: Closed) -> tuple[Line, ...]:
    """How many seats looked for their vote, never which one found what, but where the ballot has to be voided."""
    if sealed.urn.stage is not UrnStage.OPENED:
        return ()
    found = sum(check.inclusion is Inclusion.INCLUDED for check in sealed.checks.values())
    forgot = sum(check.inclusion is Inclusion.FORGOTTEN for check in sealed.checks.values())
    words = tr("{found} of {cast} seats found their vote", found=found, cast=len(phase.votes))
    if forgot:
        cannot = tr_n("{n} cannot look any more", "{n} cannot look any more", forgot)
        words = tr("{left}; {right}", left=words, right=cannot)
    lines = [Line(tr("Checks"), words)]
    if sealed.failed:
        failed = tr_n(
            "{n} seat did not find its vote, or counts another result: the ballot must be repeated.",
            "{n} seats did not find their vote, or count another result: the ballot must be repeated.",
            sealed.failed,
        )
        lines.append(Line(tr("Not found"), failed, is_note=True))
    return tuple(lines)


def _teller_name(meeting: MeetingState, sealed: SealedBallot, role: TellerRole) -> str:
    """The teller's name; empty where the podium is it."""
    person: PersonId | None = sealed.urn.terms.tellers[role - 1].person
    return "" if person is None else names(meeting, (person,))
