"""What the glance line and the agenda say."""

import pytest

from presenter.ui.agenda_column import items_shown
from presenter.ui.glance_bar import figures
from presenter.ui.words import names, open_matters, quorum_line, rule_spans, session_line, spans, time_spans
from shared.domain.commands import ActivateItem, AdjournMeeting, FinishItem, PauseMeeting, RecordPresence
from shared.domain.majority import Base, Rule, Share
from shared.domain.presence import Move
from shared.ui.text import Span, plain
from shared.ui.tokens import Tone
from tests.fakes.small_podium import FIRST, RULE, SEATS, SECOND
from tests.unit.presenter.ui.podium_states import Story


def test_what_stands_between_asterisks_is_bold() -> None:
    assert spans("Item **4** / 5") == (Span("Item "), Span("4", bold=True), Span(" / 5"))


def test_the_session_line_tells_how_long_the_meeting_has_lasted() -> None:
    story = Story()
    story.runs()
    story.clock.advance(88 * 60)
    assert session_line(story.state) == "In session, 1 h 28 min"
    story.hub.decides(PauseMeeting())
    assert session_line(story.state) == "Paused, 1 h 28 min"


def test_a_lost_quorum_is_said_with_its_numbers() -> None:
    story = Story()
    story.runs()
    assert quorum_line(story.state) == ("✓ Quorum met, 1 absent", False)
    for seat in SEATS[:2]:
        person = story.hub.state.seating[seat]
        story.hub.decides(RecordPresence(person=person, move=Move.OUT, reason="called away"))
    assert quorum_line(story.state) == ("1 present, 3 needed", True)


def test_time_beyond_the_plan_is_an_ochre_plus() -> None:
    story = Story()
    story.runs()
    item = story.hub.state.meeting.agenda[0]
    story.hub.decides(FinishItem(SECOND))
    story.changes["selected"] = FIRST
    assert plain(time_spans(story.state, item)) == "10′"
    story.hub.decides(ActivateItem(FIRST))
    story.clock.advance(372)
    assert plain(time_spans(story.state, item)) == "6:12 / 10′"
    story.clock.advance(360)
    over = time_spans(story.state, item)
    assert over[0] == Span("+2:12", tone=Tone.OCHRE)
    (shown, _other) = items_shown(story.state)
    assert shown.used_share > 1


@pytest.mark.parametrize(
    ("base", "voters", "sentence"),
    [
        (Base.ENTITLED, None, "15 entitled, in favour: more than half of those entitled: 8 votes needed"),
        (Base.PRESENT, 13, "15 entitled, in favour: more than half of those present: 7 votes needed"),
        (Base.PRESENT, None, "15 entitled, in favour: more than half of those present"),
        (Base.CAST, 13, "15 entitled, in favour: more than half of the votes cast"),
    ],
)
def test_the_number_needed_is_said_only_where_it_is_known(
    base: Base, voters: int | None, sentence: str
) -> None:
    rule = Rule(name="r", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=base)
    assert plain(rule_spans(rule, 15, voters)) == sentence


def test_of_many_names_the_first_are_said_and_how_many_there_are() -> None:
    meeting = Story().hub.state
    everybody = tuple(person.id for person in meeting.meeting.roster)
    assert names(meeting, everybody[:3]) == "Zhang, Li, Wang"
    assert names(meeting, everybody) == "Zhang, Li, Wang and others, 5 in all"


def test_open_matters_are_items_and_ballots_that_are_not_done() -> None:
    story = Story()
    story.runs()
    assert open_matters(story.hub.state) == (
        "Item 1 was not dealt with",
        "Item 2 is not finished",
        "The ballot “Raise the target?” was not held",
    )


def test_the_glance_counts_who_is_with_the_leader_who_browses_and_who_is_away() -> None:
    story = Story()
    story.runs()
    story.hub.connects(*SEATS)
    story.hub.connects(SEATS[1], page=3, is_following=False)
    story.hub.loses(SEATS[2])
    shown = figures(story.state)
    assert shown is not None
    assert shown.offline is not None
    assert [plain(part) for part in shown.with_me] == ["With me 2 / 4", "1 browsing"]
    assert [plain(part) for part in shown.offline] == ["Offline 1", "Wang"]
    assert shown.offline[1][0].tone is Tone.OCHRE


def test_before_and_after_the_session_nobody_counts_as_offline() -> None:
    story = Story()
    before = figures(story.state)
    assert before is not None
    assert (before.item, before.offline) == (None, None)
    story.runs()
    story.hub.decides(AdjournMeeting())
    after = figures(story.state)
    assert after is not None
    assert after.offline is None


def test_the_rule_of_the_small_meeting_needs_three() -> None:
    assert plain(rule_spans(RULE, 4, None)).endswith("3 votes needed")
