"""Tells the podium how far the person here is with what they were asked to read or sign."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from kiosk.session.outbox_line import kind_of
from kiosk.session.sign_off import Answer, SeenPages, ToSign, seen_after
from kiosk.session.view import SessionView
from shared.domain.commands import NoteSignOffOpened, NoteSignOffRead, SeatCommand, SignOffPaper
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import SignOffId, SignOffSeen
from shared.storage.seat_outbox import SentNote

_Note = NoteSignOffOpened | NoteSignOffRead


class SignOffDesk:
    """Every step is kept in the outbox, so that a cut loses none and repeats none."""

    def __init__(
        self,
        *,
        view: Callable[[], SessionView],
        confirm: Callable[[SeatCommand], Awaitable[None]],
        saw: Callable[[SeenPages], None],
    ) -> None:
        """`confirm` keeps a wish and has it delivered; `saw` is told what was on the screen by now."""
        self._view = view
        self._confirm = confirm
        self._saw = saw
        self._being_stored: set[tuple[SignOffId, PersonId, Sha256]] = set()

    async def sign(self, sign_off: SignOffId, answer: Answer) -> None:
        """A person confirms their answer. On return it is stored here. Raises StorageFault.

        Nothing happens where somebody else sits here by now, or the answer was given already, as by a second tap.
        """
        view, this = self._view(), (sign_off, answer.person, answer.paper)
        is_here = view.person is not None and view.person.id == answer.person
        if not is_here or this in self._being_stored or _is_given(view, sign_off, answer.paper):
            return
        self._being_stored.add(this)
        try:
            await self._confirm(self._command(view, sign_off, answer))
        finally:
            self._being_stored.discard(this)

    def _command(self, view: SessionView, sign_off: SignOffId, answer: Answer) -> SignOffPaper:
        return SignOffPaper(
            sign_off=sign_off,
            person=answer.person,
            paper=answer.paper,
            opinion=answer.opinion,
            text=answer.text.strip(),
            signature=answer.signature,
            seen_pages=len(view.seen_pages(answer.paper)),
        )

    def note_page(self, paper: Sha256, page: int) -> bool:
        """The page (from 1) is on the screen. Whether there is something to `tell_progress` of."""
        view = self._view()
        reader = None if view.person is None else view.person.id
        seen = seen_after(view.seen, reader, paper, page)
        if seen is not view.seen:
            self._saw(seen)
        return any(True for _ in notes_due(self._view(), paper))

    async def tell_progress(self, paper: Sha256) -> None:
        """A page of `paper` was on the screen: note what follows for the requests about it. Raises StorageFault."""
        for note in tuple(notes_due(self._view(), paper)):
            await self._confirm(note)


def notes_due(view: SessionView, paper: Sha256) -> Iterator[_Note]:
    """What is to be told of the draft `paper`, of which a page was seen here; nothing that was told before."""
    person, held = view.person, view.shelf.find(paper)
    if person is None or held is None or not view.seen_pages(paper):
        return
    is_whole = len(view.seen_pages(paper)) >= held.paper.page_count
    for asked in view.sign_offs:
        if asked.paper != paper or asked.is_withdrawn:
            continue
        if asked.opened_at is None and not _was_told(view, asked, NoteSignOffOpened):
            yield NoteSignOffOpened(sign_off=asked.id, person=person.id, paper=paper)
        if is_whole and asked.read_at is None and not _was_told(view, asked, NoteSignOffRead):
            yield NoteSignOffRead(sign_off=asked.id, person=person.id, paper=paper)


def _is_given(view: SessionView, sign_off: SignOffId, paper: Sha256) -> bool:
    """Whether the person here confirmed something on this draft that counts or waits."""
    asked = view.sign_off(sign_off)
    return asked is not None and asked.paper == paper and not isinstance(view.own_sign_off(asked), ToSign)


def _was_told(view: SessionView, asked: SignOffSeen, note: type[_Note]) -> bool:
    about = SentNote(sign_off=asked.id, paper=asked.paper)
    return any(sent.kind == kind_of(note) and sent.about == about for sent in view.own_sent)
