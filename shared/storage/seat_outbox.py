"""What the person at a seat confirmed, kept until the podium answered, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlite_utils import Database

from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId, IntentId
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import Opinion, SignOffId
from shared.domain.verdicts import Reason
from shared.storage.database import SqlFile


class Pending(msgspec.Struct, frozen=True, tag="pending"):
    """Not answered yet. `is_held`: the podium asked to wait (the ballot is paused)."""

    is_held: bool = False


class Granted(msgspec.Struct, frozen=True, tag="granted"):
    """The podium recorded it at `at`; `receipt` is the code of a counted vote."""

    at: datetime
    receipt: str = ""


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """The podium did not grant it, for good; `figures` fills the sentence."""

    reason: Reason
    figures: Mapping[str, int] = {}


Answer = Pending | Granted | Refusal


class SentNote(msgspec.Struct, frozen=True, kw_only=True, tag="note"):
    """The draft `paper` that a person was asked to read or sign was on the screen, or all its pages were."""

    sign_off: SignOffId
    paper: Sha256


class SentSignOff(msgspec.Struct, frozen=True, kw_only=True, tag="sign_off"):
    """A person signed the draft `paper`; the signature itself lies in the frame."""

    sign_off: SignOffId
    paper: Sha256
    opinion: Opinion
    text: str = ""


class SentSharing(msgspec.Struct, frozen=True, kw_only=True, tag="sharing"):
    """A person shares their ink on `paper` with `audience`."""

    paper: Sha256
    audience: InkAudience


About = SentNote | SentSignOff | SentSharing


class SentIntent(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the outbox without its bytes. `ballot` and `vote`, what was confirmed, are those of a vote.

    `person` is who confirmed it: somebody else may sit here later. None where it is the seat's own (a call).
    `kind` is the command's tag, such as `sign_in` or `cast_vote`; `about` says what a wish about a paper is about.
    """

    id: IntentId
    meeting: MeetingId
    kind: str
    confirmed_at: datetime
    person: PersonId | None = None
    ballot: BallotId | None = None
    vote: BallotAnswer | None = None
    about: About | None = None
    answer: Answer = Pending()

    @property
    def is_pending(self) -> bool:
        """Whether it still has to be delivered."""
        return isinstance(self.answer, Pending)


def make_outbox_tables(database: Database) -> None:
    """First migration: `place` keeps the order of confirming; a vote's choice is a row beside its line."""
    database.execute(
        """
        CREATE TABLE outbox (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            intent TEXT NOT NULL UNIQUE,
            meeting TEXT NOT NULL,
            kind TEXT NOT NULL,
            ballot TEXT,
            confirmed_at TEXT NOT NULL,
            frame BLOB NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'granted', 'refusal')),
            answer BLOB NOT NULL
        ) STRICT
        """
    )
    database.execute(
        """
        CREATE TABLE own_votes (
            intent TEXT PRIMARY KEY REFERENCES outbox (intent) ON DELETE CASCADE,
            ballot TEXT NOT NULL,
            choice TEXT NOT NULL
        ) STRICT
        """
    )
    database.execute("CREATE INDEX outbox_of_meeting ON outbox (meeting, state)")


def add_person(database: Database) -> None:
    """Third migration: who confirmed a line; unknown (NULL) for lines from before."""
    database.execute("ALTER TABLE outbox ADD COLUMN person TEXT")


def add_about(database: Database) -> None:
    """What a wish about a paper is about; NULL for all others."""
    database.execute("ALTER TABLE outbox ADD COLUMN about BLOB")


def write_votes_as_json(database: Database) -> None:
    """An answer may be more than one word: a row holds it as JSON."""
    database.execute("UPDATE own_votes SET choice = json_quote(choice)")


class SeatOutbox:
    """The lines of one seat's file. When `keep` has returned, a cut of power loses nothing."""

    def __init__(self, file: SqlFile) -> None:
        self._file = file

    async def keep(self, sent: SentIntent, frame: bytes) -> None:
        """Store a confirmed intent and, for a vote, what was chosen, in one transaction. Raises StorageFault."""

        def work(database: Database) -> None:
            database.table("outbox").insert(
                {
                    "intent": sent.id,
                    "meeting": sent.meeting,
                    "kind": sent.kind,
                    "person": sent.person,
                    "ballot": sent.ballot,
                    "about": None if sent.about is None else _ENCODER.encode(sent.about),
                    "confirmed_at": sent.confirmed_at.isoformat(),
                    "frame": frame,
                    "state": "pending",
                    "answer": _ENCODER.encode(sent.answer),
                }
            )
            if sent.ballot is not None and sent.vote is not None:
                database.table("own_votes").insert(
                    {"intent": sent.id, "ballot": sent.ballot, "choice": _VOTES.encode(sent.vote).decode()}
                )

        await self._file.write(work)

    async def note_answer(self, intent: IntentId, answer: Answer) -> None:
        """Keep the podium's answer. An answered line stays as it is. Raises StorageFault."""

        def work(database: Database) -> None:
            database.execute(
                "UPDATE outbox SET state = ?, answer = ? WHERE intent = ? AND state = 'pending'",
                (_STATES[type(answer)], _ENCODER.encode(answer), intent),
            )

        await self._file.write(work)

    async def lines(self, meeting: MeetingId) -> tuple[SentIntent, ...]:
        """All lines of a meeting, oldest first. Raises StorageFault."""

        def work(database: Database) -> tuple[SentIntent, ...]:
            rows = database.execute(
                """
                SELECT outbox.intent, meeting, kind, confirmed_at, person, outbox.ballot, choice, answer, about
                FROM outbox LEFT JOIN own_votes ON own_votes.intent = outbox.intent
                WHERE meeting = ? ORDER BY place
                """,
                (meeting,),
            )
            return tuple(_line(row) for row in rows.fetchall())

        return await self._file.read(work)

    async def frame(self, intent: IntentId) -> bytes | None:
        """The sealed bytes exactly as they were confirmed. Raises StorageFault."""

        def work(database: Database) -> bytes | None:
            row = database.execute("SELECT frame FROM outbox WHERE intent = ?", (intent,)).fetchone()
            return None if row is None else bytes(row[0])

        return await self._file.read(work)

    async def forget_answered(self, *, except_of: MeetingId) -> None:
        """Drop the answered lines of all other meetings; what was never answered stays. Raises StorageFault."""

        def work(database: Database) -> None:
            database.execute("DELETE FROM outbox WHERE meeting <> ? AND state <> 'pending'", (except_of,))

        await self._file.write(work)


_STATES = {Pending: "pending", Granted: "granted", Refusal: "refusal"}
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
_VOTES = msgspec.json.Encoder()
_VOTE: msgspec.json.Decoder[BallotAnswer] = msgspec.json.Decoder(BallotAnswer)
_ABOUT: msgspec.msgpack.Decoder[About] = msgspec.msgpack.Decoder(About)


def _line(
    row: tuple[str, str, str, str, str | None, str | None, str | None, bytes, bytes | None],
) -> SentIntent:
    intent, meeting, kind, confirmed_at, person, ballot, choice, answer, about = row
    return SentIntent(
        id=IntentId(intent),
        meeting=MeetingId(meeting),
        kind=kind,
        confirmed_at=datetime.fromisoformat(confirmed_at),
        person=None if person is None else PersonId(person),
        ballot=None if ballot is None else BallotId(ballot),
        vote=None if choice is None else _VOTE.decode(choice),
        about=None if about is None else _ABOUT.decode(about),
        answer=_DECODER.decode(answer),
    )
