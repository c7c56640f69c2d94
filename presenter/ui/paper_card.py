"""What can be done with a paper of the agenda, or with an item that has none."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from presenter.ui.menu_line import MenuLine, add_words, narrow_body
from presenter.ui.pieces import clear
from presenter.ui.shades import focus_first
from presenter.ui.sign_off_shown import current_sign_off, signing_figures
from shared.domain.agenda import AgendaItem, ItemId
from shared.domain.papers import Paper, Sha256
from shared.domain.sign_off import SignOffKind
from shared.domain.state import MeetingState, Session
from shared.system.i18n import tr, tr_n
from shared.ui.popover import Popover
from shared.ui.signs import Hairline
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH_PX = 280


def earlier_drafts(item: AgendaItem, paper: Paper) -> tuple[Paper, ...]:
    """The drafts that `paper` replaced, the newest first."""
    found: list[Paper] = []
    before = paper.replaces
    while before is not None:
        held = next((p for p in item.earlier if p.sha256 == before), None)
        if held is None:
            break
        found.append(held)
        before = held.replaces
    return tuple(found)


class PaperCard(Popover):
    """Opens beside the three dots of a paper. What is chosen closes it."""

    replace_requested = Signal(str, str)
    """A new draft is to come in the place of the paper: item, SHA-256."""

    add_requested = Signal(str)
    """Another paper is to come to this item."""

    whiteboard_requested = Signal(str)
    """Blank pages are to come to this item."""

    asking_requested = Signal(str, str)
    """The paper (SHA-256) is to be sent to persons: the `SignOffKind` value."""

    overview_requested = Signal(str)
    """Who signed this paper (SHA-256)?"""

    withdraw_requested = Signal(str)
    """Nobody is to sign this paper (SHA-256) any more."""

    draft_requested = Signal(str, str)
    """Show an earlier draft: item, SHA-256."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="paper_card")
        self._card_theme = theme
        self._beside: QWidget | None = None
        narrow_body(theme, self)
        self.body.setSpacing(theme.space(2))
        self.closed.connect(self._forget)

    def close_if_alone(self) -> None:
        """Close the card when what it stands beside is gone: another item was chosen."""
        if self._beside is not None and not self._beside.isVisible():
            self.close_card()

    def open_for(self, meeting: MeetingState, item: AgendaItem, paper: Paper | None, beside: QWidget) -> None:
        """Show what can be done with `paper` of `item`, or with the item; beside the same widget again: close."""
        if beside is self._beside:
            self.close_card()
            return
        self.close_card()
        clear(self.body)
        is_over = meeting.session is Session.ADJOURNED
        if paper is not None:
            self._fill_paper(meeting, item, paper, is_over=is_over)
        if not is_over:
            self._fill_item(item.id, has_paper=paper is not None)
        self._beside = beside
        self.open_beside(beside, self._card_theme.space(_WIDTH_PX))
        focus_first(self, MenuLine)

    def _forget(self) -> None:
        self._beside = None

    def _fill_paper(self, meeting: MeetingState, item: AgendaItem, paper: Paper, *, is_over: bool) -> None:
        theme = self._card_theme
        title = TextBlock(theme, paper.title, step=Step.BODY, bold=True, name="paper_title")
        add_words(theme, self.body, title)
        add_words(theme, self.body, TextBlock(theme, _facts(paper), step=Step.CAPTION, tone=Tone.INK2))
        self.body.addSpacing(theme.space(4))
        if not is_over and not paper.is_whiteboard:
            word = tr("Replace by a new draft…")
            self._add(word, "replace_paper", "upload", lambda: self._replace(item.id, paper.sha256))
        self._fill_signing(meeting, paper.sha256, is_over=is_over)
        for draft in earlier_drafts(item, paper):
            word = tr("Show draft {draft}", draft=draft.draft)
            self._add(
                word,
                f"show_draft_{draft.draft}",
                "clock",
                lambda _=False, sha256=draft.sha256: self._chosen(self.draft_requested, item.id, sha256),
            )

    def _replace(self, item: ItemId, paper: Sha256) -> None:
        self._chosen(self.replace_requested, item, paper)

    def _fill_signing(self, meeting: MeetingState, paper: Sha256, *, is_over: bool) -> None:
        sign_off = current_sign_off(meeting, paper)
        if sign_off is not None:
            figures = signing_figures(sign_off)
            word = tr("Who signed? {figures}", figures=figures)
            if sign_off.request.kind is SignOffKind.READ:
                word = tr("Who read it? {figures}", figures=figures)
            self._add(word, "show_sign_off", "check", lambda: self._chosen(self.overview_requested, paper))
            if not is_over:
                self._add(
                    tr("Withdraw the request"),
                    "withdraw_sign_off",
                    "cross",
                    lambda: self._chosen(self.withdraw_requested, paper),
                )
            return
        if is_over:
            return
        for kind, word, icon in (
            (SignOffKind.SIGN, tr("Send for signing…"), "pen"),
            (SignOffKind.READ, tr("Send for reading…"), "view"),
        ):
            self._add(
                word,
                f"ask_{kind.value}",
                icon,
                lambda _=False, kind=kind: self._chosen(self.asking_requested, paper, kind.value),
            )

    def _fill_item(self, item: ItemId, *, has_paper: bool) -> None:
        if has_paper:
            self.body.addSpacing(self._card_theme.space(4))
            add_words(self._card_theme, self.body, Hairline())
            self.body.addSpacing(self._card_theme.space(4))
        self._add(tr("Add papers…"), "add_paper", "plus", lambda: self._chosen(self.add_requested, item))
        self._add(
            tr("New whiteboard"),
            "add_whiteboard",
            "pen",
            lambda: self._chosen(self.whiteboard_requested, item),
        )

    def _add(self, word: str, name: str, icon: str, act: object) -> None:
        line = MenuLine(self._card_theme, word, name=name, icon=icon)
        line.clicked.connect(act)
        self.body.addWidget(line)

    def _chosen(self, chosen: SignalInstance, *about: str) -> None:
        self.close_card()
        chosen.emit(*about)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The shadow lies over the three dots: a press there closes the card, as one on the dots would."""
        if not self.card_rect().contains(event.position().toPoint()):
            self.close_card()


def _facts(paper: Paper) -> str:
    pages = tr_n("{n} page", "{n} pages", paper.page_count)
    if paper.is_whiteboard:
        return tr("{left}, {right}", left=tr("Whiteboard"), right=pages)
    return (
        tr("{left}, {right}", left=tr("Draft {draft}", draft=paper.draft), right=pages)
        if paper.draft > 1
        else pages
    )
