"""The podium's window in secret ballots."""

from __future__ import annotations

import asyncio

from shared.domain import ballot_commands as bcmd
from shared.domain.ballots import BallotSpec
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.people import PersonId, SeatId
from shared.domain.secrecy import Grade, Inclusion, TellerRole
from shared.domain.verdicts import Accepted
from tests.fakes.secret_terminals import SecretTerminals
from tests.gui.presenter_scene import Scene
from tests.gui.presenter_screens_ballots import NEW, TARGET, candidates, presses, says, spec, voters


def election(scene: Scene, grade: Grade) -> BallotSpec:
    terms = ElectionTerms(seats=3, candidates=candidates(scene)[:5])
    question = says(scene, "\u9009\u4e3e\u533a\u59d4\u5e38\u59d4", "Elect the members of the committee")
    return spec(scene, terms, question, grade=grade)


async def secret_new(scene: Scene) -> None:
    await scene.running()
    await presses(scene, "new_ballot", "secrecy_a")


async def put(scene: Scene, grade: Grade) -> None:
    await scene.running()
    made = election(scene, grade)
    assert isinstance(scene.hub.decides(bcmd.PrepareBallot(item=TARGET, spec=made)), Accepted)
    scene.podium.choose_ballot(NEW)


async def secret_unnamed(scene: Scene) -> None:
    await put(scene, Grade.TWO_TELLERS)


async def secret_tellers(scene: Scene) -> None:
    await put(scene, Grade.TWO_TELLERS)
    first = voters(scene)[2]
    await presses(scene, "ballot_tellers", f"teller1_{first}")


async def named(scene: Scene) -> tuple[SecretTerminals, tuple[PersonId, ...]]:
    """Two tellers and envelopes for everybody who is present."""
    await put(scene, Grade.TWO_TELLERS)
    present = voters(scene)
    scene.hub.decides(bcmd.NameTellers(ballot=NEW, tellers=(present[2], present[3])))
    terminals = SecretTerminals(scene.hub, scene.meeting.seats)
    await presses(scene, "prepare_envelopes")
    await asyncio.sleep(0.05)
    return terminals, present


async def secret_keys(scene: Scene) -> None:
    terminals, _ = await named(scene)
    terminals.makes_key(NEW, TellerRole.FIRST)


async def with_keys(scene: Scene) -> tuple[SecretTerminals, tuple[PersonId, ...]]:
    terminals, present = await named(scene)
    for role in TellerRole:
        terminals.makes_key(NEW, role)
    return terminals, present


async def secret_ready(scene: Scene) -> None:
    await with_keys(scene)


async def opened(scene: Scene) -> tuple[SecretTerminals, list[SeatId]]:
    terminals, _ = await with_keys(scene)
    assert isinstance(scene.hub.decides(bcmd.OpenBallot(NEW)), Accepted)
    yes = (Mark.YES, Mark.YES, Mark.YES, Mark.NO, Mark.ABSTAIN)
    seats = [terminals.seat_of(person) for person in terminals.sealed(NEW).voters]
    for n, seat in enumerate(seats[:-1]):
        turned = yes[n % 2 :] + yes[: n % 2]
        terminals.casts(NEW, seat, ElectionBallot(marks=turned))
    scene.hub.clock.advance(95)
    scene.podium.tick()
    return terminals, seats


async def secret_open(scene: Scene) -> None:
    await opened(scene)


async def secret_closed(scene: Scene) -> None:
    await opened(scene)
    scene.hub.decides(bcmd.CloseBallot(NEW))


async def counted(scene: Scene) -> tuple[SecretTerminals, list[SeatId]]:
    terminals, seats = await opened(scene)
    scene.hub.decides(bcmd.CloseBallot(NEW))
    terminals.takes_off(NEW)
    terminals.opens(NEW)
    return terminals, seats


async def secret_checked(scene: Scene) -> None:
    terminals, seats = await counted(scene)
    for n, seat in enumerate(seats[:-2]):
        terminals.checks(NEW, seat, Inclusion.FORGOTTEN if n == 1 else Inclusion.INCLUDED)


async def secret_failed(scene: Scene) -> None:
    terminals, seats = await counted(scene)
    for n, seat in enumerate(seats[:4]):
        terminals.checks(NEW, seat, Inclusion.MISSING if n == 1 else Inclusion.INCLUDED)


async def secret_stranded(scene: Scene) -> None:
    await opened(scene)
    scene.hub.decides(bcmd.NoteTellerLost(ballot=NEW, role=TellerRole.SECOND))
    scene.hub.decides(bcmd.CloseBallot(NEW))


async def secret_own(scene: Scene) -> None:
    """The podium opens the envelopes itself."""
    await put(scene, Grade.ONE_OPERATOR)
    terminals = SecretTerminals(scene.hub, scene.meeting.seats)
    await presses(scene, "prepare_envelopes")
    await asyncio.sleep(0.05)
    scene.hub.decides(bcmd.OpenBallot(NEW))
    for person in terminals.sealed(NEW).voters:
        marks = (Mark.YES, Mark.NO, Mark.YES, Mark.NO, Mark.YES)
        terminals.casts(NEW, terminals.seat_of(person), ElectionBallot(marks=marks))
    scene.hub.decides(bcmd.CloseBallot(NEW))


SECRET_STATES = {
    "70-secret-new": secret_new,
    "71-secret-unnamed": secret_unnamed,
    "72-secret-tellers": secret_tellers,
    "73-secret-keys": secret_keys,
    "74-secret-ready": secret_ready,
    "75-secret-open": secret_open,
    "76-secret-closed": secret_closed,
    "77-secret-checked": secret_checked,
    "78-secret-failed": secret_failed,
    "79-secret-stranded": secret_stranded,
    "7a-secret-own": secret_own,
}
