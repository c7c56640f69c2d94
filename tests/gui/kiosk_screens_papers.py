"""The screens of a seat about what is to be signed, new drafts and sharing; drawn by `tests.gui.kiosk_screens`."""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit

from kiosk.session import reading as r
from kiosk.session import replica
from kiosk.session.places import Place
from kiosk.session.sign_off import SeenPages
from kiosk.session.view import Line, LineView, SessionView
from kiosk.ui.showing import Touched
from kiosk.ui.window import KioskWindow
from shared.domain import commands as cmd
from shared.domain.ballots import IntentId
from shared.domain.ink import Highlighter, InkAudience, Mark, MarkId, Pen
from shared.domain.papers import PageRun, Paper, Sha256
from shared.domain.sign_off import (
    Opinion,
    SignatureStroke,
    SignOff,
    SignOffId,
    SignOffKind,
    pack_signature,
)
from shared.storage.seat_outbox import SentIntent, SentSharing, SentSignOff
from shared.ui.signature_pad import SignaturePad
from tests.fakes.kept_ink import FakeKeptInk
from tests.fakes.story_room import FENG, LI, MEETING, SEAT, SUN, WU, ZHANG, StoryRoom
from tests.gui.kiosk_acts import in_turn, nothing, press, reading_at

State = tuple[str, StoryRoom, SessionView, Touched, Callable[[KioskWindow], None]]

THIS, OTHER = SignOffId("s1"), SignOffId("s2")
OPEN = Touched(sign_off=THIS)
_OPINION = ("原则同意，第三条时限请再核。", "Agreed in principle; please check the deadline in section 3.")


def paper_states(papers: list[Path], *, english: bool) -> Iterator[State]:
    """One story: asked, signed, recorded; a new draft, signed again; withdrawn."""
    room = reading_at("11:36:00", papers, english=english)
    report = tuple(room.papers)[1]
    _asks(room, THIS, report, SignOffKind.SIGN)
    yield "40-sign-off-asked", room, room.view, Touched(), nothing
    yield "41-sign-off", room, _seen(room.view, report, 3), OPEN, nothing
    filled = _fill(_OPINION[english])
    yield "42-sign-off-filled", room, _seen(room.view, report, 18), OPEN, filled
    yield "43-sign-off-offline", room, _cut(room.view), OPEN, filled
    stored = _stored(room, report)
    yield "44-sign-off-stored", room, stored, OPEN, filled
    yield "45-sign-off-stored-offline", room, _cut(stored), OPEN, filled
    _signs(room, report, _OPINION[english])
    yield "46-sign-off-recorded", room, room.view, OPEN, filled
    yield from _to_read(room)
    room.does(cmd.WithdrawSignOff(OTHER))
    yield "49-sign-off-withdrawn", room, room.view, Touched(sign_off=OTHER), nothing
    yield from _new_draft(room, report)
    yield from _sharing(room)


def _new_draft(room: StoryRoom, report: Sha256) -> Iterator[State]:
    """The report that was signed is replaced; pages 1 and 2 stay as they were."""
    before = room.view
    draft = _draft(room, report)
    room.does(cmd.ReplacePaper(old=report, paper=draft))
    yield "50-new-draft", room, room.view, Touched(), nothing
    yield "51-agenda-with-drafts", room, room.view, Touched(), press("show_agenda")
    yield "52-signed-draft-replaced", room, _seen(room.view, draft.sha256, 0), OPEN, nothing
    anew = in_turn(_fill(_OPINION[room.english]), lambda window: window.render_state(room.view))
    yield (
        "53-draft-comes-while-signing",
        room,
        before,
        OPEN,
        in_turn(lambda w: w.render_state(room.view), anew),
    )
    on_new = r.gone_to(room.view.reading, Place(draft.sha256, 1), replica.readable(room.view))
    reading = msgspec.structs.replace(room.view, reading=on_new)
    ink = FakeKeptInk(LI)
    ink.put(report, marks=_marks())
    left = in_turn(lambda window: window.errands.use_ink(ink))
    postponed = in_turn(left, press("notice_aside"))
    yield "54-ink-left", room, reading, Touched(), postponed
    yield "55-ink-left-listed", room, reading, Touched(), in_turn(postponed, press("notice_act"))


def _draft(room: StoryRoom, old: Sha256) -> Paper:
    """The same file with a line more at its end: another digest, the same pages."""
    path = room.papers[old]
    content = path.read_bytes() + b"\n% second draft\n"
    new = Path(tempfile.gettempdir()) / f"wuzhi-screens-{os.getpid()}.pdf"
    new.write_bytes(content)
    digest = Sha256(hashlib.sha256(content).hexdigest())
    room.papers[digest] = new
    held = paper_of(room, old)
    return Paper(
        sha256=digest,
        title=held.title,
        size_bytes=len(content),
        page_count=held.page_count,
        carried=(PageRun(1, 1, 1),),
    )


def _marks() -> tuple[Mark, ...]:
    loops = tuple((x, y, p) for x, y, p in signature()[0])
    marker = ((0.2, 0.3, 0.5), (0.7, 0.3, 0.5))
    return (
        Pen(id=MarkId("a"), page=2, color="#1A3D8F", width=0.006, points=loops),
        Highlighter(id=MarkId("b"), page=2, color="#F4D35E", width=0.03, points=marker),
        Pen(id=MarkId("c"), page=3, color="#A12D1C", width=0.006, points=loops),
    )


def _sharing(room: StoryRoom) -> Iterator[State]:
    def share(window: KioskWindow) -> None:
        window.errands.open_share(window.reading.rail.ink)

    yield "56-share", room, room.view, Touched(), share
    yield "57-share-chosen", room, room.view, Touched(), in_turn(share, press("share_all"))
    place = room.view.reading.place
    if place is not None:
        about = SentSharing(paper=place.paper, audience=InkAudience.CHAIR)
        sent = SentIntent(
            id=IntentId("share"),
            meeting=MEETING,
            kind="share_ink",
            confirmed_at=room.now,
            person=LI,
            about=about,
        )
        waiting = msgspec.structs.replace(room.view, sent=(sent,))
        yield "58-share-stored", room, waiting, Touched(), share


def _to_read(room: StoryRoom) -> Iterator[State]:
    annex = tuple(room.papers)[2]
    _asks(room, OTHER, annex, SignOffKind.READ)
    read = Touched(sign_off=OTHER)
    yield "47-to-read", room, room.view, read, nothing
    third = SignOffId("s3")
    _asks(room, third, tuple(room.papers)[3], SignOffKind.SIGN)
    yield "48-several", room, room.view, Touched(), nothing
    yield "48-several-listed", room, room.view, Touched(), press("notice_act")
    room.does(cmd.WithdrawSignOff(third))


def _asks(room: StoryRoom, sign_off: SignOffId, paper: Sha256, kind: SignOffKind) -> None:
    asked = (LI, ZHANG, SUN, WU, FENG)
    room.does(cmd.RequestSignOff(SignOff(id=sign_off, paper=paper, kind=kind, persons=asked)))


def _signs(room: StoryRoom, paper: Sha256, text: str) -> None:
    room.at("11:38:12")
    signed = cmd.SignOffPaper(
        sign_off=THIS,
        person=LI,
        paper=paper,
        opinion=Opinion.AGREE,
        text=text,
        signature=pack_signature(signature()),
        seen_pages=18,
    )
    room.does(signed, seat=SEAT, intent="mine")


def _seen(view: SessionView, paper: Sha256, pages: int) -> SessionView:
    seen = SeenPages(reader=LI, pages={paper: frozenset(range(1, pages + 1))})
    return msgspec.structs.replace(view, seen=seen)


def _stored(room: StoryRoom, paper: Sha256) -> SessionView:
    about = SentSignOff(sign_off=THIS, paper=paper, opinion=Opinion.AGREE, text=_OPINION[room.english])
    sent = SentIntent(
        id=IntentId("mine"),
        meeting=MEETING,
        kind="sign_off_paper",
        confirmed_at=room.now,
        person=LI,
        about=about,
    )
    return msgspec.structs.replace(room.view, sent=(sent,))


def _cut(view: SessionView) -> SessionView:
    return msgspec.structs.replace(view, line=LineView(line=Line.LOST, is_long=True), is_live=False)


def _fill(text: str) -> Callable[[KioskWindow], None]:
    def act(window: KioskWindow) -> None:
        pad = window.findChild(SignaturePad, "signature_pad")
        words = window.findChild(QPlainTextEdit, "opinion_text")
        if pad is None or words is None:
            raise LookupError("no form")
        press_if_there(window, "opinion_agree")
        words.setPlainText(text)
        pad.set_signature(signature())

    return act


def press_if_there(window: KioskWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    if button is not None:
        button.click()


def signature() -> tuple[SignatureStroke, ...]:
    """Somebody's hand: some loops and a stroke below."""
    loops = tuple(
        (
            0.2 + 0.5 * t + 0.05 * math.cos(24 * t),
            0.45 + 0.2 * math.sin(24 * t),
            0.3 + 0.5 * abs(math.sin(9 * t)),
        )
        for t in (n / 120 for n in range(120))
    )
    below = tuple((0.25 + 0.55 * n / 40, 0.75 - 0.1 * n / 40, 0.5) for n in range(40))
    return (loops, below)


def paper_of(room: StoryRoom, sha256: Sha256) -> Paper:
    held = room.view.shelf.find(sha256)
    if held is None:
        raise LookupError(sha256)
    return held.paper
