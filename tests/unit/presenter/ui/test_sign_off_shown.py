"""Sign-off at the podium: who can be asked, how far each is, and what the driver is told of it."""

from typing import Any

import msgspec

from presenter.ui.driver_state import driver_state
from presenter.ui.sign_off_shown import candidates, current_sign_off, sign_off_shown
from presenter.ui.state import newer_draft, place_shown
from shared.domain import commands as cmd
from shared.domain.papers import NamedPersons, PageRun, Paper, Sha256
from shared.domain.people import PersonId
from shared.domain.presence import Move
from shared.domain.sign_off import Opinion, SignOff, SignOffId, SignOffKind, pack_signature
from shared.domain.verdicts import Accepted
from tests.fakes.small_podium import DECISION, FIRST, SEATS, SECOND
from tests.unit.presenter.ui.podium_states import Story

ASKED = SignOffId("s1")
DRAFT = Sha256("d" * 64)


def asking(kind: SignOffKind = SignOffKind.SIGN) -> Story:
    story = Story()
    story.runs()
    request = SignOff(id=ASKED, paper=DECISION, kind=kind, persons=(PersonId("li"), PersonId("wang")))
    assert isinstance(story.hub.decides(cmd.RequestSignOff(request)), Accepted)
    return story


def signs(story: Story, opinion: Opinion, text: str = "") -> None:
    answer = cmd.SignOffPaper(
        sign_off=ASKED,
        person=PersonId("li"),
        paper=story.hub.state.sign_offs[ASKED].paper,
        opinion=opinion,
        text=text,
        signature=pack_signature((((0.1, 0.5, 0.5), (0.9, 0.5, 0.5)),)),
    )
    assert isinstance(story.hub.decides(answer, SEATS[1], intent=f"i{story.hub.state.n}"), Accepted)


def replaces(story: Story) -> None:
    new = Paper(sha256=DRAFT, title="Decision", size_bytes=10, page_count=7, carried=(PageRun(3, 5, 1),))
    assert isinstance(story.hub.decides(cmd.ReplacePaper(old=DECISION, paper=new)), Accepted)


def told(story: Story) -> dict[str, Any]:
    return driver_state(story.state, engine_pid=1, engine_port=2, painted_page=1, board_marks=3)


def test_members_and_observers_can_be_asked_who_may_see_the_paper() -> None:
    story = Story()
    story.runs()
    story.hub.decides(cmd.RecordPresence(person=PersonId("chen"), move=Move.LEAVE, reason="ill"))
    meeting = story.hub.state
    held = meeting.meeting.paper(DECISION)
    assert held is not None
    listed = candidates(meeting, held[1])
    assert [(c.name, c.is_observer, c.is_away) for c in listed] == [
        ("Zhang", False, False),
        ("Li", False, False),
        ("Wang", False, False),
        ("Chen", False, True),
        ("Gao", True, False),
    ]
    assert all(c.may_see for c in listed)
    item = msgspec.structs.replace(held[0], audience=NamedPersons((PersonId("li"),)))
    agenda = tuple(item if one.id == item.id else one for one in meeting.meeting.agenda)
    narrow = msgspec.structs.replace(meeting, meeting=msgspec.structs.replace(meeting.meeting, agenda=agenda))
    assert [c.name for c in candidates(narrow, held[1]) if c.may_see] == ["Li"]


def test_each_step_of_a_person_has_its_words() -> None:
    story = asking()
    words = []
    for act in (
        None,
        cmd.NoteSignOffOpened(sign_off=ASKED, person=PersonId("li")),
        cmd.NoteSignOffRead(sign_off=ASKED, person=PersonId("li")),
    ):
        if act is not None:
            story.hub.decides(act, SEATS[1])
        shown = sign_off_shown(story.hub.state, DECISION)
        assert shown is not None
        words.append(shown.persons[0].words.split(" at ")[0])
    signs(story, Opinion.DISAGREE, "too early")
    shown = sign_off_shown(story.hub.state, DECISION)
    assert shown is not None
    assert words == ["Has not opened it", "Opened", "Read to the end"]
    assert shown.persons[0].words.startswith("Disagree, ")
    assert shown.persons[0].text == "too early"
    assert (shown.figures, shown.persons[1].words) == ("Signed 1 / 2", "Has not opened it")


def test_a_signature_on_an_earlier_draft_is_named_with_that_draft() -> None:
    story = asking()
    signs(story, Opinion.AGREE)
    replaces(story)
    shown = sign_off_shown(story.hub.state, DRAFT)
    assert shown is not None
    assert shown.figures == "Signed 0 / 2"
    assert shown.persons[0].earlier.startswith("On draft 1: Agree, ")


def test_a_withdrawn_request_is_not_shown() -> None:
    story = asking()
    story.hub.decides(cmd.WithdrawSignOff(ASKED))
    assert current_sign_off(story.hub.state, DECISION) is None
    assert sign_off_shown(story.hub.state, DECISION) is None


def test_the_driver_hears_numbers_and_no_opinion() -> None:
    story = asking()
    story.hub.decides(cmd.NoteSignOffOpened(sign_off=ASKED, person=PersonId("wang")), SEATS[2])
    signs(story, Opinion.OTHER, "clause 3")
    state = told(story)
    (sign_off,) = state["sign_offs"]
    assert (sign_off["asked"], sign_off["opened"], sign_off["signed"], sign_off["stale"]) == (2, 1, 1, 0)
    assert "clause 3" not in repr(state)
    assert "Decision" not in repr(state)
    assert state["board_marks"] == 3


def test_the_driver_hears_of_drafts_and_of_writers() -> None:
    story = asking()
    replaces(story)
    story.hub.decides(cmd.AllowWriting(person=PersonId("li"), is_allowed=True))
    state = told(story)
    drafts = {d["paper"]: (d["draft"], d["is_earlier"]) for d in state["drafts"]}
    assert drafts[DRAFT] == (2, False)
    assert drafts[DECISION] == (1, True)
    assert state["writers"] == ["li"]


def test_the_paper_on_the_stage_is_known_after_it_was_replaced_and_so_is_its_newest_draft() -> None:
    story = asking()
    story.hub.turn_page(item=SECOND, paper=DECISION, page=3)
    assert newer_draft(story.state) is None
    replaces(story)
    place = place_shown(story.state)
    assert place is not None
    assert place.paper is not None
    assert place.paper.sha256 == DECISION
    newest = Paper(sha256=Sha256("e" * 64), title="Decision", size_bytes=10, page_count=7)
    story.hub.decides(cmd.ReplacePaper(old=DRAFT, paper=newest))
    found = newer_draft(story.state)
    assert found is not None
    assert (found.sha256, found.draft) == ("e" * 64, 3)
    story.hub.turn_page(item=FIRST, paper=None, page=1)
    assert newer_draft(story.state) is None
