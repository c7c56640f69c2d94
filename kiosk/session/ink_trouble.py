"""What can happen to ink that a person has to know: the disk does not store it, or the podium does not take it."""

from __future__ import annotations

import msgspec

from shared.domain.ink import Layer, LayerKind
from shared.protocol.ink import InkRefusal
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr


class InkNotStored(msgspec.Struct, frozen=True):
    """This terminal cannot store what is written; it is shown, and stored as soon as that is possible."""

    fault: EnvironmentFault

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        return tr("This terminal cannot store what you write.")

    @property
    def remedy(self) -> str:
        """What to do about it: for the clerk."""
        return f"{self.fault.sentence} {self.fault.remedy}".strip()


class InkStoredAgain(msgspec.Struct, frozen=True):
    """What could not be stored is on the disk now."""


class InkNotTaken(msgspec.Struct, frozen=True):
    """The podium does not take `count` changes of `layer`; they stay on this terminal and are shown here.

    `why` None: it cannot read them.
    """

    layer: Layer
    count: int
    why: InkRefusal | None = InkRefusal.NOT_ALLOWED

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        match self.why:
            case InkRefusal.FULL:
                return tr(
                    "The podium does not take more of your notes. What you wrote is kept on this terminal only."
                )
            case InkRefusal.NOT_ALLOWED if self.layer.kind is LayerKind.BOARD:
                return tr(
                    "You may not write for all at the moment. What you wrote is shown on this terminal only."
                )
            case InkRefusal.NOT_ALLOWED:
                return tr(
                    "The podium takes no notes on this paper from you. "
                    "What you wrote is kept on this terminal only."
                )
            case _:
                return tr("The podium cannot take some of what you wrote. It is kept on this terminal only.")


class InkOfAnotherMeeting(msgspec.Struct, frozen=True):
    """`count` changes that were written here in another meeting never reached the podium; they stay until they do."""

    count: int

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        return tr("Notes from an earlier meeting are on this terminal only.")

    @property
    def remedy(self) -> str:
        """What to do about it: for the clerk."""
        return tr("They go out by themselves as soon as that meeting is taken up again.")


InkTrouble = InkNotStored | InkStoredAgain | InkNotTaken | InkOfAnotherMeeting
