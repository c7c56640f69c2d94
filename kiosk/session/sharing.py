"""With whom the person here shares their ink on a paper, as their screen may say it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shared.domain.ink import InkAudience, SharedInk
from shared.domain.papers import Sha256
from shared.storage.seat_outbox import Granted, Pending, Refusal, SentIntent, SentSharing


class OwnSharing(msgspec.Struct, frozen=True, kw_only=True):
    """`audience` may see it now. `wished` is stored here and not answered yet; `refusal` answered the last wish."""

    audience: InkAudience = InkAudience.NOBODY
    wished: InkAudience | None = None
    refusal: Refusal | None = None


def own_sharing(paper: Sha256, known: Iterable[SharedInk], sent: Iterable[SentIntent]) -> OwnSharing:
    """From the person's intents on this terminal, oldest first, and the hub's word."""
    audience = next((s.audience for s in known if s.paper == paper), InkAudience.NOBODY)
    tries = [(s, s.about) for s in sent if isinstance(s.about, SentSharing) and s.about.paper == paper]
    if not tries:
        return OwnSharing(audience=audience)
    line, about = tries[-1]
    match line.answer:
        case Pending():
            return OwnSharing(audience=audience, wished=about.audience)
        case Granted():
            # The private view that says the same may come a moment later, or by now say another terminal's wish.
            return OwnSharing(audience=audience)
        case Refusal() as refusal:
            return OwnSharing(audience=audience, refusal=refusal)
