"""Counts one ballot of a file: motions, elections, questions with options, questionnaires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from presenter.clerk.recount_choices import recount_choices, recount_questionnaire
from presenter.clerk.recount_entry import Entry, RecountRefused
from presenter.clerk.recount_output import Object, election_entry, motion_entry
from presenter.clerk.recount_rule import read_rule
from presenter.clerk.recount_terms import election_ballots, election_terms, persons, quorum_needed
from shared.domain.election import count_election
from shared.domain.majority import Base, EmptyBase, Tally
from shared.domain.presets import Preset
from shared.system.i18n import tr

KINDS: Final = ("motion", "election", "multiple_choice", "questionnaire")


class EmptyCount(RecountRefused):
    """There is no majority of nothing: the file is right, but nobody is in the base of its rule."""


def recount_ballot(ballot: Entry, presets: Mapping[str, Preset]) -> Object:
    """What comes out for one ballot. Raises RecountRefused."""
    kind = ballot.word("kind", KINDS)
    rule = read_rule(ballot, presets)
    try:
        match kind:
            case "motion":
                return _motion(ballot, rule)
            case "election":
                return _election(ballot, rule)
            case "multiple_choice":
                return recount_choices(ballot, rule)
            case _:
                return recount_questionnaire(ballot, rule)
    except EmptyBase as error:
        sentence = tr("Nobody is among those of whom this rule counts: there is no majority of nothing")
        raise EmptyCount(sentence) from error


def _motion(ballot: Entry, rule: Preset) -> Object:
    figures = persons(ballot)
    counts = ballot.entry("counts")
    counts.only({"yes", "no", "abstain"})
    yes, no, abstain = (counts.number(answer) for answer in ("yes", "no", "abstain"))
    if yes + no + abstain > figures.present:
        raise RecountRefused(tr("There are more votes than persons present"))
    tally = Tally(entitled=figures.entitled, present=figures.present, yes=yes, no=no, abstain=abstain)
    needed = rule.passing.least(tally.base_size(rule.base))
    return motion_entry(tally, quorum_needed=quorum_needed(rule, figures), needed=needed)


def _election(ballot: Entry, preset: Preset) -> Object:
    figures = persons(ballot)
    rule = preset.rule()
    if rule is None:
        raise RecountRefused(tr("An election needs a quorum: give “quorum” in its rule"))
    if rule.base is Base.YES_NO:
        raise RecountRefused(
            tr(
                "An election is counted of those entitled, those present or the votes cast: give “base” in its rule"
            )
        )
    terms = election_terms(ballot)
    return election_entry(
        count_election(
            rule,
            terms,
            entitled=figures.entitled,
            present=figures.present,
            issued=figures.issued,
            ballots=election_ballots(ballot, terms),
        )
    )
