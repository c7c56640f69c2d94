"""A hub and seats without windows as processes, to be killed: who was told what, and what the record has of it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_events import BallotClosed, VoteCast
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import Ballot, BallotId, BallotSpec
from shared.domain.commands import PodiumCommand
from shared.domain.events import Recorded
from shared.domain.reducer import replay
from shared.storage.record import read_record
from staging.actor import Actor, State, StepFailed, kill_process, wait_until
from staging.stage import Stage
from tests.end2end.cable import END, Cable
from tests.end2end.podium_process import ITEM, MEETING, SEATS
from tests.end2end.room_engine import free_port
from tests.end2end.stick import export_outbox

PATIENCE_S: Final = 20.0


class Hall:
    """A podium at fixed ports, and members in some processes; those on the cable can be cut off."""

    def __init__(self, folder: Path) -> None:
        ports = (free_port(), free_port())
        self.folder = folder
        self.data = folder / "room"
        self._doors = {False: f"127.0.0.1:{ports[1]}", True: f"{END}:{ports[1]}"}
        self._stage = Stage(folder, folder, language="en", has_screen=False, ports=ports)
        data = ("--data", str(self.data), "--ports", f"{ports[0]},{ports[1]}")
        self.podium = self._stage.actor("podium", "-m", "tests.end2end.podium_process", *data)
        self.cable = Cable(ports)
        self.members: list[Actor] = []
        self.kiosks: dict[str, Actor] = {}
        self._places: dict[str, Actor] = {}

    def open(self, *groups: Sequence[str], cabled: Sequence[str] = (), windows: Sequence[str] = ()) -> None:
        """Start the podium, a process for each of the groups of seats and a kiosk for each of `windows`.

        On return all are signed in.
        """
        self._start(self.podium)
        for seats, is_cabled in (*((group, False) for group in groups), (cabled, True)):
            if seats:
                self._seat(seats, is_cabled=is_cabled)
        for seat in windows:
            way = ("--no-search", "--connect", self._doors[False])
            self.kiosks[seat] = self._stage.kiosk(seat, *way)
            self.kiosks[seat].start()
        for actor in (*self.members, *self.kiosks.values()):
            actor.connect(PATIENCE_S)
        for kiosk in self.kiosks.values():
            kiosk.wait_for(lambda s: s["session"] == "in_session", "hears of the meeting", PATIENCE_S)
            kiosk.press("nameplate")
            kiosk.press("sign_in")
        everybody = {f"p{seat}" for seat in (*self._places, *self.kiosks)}
        self.podium.wait_for(lambda s: everybody <= set(s["signed_in"]), "all signed in", PATIENCE_S)

    def end(self) -> None:
        """End all. Raises StepFailed when a program did not end in order."""
        stubborn = []
        for actor in (*self.members, *self.kiosks.values(), self.podium):
            try:
                actor.end()
            except StepFailed as failure:
                stubborn.append(str(failure))
        self.cable.take_away()
        if stubborn:
            raise StepFailed("\n".join(stubborn))

    # -- what the podium does -------------------------------------------------------------------------------------

    def tell(self, command: PodiumCommand) -> str:
        """A command of the podium; why it was refused, "" when it was not."""
        wish = json.loads(msgspec.json.encode(command))
        return str(self.podium.tell("submit", command=wish)["refused"])

    def begin(self, spec: BallotSpec) -> BallotId:
        """Prepare a ballot by name and open it; on return it is on every screen."""
        for command in (bcmd.PrepareBallot(item=ITEM, spec=spec), bcmd.OpenBallot(spec.id)):
            assert self.tell(command) == ""
        self.wait_until_shown(spec.id)
        return spec.id

    def wait_until_shown(self, ballot: str) -> None:
        """Wait until all can vote."""
        for actor in self.members:
            actor.wait_for(
                lambda s: all(ballot in seat["may_vote"] for seat in s.values()), "can vote", PATIENCE_S
            )

    def voted(self, ballot: str) -> list[str]:
        """Who has voted, as the hub has it."""
        return [str(person) for person in self.podium.state()["ballots"][ballot]["voted"]]

    # -- what happens to it ---------------------------------------------------------------------------------------

    def restart(self, actor: Actor) -> None:
        """Cut a program's power, and switch it on again."""
        actor.kill()
        self._start(actor)

    def switch_on(self, actor: Actor) -> None:
        """Start a program again after its end."""
        self._start(actor)

    def engine(self) -> int:
        """The engine's process, once it runs."""
        return int(self.podium.wait_for(lambda s: bool(s["engine_pid"]), "the engine runs")["engine_pid"])

    def kill_engine(self) -> None:
        """Cut the engine's power; the hub starts another one."""
        with contextlib.suppress(ProcessLookupError):  # killed just before, and the hub has not seen it yet
            kill_process(self.engine())

    @contextlib.contextmanager
    def with_engine_stopped(self) -> Iterator[None]:
        """The engine neither takes nor gives anything, and closes no connection."""
        pid = self.engine()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def _start(self, actor: Actor) -> None:
        actor.start()
        actor.connect(PATIENCE_S)

    def _seat(self, seats: Sequence[str], *, is_cabled: bool) -> None:
        way = ("--connect", self._doors[is_cabled], "--data", str(self.folder / "members"))
        name = f"members-{seats[0]}"
        actor = self._stage.actor(
            name, "-m", "tests.end2end.members_process", *way, "--seats", ",".join(seats)
        )
        actor.start()
        self.members.append(actor)
        self._places |= dict.fromkeys(seats, actor)

    # -- what the members do and see ------------------------------------------------------------------------------

    def vote(self, seat: str, ballot: str, answer: BallotAnswer) -> None:
        """The member confirms an answer as soon as the ballot is shown; it is stored at the seat on return."""
        wait_until(lambda: self.try_to_vote(seat, ballot, answer), f"seat {seat} can vote", PATIENCE_S)

    def try_to_vote(self, seat: str, ballot: str, answer: BallotAnswer) -> bool:
        """The same at once. Whether it is stored: not where no ballot is shown now."""
        wish = json.loads(msgspec.json.encode(answer))
        return bool(self._places[seat].tell("vote", seat=seat, ballot=ballot, answer=wish)["stored"])

    def stick(self, seat: str) -> Path:
        """What the terminal could not send, on a stick, beside the running program."""
        return export_outbox(self.folder / f"{seat}.votes", self.folder / "members", seat)

    def at(self, seat: str) -> Actor:
        """The process in which the terminal of a seat runs."""
        return self._places[seat]

    def sight(self, seat: str, ballot: str) -> State:
        """What the member sees about their vote."""
        known = dict(self._places[seat].state()[seat])["ballots"]
        return dict(known.get(ballot, {"own": "unknown"}))

    def wait_for_sight(self, seat: str, ballot: str, own: str) -> State:
        """Wait until the member sees that about their vote."""
        what = f"seat {seat} sees its vote {own}"
        wait_until(lambda: self.sight(seat, ballot)["own"] == own, what, PATIENCE_S)
        return self.sight(seat, ballot)

    def wait_for_all_delivered(self) -> None:
        """Wait until no terminal holds anything that was not answered."""
        for actor in self.members:
            actor.wait_for(
                lambda s: all(seat["is_live"] and not seat["pending"] for seat in s.values()),
                "delivered all",
                PATIENCE_S,
            )

    def ever_seen_counted(self, ballot: str) -> set[tuple[str, str]]:
        """Seat and receipt of all that any member ever saw as counted, before and after every kill."""
        seen = set()
        for actor in self.members:
            for line in (self.folder / f"{actor.name}.log").read_text("utf-8").splitlines():
                word, *rest = line.split()
                if word == "counted" and rest[1] == ballot:
                    seen.add((rest[0], rest[2]))
        return seen

    # -- what the record has --------------------------------------------------------------------------------------

    def events(self) -> tuple[Recorded, ...]:
        """The record as it is on the disk now."""
        return read_record(self.data / "meetings" / MEETING.id / "record.sqlite")

    def ballot(self, ballot: str) -> Ballot:
        """A ballot as the record has it."""
        state = replay(self.events())
        assert state is not None
        return state.ballots[BallotId(ballot)]

    def votes_cast(self, ballot: str) -> list[VoteCast]:
        """All that was ever counted by name, changes of mind too."""
        events = (one.event for one in self.events())
        return [event for event in events if isinstance(event, VoteCast) and event.ballot == ballot]

    def check_votes(self, ballot: str) -> None:
        """What a member saw as counted was recorded once and before the close; nothing was counted after it."""
        events, cast = [one.event for one in self.events()], self.votes_cast(ballot)
        assert len({vote.intent for vote in cast}) == len(cast)
        recorded = [(str(vote.seat), vote.receipt) for vote in cast]
        assert len(set(recorded)) == len(recorded)
        assert self.ever_seen_counted(ballot) <= set(recorded)
        closings = [n for n, event in enumerate(events) if isinstance(event, BallotClosed)]
        last = max((n for n, event in enumerate(events) if event in cast), default=-1)
        assert not closings or last < closings[-1]


ALL: Final = tuple(str(seat) for seat in SEATS)
