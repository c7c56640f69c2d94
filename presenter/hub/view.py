"""What the podium shows of the hub: one frozen value, made anew at every change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from presenter.hub.engine import EngineState
from presenter.hub.secret_part import SecretStanding
from shared.domain.ballots import BallotId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.domain.state import MeetingState
from shared.protocol.messages import SeatStatus, Stage
from shared.system.faults import EnvironmentFault


class SeatPresence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a seat's terminal.

    `status` is the last it told (kept while it is offline: it says what was unsent then); `silent_since` is when it
    was last heard (UTC), set while it is not connected and was heard before; `terminal` its own name, "" when no
    terminal ever had this seat.
    """

    is_connected: bool = False
    status: SeatStatus | None = None
    silent_since: datetime | None = None
    terminal: str = ""


class PaperProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a paper is on its way: chunks stored in the engine out of all, and seats that have all papers.

    A restricted paper is never broadcast; it is ready as soon as it is imported.
    """

    chunks_sent: int
    chunks: int

    @property
    def is_ready(self) -> bool:
        return self.chunks_sent >= self.chunks


class HubView(msgspec.Struct, frozen=True, kw_only=True):
    """The hub at one moment.

    `state` is the meeting as recorded; `stage` where the leader is (changed at once by a page turn, before anybody
    else knows); `is_connected` whether the hub reaches its own engine; `addresses` what a terminal may type in;
    `fault` what a person has to do something about, None when all is well; `secrets` the secret ballots.
    """

    room: str
    is_open_room: bool
    state: MeetingState | None = None
    stage: Stage | None = None
    seats: Mapping[SeatId, SeatPresence] = {}
    engine: EngineState = EngineState.STOPPED
    is_connected: bool = False
    published_n: int = 0
    papers: Mapping[Sha256, PaperProgress] = {}
    addresses: tuple[str, ...] = ()
    record_path: Path | None = None
    fault: EnvironmentFault | None = None
    secrets: Mapping[BallotId, SecretStanding] = {}
