"""Papers as a seat wants them, and where their chunks come from."""

import enum
from collections.abc import Awaitable, Callable

import msgspec

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.link.connection import Connection
from shared.link.direct_get import Query, read_one
from shared.protocol import subjects
from shared.system.faults import EnvironmentFault

CHUNK_LIMIT_S = 5.0
"""How long one chunk may take to come."""


class PaperState(enum.Enum):
    """How far a paper is on this seat."""

    WAITING = "waiting"
    LOADING = "loading"
    READY = "ready"
    FAULT = "fault"


class WantedPaper(msgspec.Struct, frozen=True):
    """A paper that this seat may and shall have."""

    sha256: Sha256
    size_bytes: int
    is_restricted: bool = False
    """Not everybody may see it: it is asked for chunk by chunk from the hub and never broadcast."""


class PaperProgress(msgspec.Struct, frozen=True):
    """For the screens. `fault` only with PaperState.FAULT; it is tried again by itself."""

    sha256: Sha256
    state: PaperState
    chunks: int
    chunks_in_all: int
    fault: EnvironmentFault | None = None


FetchChunk = Callable[[Sha256, int], Awaitable[bytes | None]]
"""Asks for one chunk; None when it is not there (yet). Raises LinkFault."""


def stored_chunks(connection: Connection, meeting: MeetingId) -> FetchChunk:
    """Chunks of papers that everybody may see, read from the engine's store."""

    async def fetch(sha256: Sha256, index: int) -> bytes | None:
        query = Query(last_by_subj=subjects.paper_chunk(meeting, sha256, index))
        stored = await read_one(connection.session(), subjects.api_paper(meeting), query, CHUNK_LIMIT_S)
        return None if stored is None else stored.payload

    return fetch
