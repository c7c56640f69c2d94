"""A prepared ballot of a meeting.toml: its rule, what is asked, who takes part how, and how far it is secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from presenter.clerk.pack_people import Roster
from presenter.clerk.pack_rules import read_rule
from presenter.clerk.pack_secrecy import read_grade, read_tellers, secret_rule
from presenter.clerk.pack_terms import read_terms
from presenter.clerk.pack_written import read_written
from shared.domain.ballots import LONGEST_OPEN_S, MAX_REASON, Apart, BallotId, BallotSpec
from shared.domain.election import ElectionTerms, least_candidates
from shared.domain.majority import Base, Rule
from shared.domain.presets import Preset
from shared.system.i18n import tr
from shared.system.toml_source import TomlProblem
from shared.system.toml_table import TomlTable

_LONGEST_QUESTION: Final = 500


def read_ballot(
    table: TomlTable, ballot: BallotId, roster: Roster, presets: Mapping[str, Preset]
) -> BallotSpec | None:
    """The ballot that `table` prepares; None after noting why there is none."""
    question = table.text("question", longest=_LONGEST_QUESTION, is_required=True)
    rule, terms = read_rule(table, presets), read_terms(table)
    excluded, recused = (_read_apart(table, key, roster) for key in ("excluded", "recused"))
    is_roll_call = table.flag("roll_call", default=False)
    open_for_s = table.whole("open_for_s", least=0, most=LONGEST_OPEN_S, default=0)
    grade = read_grade(table, rule, is_roll_call=is_roll_call)
    tellers = read_tellers(table, roster, grade, terms)
    written = read_written(table, roster, terms, rule, grade, apart=(*excluded, *recused))
    table.finish()
    if not any(person.role.has_vote for person in roster.persons):
        table.note(
            tr("Nobody on the roster may vote."), tr('Add persons with role = "chair" and role = "member".')
        )
    if rule is None or terms is None:
        return None
    if isinstance(terms, ElectionTerms):
        _check_base(table, rule)
    return BallotSpec(
        id=ballot,
        question=question,
        rule=rule if grade is None else secret_rule(rule),
        terms=terms,
        excluded=excluded,
        recused=recused,
        written=written,
        is_roll_call=is_roll_call,
        open_for_s=open_for_s,
        grade=grade,
        tellers=tellers,
    )


def missing_surplus(table: TomlTable, spec: BallotSpec) -> TomlProblem | None:
    """What to tell where the rule of an election asks for more candidates than seats (差额) and has too few.

    It is no mistake: the same rules have elections with as many candidates as seats (等额).
    """
    terms, percent = spec.terms, spec.rule.surplus_percent
    if not isinstance(terms, ElectionTerms) or not percent:
        return None
    least = least_candidates(terms.seats, percent)
    if len(terms.candidates) >= least:
        return None
    message = tr(
        "For {seats} seats this rule wants at least {least} candidates, and here are {n}.",
        seats=terms.seats,
        least=least,
        n=len(terms.candidates),
    )
    remedy = tr("Add candidates, unless your body elects without a surplus here.")
    return TomlProblem(table.line("candidates"), message, remedy)


def _check_base(table: TomlTable, rule: Rule) -> None:
    """In favour and against is another number for every candidate."""
    if rule.base is Base.YES_NO:
        table.note(
            tr("An election is not counted of the votes in favour and against: each candidate has others."),
            tr("Write it like this: {example}", example='rule = { preset = "…", base = "present" }'),
            "rule",
        )


def _read_apart(table: TomlTable, key: str, roster: Roster) -> tuple[Apart, ...]:
    """Persons who take no part, each with a reason."""
    aparts: list[Apart] = []
    for below in table.tables(key, most=len(roster.persons)):
        word = below.text("person", is_required=True)
        reason = below.text("reason", longest=MAX_REASON, is_required=True)
        below.finish()
        person = roster.find(below, word, "person") if word else None
        if person is not None:
            aparts.append(Apart(person=person.id, reason=reason))
    return tuple(aparts)
