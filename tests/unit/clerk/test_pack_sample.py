"""The sample meeting that ships: it opens without a note and tells the story of the screens."""

import tomllib

import pytest

from presenter.clerk.pack import Pack, load_pack
from presenter.clerk.pack_rules import shipped_presets
from shared.domain.agenda import MeetingId
from shared.domain.election import ElectionTerms
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.papers import NamedPersons, Voters
from shared.domain.people import Role
from shared.domain.secrecy import Grade
from shared.pdf.examiner import examine_now
from shared.pdf.pages import Finding
from shared.system.resources import resource_path
from staging.packs import sample_ballot


@pytest.fixture(scope="module")
def pack() -> Pack:
    opened = load_pack(
        resource_path("sample"),
        meeting=MeetingId("01j00000000000000000000000"),
        presets=shipped_presets(),
        examine=examine_now,
    )
    assert isinstance(opened, Pack)
    return opened


def test_twenty_persons_sit_at_twenty_seats_and_fifteen_may_vote(pack: Pack) -> None:
    roster = pack.meeting.roster

    assert len(roster) == 20
    assert pack.meeting.seats == tuple(f"{number:02}" for number in range(1, 21))
    assert len(pack.meeting.voters()) == 15
    assert [(p.name, p.seat) for p in roster if p.role is Role.CHAIR] == [("张立新", "03")]
    assert [p.name for p in roster if p.leave_reason is not None] == ["杨帆"]


def test_four_items_hold_six_papers_of_the_promised_length(pack: Pack) -> None:
    papers = [[(paper.title, paper.page_count) for paper in item.papers] for item in pack.meeting.agenda]

    assert pack.notes == ()
    assert papers == [
        [("省委全会公报", 4)],
        [("计划执行情况的报告", 18), ("附表：主要指标", 3)],
        [("行动方案（送审稿）", 40), ("征求意见采纳情况", 3)],
        [("关于调整目标的决定（草案）", 3)],
    ]
    assert [item.planned_minutes for item in pack.meeting.agenda] == [20, 30, 25, 15]


def test_one_paper_is_for_voters_and_one_for_named_persons(pack: Pack) -> None:
    audiences = {paper.title: paper.audience for item in pack.meeting.agenda for paper in item.papers}

    assert audiences["附表：主要指标"] == Voters()
    named = audiences["征求意见采纳情况"]
    assert isinstance(named, NamedPersons)
    assert len(named.persons) == 5


def test_the_prepared_ballot_needs_eight_of_fifteen(pack: Pack) -> None:
    (ballot,) = pack.meeting.agenda[3].ballots

    assert ballot.question == "关于将2026年全区固定资产投资增长目标由6.5%调整为7.0%的决定（草案）"
    assert ballot.rule.name == "区委常委会议事规则"
    assert ballot.rule.quorum.least(15) == 8
    assert ballot.rule.passing.least(15) == 8


def test_no_paper_is_damaged_or_repaired_and_all_are_small(pack: Pack) -> None:
    assert [examine_now(path).finding for path in pack.papers.values()] == [Finding.FINE] * 6
    assert sum(path.stat().st_size for path in pack.papers.values()) < 1_600_000


def test_a_secret_election_by_two_tellers_is_prepared(pack: Pack) -> None:
    (ballot,) = pack.meeting.agenda[0].ballots

    assert isinstance(ballot.terms, ElectionTerms)
    assert (ballot.terms.seats, len(ballot.terms.candidates)) == (3, 5)
    assert ballot.terms.candidates[:2] == ("冯雅琴", "刘海燕")  # five strokes, six strokes
    assert ballot.grade is Grade.TWO_TELLERS
    names = {person.id: person.name for person in pack.meeting.roster}
    assert [names[teller] for teller in ballot.tellers] == ["李建国", "孙国栋"]
    assert (ballot.rule.quorum.least(15), ballot.rule.passing.least(13)) == (10, 7)


def test_a_choice_of_two_in_four_is_prepared(pack: Pack) -> None:
    (ballot,) = pack.meeting.agenda[2].ballots

    assert isinstance(ballot.terms, ChoiceTerms)
    assert (len(ballot.terms.options), ballot.terms.least, ballot.terms.most) == (4, 0, 2)
    assert ballot.grade is None


def test_a_demo_around_other_papers_votes_on_the_motion() -> None:
    sample = tomllib.loads(resource_path("sample", "meeting.toml").read_text(encoding="utf-8"))
    assert sample_ballot(sample)["id"] == "target-decision"
