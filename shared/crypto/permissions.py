"""What a seat may say and hear, and how the hub's account shares it. Pure: the permission table, once.

The accounts are split because the engine does not check permissions on *reply* subjects: in one account a seat
could name a subject of the record as the place for an answer. A seat's answer address never leaves its account.

`<M>` is the meeting. One engine serves one meeting at a time, so its streams have fixed names; the hub empties them
when the meeting changes. A seat names the meeting in every request, and mappings inside the hub's account lead the
renamed requests to the streams. No token and no account has to change when a meeting begins.
"""

from typing import Final

from shared.crypto.engine_jwt import Answers, Export, Import, Rights, Subjects, Target, Trade
from shared.protocol.subjects import STREAM_EVENTS, STREAM_PAGE, STREAM_PAPERS

_DIRECT_GET: Final = "$JS.API.DIRECT.GET"
_MOST_SUBSCRIPTIONS: Final = 64
"""Per connection of a seat; it needs about eight."""

_HEARD_BY_ALL: Final = (
    "mt.*.live.ev.room.>",
    "mt.*.page",
    "mt.*.live.ptr",
    "mt.*.live.ink",
    "mt.*.live.hb",
    "mt.*.live.papers.>",
)
_FOR_ONE_SEAT: Final = "mt.*.ev.seat.*.>"
_FOR_ONE_SEAT_AS_SEEN: Final = "mt.$1.to.$2.>"
_INTENTS: Final = "mt.*.up.*.>"
_READ: Final = {
    "mt.*.api.log": f"{_DIRECT_GET}.{STREAM_EVENTS}",
    "mt.*.api.page": f"{_DIRECT_GET}.{STREAM_PAGE}.mt.$1.page",
    "mt.*.api.paper": f"{_DIRECT_GET}.{STREAM_PAPERS}",
}


def rights_of_a_seat() -> Rights:
    """The template of every seat: the whole of what it may publish and subscribe."""
    return Rights(
        pub=Subjects(allow=("mt.*.up.{{name()}}.>", *_READ)),
        sub=Subjects(allow=(*_HEARD_BY_ALL, "mt.*.to.{{name()}}.>", "_IN.{{name()}}.>")),
        subs=_MOST_SUBSCRIPTIONS,
    )


def exports_of_the_hub() -> tuple[Export, ...]:
    """What the hub's account lets the seats' account hear and ask."""
    heard = tuple(Export(name=s, subject=s, type=Trade.STREAM) for s in (*_HEARD_BY_ALL, _FOR_ONE_SEAT))
    asked = Export(name=_INTENTS, subject=_INTENTS, type=Trade.SERVICE, response_type=Answers.ONE)
    read = tuple(Export(name=s, subject=s, type=Trade.SERVICE, response_type=Answers.MANY) for s in _READ)
    return (*heard, asked, *read)


def imports_of_the_seats(hub_account: str) -> tuple[Import, ...]:
    """The same subjects as the seats' account sees them; `hub_account` is the hub's public account key."""
    heard = tuple(Import(name=s, subject=s, account=hub_account, type=Trade.STREAM) for s in _HEARD_BY_ALL)
    own = Import(
        name=_FOR_ONE_SEAT,
        subject=_FOR_ONE_SEAT,
        account=hub_account,
        type=Trade.STREAM,
        local_subject=_FOR_ONE_SEAT_AS_SEEN,
    )
    asked = tuple(
        Import(name=s, subject=s, account=hub_account, type=Trade.SERVICE) for s in (_INTENTS, *_READ)
    )
    return (*heard, own, *asked)


def mappings_of_the_hub() -> dict[str, tuple[Target, ...]]:
    """Where the requests to read a stream lead inside the hub's account."""
    return {asked: (Target(read),) for asked, read in _READ.items()}
