"""What is wrong with a ballot that is being written, and what it becomes."""

from __future__ import annotations

import msgspec
import pytest

from presenter.clerk.pack_rules import shipped_presets
from presenter.ui.ballot_draft import BallotDraft, Kind, draft_warnings, faults, lines_of, spec_of
from presenter.ui.ballot_rule_draft import OWN, ShareDraft, choosable, rule_draft, rule_of
from shared.domain.ballot_terms import MotionTerms
from shared.domain.ballots import BallotId
from shared.domain.election import ElectionTerms
from shared.domain.majority import Base, Rule
from shared.domain.multiple_choice import ChoiceTerms

PRESETS = choosable(shipped_presets())
OWN_RULE = rule_draft(PRESETS[OWN])
NEW = BallotId("new")


def draft(kind: Kind, *lines: str, **changes: object) -> BallotDraft:
    made = BallotDraft(kind=kind, question="Agreed?", rule=OWN_RULE, lines=lines)
    return msgspec.structs.replace(made, **changes)


def test_presets_that_ask_for_secrecy_are_not_offered_for_a_ballot_by_name() -> None:
    assert OWN in PRESETS
    assert not any(preset.is_secret_only for preset in PRESETS.values())


def test_candidates_stand_by_the_strokes_of_their_surnames_unless_a_hand_orders_them() -> None:
    strokes = {"丁": 2, "王": 4, "高": 10}
    by_strokes = draft(Kind.ELECTION, "高", "丁", "王")
    terms = spec_of(by_strokes, NEW, strokes).terms
    assert isinstance(terms, ElectionTerms)
    assert terms.candidates == ("丁", "王", "高")
    by_hand = msgspec.structs.replace(by_strokes, is_by_strokes=False)
    assert spec_of(by_hand, NEW, strokes).terms == ElectionTerms(seats=1, candidates=("高", "丁", "王"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (draft(Kind.MOTION, question=" "), "Write the question first"),
        (draft(Kind.CHOICE, "East"), "Write at least two options, one per line."),
        (draft(Kind.CHOICE, "East", "West", least="2"), "Say how many options must be chosen: 0 to 1."),
        (
            draft(Kind.MOTION, "Budget"),
            "One item alone is not merged: write it as the question, or at least two items.",
        ),
        (draft(Kind.MOTION, "Budget", "Budget"), "“Budget” stands twice."),
        (draft(Kind.CHOICE, "East", "West", seats="3"), "Say how many options may be chosen: 1 to 2."),
        (draft(Kind.ELECTION), "Write the candidates, one per line."),
        (draft(Kind.ELECTION, "Li", "L\u200bi"), "“L\u200bi” cannot stand on a ballot as a name."),
        (draft(Kind.ELECTION, "李 明", "李明"), "“李明” stands twice."),
        (draft(Kind.ELECTION, "Li", seats="0"), "Say how many are elected: 1 to 200."),
        (
            draft(Kind.QUESTIONNAIRE, "- Yes"),
            "Write the first question, then its options on lines of their own.",
        ),
        (
            draft(Kind.QUESTIONNAIRE, "So?", "- Yes", "+ No"),
            "“So?” has options with - and with +: use one of them.",
        ),
        (draft(Kind.QUESTIONNAIRE, "So?", "- Yes", "-"), "“So?” has an empty option."),
        (draft(Kind.MOTION, minutes="x"), "Write the time in minutes, up to 1440; 0: the chair closes."),
    ],
)
def test_each_fault_is_a_sentence(wrong: BallotDraft, said: str) -> None:
    assert faults(wrong) == (said,)


def test_an_election_is_not_counted_of_votes_for_and_against() -> None:
    rule = msgspec.structs.replace(OWN_RULE, base=Base.YES_NO)
    assert faults(draft(Kind.ELECTION, "Li", rule=rule))[0].startswith("An election counts of")


@pytest.mark.parametrize(("num", "den"), [("", "2"), ("3", "2"), ("-1", "2"), ("\u00b2", "3"), ("1", "0")])
def test_a_share_that_is_none_is_asked_for(num: str, den: str) -> None:
    rule = msgspec.structs.replace(OWN_RULE, quorum=ShareDraft(num, den))
    assert rule_of(rule) == "State the quorum as a share, such as 1 of 2."


def test_an_untouched_preset_is_the_rule_itself() -> None:
    for key, preset in PRESETS.items():
        if key == OWN or preset.quorum is None:
            continue
        assert rule_of(rule_draft(preset)) == preset.rule()
    changed = rule_of(msgspec.structs.replace(rule_draft(PRESETS["dangzu"]), base=Base.PRESENT))
    assert isinstance(changed, Rule)
    assert changed.name.endswith("(changed)")


def test_too_few_candidates_for_a_surplus_are_warned_of_but_hinder_nothing() -> None:
    preset = msgspec.structs.replace(PRESETS[OWN], surplus_percent=20, is_election=True)
    wanting = draft(Kind.ELECTION, *"ABCDE", seats="5", rule=rule_draft(preset))
    assert faults(wanting) == ()
    assert draft_warnings(wanting) == (
        "Too few candidates for an election with a surplus: 6 are needed, 5 stand.",
    )
    enough = msgspec.structs.replace(wanting, lines=tuple("ABCDEF"))
    assert draft_warnings(enough) == ()


def test_empty_lines_are_no_lines() -> None:
    assert lines_of(" East \n\n\tWest\n ") == ("East", "West")


def test_the_lines_of_a_motion_are_decided_in_one_vote() -> None:
    made = spec_of(draft(Kind.MOTION, "Budget", "Plan"), NEW, {})
    assert made.terms == MotionTerms(subjects=("Budget", "Plan"))
    assert spec_of(draft(Kind.MOTION), NEW, {}).terms == MotionTerms()


def test_how_many_options_have_to_be_chosen_is_part_of_the_ballot() -> None:
    made = spec_of(draft(Kind.CHOICE, "A", "B", "C", seats="2", least="1"), NEW, {})
    assert made.terms == ChoiceTerms(options=("A", "B", "C"), least=1, most=2)
