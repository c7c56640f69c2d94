"""What the programs' states tell, as the steps of a story need it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from staging.actor import State, StepFailed


def shows_a_page(state: State) -> bool:
    """Whether the page where the person is stands painted on the glass."""
    return bool(state["page"]) and state["painted_page"] == state["page"]


def leads_on(page: int) -> Callable[[State], bool]:
    """Whether the podium leads on this page."""
    return lambda state: bool(state["stage"]["page"] == page)


def follows_on(page: int) -> Callable[[State], bool]:
    """Whether a kiosk follows on this page and shows it."""
    return lambda state: bool(state["page"] == page and state["following"]) and shows_a_page(state)


def seat_of(state: State, seat: str) -> dict[str, Any]:
    """What the podium sees of a seat."""
    nobody = {"connected": False, "signed_in": False, "is_following": False}
    return nobody | dict(state["seats"].get(seat, {}))


def own_vote(state: State) -> dict[str, Any]:
    """What the member of a kiosk did about the newest ballot."""
    ballots = list(dict(state["ballots"]).values())
    return {"own": "none", "receipt": ""} | dict(ballots[-1] if ballots else {})


def open_ballots(state: State) -> list[dict[str, Any]]:
    """The ballots that are open at the podium."""
    return [dict(ballot) for ballot in dict(state["ballots"]).values() if ballot["phase"] == "open"]


def require(holds: bool, complaint: str) -> None:
    """Raise `StepFailed` with `complaint` unless it holds."""
    if not holds:
        raise StepFailed(complaint)
