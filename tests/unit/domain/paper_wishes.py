"""Chance wishes about papers, ink and sign-off, for the property tests of the record."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from shared.domain import commands as cmd
from shared.domain.agenda import ItemId
from shared.domain.ink import InkAudience
from shared.domain.papers import Attachment, Audience, Everybody, NamedPersons, PageRun, Paper, Sha256, Voters
from shared.domain.people import PersonId, SeatId
from shared.domain.sign_off import Opinion, SignOff, SignOffId, SignOffKind, pack_signature

DIGESTS = tuple(Sha256(mark * 64) for mark in "abcdef")
SIGN_OFFS = (SignOffId("s1"), SignOffId("s2"))
SIGNATURE = pack_signature([((0.1, 0.1, 0.5), (0.9, 0.8, 0.6))])
SECRET_OPINION = "only for the record"


def papers(persons: Sequence[PersonId]) -> st.SearchStrategy[Paper]:
    """Papers of few digests, so that the same one comes again."""
    audiences: st.SearchStrategy[Audience] = st.sampled_from(
        (Everybody(), Everybody(), Voters(), NamedPersons(tuple(persons[:1])))
    )
    return st.builds(
        Paper,
        sha256=st.sampled_from(DIGESTS),
        title=st.just("another paper"),
        size_bytes=st.just(9),
        page_count=st.integers(1, 4),
        audience=audiences,
        carried=st.sampled_from(((), (PageRun(1, 1, 2),))),
        is_whiteboard=st.booleans(),
    )


def podium_wishes(
    items: Sequence[ItemId], persons: Sequence[PersonId]
) -> st.SearchStrategy[cmd.PodiumCommand]:
    """What the podium may want of papers."""
    digests, asked = st.sampled_from(DIGESTS), st.lists(st.sampled_from(persons), max_size=3, unique=True)
    pictures = st.sampled_from("123").map(lambda mark: Sha256(mark * 64))
    thumbnails = st.builds(Attachment, sha256=pictures, size_bytes=st.just(5))
    request = st.builds(
        SignOff,
        id=st.sampled_from(SIGN_OFFS),
        paper=digests,
        kind=st.sampled_from(SignOffKind),
        persons=asked.map(tuple),
    )
    return st.one_of(
        st.builds(cmd.AddPaper, item=st.sampled_from(items), paper=papers(persons)),
        st.builds(cmd.ReplacePaper, old=digests, paper=papers(persons)),
        st.builds(cmd.ReplacePaper, old=digests, paper=papers(persons)),
        st.builds(cmd.NoteThumbnails, paper=digests, thumbnails=thumbnails),
        st.builds(cmd.SwitchWatermark, is_on=st.booleans()),
        st.builds(cmd.AllowWriting, person=st.sampled_from(persons), is_allowed=st.booleans()),
        st.builds(cmd.RequestSignOff, request),
        st.builds(cmd.RequestSignOff, request),
        st.builds(cmd.WithdrawSignOff, st.sampled_from(SIGN_OFFS)),
    )


def seat_wishes(
    seats: Sequence[tuple[PersonId, SeatId]],
) -> st.SearchStrategy[tuple[cmd.SeatCommand, SeatId]]:
    """What persons may want of papers, each at their own seat."""
    digests, sign_offs = st.sampled_from(DIGESTS), st.sampled_from(SIGN_OFFS)
    return st.sampled_from(seats).flatmap(
        lambda place: st.tuples(_of_person(place[0], digests, sign_offs), st.just(place[1]))
    )


def _of_person(
    person: PersonId, digests: st.SearchStrategy[Sha256], sign_offs: st.SearchStrategy[SignOffId]
) -> st.SearchStrategy[cmd.SeatCommand]:
    who = st.just(person)
    signed = st.builds(
        cmd.SignOffPaper,
        sign_off=sign_offs,
        person=who,
        paper=st.sampled_from(DIGESTS[:3]),
        opinion=st.sampled_from((Opinion.AGREE, Opinion.AGREE, Opinion.OTHER, Opinion.READ)),
        text=st.just(SECRET_OPINION),
        signature=st.sampled_from((SIGNATURE, SIGNATURE, b"")),
        seen_pages=st.integers(0, 9),
    )
    return st.one_of(
        st.builds(cmd.ShareInk, person=who, paper=digests, audience=st.sampled_from(InkAudience)),
        st.builds(cmd.NoteSignOffOpened, sign_off=sign_offs, person=who, paper=st.none() | digests),
        st.builds(cmd.NoteSignOffRead, sign_off=sign_offs, person=who),
        signed,
        signed,
    )
