"""The sentences of a seat's screens that say how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.session.view import Line, LineView, SessionView
from shared.domain.agenda import Meeting
from shared.domain.people import SeatId
from shared.link.faults import Failure
from shared.link.finder import Attempt, Cause, Failed, NobodyFound, OtherRooms, Trying, Way
from shared.protocol import door
from shared.system.i18n import current_language, mark, tr
from shared.system.wording_time import clock_time, day, weekday
from shared.ui.chips import Connection
from shared.ui.text import wide_gap

_CAUSES: Final[Mapping[Cause, str]] = {
    Cause.SEARCHING: mark("Looking for the podium"),
    Cause.NO_NETWORK: mark("No network on this terminal"),
    Cause.REFUSED: mark("The podium does not let this terminal in; the clerk can help"),
    Cause.OTHER_ROOM: mark("The podium found is not of this room; refused"),
    Cause.RESTARTING: mark("The podium is restarting; seats reconnect"),
    Cause.NO_ANSWER: mark("No answer at the last address"),
    Cause.NOBODY_FOUND: mark("No podium found; the network may isolate terminals"),
}
_REFUSALS: Final[Mapping[str, str]] = {
    door.ROOM_CLOSED: mark("The room is not open to new seats; the clerk can enrol this terminal"),
    door.NO_SUCH_SEAT: mark("This meeting has no seat of that number; the clerk can help"),
    door.SEAT_TAKEN: mark("Another terminal has this seat; the clerk can help"),
    door.NO_FREE_SEAT: mark("Every seat of this meeting has a terminal; the clerk can help"),
    door.OTHER_VERSION: mark("Podium and terminal have different versions; please update this terminal"),
    door.NOT_UNDERSTOOD: mark("The podium could not read the request; please restart this terminal"),
    door.NOT_NOW: mark(
        "The podium cannot store seats just now; please tell the clerk, the terminal goes on asking"
    ),
}
_NO_ANSWER: Final[Mapping[Way, str]] = {
    Way.LAST: _CAUSES[Cause.NO_ANSWER],
    Way.CONFIGURED: mark("No answer at the address set here"),
    Way.TYPED: mark("No answer at the address typed in; please check it"),
    Way.SEARCH: mark("The podium found does not answer; the clerk can help"),
}
_TYPED: Final[Mapping[Failure, str]] = {
    Failure.NO_NETWORK: mark("This network has no way to the address typed in; please check it"),
    Failure.NO_ANSWER: _NO_ANSWER[Way.TYPED],
    Failure.RESTARTING: mark("No podium is at the address typed in now; please check it"),
    Failure.CERTIFICATE: _CAUSES[Cause.OTHER_ROOM],
    Failure.NOT_A_PODIUM: mark("What answers at the address typed in is no podium; please check it"),
    Failure.REFUSED: _CAUSES[Cause.REFUSED],
}
_WAYS: Final[Mapping[Way, str]] = {
    Way.LAST: mark("Last address"),
    Way.CONFIGURED: mark("Address set here"),
    Way.TYPED: mark("Address typed in"),
    Way.SEARCH: mark("Search in the room"),
}
_FAILURES: Final[Mapping[Failure, str]] = {
    Failure.NO_NETWORK: mark("no network"),
    Failure.NO_ANSWER: mark("no answer"),
    Failure.RESTARTING: mark("restarting"),
    Failure.CERTIFICATE: mark("not this room"),
    Failure.NOT_A_PODIUM: mark("not a podium"),
    Failure.REFUSED: mark("does not let us in"),
}


def seat_label(seat: SeatId | None) -> str:
    """05 座, Seat 05; empty while this terminal has no seat."""
    return "" if seat is None else tr("Seat {seat}", seat=seat)


def cause_sentence(line: LineView) -> str:
    """The one sentence about why this seat is not in, and where a person can do something, what.

    Who typed an address wants to know of that one first.
    """
    failed = {a.way: a.outcome.failure for a in line.attempts if isinstance(a.outcome, Failed)}
    typed = failed.get(Way.TYPED)
    is_refused = any(
        isinstance(a.outcome, Trying) or failed.get(a.way) is Failure.REFUSED for a in line.attempts
    )
    if line.door_refusal and typed in (None, Failure.REFUSED) and (is_refused or not line.attempts):
        return tr(_REFUSALS.get(line.door_refusal, _CAUSES[Cause.REFUSED]))
    if line.cause is Cause.NO_NETWORK:
        return tr(_CAUSES[line.cause])
    if typed is not None:
        return tr(_TYPED[typed])
    if line.cause is Cause.NO_ANSWER and failed:
        way = next((w for w in _NO_ANSWER if failed.get(w) is Failure.NO_ANSWER), next(iter(failed)))
        return tr(_NO_ANSWER[way])
    return tr(_CAUSES[line.cause])


def looking_sentence(line: LineView) -> str:
    """正在寻找主持台：上次地址…: the way that is being tried now."""
    trying = next((a for a in line.attempts if isinstance(a.outcome, Trying)), None)
    if trying is None:
        return tr("Looking for the podium…")
    where = way_word(trying.way) if trying.address is None else f"{way_word(trying.way)} {trying.address}"
    return tr("Looking for the podium: {way}…", way=where)


def way_word(way: Way) -> str:
    """How this seat knows an address."""
    return tr(_WAYS[way])


def attempt_words(attempt: Attempt) -> str:
    """How one way went: 无应答, 进行中, 12 秒后再试.

    Only a podium that was there once can be restarting; at an address from a person it may never have been.
    """
    match attempt.outcome:
        case Trying():
            return tr("under way")
        case NobodyFound():
            return tr("nothing found")
        case OtherRooms():
            return tr("not this room")
        case Failed(failure=failure, retry_in_s=retry_in_s):
            is_named = attempt.way in (Way.CONFIGURED, Way.TYPED) and failure is Failure.RESTARTING
            words = tr("no podium there now") if is_named else tr(_FAILURES[failure])
            seconds = round(retry_in_s)
            if seconds < 1:
                return words
            return tr("{state}, again in {seconds} s", state=words, seconds=seconds)


def connection_of(view: SessionView) -> Connection:
    """What the mark in the bar shows; a cut of less than three seconds is not shown."""
    if view.line.line is Line.IN or view.is_live:
        return Connection.CONNECTED
    return Connection.OFFLINE if view.is_offline and view.line.line is Line.LOST else Connection.CONNECTING


def short_leader(name: str) -> str:
    """How the leader is called on a button: in English the last name of a Latin one, as people are addressed."""
    if current_language() == "en" and name.isascii() and " " in name:
        return name.split(maxsplit=1)[0] if name else name
    return name


def seal_lines(words: str) -> tuple[str, ...]:
    """The words of a seal in one or two rows: at the space, or two by two characters (已计 入票)."""
    if " " in words:
        first, rest = words.split(" ", 1)
        return (first, rest)
    if len(words) >= 4 and not words.isascii():
        return (words[: len(words) // 2], words[len(words) // 2 :])
    return (words,)


def where_and_when(meeting: Meeting) -> str:
    """The room and the beginning, as far as the meeting says so."""
    gap = wide_gap()
    if meeting.starts_at is None:
        return meeting.place
    at = meeting.starts_at
    start = tr("starts at {time}", time=clock_time(at))
    return gap.join(part for part in (meeting.place, day(at), weekday(at), start) if part)
