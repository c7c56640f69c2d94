"""Makes a seat's session out of what lies on its disk; the window, stories and simulated seats begin here."""

from __future__ import annotations

import secrets

from kiosk.session import replica
from kiosk.session.podium import SeatPodium, SeatSetting
from kiosk.session.session import Session
from kiosk.session.view import SessionView
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.storage.seat_store import SeatStore
from shared.system.clock import Clock
from shared.system.ids import Chance


async def open_session(
    store: SeatStore, setting: SeatSetting, clock: Clock, *, chance: Chance = secrets.token_bytes
) -> Session:
    """The session of this terminal; `run` it. Its keys are made and stored when it has none yet.

    Raises StorageFault, and BadIdentity when the stored keys are damaged.
    """
    secret = await store.secret()
    if secret is None:
        identity = SeatIdentity.create()
        await store.keep_secret(identity.secret())
    else:
        identity = SeatIdentity.from_secret(secret)
    podium = SeatPodium(
        setting,
        identity,
        pin=await store.pin(),
        known=await store.podium(),
        keep_pin=store.keep_pin,
        keep_podium=store.keep_podium,
    )
    view = await first_view(store)
    return Session(store=store, identity=identity, podium=podium, clock=clock, chance=chance, view=view)


async def first_view(store: SeatStore) -> SessionView:
    """What this terminal knows before it hears anything: the room as seen last, not live."""
    pin = await store.pin()
    view = SessionView(seat=None if pin is None else pin.seat)
    remembered = await store.remembered()
    if remembered is None or pin is None:
        return view
    sent = await store.outbox.lines(MeetingId(remembered.meeting))
    return replica.after_remembering(view, remembered, sent)
