"""A terminal in the stories: joins at the door, listens to everything it may, sends real sealed intents."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from presenter.hub.hub import Hub
from presenter.hub.view import HubView
from shared.crypto.accounts import EngineCredentials
from shared.crypto.identity import SeatIdentity, is_signed_by
from shared.domain.agenda import MeetingId
from shared.domain.ballots import IntentId
from shared.domain.commands import SeatCommand
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.domain.private_view import PrivateView
from shared.domain.room import RoomView, fold
from shared.link.catch_up import EventFollower, StageFollower
from shared.link.connection import Connection
from shared.link.credentials import Credentials
from shared.link.door import join
from shared.link.engine_session import Message
from shared.link.faults import Address, LinkFault
from shared.protocol import subjects
from shared.protocol.codec import up_replies, up_requests
from shared.protocol.door import JoinGranted
from shared.protocol.messages import (
    PROTOCOL,
    ChunkRequest,
    Hello,
    Intent,
    IntentAccepted,
    IntentRefused,
    SeatStatus,
    Stage,
    Statement,
    UpReply,
    ViewRequest,
    Welcome,
)
from shared.protocol.signing import open_statement, seal_intent

PATIENCE_S = 20.0


class Bell:
    """Rings at every change; whoever waits looks again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self, *_: object) -> None:
        self._rung.set()

    async def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Return when `is_so`; the test fails when that takes too long."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                self._rung.clear()
                await self._rung.wait()


async def wait_for_view(hub: Hub, is_so: Callable[[HubView], bool]) -> None:
    """Return when the hub's view is so."""
    bell = Bell()
    end = hub.subscribe(bell.ring)
    try:
        await bell.wait_for(lambda: is_so(hub.view))
    finally:
        end()


class StorySeat:
    """One terminal. `meeting` is the one it takes part in."""

    def __init__(self, granted: JoinGranted, identity: SeatIdentity, meeting: MeetingId) -> None:
        self.id = SeatId(granted.seat)
        self.identity = identity
        self.meeting = meeting
        self.heard: list[tuple[str, bytes]] = []
        """Everything that ever reached this terminal, answers included."""
        self.room: RoomView | None = None
        self.stage: Stage | None = None
        self.stages: list[tuple[int, int]] = []
        self.private: PrivateView | None = None
        self.bell = Bell()
        self._hub_public = granted.hub_public
        credentials = Credentials(
            user=EngineCredentials(token=granted.token, seed=identity.engine_seed),
            ca_pem=granted.ca_pem,
            server_name=granted.server_name,
        )
        self.connection = Connection(
            credentials,
            (Address("127.0.0.1", granted.engine_port),),
            name=f"seat {self.id}",
            inbox_prefix=subjects.inbox(self.id),
        )
        self._followers: list[asyncio.Task[None]] = []
        self.events = EventFollower[Statement](
            self.connection, meeting, last=0, verify=self._event, deliver=self._follow
        )
        self.pages = StageFollower[Stage](self.connection, meeting, verify=self._page, deliver=self._turned)

    @classmethod
    async def at(
        cls, hub_door_port: int, meeting: MeetingId, seat: str | None, identity: SeatIdentity | None = None
    ) -> StorySeat:
        """Join at the door, connect and listen."""
        identity = identity or SeatIdentity.create()
        answer = await join(
            Address("127.0.0.1", hub_door_port), identity, seat=seat, terminal=f"terminal {seat}", room=None
        )
        assert isinstance(answer, JoinGranted), answer
        terminal = cls(answer, identity, meeting)
        await terminal._listen()
        return terminal

    async def close(self) -> None:
        """Switch the terminal off."""
        for task in self._followers:
            task.cancel()
        await asyncio.wait(self._followers)
        await self.connection.close()

    # -- asking -------------------------------------------------------------------------------------------------

    async def ask(self, kind: str, payload: bytes, *, meeting: MeetingId | None = None) -> bytes:
        """The answer's bytes to a raw request; asked again as long as the room is not reached."""
        subject = subjects.up(meeting or self.meeting, self.id, kind)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await self.connection.wait_for_connected()
                try:
                    message = await self.connection.request(subject, payload, 2.0)
                except LinkFault:
                    await asyncio.sleep(0.05)
                    continue
                self.heard.append((f"answer to {kind}", message.payload))
                return message.payload

    async def hello(self) -> Welcome:
        reply = up_replies.decode(
            await self.ask("hello", up_requests.encode(Hello(protocol=PROTOCOL)), meeting=subjects.ROOM)
        )
        assert isinstance(reply, Welcome), reply
        return reply

    async def view(self) -> PrivateView:
        frame = await self.ask("view", up_requests.encode(ViewRequest()))
        return self._private(subjects.private_to(self.meeting, self.id), frame)

    async def chunk(self, sha256: str, index: int = 0) -> UpReply:
        request = ChunkRequest(sha256=Sha256(sha256), index=index)
        return up_replies.decode(await self.ask("chunk", up_requests.encode(request)))

    def sealed(self, command: SeatCommand, intent: str | None = None) -> bytes:
        """A wish as the outbox keeps it."""
        return seal_intent(
            Intent(
                id=IntentId(intent or secrets.token_hex(8)),
                meeting=self.meeting,
                confirmed_at=datetime(2026, 9, 1, tzinfo=UTC),
                command=command,
            ),
            self.identity.sign,
        )

    async def deliver(self, frame: bytes) -> UpReply:
        return up_replies.decode(await self.ask("intent", frame))

    async def wants(self, command: SeatCommand) -> IntentAccepted | IntentRefused:
        """The hub's answer to a new wish."""
        reply = await self.deliver(self.sealed(command))
        assert isinstance(reply, IntentAccepted | IntentRefused), reply
        return reply

    async def tell(self, status: SeatStatus) -> None:
        await self.connection.publish(
            subjects.up(self.meeting, self.id, "status"), up_requests.encode(status)
        )

    def heard_bytes(self) -> bytes:
        """Everything that ever reached this terminal, in one piece to search in."""
        return b"\n".join(payload for _, payload in self.heard)

    # -- listening ------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        self.connection.start()
        for subject in (
            subjects.live_room_events(self.meeting),
            subjects.page(self.meeting),
            subjects.pointer(self.meeting),
            subjects.heartbeat(self.meeting),
            subjects.live_paper_chunks(self.meeting),
        ):
            await self.connection.subscribe(subject, self._note)
        await self.connection.subscribe(subjects.private_seen(self.meeting, self.id), self._heard_private)
        await self.connection.wait_for_connected(PATIENCE_S)
        self._followers = [
            asyncio.create_task(self.events.run(), name="events"),
            asyncio.create_task(self.pages.run(), name="pages"),
        ]

    def _note(self, message: Message) -> None:
        self.heard.append((message.subject, message.payload))
        self.bell.ring()

    def _heard_private(self, message: Message) -> None:
        self._note(message)
        self.private = self._private(subjects.private_to(self.meeting, self.id), message.payload)

    def _private(self, subject: str, frame: bytes) -> PrivateView:
        content = self._open(subject, frame).content
        assert isinstance(content, PrivateView)
        return content

    def _event(self, subject: str, frame: bytes) -> tuple[int, Statement]:
        self.heard.append((subject, frame))
        statement = self._open(subject, frame)
        return statement.n, statement

    def _page(self, subject: str, frame: bytes) -> tuple[tuple[int, int], Stage]:
        self.heard.append((subject, frame))
        stage = self._open(subject, frame).content
        assert isinstance(stage, Stage)
        return (stage.term, stage.revision), stage

    def _open(self, subject: str, frame: bytes) -> Statement:
        return open_statement(
            frame,
            lambda body, signature: is_signed_by(self._hub_public, body, signature),
            meeting=self.meeting,
            subject=subject,
        )

    def _follow(self, n: int, statement: Statement) -> None:
        assert not isinstance(statement.content, Stage | PrivateView)
        self.room = fold(self.room, n, statement.at, statement.content)
        self.bell.ring()

    def _turned(self, place: tuple[int, int], stage: Stage) -> None:
        self.stages.append(place)
        self.stage = stage
        self.bell.ring()
