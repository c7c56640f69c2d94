"""A person's ink at a seat, in memory, with its layers; it bears the name of the port it stands for."""

from __future__ import annotations

from collections import Counter

from typing_extensions import override

from kiosk.session.ink_shown import ShownLayer
from kiosk.ui.left_ink import KeptInk
from shared.domain.ink import Layer, LayerKind
from shared.domain.papers import Sha256
from tests.fakes.seat_ink import FakeSeatInk


class FakeKeptInk(FakeSeatInk, KeptInk):
    """Knows only its own person's ink."""

    @override
    def layers(self, paper: Sha256) -> tuple[ShownLayer, ...]:
        if self.person is None:
            return ()
        counts = Counter(mark.page for mark in self.all_of(paper, LayerKind.OWN))
        return (ShownLayer(Layer(author=self.person, paper=paper), True, dict(counts)),) if counts else ()
