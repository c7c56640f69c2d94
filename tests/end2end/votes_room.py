"""A room with eight voters as real programs: a podium, kiosks, and sessions without windows in a process of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from shared.domain.ballots import Ballot
from shared.domain.reducer import replay
from shared.storage.record import read_record
from staging.actor import Actor, State, StepFailed, wait_until
from staging.seen import seat_of
from staging.stage import Stage
from tests.end2end.cable import END, Cable
from tests.end2end.room_engine import free_port
from tests.end2end.stick import clerk

SEATS: Final = ("01", "02", "03", "04", "05", "06", "07", "08")
BIG_SCREEN: Final = "09"
CANDIDATES: Final = ("Quillfeather Ann", "Brambleton Bo", "Crosswhistle Cy", "Dunderby Di")

_PERSON: Final = '[[roster]]\nid = "p{seat}"\nname = "Member {seat}"\nrole = "{role}"\nseat = "{seat}"\n'
_AGENDA: Final = """
[[agenda]]
title = "Motion and election"

[[agenda.ballots]]
id = "motion"
question = "Whether the target is changed"
rule = "rd_standing"

[[agenda.ballots]]
id = "election"
question = "Who goes to the congress"
kind = "election"
rule = "rd_standing"
seats = 2
order = "given"
candidates = [{candidates}]
{secrecy}"""
_SECRECY: Final = 'grade = "secret_a"\ntellers = ["p01", "p02"]\n'


def write_pack(folder: Path, *, is_secret: bool) -> Path:
    """Eight members, the first in the chair, a big screen, one item with a motion and an election for two.

    A secret election is opened by the members at the first two seats.
    """
    folder.mkdir()
    persons = [_PERSON.format(seat=seat, role="member" if n else "chair") for n, seat in enumerate(SEATS)]
    persons.append(_PERSON.format(seat=BIG_SCREEN, role="display"))
    names = ", ".join(f'"{name}"' for name in CANDIDATES)
    agenda = _AGENDA.format(candidates=names, secrecy=_SECRECY if is_secret else "")
    text = "\n".join(('title = "A meeting that votes"\n', *persons, agenda))
    (folder / "meeting.toml").write_text(text, encoding="utf-8")
    return folder


class VotesRoom:
    """The podium at fixed ports; a `cable` on which terminals may hang instead of at the podium itself."""

    def __init__(self, folder: Path, *, is_secret: bool = False) -> None:
        ports = (free_port(), free_port())
        self.folder = folder
        self.data = folder / "room"
        self.door = f"127.0.0.1:{ports[1]}"
        self.cabled_door = f"{END}:{ports[1]}"
        pack = write_pack(folder / "pack", is_secret=is_secret)
        self._stage = Stage(folder, pack, language="en", has_screen=False, ports=ports)
        self.presenter = self._stage.presenter
        self.cable = Cable(ports)
        self._terminals: list[Actor] = []

    def kiosk(self, seat: str, *, is_cabled: bool = False, terminal: str = "") -> Actor:
        """A kiosk that knows where the podium is, started."""
        way = ("--no-search", "--connect", self.cabled_door if is_cabled else self.door)
        return self._started(self._stage.kiosk(seat, *way, terminal=terminal))

    def big_screen(self) -> Actor:
        """The kiosk at the big screen's place, started; nobody signs in there."""
        way = ("--no-search", "--connect", self.door)
        return self._started(self._stage.kiosk(BIG_SCREEN, *way))

    def members(self, *seats: str, is_cabled: bool = False, terminal: str = "") -> Actor:
        """Seats without windows in one process, started; they keep what they know below `members`.

        `terminal` tells them from others at the same seats.
        """
        data = self.folder / f"members{terminal}"
        command = ("-m", "tests.end2end.members_process", "--data", str(data))
        way = ("--connect", self.cabled_door if is_cabled else self.door, "--seats", ",".join(seats))
        return self._started(self._stage.actor(f"members-{seats[0]}{terminal}", *command, *way))

    def open(self, seats: Sequence[str] = SEATS) -> None:
        """Wait until all these have a terminal in the room and are signed in, and begin with the item."""
        presenter = self.presenter
        presenter.wait_for(lambda s: all(seat_of(s, seat)["connected"] for seat in seats), "all there", 30)
        presenter.press("open_sign_in")
        for kiosk in self._kiosks():
            kiosk.wait_for(lambda s: s["session"] == "signing_in", "hears that sign-in is open")
            kiosk.press("nameplate")
            kiosk.press("sign_in")
        presenter.wait_for(
            lambda s: all(seat_of(s, seat)["signed_in"] for seat in seats), "all signed in", 20
        )
        presenter.press("start_meeting")
        presenter.press("item_1")
        presenter.press("activate_item")
        presenter.wait_for(lambda s: bool(s["active_item"]), "is on the item")

    def end(self) -> None:
        """End all programs, the terminals first. Raises StepFailed when some did not."""
        stubborn = []
        for actor in self._terminals:
            try:
                actor.end()
            except StepFailed as failure:
                stubborn.append(str(failure))
        self._stage.clear()
        self.cable.take_away()
        if stubborn:
            raise StepFailed("\n".join(stubborn))

    def ballot(self, ballot: str) -> Ballot:
        """A ballot as the record has it now."""
        (record,) = self.data.glob("room/meetings/*/record.sqlite")
        state = replay(read_record(record))
        assert state is not None
        return next(found for known, found in state.ballots.items() if known == ballot)

    def seen_counted(self, members: Actor) -> list[tuple[str, str, str]]:
        """Seat, ballot and receipt of all that was ever shown as counted to members without a window."""
        lines = (self.folder / f"{members.name}.log").read_text(encoding="utf-8").splitlines()
        said = [line.split() for line in lines if line.startswith("counted ")]
        return [(seat, ballot, receipt) for _, seat, ballot, receipt in said]

    def exported(self) -> list[dict[str, Any]]:
        """The results as `wuzhi-clerk export` writes them."""
        out = self.folder / "exports"
        (record,) = self.data.glob("room/meetings/*/record.sqlite")
        clerk("export", str(record), "--out", str(out))
        return list(json.loads((out / "results.json").read_text(encoding="utf-8"))["ballots"])

    def counted_again(self) -> dict[str, Any]:
        """What `wuzhi-clerk recount` makes of the exported results, by ballot."""
        again = json.loads(clerk("recount", str(self.folder / "exports" / "results.json")))
        return {one["id"]: {k: v for k, v in one.items() if k != "id"} for one in again}

    def _started(self, actor: Actor) -> Actor:
        self._terminals.append(actor)
        actor.start()
        return actor

    def _kiosks(self) -> list[Actor]:
        return [
            actor
            for actor in self._terminals
            if actor.name.startswith("kiosk") and BIG_SCREEN not in actor.name
        ]


def vote(members: Actor, seat: str, ballot: str, answer: object) -> None:
    """The member at a seat without a window confirms an answer as soon as the ballot is shown."""
    order = {"seat": seat, "ballot": ballot, "answer": answer}
    wait_until(lambda: bool(members.tell("vote", **order)["stored"]), f"seat {seat} can vote", 10)


def own(ballot: str, what: str) -> Callable[[State], bool]:
    """Whether the member of a kiosk sees this about their vote in a ballot."""
    return lambda state: bool(dict(state["ballots"]).get(ballot, {}).get("own") == what)
