"""Which pages of a new version of a paper are the old ones, so that ink on them can stay. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise


def unchanged_pages(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Pairs of old and new page with the same fingerprint, both from 1, in the order of the old pages.

    Every page is in at most one pair; the empty fingerprint stands for a page of which nothing is known, and is in
    none. Pages that kept their order are paired first: from both ends, then around fingerprints that occur once in
    either version (as in a patience diff), so that of several equal pages, for example blank ones, each is paired
    with the one at its place. What is left was moved, and is paired in order. Takes n log n steps.
    """
    pairs = dict(_kept(old, new))
    taken = set(pairs.values())
    moved: defaultdict[str, deque[int]] = defaultdict(deque)
    for at, fingerprint in enumerate(new):
        if fingerprint and at not in taken:
            moved[fingerprint].append(at)
    for at, fingerprint in enumerate(old):
        if at not in pairs and moved.get(fingerprint):
            pairs[at] = moved[fingerprint].popleft()
    return tuple((at + 1, pairs[at] + 1) for at in sorted(pairs))


def _kept(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places that stand in the same order in both."""
    anchors = [(-1, -1), *_anchors(old, new), (len(old), len(new))]
    for (old_start, new_start), (old_end, new_end) in pairwise(anchors):
        yield from _from_both_ends(old, new, (old_start + 1, old_end), (new_start + 1, new_end))
        if old_end < len(old):
            yield old_end, new_end


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pages whose fingerprint occurs once in either version: as many as stand in the same order in both."""
    once_old = {fingerprint for fingerprint, count in Counter(old).items() if count == 1 and fingerprint}
    once_new = {fingerprint for fingerprint, count in Counter(new).items() if count == 1}
    place = {fingerprint: at for at, fingerprint in enumerate(new) if fingerprint in once_new & once_old}
    pairs = [(at, place[fingerprint]) for at, fingerprint in enumerate(old) if fingerprint in place]
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, which rise in the first place, that rises in the second too."""
    ends: list[int] = []  # of all rising runs of a length the lowest last place
    last: list[int] = []  # which pair that is
    before: list[int] = []  # the pair before each pair in its run
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
    run = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _from_both_ends(
    old: Sequence[str], new: Sequence[str], in_old: tuple[int, int], in_new: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Equal pages at the start and at the end of two gaps."""
    (old_start, old_end), (new_start, new_end) = in_old, in_new
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        if old[old_start]:
            yield old_start, new_start
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
        if old[old_end]:
            yield old_end, new_end
