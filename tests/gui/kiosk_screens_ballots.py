"""The screens of a seat about ballots of every kind; drawn by `tests.gui.kiosk_screens`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from kiosk.session.view import SessionView
from kiosk.ui.showing import Touched
from kiosk.ui.window import KioskWindow
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice, MotionTerms, Terms
from shared.domain.ballots import Apart, BallotId
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.follow_up import run_off
from shared.domain.majority import Rule, Wording
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import (
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from tests.fakes.story_room import ITEMS, LI, SEAT, ZHANG, StoryRoom
from tests.gui.kiosk.ballots import OWN, announced, as_chair, everybody_votes, own_vote, put_ballot, rule
from tests.gui.kiosk_acts import Act, in_turn, nothing, press

State = tuple[str, StoryRoom, SessionView, Touched, Callable[[KioskWindow], None]]

ELECTION = ("青岚区直属机关党委委员选举", "Election of the committee of the district offices")
CANDIDATES = (
    ("王思齐", "冯雅琴", "孙国栋", "李建国", "郑明辉", "蒋宏伟"),
    ("Wang Siqi", "Feng Yaqin", "Sun Guodong", "Li Jianguo", "Zheng Minghui", "Jiang Hongwei"),
)
MORE = (
    ("吴雨桐", "周晓岚", "阿卜杜热合曼·买买提", "欧阳雪"),
    ("Wu Yutong", "Zhou Xiaolan", "Abdurahman Memet", "Alexandra Petrova-Li"),
)
_OTHER = ("沈若谷", "Shen Ruogu")
CHOICE = ("老旧小区改造先行试点（三处）", "Pilot sites for the renewal of housing (three)")
OPTIONS = (
    (
        "青石巷片区：建成于1986年，涉及住户412户",
        "东风新村：建成于1991年，涉及住户655户",
        "北塘路沿线：建成于1979年，涉及住户238户，其中需整体加固的楼栋6幢，管网与道路同步施工，工期预计14个月",
        "纺织厂宿舍：建成于1983年，涉及住户307户",
        "南湖路片区",
    ),
    (
        "Qingshi Lane: built in 1986, 412 households",
        "Dongfeng Estate: built in 1991, 655 households",
        "Beitang Road: built in 1979, 238 households; six buildings need full strengthening, about 14 months",
        "Mill quarters: built in 1983, 307 households",
        "South Lake Road",
    ),
)
_SHEET = ("会议组织情况征求意见表", "How this meeting was prepared")
_QUESTIONS = (
    ("您对会议材料的准备情况是否满意？", "Were the papers prepared well?"),
    ("哪些方面还需改进？（可选两项）", "What should be better? (up to two)"),
    ("您还有什么意见和建议？", "What else would you like to say?"),
)
_ANSWERS = (
    (("满意", "基本满意", "不满意"), ("Yes", "Mostly", "No")),
    (
        ("材料发放时间", "会议时长", "会场设备", "座位安排"),
        ("Papers earlier", "Shorter meetings", "The equipment", "The seating"),
    ),
)
SUBJECTS = (
    (
        "关于调整2026年固定资产投资目标的议案",
        "关于老旧小区改造三年行动方案的议案",
        "关于2026年财政预算调整的议案",
    ),
    (
        "Investment target for 2026",
        "Three-year plan for the renewal of housing",
        "Budget adjustment for 2026",
    ),
)
MERGED = ("合并表决以下议案", "To carry these proposals in one vote")
_REASON = ("计票录入有误，已按纸质选票更正", "A ballot on paper was entered wrongly; corrected")


def ballot_states(papers: list[Path], *, english: bool) -> Iterator[State]:
    """Every kind of ballot: asked, filled in, checked, counted, announced."""
    yield from _motions(papers, english)
    yield from _waiting(papers, english)
    yield from _elections(papers, english)
    yield from _choices(papers, english)
    yield from _questionnaires(papers, english)


def meeting_room(papers: list[Path], english: bool) -> StoryRoom:
    """The meeting on its fourth item, with everybody signed in."""
    room = StoryRoom(papers, english=english)
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), seat=SEAT)
    room.signs_in()
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[3]))
    room.at("15:12:00")
    return room


def meeting_rule(english: bool, **parts: object) -> Rule:
    """More than half of those entitled."""
    name = "Rules of the standing committee" if english else "区委常委会议事规则"
    return rule(name=name, **parts)  # type: ignore[arg-type]


def _motions(papers: list[Path], english: bool) -> Iterator[State]:
    cadre = meeting_rule(english, wording=Wording.CADRE)
    merged = MotionTerms(subjects=SUBJECTS[english])
    room = put_ballot(meeting_room(papers, english), merged, question=MERGED[english], by=cadre)
    yield "80-motion-merged", room, room.view, Touched(), press("choose_abstain")
    called = meeting_room(papers, english)
    put_ballot(called, MotionTerms(), question=MERGED[english], by=cadre, is_roll_call=True, open_for_s=1800)
    yield "81-roll-call-waiting", called, called.view, Touched(), nothing
    apart = meeting_room(papers, english)
    recused = (Apart(person=LI, reason="related"),)
    put_ballot(apart, MotionTerms(), question=MERGED[english], by=cadre, recused=recused)
    yield "82-recused", apart, apart.view, Touched(), nothing
    everybody_votes(apart, lambda place: Choice.NO if place % 2 else Choice.YES, but=(LI,))
    announced(apart)
    yield "83-motion-result", apart, apart.view, Touched(), nothing
    yield "84-motion-list", apart, apart.view, Touched(), press("show_list")
    apart.does(bcmd.CorrectBallot(ballot=OWN, reason=_REASON[english]))
    yield "85-motion-corrected", apart, apart.view, Touched(), nothing


def _waiting(papers: list[Path], english: bool) -> Iterator[State]:
    by = meeting_rule(english, chair_last=True)
    last = put_ballot(meeting_room(papers, english), MotionTerms(), question=MERGED[english], by=by)
    everybody_votes(last, lambda _place: Choice.YES, but=(LI, ZHANG))
    yield "8f-chair-waits", last, as_chair(last.view), Touched(), nothing
    timed = put_ballot(
        meeting_room(papers, english),
        MotionTerms(),
        question=MERGED[english],
        by=meeting_rule(english),
        open_for_s=600,
    )
    timed.at("15:21:18")
    yield "8g-last-minute", timed, timed.view, Touched(), nothing
    timed.does(bcmd.AbortBallot(ballot=OWN, reason=_REASON[english]))
    yield "8h-stopped", timed, timed.view, Touched(), nothing


def _run_off(room: StoryRoom, terms: ElectionTerms, english: bool) -> StoryRoom:
    """The first is elected, three tie for the two seats left and are voted on again."""
    put_ballot(room, terms, question=ELECTION[english], by=meeting_rule(english))
    left_out = itertools.cycle((1, 2, 3))
    rest = (Mark.ABSTAIN,) * (len(terms.candidates) - 4)

    def marks(_place: int) -> ElectionBallot:
        out = next(left_out)
        tied = tuple(Mark.NO if n == out else Mark.YES for n in (1, 2, 3))
        return ElectionBallot(marks=(Mark.YES, *tied, *rest))

    everybody_votes(room, marks, but=(LI,))
    announced(room)
    assert room.state is not None
    spec = run_off(room.state.ballots[OWN], BallotId("again"))
    assert spec is not None, "nobody tied for the last seats"
    room.does(bcmd.PrepareBallot(item=ITEMS[3], spec=spec))
    room.does(bcmd.OpenBallot(spec.id))
    return room


def _elections(papers: list[Path], english: bool) -> Iterator[State]:
    terms = ElectionTerms(seats=5, candidates=CANDIDATES[english])
    asked = ELECTION[english]
    room = put_ballot(meeting_room(papers, english), terms, question=asked, by=meeting_rule(english))
    yield "86-election", room, room.view, Touched(), nothing
    filled = in_turn(_marks("yes", "yes", "no", "yes", "yes"), _writes(_OTHER[english]), press("mark_6_yes"))
    yield "87-election-full", room, room.view, Touched(), filled
    yield "88-election-check", room, room.view, Touched(), in_turn(filled, press("check_ballot"))
    listed = in_turn(_marks("yes", "yes", "no"), _writes(CANDIDATES[english][0]))
    yield "89-election-listed", room, room.view, Touched(), listed
    own_vote(room, election_ballot(terms, 0, _OTHER[english]))
    yield "8a-election-counted", room, room.view, Touched(), nothing
    everybody_votes(room, lambda place: election_ballot(terms, place, _OTHER[english]), but=(LI,))
    announced(room)
    yield "8b-election-result", room, room.view, Touched(), nothing
    yield "8c-election-list", room, room.view, Touched(), press("show_list")
    again = _run_off(
        meeting_room(papers, english), ElectionTerms(seats=3, candidates=CANDIDATES[english]), english
    )
    yield "8e-run-off", again, again.view, Touched(), nothing
    many = ElectionTerms(seats=7, candidates=(*CANDIDATES[english], *MORE[english]))
    long = put_ballot(
        meeting_room(papers, english), many, question=asked, by=meeting_rule(english, may_change=False)
    )
    yield "8d-election-many", long, long.view, Touched(), _marks("no", "no", "yes")


def election_ballot(terms: ElectionTerms, place: int, other: str) -> ElectionBallot:
    """Most for the first four; the others tie, and one is written in."""
    marks = [Mark.YES, Mark.YES, Mark.NO, Mark.YES, Mark.YES, Mark.NO]
    if place % 2:
        marks[4], marks[5] = Mark.ABSTAIN, Mark.YES
    return ElectionBallot(
        marks=tuple(marks[: len(terms.candidates)]), write_ins=(other,) if place % 3 == 0 else ()
    )


def _choices(papers: list[Path], english: bool) -> Iterator[State]:
    terms = ChoiceTerms(options=OPTIONS[english], least=1, most=3)
    room = put_ballot(
        meeting_room(papers, english), terms, question=CHOICE[english], by=meeting_rule(english)
    )
    taken = in_turn(press("option_1"), press("option_2"), press("option_3"), press("option_4"))
    yield "90-choice", room, room.view, Touched(), nothing
    yield "91-choice-full", room, room.view, Touched(), taken
    yield "92-choice-check", room, room.view, Touched(), in_turn(taken, press("check_ballot"))
    own_vote(room, ChoiceBallot(chosen=(0, 1, 2)))
    yield "93-choice-counted", room, room.view, Touched(), nothing
    everybody_votes(room, lambda place: ChoiceBallot(chosen=(place % 5,)), but=(LI, ZHANG))
    announced(room)
    yield "94-choice-result", room, room.view, Touched(), nothing


def _questionnaires(papers: list[Path], english: bool) -> Iterator[State]:
    terms: Terms = QuestionnaireTerms(
        questions=(
            Question(
                text=_QUESTIONS[0][english],
                answer=ChoiceTerms(options=_ANSWERS[0][english], least=1, most=1),
            ),
            Question(text=_QUESTIONS[1][english], answer=ChoiceTerms(options=_ANSWERS[1][english], most=2)),
            Question(text=_QUESTIONS[2][english], answer=FreeText(longest=200)),
        )
    )
    room = put_ballot(
        meeting_room(papers, english), terms, question=_SHEET[english], by=meeting_rule(english)
    )
    first = press("option_2")
    second = in_turn(first, press("check_ballot"), press("option_1"), press("option_3"))
    third = in_turn(second, press("check_ballot"), _answers(OPTIONS[english][2]))
    yield "95-questions-first", room, room.view, Touched(), first
    yield "96-questions-second", room, room.view, Touched(), second
    yield "97-questions-words", room, room.view, Touched(), third
    yield "98-questions-check", room, room.view, Touched(), in_turn(third, press("check_ballot"))
    everybody_votes(room, lambda place: _sheet(place, english))
    yield "99-questions-counted", room, room.view, Touched(), nothing
    announced(room)
    yield "9a-questions-result", room, room.view, Touched(), nothing
    turn = in_turn(press("next_question"), press("next_question"))
    yield "9b-questions-words", room, room.view, Touched(), turn


def _sheet(place: int, english: bool) -> QuestionnaireBallot:
    words = TextAnswer(words=OPTIONS[english][place % 5] if place % 4 == 0 else "")
    return QuestionnaireBallot(
        answers=(ChoiceBallot(chosen=(place % 3,)), ChoiceBallot(chosen=(place % 4,)), words)
    )


def _marks(*marks: str) -> Act:
    return in_turn(*(press(f"mark_{n}_{mark}") for n, mark in enumerate(marks, 1)))


def _writes(name: str) -> Act:
    def act(window: KioskWindow) -> None:
        field = window.findChild(QLineEdit, "write_in_1")
        if field is None:
            raise LookupError("write_in_1")
        field.setText(name)

    return act


def _answers(words: str) -> Act:
    def act(window: KioskWindow) -> None:
        field = window.findChild(QPlainTextEdit, "answer_text")
        if field is None:
            raise LookupError("answer_text")
        field.setPlainText(words)

    return act
