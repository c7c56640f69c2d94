"""Which picture lies in which slot of the segment: the slots are the cache, the least recently used one is reused."""

from collections import OrderedDict

import msgspec

from shared.pdf.pages import PageRequest


class Filled(msgspec.Struct):
    """A slot with a picture. `pins` counts who is looking at it."""

    slot: int
    width_px: int
    height_px: int
    pins: int = 0


class Slots:
    """Slots are numbered from 0. A slot is free, taken (being drawn into) or filled."""

    def __init__(self, count: int) -> None:
        self._free = list(reversed(range(count)))
        self._filled: OrderedDict[PageRequest, Filled] = OrderedDict()

    def has_room(self) -> bool:
        """Whether a slot can be taken: not while every one is taken or looked at."""
        return self.next_slot() is not None

    def next_slot(self) -> int | None:
        """The slot that would be taken now."""
        if self._free:
            return self._free[-1]
        return next((filled.slot for filled in self._filled.values() if filled.pins == 0), None)

    def take(self) -> int:
        """A slot to draw into; the least recently used picture that nobody looks at makes room.

        Only when there `has_room`; raises LookupError otherwise.
        """
        if self._free:
            return self._free.pop()
        for request, filled in self._filled.items():
            if filled.pins == 0:
                del self._filled[request]
                return filled.slot
        raise LookupError("every slot is taken or looked at")

    def give_back(self, slot: int) -> None:
        """A taken slot got no picture."""
        self._free.append(slot)

    def fill(self, slot: int, request: PageRequest, width_px: int, height_px: int) -> Filled:
        """A taken slot now holds this picture."""
        self.drop(request)
        filled = Filled(slot, width_px, height_px)
        self._filled[request] = filled
        return filled

    def find(self, request: PageRequest) -> Filled | None:
        """The picture, which thereby becomes the most recently used."""
        filled = self._filled.get(request)
        if filled is not None:
            self._filled.move_to_end(request)
        return filled

    def has(self, request: PageRequest) -> bool:
        """Whether the picture is here; its age does not change."""
        return request in self._filled

    def drop(self, request: PageRequest) -> None:
        """Forget the picture, unless somebody looks at it."""
        filled = self._filled.get(request)
        if filled is not None and filled.pins == 0:
            del self._filled[request]
            self._free.append(filled.slot)

    def drop_paper(self, digest: str) -> None:
        """Forget the pictures of a paper that nobody looks at."""
        for request in [request for request in self._filled if request.digest == digest]:
            self.drop(request)
