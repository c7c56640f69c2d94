"""Properties that hold for every meeting: refusals change nothing, snapshots equal replays, votes count once."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain import ballot_commands as bcmd
from shared.domain import ballot_events as bev
from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, Closed, Open
from shared.domain.decide import Circumstances, decide
from shared.domain.papers import is_for_everybody, may_see
from shared.domain.presence import Move
from shared.domain.private_view import private_view
from shared.domain.reducer import DamagedRecord, reduce, replay
from shared.domain.room import fold
from shared.domain.sign_off import SignOff, SignOffKind
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Refused
from tests.unit.domain.meetings import (
    BALLOT,
    ITEM,
    START,
    Record,
    in_session,
    meeting,
    motion,
    person_id,
    seat_id,
)
from tests.unit.domain.paper_wishes import (
    DIGESTS,
    SECRET_OPINION,
    SIGN_OFFS,
    SIGNATURE,
    podium_wishes,
    seat_wishes,
)

SEATS = st.integers(1, 7).map(seat_id)
PERSONS = st.integers(1, 7).map(person_id)
BALLOTS = st.sampled_from([BALLOT, BallotId("ballot-2"), BallotId("none")])
COMMANDS = st.one_of(
    st.sampled_from(
        [
            cmd.OpenSignIn(),
            cmd.StartMeeting(),
            cmd.StartMeeting(),
            cmd.PauseMeeting(),
            cmd.ResumeMeeting(),
            cmd.AdjournMeeting(),
            cmd.ActivateItem(ITEM),
            cmd.FinishItem(ITEM),
            cmd.CallService(),
        ]
    ),
    st.builds(cmd.SignIn, PERSONS),
    st.builds(bcmd.OpenBallot, BALLOTS),
    st.builds(bcmd.HoldBallot, BALLOTS),
    st.builds(bcmd.ContinueBallot, BALLOTS),
    st.builds(bcmd.CloseBallot, BALLOTS),
    st.builds(bcmd.AnnounceBallot, ballot=BALLOTS),
    st.builds(bcmd.AbortBallot, ballot=BALLOTS, reason=st.sampled_from(["", "why"])),
    st.builds(
        cmd.RecordPresence, person=PERSONS, move=st.sampled_from(Move), reason=st.sampled_from(["", "why"])
    ),
    st.builds(cmd.SeatPerson, person=PERSONS, seat=SEATS),
    st.builds(cmd.AnswerService, SEATS),
)
SIGN_INS = st.integers(1, 6).map(lambda n: (cmd.SignIn(person_id(n)), seat_id(n), f"s{n}"))
VOTES = st.builds(
    lambda n, choice, ballot, k: (
        bcmd.CastVote(ballot=ballot, person=person_id(n), answer=choice),
        seat_id(n),
        f"v{n}-{choice}-{k}",
    ),
    st.integers(1, 6),
    st.sampled_from(Choice),
    BALLOTS,
    st.integers(0, 2),
)
OTHERS = st.tuples(COMMANDS, st.none() | SEATS, st.just("x"))
OF_PAPERS = st.one_of(
    seat_wishes([(person_id(n), seat_id(n)) for n in range(1, 5)]).map(lambda found: (*found, "p")),
    st.tuples(
        podium_wishes((ITEM, ItemId("item-2")), tuple(map(person_id, range(1, 5)))), st.none(), st.just("x")
    ),
)
PAPER_WISHES = st.lists(OF_PAPERS, min_size=10, max_size=25)
"""A meeting about papers, so long that drafts follow one another and are signed."""
WISHES = st.lists(st.one_of(SIGN_INS, VOTES, OTHERS), max_size=60) | PAPER_WISHES


def play(wishes: list[tuple[cmd.Command, object, str]]) -> Record:
    record = Record(meeting())
    record.when(cmd.StartMeeting())
    record.sign_in(1, 2, 3, 4)
    for sign_off, paper in zip(SIGN_OFFS, DIGESTS, strict=False):
        persons = tuple(map(person_id, (1, 2, 3)))
        record.when(
            cmd.RequestSignOff(SignOff(id=sign_off, paper=paper, kind=SignOffKind.SIGN, persons=persons))
        )
    for command, seat, intent in wishes:
        record.when(command, seat=seat, intent=intent)  # type: ignore[arg-type]
    return record


@given(WISHES)
def test_snapshot_and_tail_equal_the_full_replay(wishes: list[tuple[cmd.Command, object, str]]) -> None:
    record = play(wishes)
    assert replay(record.records) == record.state
    middle = len(record.records) // 2
    snapshot = replay(record.records[:middle])
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(snapshot), type=MeetingState) if snapshot else None
    assert replay(record.records[middle:], copy) == record.state


@given(WISHES, COMMANDS)
def test_a_refused_intent_changes_nothing(
    wishes: list[tuple[cmd.Command, object, str]], command: cmd.Command
) -> None:
    record = play(wishes)
    before, count = record.state, len(record.records)
    frozen = msgspec.msgpack.encode(before)
    verdict = record.when(command, seat=seat_id(1), intent="last")
    if isinstance(verdict, Refused) and not verdict.notes:
        assert record.state is before
        assert len(record.records) == count
    assert msgspec.msgpack.encode(before) == frozen


@given(WISHES)
def test_numbers_always_add_up(wishes: list[tuple[cmd.Command, object, str]]) -> None:
    state = play(wishes).known
    count = state.headcount()
    assert count.present + count.leave + count.absent == count.entitled
    for ballot in state.ballots.values():
        if isinstance(ballot.phase, Closed):
            tally = motion(ballot.phase.result).tally
            assert tally.yes + tally.no + tally.abstain + tally.not_voted == tally.present <= tally.entitled


@given(WISHES)
def test_the_public_view_needs_only_public_events(wishes: list[tuple[cmd.Command, object, str]]) -> None:
    record = play(wishes)
    view = None
    for n, (recorded, event) in enumerate(zip(record.records, record.public, strict=True), start=1):
        view = fold(view, n, recorded.at, event)
    assert view == record.view


def digests(known: Meeting) -> set[str]:
    """Every paper a meeting names, earlier drafts included."""
    return {p.sha256 for item in known.agenda for p in (*item.papers, *item.earlier)}


@settings(max_examples=40)
@given(PAPER_WISHES)
def test_papers_drafts_and_opinions_reach_only_whom_they_are_for(
    wishes: list[tuple[cmd.Command, object, str]],
) -> None:
    record = play(wishes)
    known = record.known
    wire = msgspec.msgpack.encode(record.public)
    for secret in (SECRET_OPINION.encode(), SIGNATURE, b"sign_off", b"shared"):
        assert secret not in wire
    for item in known.meeting.agenda:
        for held in (*item.papers, *item.earlier):
            if not is_for_everybody(held.audience):
                assert held.sha256.encode() not in wire
    for seat, person_at in known.seating.items():
        private, person = private_view(known, seat), known.meeting.person(person_at)
        assert person is not None
        assert all(may_see(p.paper.audience, person) for p in private.papers)
        assert {s.id for s in private.sign_offs} <= {
            s.request.id for s in known.sign_offs.values() if person.id in s.request.persons
        }
        for seen in private.sign_offs:
            own = known.sign_offs[seen.id].of(person.id).signed
            assert (seen.own is None) == (not own)
            assert seen.own is None or (seen.own.signature, seen.own.at) == (b"", own[-1].at)
        assert {s.author for s in private.sharing} <= {person.id}
        assert SIGNATURE not in msgspec.msgpack.encode(private)


@settings(max_examples=40)
@given(PAPER_WISHES)
def test_every_seat_that_may_see_a_paper_knows_it(wishes: list[tuple[cmd.Command, object, str]]) -> None:
    record = play(wishes)
    for seat, person_at in record.known.seating.items():
        person, private = record.known.meeting.person(person_at), private_view(record.known, seat)
        if person is None or not private.is_signed_in:
            continue
        known = digests(record.seen.meeting) | {p.paper.sha256 for p in private.papers}
        due = {
            held.sha256
            for item in record.known.meeting.agenda
            for held in (*item.papers, *item.earlier)
            if may_see(held.audience, person)
        }
        assert known == due


@settings(max_examples=40)
@given(PAPER_WISHES)
def test_drafts_follow_one_another_without_gap(wishes: list[tuple[cmd.Command, object, str]]) -> None:
    for item in play(wishes).known.meeting.agenda:
        held = {p.sha256: p for p in (*item.papers, *item.earlier)}
        assert len(held) == len(item.papers) + len(item.earlier)
        for paper in held.values():
            before = None if paper.replaces is None else held[paper.replaces]
            assert paper.draft == (1 if before is None else before.draft + 1)
            assert before is None or (before in item.earlier and before.audience == paper.audience)


@settings(max_examples=40)
@given(PAPER_WISHES)
def test_what_is_valid_belongs_to_the_present_draft(wishes: list[tuple[cmd.Command, object, str]]) -> None:
    known = play(wishes).known
    for sign_off in known.sign_offs.values():
        current = {p.sha256 for item in known.meeting.agenda for p in item.papers}
        assert sign_off.is_withdrawn or sign_off.paper in current
        for person in sign_off.request.persons:
            valid, stale = sign_off.valid(person), sign_off.stale(person)
            assert valid is None or (valid.paper == sign_off.paper and stale is None)
            assert (valid is None and stale is None) == (not sign_off.of(person).signed)


@given(WISHES)
def test_every_event_survives_its_encoding(wishes: list[tuple[cmd.Command, object, str]]) -> None:
    for recorded in play(wishes).records:
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(recorded), type=ev.Recorded) == recorded


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(Choice)), min_size=1, max_size=8), st.data())
def test_a_vote_delivered_any_number_of_times_in_any_order_counts_once(
    votes: list[tuple[int, Choice]], data: st.DataObject
) -> None:
    first_of = dict(reversed(votes))
    intents = [(n, choice, f"intent-{n}") for n, choice in first_of.items()]
    deliveries = data.draw(st.permutations(intents * 3))
    record = in_session(voters=5)
    record.when(bcmd.OpenBallot(BALLOT))
    for n, choice, intent in deliveries:
        assert isinstance(record.vote(n, choice, intent=intent), Accepted)
    phase = record.known.ballots[BALLOT].phase
    assert isinstance(phase, Open)
    assert {p: v.answer for p, v in phase.votes.items()} == {person_id(n): c for n, c in first_of.items()}
    assert sum(isinstance(r.event, bev.VoteCast) for r in record.records) == len(first_of)


@given(st.permutations([Choice.YES] * 3 + [Choice.NO] + [Choice.ABSTAIN]))
def test_the_result_does_not_depend_on_the_order_of_votes(order: list[Choice]) -> None:
    choices = [Choice.YES] * 3 + [Choice.NO] + [Choice.ABSTAIN]
    record = in_session(voters=5)
    record.when(bcmd.OpenBallot(BALLOT))
    for choice in order:
        number = choices.index(choice) + 1
        choices[number - 1] = None  # type: ignore[call-overload]
        record.vote(number, choice)
    record.when(bcmd.CloseBallot(BALLOT))
    closed = record.known.ballots[BALLOT].phase
    assert isinstance(closed, Closed)
    assert (
        motion(closed.result).tally.yes,
        motion(closed.result).tally.no,
        motion(closed.result).tally.abstain,
    ) == (3, 1, 1)
    assert motion(closed.result).passed


def test_a_record_that_does_not_begin_with_a_meeting_is_damaged() -> None:
    with pytest.raises(DamagedRecord):
        reduce(None, ev.Recorded(n=1, at=START, event=ev.SignInOpened()))


def test_a_gap_in_the_record_is_damage() -> None:
    record = in_session()
    with pytest.raises(DamagedRecord):
        reduce(record.state, ev.Recorded(n=record.known.n + 2, at=START, event=ev.MeetingPaused()))


@pytest.mark.parametrize(
    "event",
    [
        ev.MeetingPrepared(meeting()),
        bev.BallotContinued(BALLOT),
        bev.BallotHeld(BALLOT),
        bev.VoterAdmitted(ballot=BALLOT, person=person_id(1)),
        bev.BallotAnnounced(ballot=BALLOT),
        bev.BallotHeld(BallotId("none")),
    ],
)
def test_an_event_that_cannot_follow_is_damage(event: ev.Event) -> None:
    record = in_session()
    with pytest.raises(DamagedRecord):
        reduce(record.state, ev.Recorded(n=record.known.n + 1, at=START, event=event))


def test_decide_is_pure() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    vote = bcmd.CastVote(ballot=BALLOT, person=person_id(1), answer=Choice.YES)
    given = Circumstances(seat=seat_id(1), intent="k", receipt="R")  # type: ignore[arg-type]
    assert decide(record.state, vote, given) == decide(record.state, vote, given)
