"""What a seat tells the developer's driver about itself, as plain values for JSON."""

from __future__ import annotations

from kiosk.session.own_ballot import Counted, NotVoted, OwnBallot, StoredHere
from kiosk.session.reading import Mode
from kiosk.session.secret_view import SeatSecret
from kiosk.session.sign_off import OwnSignOff, SignedHere, SignedOff, ToSign
from kiosk.session.view import SessionView, SignIn
from kiosk.ui.display_showing import display_view, is_display

Plain = dict[str, object]


def state_of(view: SessionView, screen: str, painted_page: int) -> Plain:
    """The state; never a choice or an opinion. `painted_page` is the page whose picture is on the glass, 0 for none."""
    reading, stage = view.reading, view.reading.stage
    return {
        "seat": view.seat,
        "person": None if view.person is None else view.person.name,
        "connection": view.line.line.value,
        "is_live": view.is_live,
        "screen": screen,
        "display": display_view(view).value if is_display(view) else None,
        "signed_in": view.sign_in is SignIn.SIGNED_IN,
        "following": reading.mode is Mode.FOLLOWING,
        "mode": reading.mode.value,
        "paper": None if reading.place is None else reading.place.paper,
        "page": None if reading.place is None else reading.place.page,
        "painted_page": painted_page,
        "tabs": list(reading.own.tabs.papers),
        "stage": None
        if stage is None
        else {
            "term": stage.term,
            "revision": stage.revision,
            "page": stage.page,
            "leading": stage.is_leading,
        },
        "n": 0 if view.room is None else view.room.n,
        "session": None if view.room is None else view.room.session.value,
        "pending": len(view.pending),
        "papers_ready": sum(p.state.value == "ready" for p in view.papers.values()),
        "papers_known": len({p.paper.sha256 for p in view.shelf.papers}),
        "sign_offs": {asked.id: _sign_off(view.own_sign_off(asked)) for asked in view.sign_offs},
        "ballots": {} if view.room is None else {b: _ballot(view.own(b)) for b in view.room.ballots},
        "secrets": {ballot: _secret(secret) for ballot, secret in view.secrets.items()},
    }


def _secret(secret: SeatSecret) -> Plain:
    check, teller = secret.check, secret.teller
    return {
        "grade": secret.grade.value,
        "place": secret.place.value,
        "fingerprint": secret.fingerprint,
        "stage": secret.stage.value,
        "holds_vote": secret.holds_vote,
        "check": None if check is None else check.inclusion.value,
        "recount_agrees": None if check is None else check.recount_agrees,
        "teller": None
        if teller is None
        else {
            "role": int(teller.role),
            "has_key": teller.has_key,
            "is_lost": teller.is_lost,
            "may_open": teller.may_open,
            "is_done": teller.is_done,
            "fault": None if teller.fault is None else teller.fault.value,
            "is_wiped": teller.is_wiped,
        },
    }


def _sign_off(own: OwnSignOff) -> str:
    match own:
        case ToSign(refusal=None):
            return "to_sign"
        case ToSign():
            return "refused"
        case SignedHere():
            return "stored"
        case SignedOff():
            return "recorded"


def _ballot(own: OwnBallot) -> Plain:
    match own:
        case NotVoted(refusal=None):
            return {"own": "not_voted", "receipt": ""}
        case NotVoted(refusal=refusal):
            return {"own": "refused", "receipt": "", "reason": refusal.reason.value if refusal else ""}
        case StoredHere(is_held=is_held):
            return {"own": "stored", "receipt": "", "held": is_held}
        case Counted(receipt=receipt):
            return {"own": "counted", "receipt": receipt}
