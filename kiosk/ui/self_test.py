"""Whether the program, as installed here, draws, and can sign in and vote at a podium that tests itself too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from kiosk.session.own_ballot import Counted
from kiosk.session.session import Session
from kiosk.session.view import Line, SessionView, SignIn
from shared.link.papers import PaperState
from shared.pdf.pool import RenderPool
from shared.ui.hands import Impossible
from shared.ui.self_test import can_draw, is_painted, tell_checks
from shared.ui.waiting import press_when_ready

_WITHIN_S: Final = 30.0


async def check_program(window: QWidget, pool: RenderPool) -> bool:
    """Print one line for each check; whether all are well."""
    return tell_checks(("window painted", is_painted(window)), ("page drawn", await can_draw(pool)))


async def check_vote(session: Session) -> bool:
    """Press what a member presses, from the nameplate to the counted vote, while `session` runs.

    Prints one line for each step; ends at the first that does not come true within 30 s.
    """
    steps: tuple[tuple[str, tuple[str, ...], Callable[[SessionView], bool]], ...] = (
        ("in the room", (), lambda view: view.line.line is Line.IN and view.sign_in is SignIn.OPEN),
        ("signed in", ("nameplate", "sign_in"), lambda view: view.sign_in is SignIn.SIGNED_IN),
        ("papers here", (), _has_papers),
        ("ballot open", (), lambda view: view.ballot is not None and view.may_vote(view.ballot.shown.ballot)),
        ("vote counted", ("choose_yes", "confirm_vote"), _has_receipt),
        ("result announced", (), lambda view: view.ballot is not None and view.ballot.result is not None),
    )
    for what, presses, holds in steps:
        if not tell_checks((what, await _do(session, presses, holds))):
            return False
    return True


async def _do(session: Session, presses: tuple[str, ...], holds: Callable[[SessionView], bool]) -> bool:
    try:
        for name in presses:
            await press_when_ready(name, timeout_s=_WITHIN_S)
        async with asyncio.timeout(_WITHIN_S):
            await _until(session, holds)
    except (Impossible, TimeoutError):
        return False
    return True


async def _until(session: Session, holds: Callable[[SessionView], bool]) -> None:
    changed = asyncio.Event()
    stop = session.subscribe(lambda _: changed.set())
    try:
        while not holds(session.view):
            changed.clear()
            await changed.wait()
    finally:
        stop()


def _has_papers(view: SessionView) -> bool:
    wanted = {paper.paper.sha256 for paper in view.shelf.papers}
    here = {sha256 for sha256, progress in view.papers.items() if progress.state is PaperState.READY}
    return bool(wanted) and wanted <= here


def _has_receipt(view: SessionView) -> bool:
    own = None if view.ballot is None else view.own(view.ballot.shown.ballot)
    return isinstance(own, Counted) and bool(own.receipt)
