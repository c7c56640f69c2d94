"""States of the podium that have to do with ballots, for `tests.gui.presenter_screens`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from shared.domain import ballot_commands as bcmd
from shared.domain.agenda import ItemId
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.ballots import BallotId, BallotSpec, Closed, Open, PaperBallot, PaperSheet
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import Share
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.people import PersonId
from shared.domain.verdicts import Accepted
from tests.fakes.podium_meeting import BALLOT
from tests.gui.presenter_scene import Scene

TARGET = ItemId("target")
NEW = BallotId("new")


def says(scene: Scene, chinese: str, english: str) -> str:
    return chinese if scene.meeting.title[0] > "z" else english


def candidates(scene: Scene) -> tuple[str, ...]:
    words = says(scene, "丁一鸣 王思齐 方文 何晓燕 欧阳海 高远", "Ding,Wang,Fang,He,Ouyang,Gao")
    return tuple(words.split("," if "," in words else " "))


def spec(scene: Scene, terms: Terms, question: str, **changes: object) -> BallotSpec:
    rule = msgspec.structs.replace(scene.hub.state.ballots[BALLOT].spec.rule, passing=Share(1, 3, True))
    return msgspec.structs.replace(BallotSpec(id=NEW, question=question, rule=rule, terms=terms), **changes)


def phase(scene: Scene) -> Open | Closed:
    found = scene.hub.state.ballots[NEW].phase
    assert isinstance(found, Open | Closed)
    return found


def voters(scene: Scene) -> tuple[PersonId, ...]:
    present = set(scene.hub.state.seating.values())
    return tuple(p.id for p in scene.meeting.roster if p.role.has_vote and p.id in present)


def votes(scene: Scene, answers: dict[PersonId, BallotAnswer]) -> None:
    for number, (person, answer) in enumerate(answers.items()):
        seat = scene.hub.state.seat_of(person)
        cast = bcmd.CastVote(ballot=NEW, person=person, answer=answer)
        scene.hub.decides(cast, seat, f"new-{number}", "AAAA-0000")


async def presses(scene: Scene, *names: str) -> None:
    for name in names:
        await asyncio.sleep(0.05)
        scene.press(name)


async def new_motion(scene: Scene) -> None:
    await scene.running()
    await presses(scene, "new_ballot")


async def new_election(scene: Scene) -> None:
    await new_motion(scene)
    await presses(scene, "kind_election")
    question = scene.window.findChild(QLineEdit, "ballot_question")
    lines = scene.window.findChild(QPlainTextEdit, "ballot_lines")
    assert isinstance(question, QLineEdit)
    assert isinstance(lines, QPlainTextEdit)
    question.setText(says(scene, "选举常务委员会委员", "Election of the committee"))
    lines.setPlainText("\n".join(candidates(scene)))


async def new_faults(scene: Scene) -> None:
    await new_motion(scene)
    await presses(scene, "kind_questionnaire", "confirm_new_ballot")


async def new_rule(scene: Scene) -> None:
    await new_motion(scene)
    await presses(scene, "change_rule", "preset_cwh", "rule_passing_inclusive")


async def prepared_election(scene: Scene) -> None:
    await scene.running()
    terms = ElectionTerms(seats=5, candidates=candidates(scene))
    question = says(scene, "选举常务委员会委员", "Election of the committee")
    scene.hub.decides(bcmd.PrepareBallot(item=TARGET, spec=spec(scene, terms, question, is_roll_call=True)))
    reason = says(scene, "本人为候选人亲属", "a candidate is a relative")
    scene.hub.decides(
        bcmd.AssignPart(ballot=NEW, person=voters(scene)[3], part=bcmd.Part.RECUSED, reason=reason)
    )
    scene.podium.choose_ballot(NEW)


async def parts(scene: Scene) -> None:
    await prepared_election(scene)
    await presses(scene, "ballot_parts")


async def opened(scene: Scene, terms: Terms, question: str, **changes: object) -> None:
    await scene.running()
    made = spec(scene, terms, question, **changes)
    assert isinstance(scene.hub.decides(bcmd.PrepareBallot(item=TARGET, spec=made)), Accepted)
    assert isinstance(scene.hub.decides(bcmd.OpenBallot(NEW)), Accepted)
    scene.podium.choose_ballot(NEW)


async def roll_call(scene: Scene) -> None:
    question = says(scene, "是否同意调整目标", "Raise the target?")
    await opened(scene, MotionTerms(), question, is_roll_call=True, open_for_s=600)
    people = voters(scene)
    for person in people[:3]:
        scene.hub.decides(bcmd.CallVoter(ballot=NEW, person=person))
        votes(scene, {person: Choice.YES})
    scene.hub.decides(bcmd.PassVoter(ballot=NEW, person=people[4]))
    scene.hub.decides(bcmd.GivePaper(ballot=NEW, person=people[5]))
    scene.hub.clock.advance(75)
    scene.podium.tick()


async def awaited(scene: Scene) -> None:
    await roll_call(scene)
    await presses(scene, "ballot_awaited")


async def result_pending(scene: Scene) -> None:
    question = says(scene, "选举常务委员会委员", "Election of the committee")
    await opened(scene, ElectionTerms(seats=2, candidates=candidates(scene)[:3]), question)
    people = [p for p in voters(scene) if p in phase(scene).voters]
    on_paper = sorted(people[:2])
    for person in on_paper:
        scene.hub.decides(bcmd.GivePaper(ballot=NEW, person=person))
    votes(scene, {p: ElectionBallot(marks=(Mark.YES, Mark.YES, Mark.NO)) for p in people[2:]})
    scene.hub.decides(bcmd.CloseBallot(NEW))
    for place, by in enumerate(people[3:5]):
        answer = ElectionBallot(marks=(Mark.YES, Mark.NO if place else Mark.YES, Mark.NO))
        ballots = tuple(PaperBallot(person=person, answer=answer) for person in on_paper)
        scene.hub.decides(bcmd.EnterPaper(ballot=NEW, by=by, sheet=PaperSheet(ballots=ballots)))


async def paper_who(scene: Scene) -> None:
    await result_pending(scene)
    await presses(scene, "enter_paper")


async def paper_entry(scene: Scene) -> None:
    await paper_who(scene)
    teller = voters(scene)[4]
    person = phase(scene).on_paper[0]
    await presses(scene, f"teller_{teller}", f"paper_{person}_valid", f"mark_{person}_0_yes")


async def election_result(scene: Scene) -> None:
    question = says(scene, "选举常务委员会委员", "Election of the committee")
    await opened(scene, ElectionTerms(seats=3, candidates=candidates(scene)), question)
    yes, no, none = Mark.YES, Mark.NO, Mark.ABSTAIN
    forms = ((yes, yes, no, none, no, none), (yes, no, yes, none, none, no))
    people = phase(scene).voters
    votes(
        scene, {p: ElectionBallot(marks=forms[n % 2]) for n, p in enumerate(people[: len(people) // 2 * 2])}
    )
    scene.hub.decides(bcmd.CloseBallot(NEW))
    scene.hub.decides(bcmd.AnnounceBallot(ballot=NEW))


async def choice_result(scene: Scene) -> None:
    options = says(scene, "东区方案,西区方案,暂缓", "East,West,Later").split(",")
    question = says(scene, "选择实施方案", "Choose where to begin")
    await opened(scene, ChoiceTerms(options=tuple(options), most=2), question)
    people = phase(scene).voters
    votes(scene, {p: ChoiceBallot(chosen=(n % 3, (n + 1) % 3)) for n, p in enumerate(people)})
    scene.hub.decides(bcmd.CloseBallot(NEW))
    scene.hub.decides(bcmd.AnnounceBallot(ballot=NEW))


BALLOT_STATES: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "50-new-motion": new_motion,
    "51-new-election": new_election,
    "52-new-faults": new_faults,
    "53-new-rule": new_rule,
    "54-prepared-election": prepared_election,
    "55-parts": parts,
    "56-roll-call": roll_call,
    "57-awaited": awaited,
    "58-result-pending": result_pending,
    "59-paper-who": paper_who,
    "60-paper-entry": paper_entry,
    "61-election-result": election_result,
    "62-choice-result": choice_result,
}
