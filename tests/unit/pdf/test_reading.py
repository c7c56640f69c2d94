"""What papers say, asked through the pool with real workers."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from shared.pdf import reading
from shared.pdf.believing import is_answer
from shared.pdf.pages import (
    OutlineEntry,
    PageHits,
    PageLink,
    PageProblem,
    PageText,
    Problem,
    SearchProgress,
    Word,
)
from shared.pdf.pool import RenderPool
from shared.pdf.trouble import Patience
from shared.pdf.wire import (
    Answer,
    LinksRead,
    OutlineRead,
    Question,
    ReadLinks,
    ReadOutline,
    ReadText,
    Searched,
    SearchPages,
    TextRead,
)
from tests.unit.pdf import papers
from tests.unit.pdf.test_pool import busy, idle, opened, page, pool_of, shown

WORDS = ["会议纪要", "nothing here", "本次会议", "nothing", "另一次会议"]


def spoken(path: Path) -> Path:
    return papers.said(path, [[((72, 100), word)] for word in WORDS])


async def searched(pool: RenderPool, digest: str, query: str, first: int = 0) -> tuple[list[int], list[int]]:
    """The pages with hits as they were told, and how many pages were done each time."""
    pages, done = [], []
    async for told in pool.search(digest, query, first):
        match told:
            case PageHits():
                pages.append(told.page)
            case SearchProgress():
                done.append(told.pages_done)
    return pages, done


@pytest.mark.parametrize(("first", "pages"), [(0, [0, 2, 4]), (1, [2, 4, 0]), (4, [4, 0, 2]), (9, [4, 0, 2])])
def test_a_search_begins_where_the_person_reads_and_goes_around(
    tmp_path: Path, first: int, pages: list[int]
) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, spoken(tmp_path / "spoken.pdf"))
            found, done = await searched(pool, digest, "会议", first)
            assert found == pages
            assert done == sorted(done)
            assert done[-1] == len(WORDS)
            assert await searched(pool, digest, "  ") == ([], [])
            assert await searched(pool, "unknown", "会议") == ([], [])

    asyncio.run(story())


def test_pages_are_shown_and_drawn_ahead_while_a_long_paper_is_searched(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "long.pdf")
            async with aclosing(pool.search(digest, "page 1000", 0)) as search:
                assert isinstance(await anext(search), SearchProgress)
                pool.prefetch([page(digest, 7)])
                await shown(pool, page(digest, 5))
                is_ahead = False
                async for told in search:
                    is_ahead = is_ahead or pool.is_drawn(page(digest, 7))
                    if isinstance(told, PageHits):
                        assert told.page == 999
                        assert is_ahead

    asyncio.run(story())


def test_a_search_that_is_closed_asks_for_nothing_more(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "long.pdf")
            search = pool.search(digest, "page", 0)
            await anext(search)
            await search.aclose()
            waiting = asyncio.create_task(searched(pool, digest, "page"))
            await busy(pool, 1)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await idle(pool)

    asyncio.run(story())


def test_a_search_that_finds_too_much_ends_and_says_so(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_HITS", 20)

    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "long.pdf")
            told = [told async for told in pool.search(digest, "page")]
            last = told[-1]
            assert isinstance(last, SearchProgress)
            assert last.is_cut
            assert last.pages_done < last.pages == 1000

    asyncio.run(story())


def test_a_page_that_stops_its_worker_says_nothing_and_the_others_are_searched(tmp_path: Path) -> None:
    content = b"BT /F 1 Tf 20 0 0 20 72 72 Tm (agenda) Tj ET"
    paper = papers.hand_made(
        tmp_path / "trap.pdf", [content, content, b"/F0 Do", content], forms=12, typeface=True
    )

    async def story() -> None:
        async with pool_of(patience=Patience(kill_after_s=0.5, kills=9)) as pool:
            digest = await opened(pool, paper)
            for _ in range(2):  # the second time it is known which page it is
                found, done = await searched(pool, digest, "agenda")
                assert (found, done[-1]) == ([0, 1, 3], 4)
            told = await pool.page_text(digest, 2)
            assert isinstance(told, PageProblem)
            assert told.problem is Problem.TOO_COMPLEX
            assert isinstance(await pool.page_text(digest, 3), PageText)

    asyncio.run(story())


def test_what_was_asked_is_answered_when_the_worker_ends_meanwhile(tmp_path: Path) -> None:
    paper = papers.hanging(tmp_path / "hanging.pdf", pages=2)

    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, paper)
            wish = asyncio.create_task(pool.page_text(digest, 0))
            await busy(pool, 1)
            pool._dispatch.posts[1].keeper.kill()
            answer = await wish
            assert isinstance(answer, PageProblem)
            assert answer.problem is Problem.CRASHED
            assert isinstance(await pool.page_text(digest, 2), PageText)

    asyncio.run(story())


def test_words_links_and_contents_come_through_the_pool(tmp_path: Path) -> None:
    leading = papers.leading(tmp_path / "leading.pdf")

    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, leading)
            assert [entry.page for entry in await pool.outline(digest)] == [0, 1, 2, 7]
            assert [link.page for link in await pool.page_links(digest, 0)] == [4, 5, 7]
            assert await pool.page_links(digest, 99) == ()
            missing = await pool.page_text(digest, 8)
            assert isinstance(missing, PageProblem)
            assert missing.problem is Problem.NO_SUCH_PAGE
            pool.forget(digest)
            assert await pool.outline(digest) == ()
            closed = await pool.page_text(digest, 0)
            assert isinstance(closed, PageProblem)
            assert closed.problem is Problem.NOT_OPENED

    asyncio.run(story())


def test_closing_answers_who_asked(tmp_path: Path) -> None:
    paper = papers.hanging(tmp_path / "hanging.pdf", pages=2)

    async def story() -> None:
        pool = await RenderPool.start(slot_bytes=400_000, slots=2)
        digest = await opened(pool, paper)
        asked = [asyncio.create_task(pool.page_text(digest, number)) for number in range(2)]
        search = asyncio.create_task(searched(pool, digest, "agenda"))
        await busy(pool, 1)
        await pool.close()
        for wish in asked:
            answer = await wish
            assert isinstance(answer, PageProblem)
            assert answer.problem is Problem.CLOSED
        assert (await search)[0] == []
        assert await pool.outline(digest) == ()

    asyncio.run(story())


PAPER = papers.open_order(Path("/x"))
BOX = (0.0, 0.0, 1.0, 1.0)
HITS = ((BOX,),)


@pytest.mark.parametrize(
    ("question", "answer", "is_believed"),
    [
        (ReadText(PAPER, 1), TextRead(PageText((Word(*BOX, "a", 0, 0),))), True),
        (ReadText(PAPER, 1), LinksRead(()), False),
        (ReadLinks(PAPER, 1), LinksRead((PageLink(*BOX, 4),)), True),
        (ReadLinks(PAPER, 1), LinksRead((PageLink(*BOX, 5),)), False),
        (ReadOutline(PAPER), OutlineRead((OutlineEntry(1, "a", -1), OutlineEntry(1, "b", 4))), True),
        (ReadOutline(PAPER), OutlineRead((OutlineEntry(1, "b", 5),)), False),
        (SearchPages(PAPER, "a", 1, 3, 1.0), Searched(3, (PageHits(1, HITS), PageHits(3, HITS))), True),
        (SearchPages(PAPER, "a", 1, 3, 1.0), Searched(0, ()), False),
        (SearchPages(PAPER, "a", 1, 3, 1.0), Searched(4, ()), False),
        (SearchPages(PAPER, "a", 1, 3, 1.0), Searched(2, (PageHits(3, HITS),)), False),
        (SearchPages(PAPER, "a", 1, 3, 1.0), Searched(2, (PageHits(0, HITS),)), False),
        (SearchPages(PAPER, "a", 1, 3, 1.0), Searched(2, (PageHits(1, HITS),) * 2), False),
    ],
)
def test_an_answer_is_believed_if_it_fits_the_question(
    question: Question, answer: Answer, is_believed: bool
) -> None:
    assert is_answer(question, answer, 5) is is_believed


def test_a_search_query_is_in_no_representation() -> None:
    assert "secret" not in repr(SearchPages(PAPER, "secret", 0, 1, 1.0))
