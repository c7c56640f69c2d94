"""The subjects of the engine, in one place; the permissions of a seat are written against these names.

`<M>` is a meeting's id; the reserved id `ROOM` stands for "whatever runs in this room".
"""

from __future__ import annotations

import re

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId

ROOM = MeetingId("_")

STREAM_EVENTS = "EV"
STREAM_PAGE = "PAGE"
STREAM_PAPERS = "OBJ_papers"

MEETING_TOKEN = re.compile(r"[0-9a-z]{8,32}\Z")
SEAT_TOKEN = re.compile(r"[0-9A-Za-z_-]{1,16}\Z")
PAPER_TOKEN = re.compile(r"[0-9a-f]{64}\Z")


def room_event(meeting: MeetingId) -> str:
    """Where the hub publishes public events; stored in `STREAM_EVENTS`."""
    return f"mt.{meeting}.ev.room.event"


def room_events(meeting: MeetingId) -> str:
    """All public events, as stored."""
    return f"mt.{meeting}.ev.room.>"


def live_room_events(meeting: MeetingId) -> str:
    """All public events, as republished to seats."""
    return f"mt.{meeting}.live.ev.room.>"


def stored_of_live(subject: str) -> str:
    """The stored (and signed) subject of a republished one: `mt.<M>.live.ev.…` → `mt.<M>.ev.…`."""
    return subject.replace(".live.", ".", 1)


def private_to(meeting: MeetingId, seat: SeatId) -> str:
    """Where the hub publishes what only `seat` may see."""
    return f"mt.{meeting}.ev.seat.{seat}.view"


def private_seen(meeting: MeetingId, seat: SeatId) -> str:
    """The same as the seat sees it."""
    return f"mt.{meeting}.to.{seat}.view"


def page(meeting: MeetingId) -> str:
    """The stage: which page, who leads; one message kept."""
    return f"mt.{meeting}.page"


def pointer(meeting: MeetingId) -> str:
    """The leader's laser pointer; not stored, not signed."""
    return f"mt.{meeting}.live.ptr"


def live_ink(meeting: MeetingId) -> str:
    """Ink that everybody may see, while it is drawn and when it changed; not stored, not signed."""
    return f"mt.{meeting}.live.ink"


def ink_to(meeting: MeetingId, seat: SeatId) -> str:
    """Where the hub publishes ink that only `seat` may see."""
    return f"mt.{meeting}.ev.seat.{seat}.ink"


def ink_seen(meeting: MeetingId, seat: SeatId) -> str:
    """The same as the seat sees it."""
    return f"mt.{meeting}.to.{seat}.ink"


def heartbeat(meeting: MeetingId) -> str:
    """The hub's heartbeat, every two seconds."""
    return f"mt.{meeting}.live.hb"


def any_heartbeat() -> str:
    """The heartbeat of whatever meeting runs."""
    return "mt.*.live.hb"


def paper_chunk(meeting: MeetingId, sha256: Sha256, index: int) -> str:
    """Chunk `index` (from 0) of a paper that everybody may see; stored in `STREAM_PAPERS`."""
    return f"mt.{meeting}.papers.{sha256}.{index}"


def paper_chunks(meeting: MeetingId, sha256: Sha256) -> str:
    """All chunks of a paper, as stored."""
    return f"mt.{meeting}.papers.{sha256}.>"


def live_paper_chunks(meeting: MeetingId) -> str:
    """All chunks of all papers, as broadcast."""
    return f"mt.{meeting}.live.papers.>"


def api_log(meeting: MeetingId) -> str:
    """Direct get on the public events, renamed for seats."""
    return f"mt.{meeting}.api.log"


def api_page(meeting: MeetingId) -> str:
    """Direct get on the stage, renamed for seats."""
    return f"mt.{meeting}.api.page"


def api_paper(meeting: MeetingId) -> str:
    """Direct get on the papers' chunks, renamed for seats."""
    return f"mt.{meeting}.api.paper"


def up(meeting: MeetingId, seat: SeatId, kind: str) -> str:
    """Where `seat` asks the hub; `kind` is one of hello, view, intent, status, chunk, ink, secret."""
    return f"mt.{meeting}.up.{seat}.{kind}"


def all_up(meeting: MeetingId) -> str:
    """Everything that seats ask in `meeting` (or, with `ROOM`, of the room)."""
    return f"mt.{meeting}.up.>"


def inbox(seat: SeatId) -> str:
    """The prefix of a seat's reply subjects."""
    return f"_IN.{seat}"


def parse_up(subject: str) -> tuple[MeetingId, SeatId, str] | None:
    """Meeting, seat and kind of a subject under `up`; None when it is not one."""
    parts = subject.split(".")
    if len(parts) != 5 or parts[0] != "mt" or parts[2] != "up" or SEAT_TOKEN.match(parts[3]) is None:
        return None
    return MeetingId(parts[1]), SeatId(parts[3]), parts[4]
