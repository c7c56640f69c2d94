"""The unattended story: one meeting from the door to the exports, every step with its condition and time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from staging.actor import Actor, State, StepFailed, kill_process
from staging.paperwork import Paperwork
from staging.seen import follows_on, leads_on, open_ballots, own_vote, require, seat_of, shows_a_page
from staging.stage import Stage
from staging.taken_home import check_papers, check_tables, export

PAGE_TURNS: Final = 10
COLLEAGUES: Final = ("01", "02", "03", "04", "08", "09", "17", "18", "19", "20")
"""Ten members: with three kiosks, 13 of 15 are present; one is on leave, one never comes."""
CHOICES: Final = {"05": "yes", "06": "no", "07": "yes"}


class Story:
    """Plays on `stage`, leaves pictures and exports in `out`, prints one line a step."""

    def __init__(self, stage: Stage, out: Path) -> None:
        self._stage = stage
        self._out = out
        self._presenter = stage.presenter
        self._kiosks = dict(zip(CHOICES, stage.kiosks, strict=True))
        self._paperwork = Paperwork(self._presenter, self._kiosks, stage.folder)
        self._number = 0

    def play(self) -> None:
        """All steps in order. Raises `StepFailed` at the first whose condition does not come true."""
        began = time.monotonic()
        for title, act in self._steps():
            self._number += 1
            step_began = time.monotonic()
            try:
                act()
                self._take_pictures(title)
            except StepFailed as error:
                print(f"FAILED {self._number:02} {title}: {error}", flush=True)
                raise
            print(f"ok {self._number:02} {title}  {time.monotonic() - step_began:.2f} s", flush=True)
        print(f"ok    the whole story  {time.monotonic() - began:.2f} s", flush=True)

    def _steps(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (
            ("the presenter opens the meeting and its room", self._open_room),
            ("three kiosks find the podium by zeroconf", self._find_podium),
            ("colleagues take their seats", self._seat_colleagues),
            ("sign-in opens and everybody signs in", self._sign_in),
            ("the meeting starts and the papers are on every seat", self._start),
            (f"{PAGE_TURNS} page turns are followed by all", self._turn_pages),
            ("one seat browses on its own and returns", self._browse),
            ("a member highlights and writes a note", self._paperwork.write_for_oneself),
            ("the chair writes on the page for all", self._paperwork.write_for_all),
            ("a new draft comes and the ink is on it", self._paperwork.bring_draft),
            ("two members sign the draft by hand", self._sign),
            ("a named ballot opens on every seat", self._open_ballot),
            ("two seats vote and see their votes counted", self._vote),
            ("the engine and a kiosk are killed after its member confirmed", self._kill),
            ("the restarted kiosk delivers the vote", self._deliver),
            ("the ballot is closed and announced", self._announce),
            ("the meeting is adjourned", self._adjourn),
            ("the clerk exports, and the numbers agree", self._export),
            ("no program had a fault", self._read_logs),
        )

    # -- the steps ----------------------------------------------------------------------------------------------

    def _open_room(self) -> None:
        self._presenter.start()
        self._presenter.connect(30)
        self._presenter.wait_for(
            lambda s: s["session"] == "preparing" and s["engine"] == "running" and bool(s["door"]), "open", 30
        )

    def _find_podium(self) -> None:
        """A kiosk with an empty folder and no address knows nothing but what zeroconf tells."""
        for kiosk in self._kiosks.values():
            kiosk.start()
        for seat, kiosk in self._kiosks.items():
            kiosk.connect(30)
            found = kiosk.wait_for(
                lambda s: s["connection"] == "in" and bool(s["person"]), "is in the room", 30
            )
            require(found["seat"] == seat, f"{kiosk.name} sits at {found['seat']}")

    def _seat_colleagues(self) -> None:
        door = str(self._presenter.state()["door"])
        self._stage.call_colleagues(door, COLLEAGUES)
        self._presenter.wait_for(
            lambda s: all(seat_of(s, seat)["connected"] for seat in (*COLLEAGUES, *CHOICES)),
            "all are there",
            30,
        )

    def _sign_in(self) -> None:
        self._presenter.press("open_sign_in")
        for kiosk in self._kiosks.values():
            kiosk.wait_for(lambda s: s["session"] == "signing_in", "hears that sign-in is open")
            kiosk.press("nameplate")
            kiosk.press("sign_in")
        for kiosk in self._kiosks.values():
            kiosk.wait_for(lambda s: bool(s["signed_in"]), "signed in")
        self._presenter.wait_for(
            lambda s: all(seat_of(s, seat)["signed_in"] for seat in (*COLLEAGUES, *CHOICES)),
            "all signed in",
            20,
        )

    def _start(self) -> None:
        self._presenter.press("start_meeting")
        self._presenter.wait_for(lambda s: s["session"] == "in_session", "in session")
        longest = self._presenter.state()["items"]
        number = max(range(len(longest)), key=lambda i: int(longest[i]["pages"])) + 1
        self._activate(number)
        for kiosk in self._kiosks.values():
            kiosk.wait_for(lambda s: s["screen"] == "reading" and shows_a_page(s), "shows the paper", 30)

    def _turn_pages(self) -> None:
        for _ in range(PAGE_TURNS):
            page = int(self._presenter.state()["stage"]["page"]) + 1
            self._presenter.key("PageDown")
            self._presenter.wait_for(leads_on(page), "turned")
            self._wait_for_all(follows_on(page), f"shows page {page}")

    def _browse(self) -> None:
        kiosk = self._kiosks["06"]
        page = int(kiosk.state()["page"])
        kiosk.press("previous_page")
        kiosk.wait_for(lambda s: not s["following"] and s["page"] == page - 1, "browses")
        self._presenter.wait_for(lambda s: not seat_of(s, "06")["is_following"], "sees who browses")
        self._presenter.key("PageDown")
        self._presenter.wait_for(lambda s: s["stage"]["page"] == page + 1, "turned")
        self._take_pictures("browsing")
        require(kiosk.state()["page"] == page - 1, "the browsing seat was moved")
        kiosk.press("back_to_leader")
        kiosk.wait_for(lambda s: s["following"] and s["page"] == page + 1, "is back with the leader")

    def _sign(self) -> None:
        self._paperwork.sign()
        self._take_pictures("signed")
        self._paperwork.put_away()

    def _open_ballot(self) -> None:
        self._activate(len(self._presenter.state()["items"]))
        self._presenter.press("open_ballot")
        for kiosk in self._kiosks.values():
            kiosk.wait_for(lambda s: s["screen"] == "ballot", "shows the ballot")

    def _vote(self) -> None:
        for seat in ("06", "07"):
            kiosk = self._kiosks[seat]
            kiosk.press(f"choose_{CHOICES[seat]}")
            kiosk.press("confirm_vote")
        for seat in ("06", "07"):
            own = self._kiosks[seat].wait_for(lambda s: own_vote(s)["own"] == "counted", "is counted")
            require(bool(own_vote(own)["receipt"]), f"seat {seat} has no receipt")

    def _kill(self) -> None:
        """Nothing can be delivered: the presenter stands still and the engine is dead while the member confirms."""
        state = self._presenter.state()
        os.kill(self._presenter.pid, signal.SIGSTOP)
        try:
            kill_process(int(state["engine_pid"]))
            kiosk = self._kiosks["05"]
            kiosk.press("choose_yes")
            kiosk.press("confirm_vote")
            kiosk.wait_for(lambda s: own_vote(s)["own"] == "stored", "has stored the vote")
            kiosk.grab(self._out / "kiosk-05-stored-before-the-kill.png")
            kiosk.kill()
        finally:
            os.kill(self._presenter.pid, signal.SIGCONT)
        self._presenter.wait_for(
            lambda s: s["engine"] == "running" and s["engine_pid"] != state["engine_pid"],
            "engine is back",
            20,
        )
        for seat in ("06", "07"):
            self._kiosks[seat].wait_for(lambda s: s["connection"] == "in", "is back", 20)
        (ballot,) = open_ballots(self._presenter.state())
        require(
            "05" in ballot["not_voted_seats"],
            "the killed seat's vote arrived although nothing could carry it",
        )

    def _deliver(self) -> None:
        kiosk = self._kiosks["05"]
        kiosk.start()
        kiosk.connect(30)
        own = kiosk.wait_for(lambda s: own_vote(s)["own"] == "counted", "delivers its vote", 20)
        require(bool(own_vote(own)["receipt"]), "no receipt for the delivered vote")
        self._presenter.wait_for(
            lambda s: all(b["voted"] == b["voters"] for b in open_ballots(s)), "has all votes", 20
        )

    def _announce(self) -> None:
        self._presenter.press("close_ballot")
        self._presenter.press("announce_ballot")
        for kiosk in self._kiosks.values():
            kiosk.wait_for(lambda s: s["screen"] == "result", "shows the result")

    def _adjourn(self) -> None:
        self._presenter.press("finish_item")
        self._presenter.wait_for(lambda s: s["active_item"] is None, "has finished the item")
        self._presenter.press("adjourn")
        self._presenter.press("confirm_adjourn")
        self._presenter.wait_for(lambda s: s["session"] == "adjourned", "adjourned")
        self._wait_for_all(lambda s: s["session"] == "adjourned", "knows that the meeting is over")

    def _export(self) -> None:
        out = self._out / "exports"
        export(str(self._presenter.state()["record"]), out)
        check_tables(out, CHOICES, voters=len(CHOICES) + len(COLLEAGUES))
        written = self._paperwork.written
        require(written is not None, "nothing was written")
        if written is not None:
            names = {seat: str(kiosk.state()["person"]) for seat, kiosk in self._kiosks.items()}
            check_papers(out, written, names)

    def _read_logs(self) -> None:
        """A program that broke, said so and went on has failed all the same."""
        logs = [log for log in self._stage.folder.rglob("*.log*") if log.is_file()]
        require(len(logs) > len(self._stage.everybody()), "the programs wrote no logs")
        for log in logs:
            text = log.read_text(encoding="utf-8", errors="replace")
            faults = [line for line in text.splitlines() if " ERROR " in line or line.startswith("Traceback")]
            require(not faults, f"{log.name}: {faults[:1]}")

    # -- what the steps share -----------------------------------------------------------------------------------

    def _activate(self, number: int) -> None:
        self._presenter.press(f"item_{number}")
        self._presenter.press("activate_item")
        self._presenter.wait_for(
            lambda s: s["active_item"] == s["items"][number - 1]["id"], f"is on item {number}"
        )

    def _wait_for_all(self, condition: Callable[[State], bool], what: str) -> None:
        for kiosk in self._kiosks.values():
            kiosk.wait_for(condition, what)

    def _take_pictures(self, title: str) -> None:
        for actor in self._stage.everybody():
            if _can_be_pictured(actor):
                folder = self._out / f"{self._number:02}-{title.replace(' ', '-')}"
                folder.mkdir(parents=True, exist_ok=True)
                actor.grab(folder / f"{actor.name}.png")


def _can_be_pictured(actor: Actor) -> bool:
    return actor.is_running()
