"""The sample meeting for the podium's tests, in Chinese as it ships, or with English names and titles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from presenter.clerk.pack import Pack, load_pack
from shared.domain.agenda import AgendaItem, Meeting, MeetingId
from shared.domain.ballot_terms import Terms
from shared.domain.ballots import BallotId
from shared.domain.election import ElectionTerms
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.people import SeatId
from shared.domain.presets import parse_presets
from shared.pdf.examiner import examine_now
from shared.system.resources import resource_path

MEETING = MeetingId("podium00001")
BALLOT = BallotId("target-decision")
ITEMS = ("plenum", "plan", "renewal", "target")
AWAY = (SeatId("10"), SeatId("16"))
"""Yang Fan is on leave, Shen Ruogu does not come."""

_NAMES = [
    "Zhang Lixin",
    "Wang Xiulan",
    "Li Jianguo",
    "Chen Zhiyuan",
    "Liu Haiyan",
    "Zhao Wenbo",
    "Sun Guodong",
    "Zheng Minghui",
    "Jiang Hongwei",
    "Yang Fan",
    "Zhou Xiaolan",
    "Wu Yutong",
    "Feng Yaqin",
    "Han Dongmei",
    "Shen Ruogu",
    "Ding Yiming",
    "Fang Wen",
    "He Xiaoyan",
    "Gao Yuan",
    "Clerk",
]
_CANDIDATES = {
    "刘海燕": "Liu Haiyan",
    "赵文博": "Zhao Wenbo",
    "周晓岚": "Zhou Xiaolan",
    "冯雅琴": "Feng Yaqin",
    "沈若谷": "Shen Ruogu",
}
_TITLES = (
    "Provincial plenum: report back",
    "Economic plan, first half of 2026",
    "Housing renewal, three-year programme",
    "Investment growth target",
)
_PAPERS = (
    "Communique",
    "Report on the plan",
    "Annex: indicators",
    "Programme",
    "Comments received",
    "Draft decision",
)
_QUESTIONS = {
    BALLOT: "Raise the 2026 investment growth target from 6.5% to 7.0%",
    BallotId("lecturers"): "Elect the group that reports on the plenum",
    BallotId("first-quarters"): "Quarters to be renewed first (two at most)",
}
_QUARTERS = ("Eastern quarter", "Western quarter", "Old centre", "Railway village")
_RULE = "Rules of procedure of the Standing Committee"


def sample_pack() -> Pack:
    """The pack as the program opens it; its papers are examined for real."""
    presets = parse_presets(resource_path("presets.toml").read_text("utf-8"))
    pack = load_pack(resource_path("sample"), meeting=MEETING, presets=presets, examine=examine_now)
    assert isinstance(pack, Pack)
    return pack


def lay_out_papers(pack: Pack, folder: Path) -> Path:
    """The papers as the hub keeps them: by digest."""
    for digest, path in pack.papers.items():
        shutil.copyfile(path, folder / f"{digest}.pdf")
    return folder


def in_english(meeting: Meeting) -> Meeting:
    """The same meeting for the English pictures."""
    roster = tuple(
        msgspec.structs.replace(person, name=name, unit="", post="Member of the Standing Committee")
        for person, name in zip(meeting.roster, _NAMES, strict=True)
    )
    papers = iter(_PAPERS)
    agenda = tuple(
        _item_in_english(item, title, papers) for item, title in zip(meeting.agenda, _TITLES, strict=True)
    )
    return msgspec.structs.replace(
        meeting,
        title="Qinglan District Committee, standing meeting",
        place="Meeting room 3",
        roster=roster,
        agenda=agenda,
    )


def _terms_in_english(terms: Terms) -> Terms:
    match terms:
        case ElectionTerms(candidates=candidates):
            return msgspec.structs.replace(terms, candidates=tuple(map(_CANDIDATES.__getitem__, candidates)))
        case ChoiceTerms():
            return msgspec.structs.replace(terms, options=_QUARTERS)
        case _:
            return terms


def _item_in_english(item: AgendaItem, title: str, papers: Iterator[str]) -> AgendaItem:
    reporter = {"王秀兰": "Wang Xiulan", "陈志远": "Chen Zhiyuan", "周晓岚": "Zhou Xiaolan"}.get(
        item.reporter, "Zhang Lixin"
    )
    named = tuple(msgspec.structs.replace(paper, title=next(papers)) for paper in item.papers)
    ballots = tuple(
        msgspec.structs.replace(
            spec,
            question=_QUESTIONS[spec.id],
            rule=msgspec.structs.replace(spec.rule, name=_RULE, source=""),
            terms=_terms_in_english(spec.terms),
        )
        for spec in item.ballots
    )
    return msgspec.structs.replace(item, title=title, reporter=reporter, papers=named, ballots=ballots)
