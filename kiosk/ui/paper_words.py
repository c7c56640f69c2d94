"""How papers, their drafts and what is to be signed are named on a seat's screens."""

from __future__ import annotations

from typing import assert_never

from kiosk.session.sign_off import SignedHere, SignedOff, ToSign, fingerprint
from kiosk.session.view import SessionView
from kiosk.ui.words import seat_label
from shared.domain.papers import Paper, Sha256
from shared.domain.sign_off import SignOffKind, SignOffSeen
from shared.link.papers import PaperState
from shared.system.i18n import tr
from shared.system.wording_sign_off import opinion_word
from shared.system.wording_time import clock_time
from shared.ui.text import IDEOGRAPHIC_SPACE
from shared.ui.tokens import Tone


def title_of(view: SessionView, paper: Sha256) -> str:
    """A paper's title; with its draft where there are several. Empty where this person has no such paper."""
    found = view.shelf.find(paper)
    return "" if found is None else titled(found.paper)


def asked_title(view: SessionView, asked: SignOffSeen) -> str:
    """The title of what is to be signed. The request may be here a moment before its paper is known."""
    return title_of(view, asked.paper) or tr("The paper is on its way")


def titled(paper: Paper) -> str:
    """The title, with the draft where there are several."""
    return (
        paper.title
        if paper.draft == 1
        else tr("{title} (draft {draft})", title=paper.title, draft=paper.draft)
    )


def draft_number(view: SessionView, paper: Sha256) -> int | None:
    """Which draft a digest is; None where this person knows no such paper."""
    found = view.shelf.find(paper)
    return None if found is None else found.paper.draft


def which_is_signed(view: SessionView, paper: Sha256) -> str:
    """签在第 2 稿上（指纹 3F9A 7C21）: to which file an answer belongs."""
    draft = draft_number(view, paper)
    if draft is None:
        return tr(
            "Your answer is for the file with the fingerprint {fingerprint}.", fingerprint=fingerprint(paper)
        )
    return tr(
        "Your answer is for draft {draft} (fingerprint {fingerprint}).",
        draft=draft,
        fingerprint=fingerprint(paper),
    )


def what_is_signed(view: SessionView, paper: Sha256) -> str:
    """The same, and what a change of the file would mean."""
    return which_is_signed(view, paper) + tr(" It does not go over to a file that is changed later.")


def replaced_sentence(view: SessionView, earlier: Sha256) -> str:
    """文件已更换，原签名属于第 1 稿: the signature that was given is not one on the present file."""
    draft = draft_number(view, earlier)
    if draft is None:
        return tr("The file was replaced; your signature belongs to the draft before")
    return tr("The file was replaced; your signature belongs to draft {draft}", draft=draft)


def asked_word(kind: SignOffKind) -> str:
    """阅件, 签批: what is asked for."""
    return tr("For reading") if kind is SignOffKind.READ else tr("Sign-off")


def progress_words(view: SessionView, asked: SignOffSeen) -> tuple[str, Tone]:
    """How far the person is with a request, in a few words for a list."""
    if asked.is_withdrawn:
        return tr("withdrawn"), Tone.INK3
    match view.own_sign_off(asked):
        case ToSign(earlier=None):
            is_reading = asked.kind is SignOffKind.READ
            return tr("to be read") if is_reading else tr("to be signed"), Tone.OCHRE
        case ToSign():
            return tr("to be signed again"), Tone.OCHRE
        case SignedHere():
            return tr("stored here, sending"), Tone.OCHRE
        case SignedOff(opinion=opinion, at=at):
            return tr("{opinion}, {time}", opinion=opinion_word(opinion), time=clock_time(at)), Tone.GREEN
        case other:
            assert_never(other)


def not_here_sentence(view: SessionView, paper: Sha256) -> str:
    """Why there is no page yet: the paper is on its way, or cannot be stored."""
    progress = view.papers.get(paper)
    if progress is None:
        return tr("The paper is on its way")
    if progress.state is PaperState.FAULT:
        return tr("This terminal cannot store the paper; the clerk can help")
    share = 100 * progress.chunks // max(1, progress.chunks_in_all)
    return tr("The paper is on its way: {percent} %", percent=share)


def watermark_words(view: SessionView, time: str) -> str:
    """Name, seat and time of day as they lie over the pages; empty where the meeting wants none."""
    person = view.person
    if person is None or view.meeting is None or not view.meeting.has_watermark:
        return ""
    return IDEOGRAPHIC_SPACE.join(part for part in (person.name, seat_label(view.seat), time) if part)
