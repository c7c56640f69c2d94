"""Who sees whose ink. Private by default; sharing is the author's own decision, writing for all is the chair's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.domain.ink import PODIUM, InkAudience, Layer, LayerKind
from shared.domain.papers import Sha256, is_for_everybody, may_see
from shared.domain.people import PersonId, Role, SeatId
from shared.domain.presence import Standing, standing
from shared.domain.sittings import sat_at
from shared.domain.state import MeetingState


def board_author(state: MeetingState) -> PersonId:
    """The author of what the podium writes for all: the chair."""
    return next((p.id for p in state.meeting.roster if p.role is Role.CHAIR), PODIUM)


def may_see_layer(state: MeetingState, layer: Layer, viewer: PersonId) -> bool:
    """Whether `viewer`, who is signed in, may be sent the ink of `layer`.

    Own ink always; board ink and ink shared with all on papers that the viewer may see; ink shared with the chair
    if the viewer is the chair.
    """
    person = state.meeting.person(viewer)
    held = state.meeting.paper(layer.paper)
    if person is None or held is None:
        return False
    if standing(person, state.last_entries.get(viewer)) is not Standing.PRESENT:
        return False
    if not (may_see(held[0].audience, person) and may_see(held[1].audience, person)):
        return False
    if layer.kind is LayerKind.BOARD or layer.author == viewer:
        return True
    audience = state.sharing_of(layer.author, layer.paper)
    return audience is InkAudience.ALL or (audience is InkAudience.CHAIR and person.role is Role.CHAIR)


def layers_seen_by(state: MeetingState, layers: Iterable[Layer], viewer: PersonId) -> Iterator[Layer]:
    """Those of `layers` that `viewer` may be sent, as `may_see_layer` says of each.

    Takes one step a layer: a full room asks at once after every sharing, and there may be thousands.
    """
    person = state.meeting.person(viewer)
    if person is None or standing(person, state.last_entries.get(viewer)) is not Standing.PRESENT:
        return
    readable: dict[Sha256, bool] = {}
    for item in state.meeting.agenda:
        for held in (*item.papers, *item.earlier):
            # Of a paper in two items the first counts, as in `Meeting.paper`.
            readable.setdefault(
                held.sha256, may_see(item.audience, person) and may_see(held.audience, person)
            )
    is_chair = person.role is Role.CHAIR
    shared = {(s.author, s.paper) for s in state.shared_ink if s.audience is InkAudience.ALL or is_chair}
    for layer in layers:
        is_for_them = (
            layer.kind is LayerKind.BOARD or layer.author == viewer or (layer.author, layer.paper) in shared
        )
        if is_for_them and readable.get(layer.paper, False):
            yield layer


def is_public_layer(state: MeetingState, layer: Layer) -> bool:
    """Whether every seat may be told of the layer at once: board or shared with all, on a paper for everybody."""
    held = state.meeting.paper(layer.paper)
    if held is None or not (is_for_everybody(held[0].audience) and is_for_everybody(held[1].audience)):
        return False
    if layer.kind is LayerKind.BOARD:
        return True
    return state.sharing_of(layer.author, layer.paper) is InkAudience.ALL


def is_seen_at_the_podium(state: MeetingState, layer: Layer) -> bool:
    """Whether the chair's laptop may show the layer: board ink and what was shared."""
    if layer.kind is LayerKind.BOARD:
        return True
    return state.sharing_of(layer.author, layer.paper) is not InkAudience.NOBODY


def may_write(state: MeetingState, layer: Layer, seat: SeatId) -> bool:
    """Whether ink for `layer` may come from the terminal at `seat`.

    The author sits there, or sat there earlier: a terminal may still hold what they wrote. Board ink needs the
    chair's permission (on a whiteboard or any paper), given to the person.
    """
    if not sat_at(state.sittings, seat, layer.author):
        return False
    held = state.meeting.paper(layer.paper)
    person = state.meeting.person(layer.author)
    if held is None or person is None:
        return False
    if not (may_see(held[0].audience, person) and may_see(held[1].audience, person)):
        return False
    return layer.kind is LayerKind.OWN or layer.author in state.writers


def successor(state: MeetingState, paper: Sha256) -> Sha256 | None:
    """The draft that replaced `paper`, if one did."""
    for item in state.meeting.agenda:
        for held in (*item.papers, *item.earlier):
            if held.replaces == paper:
                return held.sha256
    return None
