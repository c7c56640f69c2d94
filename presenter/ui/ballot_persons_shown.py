"""What the sheets about the persons of a ballot say. Pure; never how anybody voted."""

from __future__ import annotations

from typing import Final

from presenter.ui.ballot_persons_sheet import PersonAct, PersonRow, PersonsShown
from presenter.ui.ballot_phases import present_for
from shared.domain.ballot_commands import Part
from shared.domain.ballots import Apart, Ballot, BallotSpec, Open, Prepared
from shared.domain.count_ballots import awaited
from shared.domain.decide_ballots import part_of
from shared.domain.people import Person, PersonId
from shared.domain.state import MeetingState
from shared.system.i18n import mark, tr

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
