"""Whatever is lost, repeated, cut or started again: in the end every seat shows what its person may see, no more."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from typing_extensions import override

from shared.domain import commands as cmd
from shared.domain.ink import InkAudience, Layer, LayerKind, Mark, MarkId
from shared.domain.people import SeatId
from shared.domain.sharing import may_see_layer
from tests.fakes.ink_room import CHAIR_SEAT, SEATS, InkRoom, pen
from tests.fakes.small_room import LI, PLAN, SECRET, TABLES

PAPERS = (PLAN, TABLES, SECRET)
PAGES = (1, 2)

seats = st.sampled_from(tuple(SEATS))
papers = st.sampled_from(PAPERS)
marks = st.builds(
    pen, st.sampled_from([f"m{n}" for n in range(6)]), st.sampled_from(PAGES), width=st.floats(0.001, 0.1)
)


class InkMachine(RuleBasedStateMachine):
    """Three seats, a podium, and a wire that does what wires do."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._runner = asyncio.Runner()
        self.room = InkRoom(Path(self._folder.name))

    @initialize()
    def open(self) -> None:
        self._runner.run(self.room.open())
        self.room.does(cmd.AllowWriting(person=LI, is_allowed=True))

    @rule(seat=seats, paper=papers, mark=marks, kind=st.sampled_from(LayerKind))
    def write(self, seat: SeatId, paper: str, mark: Mark, kind: LayerKind) -> None:
        may_see = paper != SECRET or seat == CHAIR_SEAT
        if may_see and (kind is LayerKind.OWN or SEATS[seat] == LI):
            self._then(lambda: self.room.seats[seat].desk.put(paper, kind, marks=(mark,)))  # type: ignore[arg-type]

    @rule(seat=seats, paper=papers, mark=st.sampled_from([f"m{n}" for n in range(6)]))
    def erase(self, seat: SeatId, paper: str, mark: str) -> None:
        self._then(lambda: self.room.seats[seat].desk.put(paper, erased=(MarkId(mark),)))  # type: ignore[arg-type]

    @rule(paper=papers, mark=marks)
    def write_at_the_podium(self, paper: str, mark: Mark) -> None:
        self._then(lambda: self.room.board.write(paper, marks=(mark,)))  # type: ignore[arg-type]

    @rule(seat=seats, paper=st.sampled_from((PLAN, TABLES)), audience=st.sampled_from(InkAudience))
    def share(self, seat: SeatId, paper: str, audience: InkAudience) -> None:
        command = cmd.ShareInk(person=SEATS[seat], paper=paper, audience=audience)  # type: ignore[arg-type]
        self._then(lambda: self.room.does(command, seat))

    @rule(seat=seats)
    def cut(self, seat: SeatId) -> None:
        self._then(self.room.seats[seat].cut)

    @rule(seat=seats)
    def connect(self, seat: SeatId) -> None:
        self._then(self.room.seats[seat].connect)

    @rule(copies=st.sampled_from((0, 1, 2)), is_open=st.booleans())
    def disturb(self, copies: int, is_open: bool) -> None:
        self.room.wire.copies, self.room.wire.is_open = copies, is_open

    @rule(seat=seats, lost=st.integers(1, 3))
    def lose_answers(self, seat: SeatId, lost: int) -> None:
        self.room.seats[seat].answers_lost = lost

    @rule()
    def restart_the_podium(self) -> None:
        self._runner.run(self.room.restart_hub())

    @rule()
    def settle(self) -> None:
        self._runner.run(self._settled())

    @override
    def teardown(self) -> None:
        try:
            if self.room.seats:
                try:
                    self._runner.run(self._settled())
                finally:
                    self._runner.run(self.room.close())
        finally:
            self._runner.close()
            self._folder.cleanup()

    async def _settled(self) -> None:
        room = self.room
        await room.settle()
        layers = {layer: await room.kept(layer) for layer in room.hub.file.heads}
        for seat, viewer in SEATS.items():
            end = room.seats[seat]
            for paper in PAPERS:
                await end.desk.load(paper, PAGES)
                for page in PAGES:
                    expected: dict[tuple[Layer, MarkId], Mark] = {
                        (layer, mark.id): mark
                        for layer, kept in layers.items()
                        if layer.paper == paper and may_see_layer(room.state, layer, viewer)
                        for mark in kept.values()
                        if mark.page == page
                    }
                    assert end.seen(paper, page) == expected
                counts = {s.layer: sum(s.pages.values()) for s in end.desk.layers(paper) if s.pages}
                assert counts == {
                    layer: len(kept)
                    for layer, kept in layers.items()
                    if kept and layer.paper == paper and may_see_layer(room.state, layer, viewer)
                }

    def _then(self, work: object) -> None:
        """Do it in the loop, and let everything that is ready follow once."""

        async def go() -> None:
            work()  # type: ignore[operator]
            await asyncio.sleep(0)

        self._runner.run(go())


def test_every_seat_ends_with_what_the_podium_has() -> None:
    how = settings(
        max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(InkMachine, settings=how)
