"""With whom a person shares their ink, as their seat says it."""

from __future__ import annotations

import pytest

from kiosk.session.outbox_line import kind_of
from kiosk.session.sharing import OwnSharing, own_sharing
from shared.domain import commands as cmd
from shared.domain.ballots import IntentId
from shared.domain.ink import InkAudience, SharedInk
from shared.domain.papers import Sha256
from shared.domain.verdicts import Reason
from shared.storage.seat_outbox import Answer, Granted, Pending, Refusal, SentIntent, SentSharing
from tests.fakes.clock import MEETING_MORNING
from tests.fakes.small_room import LI, MEETING, PLAN, TABLES

PENDING = Pending()
ALL = SharedInk(author=LI, paper=PLAN, audience=InkAudience.ALL)


def wish(audience: InkAudience, answer: Answer = PENDING, paper: Sha256 = PLAN) -> SentIntent:
    return SentIntent(
        id=IntentId("i1"),
        meeting=MEETING,
        kind=kind_of(cmd.ShareInk),
        confirmed_at=MEETING_MORNING,
        person=LI,
        about=SentSharing(paper=paper, audience=audience),
        answer=answer,
    )


def test_ink_is_private_until_its_author_shares_it() -> None:
    assert own_sharing(PLAN, (), ()) == OwnSharing(audience=InkAudience.NOBODY)


def test_each_paper_is_shared_by_itself() -> None:
    assert own_sharing(TABLES, (ALL,), ()).audience is InkAudience.NOBODY
    assert own_sharing(PLAN, (ALL,), (wish(InkAudience.CHAIR, paper=TABLES),)) == OwnSharing(
        audience=InkAudience.ALL
    )


def test_a_stored_wish_is_shown_beside_what_holds_until_then() -> None:
    sharing = own_sharing(PLAN, (ALL,), (wish(InkAudience.NOBODY),))
    assert sharing == OwnSharing(audience=InkAudience.ALL, wished=InkAudience.NOBODY)


def test_the_newest_wish_counts() -> None:
    sent = (wish(InkAudience.ALL, Granted(at=MEETING_MORNING)), wish(InkAudience.CHAIR))
    assert own_sharing(PLAN, (ALL,), sent).wished is InkAudience.CHAIR


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (Granted(at=MEETING_MORNING), None),
        (Refusal(Reason.ADJOURNED), Refusal(Reason.ADJOURNED)),
    ],
)
def test_an_answered_wish_leaves_what_the_podium_says(answer: Answer, refusal: Refusal | None) -> None:
    sharing = own_sharing(PLAN, (ALL,), (wish(InkAudience.CHAIR, answer),))
    assert sharing == OwnSharing(audience=InkAudience.ALL, refusal=refusal)
