"""The drafts (稿) of a paper: which came after which, and what of one's own ink did not come along. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import msgspec

from shared.domain.papers import Paper, Sha256, carried_page


class LeftInk(msgspec.Struct, frozen=True, kw_only=True):
    """A page of an earlier draft with own marks on it that is not in the draft after, or looks different there."""

    paper: Sha256
    draft: int
    page: int
    marks: int


def drafts_of(papers: Iterable[Paper], paper: Sha256) -> tuple[Paper, ...]:
    """All drafts of a paper that are known, oldest first; empty where the paper itself is not."""
    known = {p.sha256: p for p in papers}
    at = known.get(paper)
    if at is None:
        return ()
    after = {p.replaces: p for p in known.values() if p.replaces is not None}
    line = [at]
    while (before := known.get(line[0].replaces or Sha256(""))) is not None and before not in line:
        line.insert(0, before)
    while (later := after.get(line[-1].sha256)) is not None and later not in line:
        line.append(later)
    return tuple(line)


def page_in_newest(papers: Iterable[Paper], paper: Sha256, page: int) -> int:
    """Where to go on reading in the newest draft: the same page where it is still there, else about the same place."""
    line = drafts_of(papers, paper)
    names = [p.sha256 for p in line]
    if paper not in names:
        return page
    for draft in line[names.index(paper) + 1 :]:
        carried = carried_page(draft, page)
        page = carried if carried is not None else min(page, draft.page_count)
    return page


def left_ink(
    papers: Iterable[Paper], paper: Sha256, counts: Mapping[Sha256, Mapping[int, int]]
) -> tuple[LeftInk, ...]:
    """What of one's own ink on earlier drafts did not come along to the draft after, in the order of the drafts.

    `counts` has, per draft and page (from 1), how many own marks there are.
    """
    line = drafts_of(papers, paper)
    rows: list[LeftInk] = []
    for before, after in itertools.pairwise(line):
        marks = counts.get(before.sha256, {})
        rows += [
            LeftInk(paper=before.sha256, draft=before.draft, page=page, marks=marks[page])
            for page in sorted(marks)
            if marks[page] > 0 and page <= before.page_count and carried_page(after, page) is None
        ]
    return tuple(rows)
