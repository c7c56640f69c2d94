"""Steps of filling in a ballot."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.ui.ballot_drafts import election_draft, empty_election, marked, toggled, wrote
from shared.domain.election import BallotFault, ElectionTerms, Mark, fault_of
from shared.domain.multiple_choice import ChoiceBallot, ChoiceFault, ChoiceTerms, choice_fault

TERMS = ElectionTerms(seats=2, candidates=("A Wang", "B Feng", "C Sun", "D Li"))
NAMES = st.sampled_from(["", "E Shen", "F Zhou", "A Wang", "E  Shen"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 3), st.sampled_from(list(Mark))),
        st.tuples(st.integers(0, 1), NAMES),
    ),
    max_size=30,
)


@given(STEPS)
@example([(0, Mark.NO), (1, Mark.NO), (1, "E Shen"), (0, Mark.ABSTAIN), (0, "E Shen")])
def test_whatever_is_tapped_marks_alone_never_break_the_limit(steps: list[tuple[int, Mark | str]]) -> None:
    draft = empty_election(TERMS)
    for place, what in steps:
        if isinstance(what, Mark):
            after = marked(draft, place, what)
            draft = draft if isinstance(after, BallotFault) else after
        elif place < len(draft.written) and draft.can_write(place):
            draft = wrote(draft, place, what)
        assert draft.chosen <= TERMS.seats
        assert draft.fault not in (BallotFault.TOO_MANY, BallotFault.WRITE_IN_WITHOUT_NO)
        assert draft.fault == fault_of(TERMS, draft.ballot)


@given(STEPS)
def test_a_ballot_that_was_sent_is_changed_from_how_it_was(steps: list[tuple[int, Mark | str]]) -> None:
    draft = empty_election(TERMS)
    for place, what in steps:
        if isinstance(what, Mark):
            after = marked(draft, place, what)
            draft = draft if isinstance(after, BallotFault) else after
    assert election_draft(TERMS, draft.ballot).ballot == draft.ballot


@given(st.integers(1, 4), st.lists(st.integers(0, 3), max_size=20))
def test_taps_never_take_more_options_than_may_be(most: int, taps: list[int]) -> None:
    terms = ChoiceTerms(options=("N", "E", "S", "W"), most=most)
    ballot = ChoiceBallot()
    for tap in taps:
        after = toggled(terms, ballot, tap)
        if isinstance(after, ChoiceFault):
            assert tap not in ballot.chosen
            assert len(ballot.chosen) == most
        else:
            ballot = after
        assert choice_fault(terms, ballot) is None
