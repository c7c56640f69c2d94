"""Which reading of a page still counts."""

from __future__ import annotations

from shared.domain.papers import Sha256
from shared.storage.ink_pages import InkPages
from shared.storage.ink_rows import PagePiece

A, B = Sha256("a" * 64), Sha256("b" * 64)


def pages(*, most: int = 24) -> InkPages:
    return InkPages(may_show=lambda _: True, is_own=lambda _: True, most=most)


def test_a_page_that_was_forgotten_or_pushed_out_and_is_asked_for_anew_is_another_reading() -> None:
    held = pages(most=1)
    tickets = []
    for _ in range(2):
        assert held.needs(A, 1)
        tickets.append(held.ticket(A, 1))
        held.forget()
        assert held.needs(A, 1)
        tickets.append(held.ticket(A, 1))
        assert held.needs(B, 1)
        assert held.ticket(A, 1) is None
    assert len({*tickets, held.ticket(B, 1)}) == 5


def test_a_page_that_is_whole_is_not_being_read() -> None:
    held = pages()
    held.needs(A, 1)
    ticket = held.ticket(A, 1)
    held.add(A, 1, PagePiece((), 200))
    assert held.ticket(A, 1) == ticket
    held.add(A, 1, PagePiece((), None))
    assert held.ticket(A, 1) is None
