"""What can go wrong on the link, sorted by who can do something about it."""

import enum

import msgspec
from typing_extensions import override


class Failure(enum.Enum):
    """Why an address did not let us in."""

    NO_NETWORK = "no_network"
    """This terminal has no way to that address: no cable, no Wi-Fi."""
    NO_ANSWER = "no_answer"
    """Nothing answered in time, or the name could not be resolved."""
    RESTARTING = "restarting"
    """The machine is there and refused at once: nobody listens on that port just now."""
    CERTIFICATE = "certificate"
    """It answered with a certificate that is not of our room."""
    NOT_A_PODIUM = "not_a_podium"
    """It answered something else than the room's engine."""
    REFUSED = "refused"
    """The engine is ours and does not accept our credentials."""


class Address(msgspec.Struct, frozen=True, order=True):
    """Where a listener is reached: host name or IP address, and TCP port."""

    host: str
    port: int

    @override
    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class LinkFault(Exception):
    """Base of what the network does to us. Never a bug of ours."""


class NotConnected(LinkFault):
    """There is no connection now: the message was certainly not sent."""


class Unanswered(LinkFault):
    """No answer came in time, or the connection was lost while waiting: what happened is *unknown*."""


class NobodyListens(LinkFault):
    """The engine says that nobody serves this subject now: the request was certainly not handled."""


class BadAnswer(LinkFault):
    """The engine answered something that is not in its protocol, or with an error that we did not cause."""


class TooLarge(LinkFault):
    """The payload is larger than the engine takes (256 KiB)."""


class CannotConnect(LinkFault):
    """One try to connect failed."""

    def __init__(self, address: Address, failure: Failure, detail: str) -> None:
        super().__init__(f"{address}: {failure.value} ({detail})")
        self.address = address
        self.failure = failure
        self.detail = detail


class OtherWriter(LinkFault):
    """The published log holds something else at a place where we wanted to write: a second hub is writing."""
