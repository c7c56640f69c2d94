"""The meeting that the stories of the hub tell: a chair, two members, an observer, two papers, two ballots."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.majority import Base, Rule, Share
from shared.domain.papers import Audience, Everybody, Paper, Sha256, Voters
from shared.domain.people import Person, PersonId, Role, SeatId

MEETING = MeetingId("storymeeting")
ITEM = ItemId("item1")
BALLOT, OTHER_BALLOT = BallotId("ballot1"), BallotId("ballot2")
CHAIR, LI, WANG, GUEST = PersonId("zhang"), PersonId("li"), PersonId("wang"), PersonId("guest")
CHAIR_SEAT, LI_SEAT, WANG_SEAT, GUEST_SEAT = SeatId("01"), SeatId("05"), SeatId("06"), SeatId("11")
SECRET_TITLE = "人事方案（仅供表决人员）"

RULE = Rule(name="议事规则", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=Base.ENTITLED)


def make_paper(folder: Path, title: str, size_bytes: int, audience: Audience) -> tuple[Paper, Path]:
    """A file of chance bytes, and its entry in the agenda; the hub never looks inside a paper."""
    content = random.Random(title).randbytes(size_bytes)
    digest = Sha256(hashlib.sha256(content).hexdigest())
    path = folder / f"{digest[:8]}.pdf"
    path.write_bytes(content)
    return Paper(sha256=digest, title=title, size_bytes=size_bytes, page_count=9, audience=audience), path


def make_pack(folder: Path) -> tuple[Meeting, dict[Sha256, Path]]:
    """The meeting and its files: the first paper is for all, the second for those who vote."""
    public, public_path = make_paper(folder, "计划执行情况", 300_000, Everybody())
    secret, secret_path = make_paper(folder, SECRET_TITLE, 200_000, Voters())
    meeting = Meeting(
        id=MEETING,
        title="区委常委会会议",
        roster=(
            Person(id=CHAIR, name="张立新", role=Role.CHAIR, seat=CHAIR_SEAT),
            Person(id=LI, name="李建国", role=Role.MEMBER, seat=LI_SEAT),
            Person(id=WANG, name="王秀兰", role=Role.MEMBER, seat=WANG_SEAT),
            Person(id=GUEST, name="周列席", role=Role.OBSERVER, seat=GUEST_SEAT),
        ),
        seats=(CHAIR_SEAT, LI_SEAT, WANG_SEAT, GUEST_SEAT),
        agenda=(
            AgendaItem(
                id=ITEM,
                number=1,
                title="计划执行情况",
                papers=(public, secret),
                ballots=(
                    BallotSpec(id=BALLOT, question="是否同意调整目标", rule=RULE),
                    BallotSpec(id=OTHER_BALLOT, question="是否同意方案", rule=RULE),
                ),
            ),
        ),
    )
    return meeting, {public.sha256: public_path, secret.sha256: secret_path}
