"""The steps of the story that are about paper: writing on it, a new draft of it, signing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import pymupdf

from staging.actor import Actor, State
from staging.seen import follows_on, require, seat_of, shows_a_page

WRITER: Final = "05"
SIGNERS: Final = ("05", "06")
NOTE: Final = "\u540c\u610f\uff0c\u8bf7\u529e\u516c\u5ba4\u8ddf\u8fdb"
OWN_MARKS: Final = 2
"""A highlighted line and a note."""
BOARD_MARKS: Final = 1

_HIGHLIGHT: Final = ((0.2, 0.22, 0.5), (0.4, 0.22, 0.5), (0.7, 0.22, 0.5))
_NOTE_AT: Final = ((0.3, 0.3, 0.5),)
_UNDERLINE: Final = tuple((0.2 + 0.05 * step, 0.12 + 0.01 * (step % 2), 0.6) for step in range(11))
_SIGNATURE: Final = (
    ((0.2, 0.3, 0.4), (0.25, 0.6, 0.8), (0.3, 0.35, 0.6), (0.38, 0.65, 0.7)),
    ((0.45, 0.35, 0.5), (0.6, 0.4, 0.8), (0.5, 0.7, 0.6)),
    ((0.65, 0.5, 0.4), (0.85, 0.45, 0.9)),
)
_FRONT_PAGES: Final = 1
_SURVEYED_WITHIN_S: Final = 60.0


class Written(msgspec.Struct, frozen=True):
    """What the steps left behind, for comparing it with what is taken home.

    The new draft is `file`, its digest `paper`; the ink is on its `page`, from 1, and none on the first.
    """

    file: Path
    paper: str
    page: int
    pages: int


class Paperwork:
    """Plays with one presenter and its kiosks, which follow the leader on a paper. `folder` is there to write into."""

    def __init__(self, presenter: Actor, kiosks: Mapping[str, Actor], folder: Path) -> None:
        self._presenter = presenter
        self._kiosks = kiosks
        self._folder = folder
        self.written: Written | None = None
        """What there is to take home, once all steps were played."""

    def write_for_oneself(self) -> None:
        """A member highlights a line and writes a note."""
        kiosk = self._kiosks[WRITER]
        page = int(kiosk.state()["page"])
        kiosk.press("ink")
        kiosk.press("ink_highlighter")
        kiosk.tell("draw", name="page_view", page=page, by="mouse", touches=_HIGHLIGHT)
        kiosk.press("ink_note")
        kiosk.tell("draw", name="page_view", page=page, by="mouse", touches=_NOTE_AT)
        kiosk.write("note_field", NOTE)
        kiosk.press("note_done")
        kiosk.wait_for(_has_ink(own=OWN_MARKS, board=0), "shows what was written")
        for seat, other in self._kiosks.items():
            require(
                seat == WRITER or _has_ink(own=0, board=0)(other.state()), f"seat {seat} sees private ink"
            )

    def write_for_all(self) -> None:
        """The chair writes on the page: it is on every screen, below what a member wrote for themselves."""
        page = int(self._presenter.state()["stage"]["page"])
        self._presenter.press("board")
        self._presenter.wait_for(lambda s: bool(s["is_board"]), "the pens are there")
        self._presenter.tell("draw", name="page_view", page=page, by="mouse", touches=_UNDERLINE)
        self._presenter.wait_for(lambda s: s["board_marks"] == BOARD_MARKS, "has the line")
        for seat, kiosk in self._kiosks.items():
            own = OWN_MARKS if seat == WRITER else 0
            kiosk.wait_for(_has_ink(own=own, board=BOARD_MARKS), "shows what the chair wrote")

    def bring_draft(self) -> None:
        """A new draft has one more page in front: the leader goes to it, and the ink lies where it was written."""
        before = self._presenter.state()
        paper, page = str(before["stage"]["paper"]), int(before["stage"]["page"])
        self._presenter.press("board")
        self._kiosks[WRITER].press("ink")
        file = _with_page_in_front(_file_of(before, paper), self._folder / "draft-2.pdf")
        self._presenter.press("paper_menu_1")
        self._presenter.press("replace_paper")
        self._presenter.tell("wait", name="fileNameEdit", timeout_s=10)
        self._presenter.write("fileNameEdit", str(file))
        self._presenter.tell("key", name="fileNameEdit", key="Return")
        after = self._presenter.wait_for(
            lambda s: _draft_of(s, paper) is not None, "has the new draft", _SURVEYED_WITHIN_S
        )
        draft = _draft_of(after, paper)
        require(draft is not None and int(draft["draft"]) > 1, f"the draft has the wrong number: {draft}")
        for kiosk in self._kiosks.values():
            kiosk.tell("wait", name="notice_act", until="enabled", timeout_s=10)
        self._presenter.press("newer_draft")
        for seat, kiosk in self._kiosks.items():
            kiosk.wait_for(
                lambda s: s["paper"] != paper and follows_on(page + _FRONT_PAGES)(s), "shows the draft", 20
            )
            own = OWN_MARKS if seat == WRITER else 0
            shown = kiosk.wait_for(_has_ink(own=own, board=BOARD_MARKS), "has the ink on its page")
            require(bool(shown["has_watermark"]), f"seat {seat} shows no watermark")
        now = self._presenter.state()["stage"]
        pages = 0 if draft is None else int(draft["pages"])
        self.written = Written(file, str(now["paper"]), page + _FRONT_PAGES, pages)

    def sign(self) -> None:
        """The draft is sent to two members, who agree and sign by hand."""
        state = self._presenter.state()
        self._presenter.press("paper_menu_1")
        self._presenter.press("ask_sign")
        for seat in SIGNERS:
            self._presenter.press(f"ask_{seat_of(state, seat)['person']}")
        self._presenter.press("confirm_sign_off")
        for seat in SIGNERS:
            kiosk = self._kiosks[seat]
            kiosk.wait_for(lambda s: list(s["sign_offs"].values()) == ["to_sign"], "is asked")
            kiosk.press("notice_act")
            kiosk.press("opinion_agree")
            for stroke in _SIGNATURE:
                kiosk.tell("draw", name="signature_pad", touches=stroke)
            kiosk.press("confirm_sign_off")
        for seat in SIGNERS:
            self._kiosks[seat].wait_for(
                lambda s: list(s["sign_offs"].values()) == ["recorded"], "is recorded", 20
            )
        self._presenter.wait_for(
            lambda s: [one["signed"] for one in s["sign_offs"]] == [len(SIGNERS)], "knows who signed"
        )

    def put_away(self) -> None:
        """Go back to the papers, to the leader's page."""
        for seat in SIGNERS:
            self._kiosks[seat].press("sign_off_back")
        for kiosk in self._kiosks.values():
            kiosk.wait_for(lambda s: s["screen"] == "reading" and shows_a_page(s), "reads again")


def _has_ink(*, own: int, board: int) -> Callable[[State], bool]:
    def holds(state: State) -> bool:
        return bool(state["ink"] == {"own": own, "board": board})

    return holds


def _draft_of(state: State, paper: str) -> dict[str, Any] | None:
    """The draft that came in the place of a paper."""
    return next((dict(draft) for draft in state["drafts"] if draft["replaces"] == paper), None)


def _file_of(state: State, paper: str) -> Path:
    """Where the podium keeps a paper."""
    return Path(state["record"]).parent / "papers" / f"{paper}.pdf"


def _with_page_in_front(source: Path, target: Path) -> Path:
    """A copy of a paper with one page more; all others stay as they are."""
    with pymupdf.open(source) as document:
        size = document[0].rect
        for number in range(_FRONT_PAGES):
            page = document.new_page(number, width=size.width, height=size.height)
            page.insert_text((72, 144), "Draft 2", fontsize=36)
        document.save(target)
    return target
