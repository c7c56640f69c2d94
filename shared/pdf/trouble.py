"""Remembering which pages and papers stopped a worker, so that they are not tried for ever."""

import msgspec

from shared.pdf.pages import PaperRefused, Problem


class Patience(msgspec.Struct, frozen=True):
    """How long the pool waits and how often it tries."""

    complex_after_s: float = 3.0
    """After this long a page is said to be complex."""
    kill_after_s: float = 8.0
    """After this long its worker is killed."""
    kills: int = 3
    """So many stopped workers within `kills_within_s` seconds, and the paper is refused."""
    kills_within_s: float = 60.0
    yield_after_s: float = 0.3
    """A drawing that nobody waits for gives way to a page that somebody waits for after this long."""
    start_within_s: float = 30.0
    """A worker that is not ready by then is started anew."""


class Trouble:
    """Times are seconds of a clock that never goes back."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._stops: dict[str, list[float]] = {}
        self._pages: dict[tuple[str, int], Problem] = {}
        self._unread: set[tuple[str, int | None]] = set()
        self._refused: dict[str, PaperRefused] = {}

    def note_stop(self, digest: str, refused: PaperRefused, now: float) -> bool:
        """A worker was stopped by this paper; true if the paper is refused from now on, for that reason."""
        recent = [at for at in self._stops.get(digest, []) if now - at < self._patience.kills_within_s]
        recent.append(now)
        self._stops[digest] = recent
        if len(recent) >= self._patience.kills:
            self._refused.setdefault(digest, refused)
        return digest in self._refused

    def is_suspect(self, digest: str) -> bool:
        """Whether a worker was ever stopped by this paper."""
        return digest in self._stops

    def give_up_page(self, digest: str, page: int, problem: Problem) -> None:
        """This page is not tried again."""
        self._pages[digest, page] = problem

    def give_up_reading(self, digest: str, page: int | None) -> None:
        """What this page says is not asked for again; None stands for the table of contents."""
        self._unread.add((digest, page))

    def is_unread(self, digest: str, page: int | None) -> bool:
        """Whether what the page says, or for None the table of contents, was given up."""
        return digest in self._refused or (digest, page) in self._unread

    def troubled_pages(self, digest: str) -> frozenset[int]:
        """Pages of a paper that are not read or not tried any more."""
        unread = {page for paper, page in self._unread if paper == digest and page is not None}
        return frozenset(unread | {page for paper, page in self._pages if paper == digest})

    def refuse(self, refused: PaperRefused) -> None:
        """This paper is not tried again."""
        self._refused.setdefault(refused.digest, refused)

    def refusal(self, digest: str) -> PaperRefused | None:
        """Why the paper is not tried any more."""
        return self._refused.get(digest)

    def problem(self, digest: str, page: int) -> Problem | None:
        """Why the page is not tried any more."""
        if digest in self._refused:
            return Problem.PAPER_REFUSED
        return self._pages.get((digest, page))
