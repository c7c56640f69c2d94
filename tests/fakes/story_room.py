"""The meeting of the pictures: 应到 15, 实到 13, one vote against, one abstention, one who did not vote."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kiosk.session import replica
from kiosk.session.reading import Reading
from kiosk.session.view import Line, LineView, SessionView
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, BallotSpec, IntentId
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.majority import Base, Rule, Share
from shared.domain.papers import Paper, Sha256
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.presence import Move
from shared.domain.private_view import private_view
from shared.domain.reducer import reduce
from shared.domain.room import PublicEvent, project
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted
from shared.link.papers import PaperProgress, PaperState
from shared.protocol.messages import Stage

MORNING = datetime(2026, 7, 16, 1, 18, tzinfo=UTC)
MEETING = MeetingId("story00001")
SEAT = SeatId("05")
BALLOT = BallotId("adjust")
ITEMS = tuple(ItemId(f"item{n}") for n in range(1, 5))

_NAMES = (
    "李建国 王秀兰 张立新 陈志远 刘海燕 赵文博 周晓岚 孙国栋 吴雨桐 郑明辉 蒋宏伟 杨帆 韩冬梅 冯雅琴 沈若谷"
)
_ENGLISH = (
    "Li Jianguo,Wang Xiulan,Zhang Lixin,Chen Zhiyuan,Liu Haiyan,Zhao Wenbo,Zhou Xiaolan,Sun Guodong,"
    "Wu Yutong,Zheng Minghui,Jiang Hongwei,Yang Fan,Han Dongmei,Feng Yaqin,Shen Ruogu"
)
LI, ZHANG, SUN, WU, YANG, FENG, SHEN = (PersonId(f"p{n}") for n in (0, 2, 7, 8, 11, 13, 14))

_RULE = Rule(
    name="区委常委会议事规则",
    quorum=Share(1, 2, True),
    passing=Share(1, 2, True),
    base=Base.ENTITLED,
)

_CHINESE = {
    "title": "中共青岚区委常委会（扩大）会议",
    "place": "区委三楼会议室",
    "post": "区委常委、常务副区长",
    "items": (
        "传达学习省委全会精神",
        "2026年上半年国民经济计划执行情况",
        "老旧小区改造三年行动方案",
        "调整固定资产投资目标（表决）",
    ),
    "question": "关于将2026年全区固定资产投资增长目标\n由6.5%调整为7.0%的决定（草案）",
    "rule": "区委常委会议事规则",
}
_IN_ENGLISH = {
    "title": "Qinglan District Standing Committee, enlarged meeting",
    "place": "Meeting room, third floor",
    "post": "Member of the Standing Committee, Executive Vice Mayor",
    "items": (
        "Report on the provincial plenary session",
        "Budget performance, first half of 2026",
        "Three-year plan for the renewal of housing",
        "Adjusting the target for fixed-asset investment (ballot)",
    ),
    "question": "Decision (draft) to raise the 2026 growth target for fixed-asset investment from 6.5% to 7.0%",
    "rule": "Rules of procedure of the Standing Committee",
}


class StoryRoom:
    """Runs the story by the real law; `view` is what seat 05 sees after it."""

    def __init__(self, papers: Sequence[Path] = (), *, english: bool = False) -> None:
        self.papers = {_digest(path): path for path in papers}
        self.english = english
        self.state: MeetingState | None = None
        self.view = SessionView(seat=SEAT, line=LineView(line=Line.IN))
        self.now = MORNING
        self.does(cmd.PrepareMeeting(self._meeting()))

    @property
    def late(self) -> tuple[PersonId, ...]:
        """Those who are not there yet while the first ones sign in."""
        assert self.state is not None
        return tuple(person.id for person in self.state.meeting.roster[8:])

    @property
    def words(self) -> dict[str, object]:
        """The story's own words."""
        return dict(_IN_ENGLISH if self.english else _CHINESE)

    def does(
        self, command: cmd.Command, seat: SeatId | None = None, intent: str = "", receipt: str = ""
    ) -> None:
        """Run one command and let seat 05 hear what follows."""
        given = Circumstances(seat=seat, intent=IntentId(intent), receipt=receipt)
        verdict = decide(self.state, command, given)
        assert isinstance(verdict, Accepted), verdict
        for event in verdict.events:
            n = 1 if self.state is None else self.state.n + 1
            self.state = reduce(self.state, Recorded(n=n, at=self.now, event=event))
            self._hear(n, project(self.state, event))

    def at(self, clock: str) -> None:
        """It is this time of the morning in China, such as 10:59:07."""
        hour, minute, second = (int(part) for part in clock.split(":"))
        self.now = MORNING.replace(hour=0, minute=0, second=0) + timedelta(
            hours=hour - 8, minutes=minute, seconds=second
        )

    def signs_in(self, *, but: Sequence[PersonId] = (YANG, SHEN)) -> None:
        """Everybody signs in but these; Li Jianguo at the seat itself."""
        assert self.state is not None
        for person in self.state.meeting.roster:
            if person.id not in but and person.id != LI:
                self.does(cmd.RecordPresence(person=person.id, move=Move.IN, reason="test"))

    def leads(self, page: int, paper: int = 1, revision: int = 1) -> None:
        """Zhang Lixin leads on this page."""
        name = "Zhang Lixin" if self.english else "张立新"
        stage = Stage(
            term=1,
            revision=revision,
            leader=name,
            is_leading=True,
            paper=tuple(self.papers)[paper] if self.papers else Sha256("a" * 64),
            page=page,
        )
        self.view = replica.after_stage(self.view, stage)

    def votes(self, *, but_of: Sequence[PersonId] = (FENG, LI)) -> None:
        """All present vote but these: Sun against, Wu abstains."""
        assert self.state is not None
        for place, person in enumerate(self.state.meeting.roster):
            if person.id in (*but_of, YANG, SHEN) or person.seat is None:
                continue
            choice = {SUN: Choice.NO, WU: Choice.ABSTAIN}.get(person.id, Choice.YES)
            vote = bcmd.CastVote(ballot=BALLOT, person=person.id, answer=choice)
            self.does(vote, seat=person.seat, intent=f"i{place}", receipt=f"AAAA-{place:04}")

    def _hear(self, n: int, event: PublicEvent) -> None:
        assert self.state is not None
        view = replica.after_event(self.view, n, self.now, event)
        view = replica.after_private(view, private_view(self.state, SEAT))
        ready = {p: PaperProgress(p, PaperState.READY, 1, 1) for p in self.papers}
        self.view = msgspec.structs.replace(
            view, is_live=True, is_open_room=True, seen_at=self.now, papers=ready
        )

    def _meeting(self) -> Meeting:
        words = self.words
        names = _ENGLISH.split(",") if self.english else _NAMES.split()
        order = (5, 6, 1, 7, 8, 9, 10, 11, 12, 2, 3, 4, 13, 14)
        roster = tuple(
            Person(
                id=PersonId(f"p{place}"),
                name=name,
                role=Role.CHAIR if place == 2 else Role.MEMBER,
                post=str(words["post"]) if place == 0 else "",
                seat=SeatId(f"{order[place]:02}") if place < 14 else None,
                leave_reason="leave" if place == 11 else None,
            )
            for place, name in enumerate(names)
        )
        seats = tuple(person.seat for person in roster if person.seat is not None)
        return Meeting(
            id=MEETING,
            title=str(words["title"]),
            place=str(words["place"]),
            starts_at=datetime(2026, 7, 16, 1, 30, tzinfo=UTC),
            roster=roster,
            seats=seats,
            agenda=self._agenda(),
        )

    def _agenda(self) -> tuple[AgendaItem, ...]:
        titles = self.words["items"]
        assert isinstance(titles, tuple)
        papers = [
            Paper(sha256=digest, title=path.stem, size_bytes=path.stat().st_size, page_count=18)
            for digest, path in self.papers.items()
        ]
        per_item = (papers[:1], papers[1:3], papers[3:5], papers[5:])
        rule = msgspec.structs.replace(_RULE, name=str(self.words["rule"]))
        ballot = BallotSpec(id=BALLOT, question=str(self.words["question"]), rule=rule)
        return tuple(
            AgendaItem(
                id=ITEMS[place],
                number=place + 1,
                title=title,
                planned_minutes=(20, 30, 25, 15)[place],
                papers=tuple(per_item[place]),
                ballots=(ballot,) if place == 3 else (),
            )
            for place, title in enumerate(titles)
        )


def fresh_reading(view: SessionView) -> SessionView:
    """The view with nothing read yet."""
    return msgspec.structs.replace(view, reading=Reading())


def _digest(path: Path) -> Sha256:
    return Sha256(hashlib.sha256(path.read_bytes()).hexdigest())
