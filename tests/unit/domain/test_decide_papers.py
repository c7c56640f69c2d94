"""Given a meeting, when papers come, change or are shared, then events or a refusal follow."""

from __future__ import annotations

import msgspec
import pytest

from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.domain.agenda import ItemId
from shared.domain.decide_papers import MOST_TIMES_SHARED
from shared.domain.ink import InkAudience, SharedInk
from shared.domain.papers import Attachment, NamedPersons, PageRun, Paper, Sha256, Voters
from shared.domain.people import PersonId
from shared.domain.sharing import successor
from shared.domain.verdicts import Accepted
from tests.unit.domain.meetings import ITEM, Record, in_session, meeting, paper, person_id, reason_of, seat_id

NOTHING = Accepted(())
A, B, C, NEW = (paper(mark).sha256 for mark in "abcd")
THUMBNAILS = Attachment(sha256=Sha256("7" * 64), size_bytes=4_000)


def held(record: Record, sha256: Sha256) -> Paper:
    found = record.known.meeting.paper(sha256)
    assert found is not None
    return found[1]


def share(person: int, paper_: Sha256, audience: InkAudience) -> cmd.ShareInk:
    return cmd.ShareInk(person=person_id(person), paper=paper_, audience=audience)


def test_a_late_paper_stands_last_in_its_item() -> None:
    record = in_session()
    verdict = record.when(cmd.AddPaper(item=ITEM, paper=paper("d")))
    assert verdict == Accepted((ev.PaperAdded(item=ITEM, paper=paper("d")),))
    assert [p.sha256 for p in record.known.meeting.agenda[0].papers] == [A, B, C, NEW]
    assert [p.sha256 for p in record.seen.meeting.agenda[0].papers] == [A, NEW]


def test_a_paper_may_come_before_the_meeting_starts() -> None:
    assert isinstance(Record(meeting()).when(cmd.AddPaper(item=ITEM, paper=paper("d"))), Accepted)


def test_a_paper_that_comes_is_a_first_draft_whatever_it_says() -> None:
    record = in_session()
    lying = msgspec.structs.replace(paper("d"), draft=7, replaces=A, carried=(PageRun(1, 1, 1),))
    assert record.when(cmd.AddPaper(item=ITEM, paper=lying)) == Accepted(
        (ev.PaperAdded(item=ITEM, paper=paper("d")),)
    )


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (cmd.AddPaper(item=ItemId("none"), paper=paper("d")), "unknown_item"),
        (cmd.AddPaper(item=ItemId("item-2"), paper=paper("a")), "paper_is_there"),
        (cmd.ReplacePaper(old=NEW, paper=paper("e")), "unknown_paper"),
        (cmd.ReplacePaper(old=A, paper=paper("b")), "paper_is_there"),
        (cmd.ReplacePaper(old=A, paper=paper("a")), "paper_is_there"),
        (cmd.NoteThumbnails(paper=NEW, thumbnails=THUMBNAILS), "unknown_paper"),
        (cmd.AllowWriting(person=PersonId("nobody"), is_allowed=True), "unknown_person"),
    ],
)
def test_what_does_not_fit_the_agenda_is_refused(command: cmd.PodiumCommand, reason: str) -> None:
    record = in_session()
    before = record.known
    assert reason_of(record.when(command)) == reason
    assert record.known is before


def test_a_new_draft_takes_the_place_and_the_audience_of_the_old_one() -> None:
    record = in_session()
    new = msgspec.structs.replace(paper("d"), carried=(PageRun(1, 2, 2),), draft=9, is_whiteboard=True)
    record.when(cmd.ReplacePaper(old=B, paper=new))
    assert [p.sha256 for p in record.known.meeting.agenda[0].papers] == [A, NEW, C]
    assert record.known.meeting.agenda[0].earlier == (paper("b", Voters()),)
    draft = held(record, NEW)
    assert (draft.draft, draft.replaces, draft.audience, draft.is_whiteboard) == (2, B, Voters(), False)
    assert draft.carried == (PageRun(1, 2, 2),)
    assert (successor(record.known, B), successor(record.known, NEW)) == (NEW, None)


def test_drafts_are_counted_and_every_one_stays_reachable() -> None:
    record = in_session()
    for old, mark in (("a", "d"), ("d", "e"), ("e", "f")):
        record.when(cmd.ReplacePaper(old=paper(old).sha256, paper=paper(mark)))
    assert [p.draft for p in record.known.meeting.agenda[0].papers] == [4, 1, 1]
    assert [p.sha256 for p in record.seen.meeting.agenda[0].earlier] == [A, NEW, paper("e").sha256]
    assert held(record, A) == paper("a")


def test_an_earlier_draft_is_not_replaced_again_and_does_not_come_back() -> None:
    record = in_session()
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    assert reason_of(record.when(cmd.ReplacePaper(old=A, paper=paper("e")))) == "unknown_paper"
    assert reason_of(record.when(cmd.ReplacePaper(old=NEW, paper=paper("a")))) == "paper_is_there"
    assert reason_of(record.when(cmd.AddPaper(item=ITEM, paper=paper("a")))) == "paper_is_there"


def test_a_paper_of_two_items_is_replaced_in_both() -> None:
    prepared = meeting()
    both = tuple(msgspec.structs.replace(item, papers=(paper("a"),)) for item in prepared.agenda)
    record = Record(msgspec.structs.replace(prepared, agenda=both))
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    for item in (*record.known.meeting.agenda, *record.seen.meeting.agenda):
        assert [p.sha256 for p in item.papers] == [NEW]
        assert [p.sha256 for p in item.earlier] == [A]


def test_thumbnails_are_noted_once_also_of_an_earlier_draft_and_after_the_adjournment() -> None:
    record = in_session()
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    record.when(cmd.AdjournMeeting())
    noted = cmd.NoteThumbnails(paper=A, thumbnails=THUMBNAILS)
    assert record.when(noted) == Accepted((ev.ThumbnailsMade(paper=A, thumbnails=THUMBNAILS),))
    assert record.when(noted) == NOTHING
    assert held(record, A).thumbnails == THUMBNAILS
    assert record.seen.meeting.agenda[0].earlier[0].thumbnails == THUMBNAILS


def test_the_watermark_is_on_until_it_is_switched_off() -> None:
    record = in_session()
    assert (record.known.meeting.has_watermark, record.seen.meeting.has_watermark) == (True, True)
    assert record.when(cmd.SwitchWatermark(is_on=True)) == NOTHING
    assert record.when(cmd.SwitchWatermark(is_on=False)) == Accepted((ev.WatermarkSwitched(is_on=False),))
    assert (record.known.meeting.has_watermark, record.seen.meeting.has_watermark) == (False, False)


def test_the_chair_lets_persons_write_and_ends_that() -> None:
    record = in_session()
    for person, is_allowed in ((2, True), (3, True), (2, True), (2, False), (4, False)):
        record.when(cmd.AllowWriting(person=person_id(person), is_allowed=is_allowed))
    assert record.known.writers == record.seen.writers == (person_id(3),)
    assert sum(isinstance(r.event, ev.WritingAllowed) for r in record.records) == 3


def test_a_person_shares_their_ink_wider_and_takes_it_back() -> None:
    record = in_session()
    for audience in (InkAudience.CHAIR, InkAudience.ALL):
        record.when(share(2, A, audience), seat=seat_id(2))
        assert record.known.shared_ink == (SharedInk(author=person_id(2), paper=A, audience=audience),)
        assert record.when(share(2, A, audience), seat=seat_id(2)) == NOTHING
    record.when(share(2, A, InkAudience.NOBODY), seat=seat_id(2))
    assert record.known.shared_ink == ()
    assert record.when(share(2, A, InkAudience.NOBODY), seat=seat_id(2)) == NOTHING


@pytest.mark.parametrize(
    ("command", "seat", "reason"),
    [
        (share(2, A, InkAudience.ALL), seat_id(3), "not_your_seat"),
        (share(2, A, InkAudience.ALL), None, "not_your_seat"),
        (share(2, NEW, InkAudience.ALL), seat_id(2), "unknown_paper"),
        (share(3, C, InkAudience.ALL), seat_id(3), "unknown_paper"),
        (share(6, B, InkAudience.ALL), seat_id(6), "unknown_paper"),
    ],
)
def test_ink_is_shared_only_by_its_author_on_a_paper_they_may_see(
    command: cmd.ShareInk, seat: object, reason: str
) -> None:
    record = in_session()
    record.sign_in(6)
    assert reason_of(record.when(command, seat=seat)) == reason  # type: ignore[arg-type]


def test_who_never_signed_in_shares_nothing() -> None:
    record = in_session(present=1)
    assert reason_of(record.when(share(2, A, InkAudience.ALL), seat=seat_id(2))) == "sign_in_first"


@pytest.mark.parametrize(
    "command",
    [
        cmd.AddPaper(item=ITEM, paper=paper("d")),
        cmd.ReplacePaper(old=A, paper=paper("d")),
        cmd.SwitchWatermark(is_on=False),
        cmd.AllowWriting(person=person_id(2), is_allowed=True),
        share(2, A, InkAudience.ALL),
    ],
)
def test_after_the_adjournment_papers_stay_as_they_are(command: cmd.Command) -> None:
    record = in_session()
    record.when(cmd.AdjournMeeting())
    assert reason_of(record.when(command, seat=seat_id(2))) == "adjourned"


def test_a_restricted_item_keeps_its_late_papers() -> None:
    prepared = meeting()
    few = NamedPersons((person_id(2),))
    agenda = tuple(msgspec.structs.replace(item, audience=few, papers=()) for item in prepared.agenda)
    record = Record(msgspec.structs.replace(prepared, agenda=agenda))
    record.when(cmd.AddPaper(item=ITEM, paper=paper("d")))
    record.when(cmd.ReplacePaper(old=NEW, paper=paper("e")))
    assert (record.seen.meeting.agenda[0].papers, record.seen.meeting.agenda[0].earlier) == ((), ())
    assert b"paper d" not in msgspec.msgpack.encode(record.public)


def test_sharing_over_and_over_ends_and_taking_back_never_does() -> None:
    record = in_session()
    for n in range(MOST_TIMES_SHARED):
        audience = InkAudience.ALL if n % 2 else InkAudience.CHAIR
        assert isinstance(record.when(share(2, A, audience), seat=seat_id(2)), Accepted)
    assert reason_of(record.when(share(2, A, InkAudience.CHAIR), seat=seat_id(2))) == "shared_too_often"
    assert isinstance(record.when(share(2, A, InkAudience.NOBODY), seat=seat_id(2)), Accepted)
    assert reason_of(record.when(share(2, A, InkAudience.ALL), seat=seat_id(2))) == "shared_too_often"
    assert isinstance(record.when(share(3, A, InkAudience.ALL), seat=seat_id(3)), Accepted)
