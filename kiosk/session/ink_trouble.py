"""What can happen to ink that a person has to know: the disk does not store it, or the podium does not take it."""

from __future__ import annotations

import msgspec

from shared.domain.ink import Layer, LayerKind
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
    """The podium does not take `count` changes of `layer`; they stay on this terminal and are shown here."""

    layer: Layer
    count: int

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        if self.layer.kind is LayerKind.BOARD:
            return tr(
                "You may not write for all at the moment. What you wrote is shown on this terminal only."
            )
        return tr(
            "The podium does not take more of your notes. What you wrote is kept on this terminal only."
        )


InkTrouble = InkNotStored | InkStoredAgain | InkNotTaken
