"""States of the podium that have to do with ink, drafts and signing, for `tests.gui.presenter_screens`."""

from __future__ import annotations

import asyncio
import math
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from presenter.ui.state import Bringing, Export
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId
from shared.domain.ink import Highlighter, InkAudience, Layer, MarkId, Note, Pen, Touch
from shared.domain.papers import PageRun, Paper, Sha256
from shared.domain.people import PersonId, Role, SeatId
from shared.domain.sign_off import Opinion, SignOff, SignOffId, SignOffKind, pack_signature
from shared.pdf.pages import Finding
from shared.system.i18n import tr
from tests.gui.presenter_scene import Scene

TARGET = ItemId("target")
REQUEST = SignOffId("sign-off-1")


def wave(u: float, v: float, wide: float, tall: float = 0.006, steps: int = 40) -> tuple[Touch, ...]:
    """A stroke such as a hand draws below words."""
    return tuple(
        (u + wide * n / steps, v + tall * math.sin(n / 3), 0.35 + 0.3 * math.sin(n / steps * math.pi))
        for n in range(steps + 1)
    )


def ring(u: float, v: float, wide: float, tall: float) -> tuple[Touch, ...]:
    """A stroke around words."""
    turns = [0.3 + n * 2.1 * math.pi / 48 for n in range(50)]
    return tuple((u + wide * math.cos(t), v + tall * math.sin(t), 0.5) for t in turns)


def target_paper(scene: Scene) -> Paper:
    item = scene.hub.state.meeting.item(TARGET)
    assert item is not None
    return item.papers[0]


def page(scene: Scene) -> int:
    return scene.hub.stage.page


def writes_for_all(scene: Scene) -> None:
    sha256, on = target_paper(scene).sha256, page(scene)
    blue, red = "#1A3D8F", "#A12D1C"
    words = "请办公室跟进" if scene.meeting.title[0] > "z" else "Office to follow up"
    scene.hub.board.write(
        sha256,
        marks=(
            Highlighter(
                id=MarkId("b1"), page=on, color="#F4DF9B", width=0.026, points=wave(0.2, 0.3, 0.42, 0.0)
            ),
            Pen(id=MarkId("b2"), page=on, color=blue, width=0.0035, points=wave(0.18, 0.375, 0.3)),
            Pen(id=MarkId("b3"), page=on, color=red, width=0.0035, points=ring(0.55, 0.45, 0.12, 0.03)),
            Note(id=MarkId("b4"), page=on, at=(0.62, 0.5), color=red, text=words),
        ),
    )


def shares(scene: Scene, *seats: str) -> None:
    paper = target_paper(scene).sha256
    for number, seat in enumerate(seats):
        person = scene.hub.state.seating[SeatId(seat)]
        audience = InkAudience.ALL if number == 0 else InkAudience.CHAIR
        scene.hub.decides(cmd.ShareInk(person=person, paper=paper, audience=audience), SeatId(seat))
        points = wave(0.2, 0.24 + 0.08 * number, 0.5)
        mark = Pen(id=MarkId(f"s{seat}"), page=page(scene), color="#1E6450", width=0.0035, points=points)
        scene.hub.board.comes(Layer(author=person, paper=paper), mark)


def asks_for_signing(scene: Scene) -> None:
    """The members are asked; one has signed, one has read it, one has opened it."""
    voters = tuple(p.id for p in scene.meeting.roster if p.role is Role.MEMBER and p.leave_reason is None)
    paper = target_paper(scene).sha256
    request = SignOff(id=REQUEST, paper=paper, kind=SignOffKind.SIGN, persons=voters)
    scene.hub.decides(cmd.RequestSignOff(request))
    seats = [scene.hub.state.seat_of(person) for person in voters]
    here = [(person, seat) for person, seat in zip(voters, seats, strict=True) if seat is not None]
    for place, (person, seat) in enumerate(here[:6]):
        scene.hub.clock.advance(40)
        scene.hub.decides(cmd.NoteSignOffOpened(sign_off=REQUEST, person=person), seat)
        if place < 5:
            scene.hub.decides(cmd.NoteSignOffRead(sign_off=REQUEST, person=person), seat)
    text = "第三条请再核" if scene.meeting.title[0] > "z" else "Please check clause 3 again"
    for (person, seat), opinion in zip(
        here[:3], (Opinion.AGREE, Opinion.OTHER, Opinion.DISAGREE), strict=True
    ):
        signs(scene, person, seat, opinion, text if opinion is Opinion.OTHER else "")


def signs(scene: Scene, person: PersonId, seat: SeatId, opinion: Opinion, text: str = "") -> None:
    scene.hub.clock.advance(35)
    answer = cmd.SignOffPaper(
        sign_off=REQUEST,
        person=person,
        paper=target_paper(scene).sha256,
        opinion=opinion,
        text=text,
        signature=pack_signature((((0.1, 0.5, 0.5), (0.9, 0.4, 0.6)),)),
    )
    scene.hub.decides(answer, seat, intent=f"sign-{person}-{target_paper(scene).draft}")


def replaces(scene: Scene) -> None:
    """A second draft takes the place of the paper; its pages look the same."""
    old = target_paper(scene)
    sha256 = Sha256(old.sha256[:-4] + "0002")
    shutil.copyfile(scene.papers / f"{old.sha256}.pdf", scene.papers / f"{sha256}.pdf")
    draft = Paper(
        sha256=sha256,
        title=old.title,
        size_bytes=old.size_bytes,
        page_count=old.page_count,
        carried=(PageRun(1, 1, 2),),
    )
    scene.hub.decides(cmd.ReplacePaper(old=old.sha256, paper=draft))


async def presses(scene: Scene, *names: str) -> None:
    for name in names:
        await asyncio.sleep(0.05)
        scene.press(name)


async def board(scene: Scene) -> None:
    await scene.running()
    writes_for_all(scene)
    await presses(scene, "board")


async def board_choices(scene: Scene) -> None:
    await board(scene)
    await presses(scene, "ink_pen")


async def shared_card(scene: Scene) -> None:
    await scene.running()
    shares(scene, "05", "07", "19")
    author = scene.hub.state.seating[SeatId("05")]
    await presses(scene, "shared_ink", f"show_ink_{author}")


async def paper_card(scene: Scene) -> None:
    await scene.running()
    await presses(scene, "paper_menu_1")


async def paper_card_asked(scene: Scene) -> None:
    await scene.running()
    asks_for_signing(scene)
    replaces(scene)
    await presses(scene, "paper_menu_1")


async def no_papers(scene: Scene) -> None:
    await scene.prepared()
    scene.podium.select(ItemId("plenum"))
    await presses(scene, "paper_menu_1")


async def ask_drop(scene: Scene) -> None:
    await scene.running()
    await asyncio.sleep(0.05)
    name = "关于调整目标的决定（第二稿）.pdf" if scene.meeting.title[0] > "z" else "Draft decision v2.pdf"
    scene.window.papers.drop(TARGET, 1, (Path("/home/clerk") / name,))


async def examining(scene: Scene) -> None:
    await scene.running()
    name = "关于调整目标的决定（第二稿）.pdf" if scene.meeting.title[0] > "z" else "Draft decision v2.pdf"
    scene.change(bringing=Bringing(item=TARGET, file=Path(name)))


async def refused_file(scene: Scene) -> None:
    await scene.running()
    name = "附件二.pdf" if scene.meeting.title[0] > "z" else "Annex 2.pdf"
    scene.hub.findings[name] = Finding.DAMAGED
    scene.podium.papers.add(TARGET, (Path(name),))


async def file_password(scene: Scene) -> None:
    await scene.running()
    name = "附件二.pdf" if scene.meeting.title[0] > "z" else "Annex 2.pdf"
    scene.hub.findings[name] = Finding.NEEDS_PASSWORD
    scene.podium.papers.add(TARGET, (Path(name),))


async def paper_password(scene: Scene) -> None:
    await scene.running()
    await asyncio.sleep(0.05)
    scene.window.stage.password_needed.emit(True)


async def sign_off_sheet(scene: Scene) -> None:
    await scene.running()
    await presses(scene, "paper_menu_1", "ask_sign", "all_voters")


async def sign_off_overview(scene: Scene) -> None:
    await scene.running()
    asks_for_signing(scene)
    await presses(scene, "paper_menu_1", "show_sign_off")


async def sign_off_stale(scene: Scene) -> None:
    await scene.running()
    asks_for_signing(scene)
    replaces(scene)
    voters = scene.hub.state.sign_offs[REQUEST].request.persons
    seat = scene.hub.state.seat_of(voters[0])
    assert seat is not None
    signs(scene, voters[0], seat, Opinion.AGREE)
    await presses(scene, "paper_menu_1", "show_sign_off")


async def earlier_draft(scene: Scene) -> None:
    await scene.running()
    shares(scene, "05")
    replaces(scene)


async def writer(scene: Scene) -> None:
    await scene.running()
    person = scene.hub.state.seating[SeatId("05")]
    scene.hub.decides(cmd.AllowWriting(person=person, is_allowed=True))
    await presses(scene, "seat_05")


async def whiteboard(scene: Scene) -> None:
    await scene.running()
    scene.podium.papers.add_whiteboard(TARGET)
    await asyncio.sleep(0.05)


async def exporting(scene: Scene) -> None:
    await exports(scene, is_running=True)


async def exported_with_notes(scene: Scene) -> None:
    await exports(scene, is_running=False)


async def exports(scene: Scene, *, is_running: bool) -> None:
    await scene.running()
    scene.hub.decides(cmd.FinishItem(TARGET))
    scene.hub.decides(cmd.AdjournMeeting())
    folder = Path("/home/clerk/2026-07-16")
    copies = (
        folder / tr("sign-off") / "4-关于调整目标的决定.pdf",
        folder / tr("annotations") / "4-李建国.pdf",
    )
    lists = tuple(
        folder / f"{tr(name)}" for name in ("attendance.xlsx", "attendance.csv", "minutes-draft.docx")
    )
    why = tr("This file is damaged: copy it again, or export it as PDF again")
    notes = (tr("“{title}” is not among the copies: {why}", title="附表", why=why),)
    if is_running:
        scene.change(export=Export(folder=folder, is_running=True, files=copies))
    else:
        scene.change(export=Export(folder=folder, files=(*lists, *copies), notes=notes))


PAPER_STATES: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "30-board": board,
    "31-board-choices": board_choices,
    "32-shared-card": shared_card,
    "33-paper-card": paper_card,
    "34-paper-card-asked": paper_card_asked,
    "35-paper-card-prepared": no_papers,
    "36-ask-drop": ask_drop,
    "37-examining": examining,
    "38-refused-file": refused_file,
    "39-file-password": file_password,
    "40-paper-password": paper_password,
    "41-sign-off-sheet": sign_off_sheet,
    "42-sign-off-overview": sign_off_overview,
    "43-sign-off-stale": sign_off_stale,
    "44-earlier-draft": earlier_draft,
    "45-writer": writer,
    "46-whiteboard": whiteboard,
    "47-exporting": exporting,
    "48-exported-with-notes": exported_with_notes,
}
