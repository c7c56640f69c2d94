"""A seat never gets the network back: its vote travels on a stick, and is counted once."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.session.takeout import export_outbox
from presenter.clerk.cli import main
from presenter.hub.hub import Hub
from presenter.hub.outbox_import import NoMeetingForVotes, NoOutbox, TakenIn, WrongOutbox
from presenter.hub.settings import HubSettings
from shared.crypto.identity import SeatIdentity
from shared.domain.ballot_commands import CastVote, OpenBallot
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import IntentId, Open
from shared.domain.commands import ActivateItem, SignIn, StartMeeting
from shared.domain.verdicts import Accepted
from shared.protocol.messages import Intent, IntentAccepted
from shared.protocol.signing import seal_intent
from shared.storage.seat_outbox import SentIntent
from shared.storage.seat_store import RoomPin, SeatStore
from shared.system.clock import SystemClock
from shared.system.faults import EnvironmentFault
from tests.stories.pack import BALLOT, CHAIR, CHAIR_SEAT, ITEM, LI, LI_SEAT, MEETING, make_pack
from tests.stories.seat import StorySeat

pytestmark = pytest.mark.end2end

LI_TERMINAL = SeatIdentity.create()
ROOT = Path(__file__).resolve().parents[2]


def hub_in(folder: Path) -> Hub:
    settings = HubSettings(data_dir=folder / "room", engine_port=0, door_port=0, is_open_room=True)
    return Hub(settings, SystemClock())


async def meet(folder: Path) -> None:
    """Both sign in and a ballot opens; then the podium is closed."""
    hub = hub_in(folder)
    await hub.start()
    try:
        await hub.open_meeting(*make_pack(folder))
        await hub.submit(StartMeeting())
        await hub.submit(ActivateItem(ITEM))
        chair = await StorySeat.at(hub.door_port, MEETING, CHAIR_SEAT)
        li = await StorySeat.at(hub.door_port, MEETING, LI_SEAT, LI_TERMINAL)
        assert isinstance(await chair.wants(SignIn(CHAIR)), IntentAccepted)
        assert isinstance(await li.wants(SignIn(LI)), IntentAccepted)
        assert isinstance(await hub.submit(OpenBallot(BALLOT)), Accepted)
        await chair.close()
        await li.close()
    finally:
        await hub.close()


async def confirm_offline(database: Path, terminal: SeatIdentity = LI_TERMINAL) -> None:
    """The member confirms at a terminal that is cut off."""
    store = await SeatStore.open(database, now=SystemClock().now())
    await store.keep_secret(terminal.secret())
    pin = RoomPin(
        room_id="r", server_name="s", ca_pem="", hub_public=bytes(32), engine_port=1, seat=LI_SEAT, token="t"
    )
    await store.keep_pin(pin)
    wish = Intent(
        id=IntentId("offline"),
        meeting=MEETING,
        confirmed_at=SystemClock().now(),
        command=CastVote(ballot=BALLOT, person=LI, answer=Choice.NO),
    )
    sent = SentIntent(id=wish.id, meeting=MEETING, kind="cast_vote", confirmed_at=wish.confirmed_at)
    await store.outbox.keep(sent, seal_intent(wish, terminal.sign))
    await store.close()


def export_with_the_program(folder: Path, stick: Path) -> subprocess.CompletedProcess[str]:
    """`kiosk --export-outbox`, as somebody types it at the terminal."""
    options = ("--lang", "en", "--data", str(folder), "--export-outbox", str(stick))
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *options],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )


async def counted(folder: Path) -> dict[str, object]:
    hub = hub_in(folder)
    await hub.start()
    try:
        state = hub.view.state
        assert state is not None
        phase = state.ballots[BALLOT].phase
        assert isinstance(phase, Open)
        return {person: vote.answer for person, vote in phase.votes.items()}
    finally:
        await hub.close()


def test_a_vote_is_carried_to_the_podium_and_counted_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(meet(tmp_path))
    seat, stick = tmp_path / "seat.sqlite", tmp_path / "votes.json"
    asyncio.run(confirm_offline(seat))
    assert export_outbox(seat, stick, now=SystemClock().now()) == 1

    command = ["--lang", "en", "import", str(stick), "--data", str(tmp_path)]
    assert main(command) == 0
    assert capsys.readouterr().out == "1 vote counted\n"
    assert main(command) == 0
    assert capsys.readouterr().out == "1 was known before\n"
    assert asyncio.run(counted(tmp_path)) == {LI: Choice.NO}


def test_a_room_that_is_open_says_where_to_take_the_file_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seat, stick = tmp_path / "seat.sqlite", tmp_path / "votes.json"
    asyncio.run(confirm_offline(seat))
    export_outbox(seat, stick, now=SystemClock().now())

    async def beside() -> int:
        hub = hub_in(tmp_path)
        await hub.start()
        try:
            return await asyncio.to_thread(
                main, ["--lang", "en", "import", str(stick), "--data", str(tmp_path)]
            )
        finally:
            await hub.close()

    assert asyncio.run(beside()) == 1
    assert "Use its window" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 100])
def test_a_wrong_file_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    stick = tmp_path / "votes.json"
    stick.write_bytes(content)
    assert main(["--lang", "en", "import", str(stick), "--data", str(tmp_path)]) == 2
    assert "Export it again" in capsys.readouterr().err


def test_a_running_podium_takes_in_what_the_program_of_a_seat_exported_and_counts_it_once(
    tmp_path: Path,
) -> None:
    asyncio.run(meet(tmp_path))
    stick, profile = tmp_path / "votes.json", tmp_path / "seats" / "default"
    profile.mkdir(parents=True, mode=0o700)
    asyncio.run(confirm_offline(profile / "seat.sqlite"))
    exported = export_with_the_program(tmp_path, stick)
    assert (exported.returncode, exported.stderr) == (0, "")

    async def beside_the_running_room() -> None:
        hub = hub_in(tmp_path)
        await hub.start()
        try:
            assert await hub.take_in(stick) == TakenIn(votes=1)
            assert await hub.take_in(stick) == TakenIn(known=1)
        finally:
            await hub.close()

    asyncio.run(beside_the_running_room())
    assert asyncio.run(counted(tmp_path)) == {LI: Choice.NO}


def test_a_running_podium_says_why_it_takes_nothing_in(tmp_path: Path) -> None:
    stick, foreign = tmp_path / "votes.json", tmp_path / "foreign.json"
    asyncio.run(confirm_offline(tmp_path / "seat.sqlite"))
    export_outbox(tmp_path / "seat.sqlite", stick, now=SystemClock().now())
    asyncio.run(confirm_offline(tmp_path / "foreign.sqlite", SeatIdentity.create()))
    export_outbox(tmp_path / "foreign.sqlite", foreign, now=SystemClock().now())
    damaged = tmp_path / "damaged.json"
    damaged.write_bytes(stick.read_bytes()[:-40])

    async def refusals() -> None:
        hub = hub_in(tmp_path)
        await hub.start()
        try:
            with pytest.raises(NoMeetingForVotes):
                await hub.take_in(stick)
            await hub.open_meeting(*make_pack(tmp_path))
            for wrong, fault in (
                (foreign, WrongOutbox),
                (damaged, NoOutbox),
                (tmp_path, NoOutbox),
                (tmp_path / "none.json", EnvironmentFault),
            ):
                with pytest.raises(fault) as caught:
                    await hub.take_in(wrong)
                assert caught.value.sentence
        finally:
            await hub.close()

    asyncio.run(refusals())


def test_looking_in_the_wrong_folder_makes_nothing_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick, wrong = tmp_path / "votes.json", tmp_path / "wrong"
    asyncio.run(confirm_offline(tmp_path / "seat.sqlite"))
    export_outbox(tmp_path / "seat.sqlite", stick, now=SystemClock().now())

    assert main(["--lang", "en", "import", str(stick), "--data", str(wrong)]) == 3
    assert "no meeting in this room" in capsys.readouterr().err
    exported = export_with_the_program(wrong, tmp_path / "none.json")
    assert exported.returncode == 1
    assert str(wrong) in exported.stderr
    assert not wrong.exists()
