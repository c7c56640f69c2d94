"""What the sheets about the persons of a ballot say. Pure; never how anybody voted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from presenter.ui.ballot_persons_sheet import PersonAct, PersonRow, PersonsShown
from presenter.ui.ballot_phases import present_for
from shared.domain.ballot_commands import Part
from shared.domain.ballots import Apart, Ballot, BallotSpec, Open, Prepared
from shared.domain.count_ballots import awaited
from shared.domain.decide_ballots import part_of
from shared.domain.election import ElectionTerms
from shared.domain.people import Person, PersonId
from shared.domain.secrecy import Grade, TellerRole
from shared.domain.state import MeetingState
from shared.system.i18n import mark, tr
from shared.system.wording_secret import role_words

GIVE_PAPER: Final = "paper"
WILL_NOT: Final = "will_not"
_PARTS: Final = {
    Part.VOTES: mark("Votes"),
    Part.RECUSED: mark("Recused"),
    Part.EXCLUDED: mark("Excluded"),
}


def parts_shown(meeting: MeetingState, ballot: Ballot) -> PersonsShown | None:
    """Who takes no part, before the opening; None afterwards."""
    if not isinstance(ballot.phase, Prepared):
        return None
    spec = ballot.spec
    entitled, present = present_for(meeting, ballot)
    needed = spec.rule.quorum.least(entitled) if entitled else 0
    summary = tr(
        "{entitled} entitled, {present} present, quorum {needed}",
        entitled=entitled,
        present=present,
        needed=needed,
    )
    recused = tr("Who is recused does not vote and leaves the number of those entitled.")
    if spec.rule.recused_in_base:
        recused = tr("Who is recused does not vote and stays in the number of those entitled.")
    means = tr(
        "{recused} Who is excluded leaves it, as adopted before. Write the reason first; it is printed with the result.",
        recused=recused,
    )
    return PersonsShown(
        title=tr("Who takes no part in this ballot?"),
        means=means,
        rows=tuple(_part_row(spec, person) for person in meeting.meeting.voters()),
        summary=summary,
    )


def _part_row(spec: BallotSpec, person: Person) -> PersonRow:
    part = part_of(spec, person.id)
    apart: tuple[Apart, ...] = (*spec.excluded, *spec.recused)
    reason = next((one.reason for one in apart if one.person == person.id), "")
    acts = tuple(
        PersonAct(
            key=other.value, word=tr(word), is_chosen=other is part, needs_reason=other is not Part.VOTES
        )
        for other, word in _PARTS.items()
    )
    return PersonRow(person=person.id, name=person.name, words=reason, acts=acts)


def tellers_shown(
    meeting: MeetingState, ballot: Ballot, naming: Mapping[TellerRole, PersonId]
) -> PersonsShown | None:
    """Who can be a teller of a secret ballot, before the opening; `naming` is what was chosen so far."""
    if not isinstance(ballot.phase, Prepared) or ballot.spec.grade is not Grade.TWO_TELLERS:
        return None
    terms = ballot.spec.terms
    candidates = terms.candidates if isinstance(terms, ElectionTerms) else ()
    seated = set(meeting.seating.values())
    rows = tuple(
        PersonRow(
            person=person.id,
            name=person.name,
            words="" if person.id in seated else tr("has no seat"),
            acts=tuple(_teller_act(person, role, naming) for role in TellerRole),
        )
        for person in meeting.meeting.roster
        if person.name not in candidates
    )
    return PersonsShown(
        title=tr("Who are the tellers?"),
        means=tr(
            "The first teller takes off the outer envelopes, the second opens the votes, each at their own seat. "
            "Only both together could see what a person chose."
        ),
        rows=rows,
    )


def _teller_act(person: Person, role: TellerRole, naming: Mapping[TellerRole, PersonId]) -> PersonAct:
    return PersonAct(
        key=f"teller{role.value}", word=role_words(role), is_chosen=naming.get(role) == person.id
    )


def role_of(key: str) -> TellerRole:
    """The part that a button of `tellers_shown` stands for."""
    return TellerRole(int(key.removeprefix("teller")))


def awaited_shown(
    meeting: MeetingState, ballot: Ballot, undelivered: tuple[PersonId, ...]
) -> PersonsShown | None:
    """Who has not voted while the ballot is open, in roster order; None where nobody is waited for."""
    phase = ballot.phase
    if not isinstance(phase, Open):
        return None
    waiting = awaited(phase)
    may_get = set(waiting) | {p for p in phase.passed if p not in phase.votes and p not in phase.on_paper}
    rows = tuple(
        _awaited_row(person, phase, is_awaited=person.id in waiting, is_uncertain=person.id in undelivered)
        for person in meeting.meeting.roster
        if person.id in may_get
    )
    if not rows:
        return None
    return PersonsShown(
        title=tr("Who has not voted"),
        means=tr(
            "Who will not vote is not waited for, and still may until the close. "
            "Who gets a ballot on paper cannot vote at the seat any more."
        ),
        rows=rows,
    )


def _awaited_row(person: Person, phase: Open, *, is_awaited: bool, is_uncertain: bool) -> PersonRow:
    words = ""
    if not is_awaited:
        words = tr("will not vote")
    elif is_uncertain:
        words = tr("a vote may be on its way")
    elif phase.called and phase.called[-1] == person.id:
        words = tr("called now")
    acts = (
        PersonAct(key=WILL_NOT, word=tr("Will not vote"), is_enabled=is_awaited),
        PersonAct(key=GIVE_PAPER, word=tr("Give paper")),
    )
    return PersonRow(person=person.id, name=person.name, words=words, acts=acts)
