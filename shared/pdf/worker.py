"""The life of a worker: take an order, answer it, wait. Imported in worker processes only."""

import time
from collections import OrderedDict
from collections.abc import Callable
from multiprocessing.connection import Connection

from shared.pdf import engine
from shared.pdf.confine import refuse_system_calls
from shared.pdf.drawn_page import BYTES_PER_PIXEL
from shared.pdf.examination import examine_paper
from shared.pdf.heap import hold_freed_memory
from shared.pdf.pages import PageHits, Problem
from shared.pdf.segment import Segment
from shared.pdf.source import CannotOpen
from shared.pdf.stored_pictures import StoredPictures, draw_stored
from shared.pdf.thumbnail_file import StoredThumbnail
from shared.pdf.wire import (
    MAX_MESSAGE_BYTES,
    Answer,
    Drawn,
    DrawPage,
    Examined,
    ExaminePaper,
    LinksRead,
    Looking,
    NotDrawn,
    Opened,
    OpenPaper,
    Order,
    OutlineRead,
    Placed,
    PlaceTypeface,
    Question,
    ReadLinks,
    ReadOutline,
    ReadText,
    Ready,
    Reply,
    Searched,
    SearchPages,
    Surveyed,
    SurveyPage,
    TextRead,
    decode_order,
    encode,
    refusal,
)

_HELD_PAPERS = 8
_MAX_BOXES = 5_000  # of one answer, about: each takes 37 bytes of the message


def serve(connection: Connection, segment: Segment, lacks: tuple[str, ...]) -> None:
    """Answer orders until the pool goes away."""
    engine.quiet()
    desk = _Desk(segment, connection)
    lacks += refuse_system_calls()
    connection.send_bytes(encode(Ready(lacks)))
    while True:
        try:
            data = connection.recv_bytes(MAX_MESSAGE_BYTES)
        except EOFError:
            return
        connection.send_bytes(encode(desk.answer(decode_order(data))))
        desk.get_ready()
        engine.has_complained()  # empties what it gathered


def _answered(paper: engine.Paper, question: Question) -> Answer:
    match question:
        case ReadOutline():
            return OutlineRead(paper.outline())
        case ReadText(page=page):
            return TextRead(paper.text(page))
        case ReadLinks(page=page):
            return LinksRead(paper.links(page))
        case SearchPages():
            return _searched(paper, question, time.monotonic)


def _searched(paper: engine.Paper, question: SearchPages, clock: Callable[[], float]) -> Searched:
    """Look through pages until the time is over; a page that cannot be read says nothing."""
    end = clock() + question.budget_s
    hits: list[PageHits] = []
    boxes = done = 0
    while done < question.count and (done == 0 or clock() < end) and boxes < _MAX_BOXES:
        page = question.page + done
        done += 1
        try:
            found = paper.find(page, question.query)
        except engine.CannotDraw:
            continue
        if found:
            hits.append(PageHits(page, found))
            boxes += sum(map(len, found))
    return Searched(done, tuple(hits))


class _Desk:
    """The papers that lie open, newest last."""

    def __init__(self, segment: Segment, connection: Connection) -> None:
        self._segment = segment
        self._connection = connection
        self._pictures = StoredPictures()
        self._next_place: tuple[int, int] | None = None
        self._is_hurried = False
        self._holds_freed_memory = False
        self._papers: OrderedDict[OpenPaper, engine.Paper] = OrderedDict()

    def answer(self, order: Order) -> Reply:
        match order:
            case OpenPaper():
                return self._open(order)
            case DrawPage():
                return self._draw(order)
            case ReadOutline() | ReadText() | ReadLinks() | SearchPages():
                return self._read(order)
            case ExaminePaper():
                return Examined(examine_paper(order, time.monotonic, time.process_time, self._report))
            case SurveyPage():
                return self._survey(order)
            case PlaceTypeface():
                return self._place(engine.chinese_typeface())

    def get_ready(self) -> None:
        """Prepare the next drawing, now that the answer was sent."""
        if self._next_place is not None:
            self._segment.populate(*self._next_place)
            self._next_place = None
        if self._is_hurried and not self._holds_freed_memory:
            # Only here: what draws ahead of the reader has time, and the memory would be held twice.
            hold_freed_memory()
            self._holds_freed_memory = True

    def _open(self, order: OpenPaper) -> Reply:
        try:
            return Opened(self._paper(order).facts(order.digest))
        except CannotOpen as error:
            return refusal(order.digest, error.finding)

    def _draw(self, order: DrawPage) -> Reply:
        try:
            try:
                return self._drawn(order)
            except engine.CannotDraw as error:
                if error.problem is not Problem.TOO_COMPLEX or not self._holds_pages():
                    raise
                self._clear()  # other pages may hold the memory that this one lacks
                return self._drawn(order)
        except engine.CannotDraw as error:
            return NotDrawn(error.problem)
        except CannotOpen as error:
            return refusal(order.paper.digest, error.finding)

    def _drawn(self, order: DrawPage) -> Reply:
        """Draw straight into the slot: nothing is copied afterwards."""
        self._is_hurried = self._is_hurried or order.is_looked_at
        box = (order.width_px, order.height_px)
        if order.thumbnails is not None:
            stored = self._pictures.find(order.thumbnails, order.page)
            if stored is not None and (reply := self._drawn_from(stored, order)) is not None:
                return reply
        paper = self._paper(order.paper)
        with self._segment.view(order.offset, order.size) as slot:
            width, height = paper.draw(order.page, box, order.rotation, slot, order.clip)
        if order.next_offset is not None:
            self._next_place = (order.next_offset, width * height * BYTES_PER_PIXEL)
        return Drawn(width, height)

    def _drawn_from(self, stored: StoredThumbnail, order: DrawPage) -> Reply | None:
        if stored.is_empty:
            return NotDrawn(Problem.DAMAGED)  # whoever took the paper in could not draw it either
        with self._segment.view(order.offset, order.size) as slot:
            size = draw_stored(stored, (order.width_px, order.height_px), order.rotation, slot)
        return None if size is None else Drawn(*size)

    def _survey(self, order: SurveyPage) -> Reply:
        try:
            return Surveyed(*self._paper(order.paper).survey(order.page, order.room_bytes))
        except engine.CannotDraw as error:
            return NotDrawn(error.problem)
        except CannotOpen as error:
            return refusal(order.paper.digest, error.finding)

    def _read(self, question: Question) -> Reply:
        try:
            return _answered(self._paper(question.paper), question)
        except engine.CannotDraw as error:
            return NotDrawn(error.problem)
        except CannotOpen as error:
            return refusal(question.paper.digest, error.finding)

    def _place(self, content: bytes) -> Reply:
        if len(content) > self._segment.size:
            return Placed(0)
        self._segment.memory[: len(content)] = content
        return Placed(len(content))

    def _holds_pages(self) -> bool:
        return any(paper.holds_pages for paper in self._papers.values())

    def _report(self, looking: Looking) -> None:
        self._connection.send_bytes(encode(looking))

    def _clear(self) -> None:
        for paper in self._papers.values():
            paper.close()
        self._papers.clear()
        engine.free_memory()

    def _paper(self, wanted: OpenPaper) -> engine.Paper:
        # By its password too: a paper that was unlocked once does not open for whoever has not got it.
        paper = self._papers.get(wanted)
        if paper is None:
            if len(self._papers) >= _HELD_PAPERS:
                self._papers.popitem(last=False)[1].close()
            paper = engine.Paper(wanted.path, wanted.password)
            self._papers[wanted] = paper
        self._papers.move_to_end(wanted)
        return paper
