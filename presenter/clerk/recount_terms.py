"""What a file says about persons, candidates and election ballots, read into the words of the domain."""

from __future__ import annotations

from typing import Final

from presenter.clerk.recount_entry import Entry, RecountRefused, named
from shared.domain.ballot_terms import Figures
from shared.domain.election import MOST_CANDIDATES, ElectionBallot, ElectionTerms, Mark
from shared.domain.election_names import is_name, same_name
from shared.domain.presets import Preset
from shared.system.i18n import tr

MOST_BALLOTS: Final = 20_000
MOST_WRITE_INS: Final = 100_000
"""In all ballots: every different name becomes a line of the result."""

_MOST_NAMES: Final = 2 * MOST_CANDIDATES
_UNREADABLE: Final = ElectionBallot(marks=())
_LISTS: Final = {"yes": Mark.YES, "no": Mark.NO, "abstain": Mark.ABSTAIN}


def persons(ballot: Entry) -> Figures:
    """E and P, and to how many a ballot was issued (all present, unless the file says so). Raises RecountRefused."""
    entitled, present = ballot.number("entitled"), ballot.number("present")
    if present > entitled:
        raise RecountRefused(tr("There are more persons present than entitled"))
    away = ballot.number("leave", 0) + ballot.number("absent", 0)
    if present + away > entitled:
        raise RecountRefused(tr("Those present, on leave and absent are more than those entitled"))
    issued = ballot.number("issued", present)
    if issued > present:
        raise RecountRefused(tr("More ballots were issued than persons are present"))
    return Figures(entitled=entitled, present=present, issued=issued)


def quorum_needed(rule: Preset, figures: Figures) -> int:
    """The least number of persons; 0 under a rule that states no quorum. Raises EmptyBase when nobody is entitled."""
    return 0 if rule.quorum is None else rule.quorum.least(figures.entitled)


def election_terms(ballot: Entry) -> ElectionTerms:
    """What is elected. Raises RecountRefused."""
    seats = ballot.number("seats", least=1, most=MOST_CANDIDATES)
    candidates = ballot.texts("candidates", MOST_CANDIDATES)
    if not candidates:
        raise RecountRefused(tr("“{place}” is missing", place="candidates"))
    wrong = next((name for name in candidates if not is_name(name)), None)
    if wrong is not None:
        raise RecountRefused(tr("This cannot be the name of a candidate: “{name}”", name=named(wrong)))
    allows = ballot.flag("allows_write_ins", default=True)
    keys = [same_name(name) for name in candidates]
    twice = next((name for n, name in enumerate(candidates) if keys[n] in keys[:n]), None)
    if twice is not None:
        raise RecountRefused(tr("This candidate stands there twice: “{name}”", name=named(twice)))
    return ElectionTerms(seats=seats, candidates=tuple(candidates), allows_write_ins=allows)


def election_ballots(ballot: Entry, terms: ElectionTerms) -> list[ElectionBallot]:
    """All ballots that came back, invalid and unreadable ones included. Raises RecountRefused."""
    places = {same_name(name): n for n, name in enumerate(terms.candidates)}
    places |= {name: n for n, name in enumerate(terms.candidates)}
    entries = ballot.entries("ballots", MOST_BALLOTS)
    marked = [_election_ballot(entry, places, len(terms.candidates)) for entry in entries]
    if sum(len(one.write_ins) for one in marked) > MOST_WRITE_INS:
        raise RecountRefused(tr("There are more than {most} written-in names", most=MOST_WRITE_INS))
    ballots = marked + [_UNREADABLE] * ballot.number("unreadable", 0, most=MOST_BALLOTS)
    check_returned(ballot, len(ballots))
    return ballots


def check_returned(ballot: Entry, returned: int) -> None:
    """Where the file says how many came back, it has as many. Raises RecountRefused."""
    if ballot.number("returned", returned) != returned:
        raise RecountRefused(tr("“{place}” is another number than there are ballots", place="returned"))


def _election_ballot(entry: Entry, places: dict[str, int], number: int) -> ElectionBallot:
    """A name that is no candidate, or one that is marked twice, makes the ballot one that cannot be read."""
    entry.only({*_LISTS, "write_ins"})
    marks: dict[int, Mark] = {}
    is_readable = True
    for key, mark in _LISTS.items():
        for name in entry.texts(key, _MOST_NAMES):
            place = places.get(name, places.get(same_name(name), -1))
            is_readable = is_readable and place >= 0 and place not in marks
            marks[place] = mark
    write_ins = tuple(entry.texts("write_ins", _MOST_NAMES))
    if not all(name.isprintable() for name in write_ins):
        raise RecountRefused(
            tr("“{place}” has a name with characters that nobody can see", place=entry.place_of("write_ins"))
        )
    if not is_readable:
        return _UNREADABLE
    in_order = tuple(marks.get(place, Mark.ABSTAIN) for place in range(number))
    return ElectionBallot(marks=in_order, write_ins=write_ins)
