"""The open paper while it is written on: pages, annotations, contents. Runs in the writing process only.

Objects are made of text that pure modules wrote, not by the engine's functions for annotations: those rebuild
appearances by their own taste.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pymupdf
from typing_extensions import override

from shared.pdf.engine_errors import FILE_ERRORS, MEMORY_ERRORS
from shared.pdf.ink_frame import PageFrame, Spot, Turn
from shared.pdf.ink_text import BOLD, EM, FILLED, Typeface, drawn_line
from shared.pdf.pages import MAX_PAGES, Finding
from shared.pdf.source import CannotOpen
from shared.pdf.table_pages import DrawnPage, PlacedWords

# The binding's annotations are partial: it is used untyped here, and nothing untyped leaves this module.
_mu: Any = pymupdf
_fz: Any = pymupdf.mupdf

_MOST_UNBALANCED = 4096
"""A page whose content leaves more graphics states open than this is hostile."""
_QUARTERS: tuple[Turn, ...] = (0, 90, 180, 270)


class NoRoomLeft(Exception):
    """The copy is longer than the room that was given for it."""


class Paper:
    """A PDF that is being written on. Pages count from 0. Every call may raise CannotOpen for what the file holds."""

    def __init__(self, path: str, password: str | None) -> None:
        with _reading():
            self._document = _mu.open(path, filetype="pdf")
            if not self._document.is_pdf:
                raise CannotOpen(Finding.OTHER_FORMAT)
            if self._document.needs_pass:
                _unlock(self._document, password)
            self._pdf = _fz.pdf_document_from_fz_document(self._document.this)
            self.page_count = int(_fz.pdf_count_pages(self._pdf))
        if self.page_count < 1:
            raise CannotOpen(Finding.NO_PAGES)
        if self.page_count > MAX_PAGES:
            raise CannotOpen(Finding.TOO_MANY_PAGES)
        # What is appended would count its places from the file's beginning, as the engine does not when it reads.
        with open(path, "rb") as file:  # noqa: PTH123  # may be a name under /proc
            self._is_shifted = not file.read(8).startswith(b"%PDF-")
        self._face = _mu.Font("china-s")
        self._fences: dict[bytes, Any] = {}
        self._equipped: dict[tuple[int, tuple[int, ...]], Any] = {}

    def frame(self, page: int) -> PageFrame:
        """Where the page lies and how it is turned."""
        with _reading():
            entries = _fz.pdf_lookup_page_obj(self._pdf, page)
            box = _fz.FzRect()
            _fz.pdf_page_obj_transform(entries, box, _fz.FzMatrix())
            turn = _fz.pdf_to_int(_fz.pdf_dict_get_inheritable(entries, _name("Rotate")))
        # As the engine does: to the nearest quarter.
        return PageFrame(Spot(box.x0, box.y0, box.x1, box.y1), _QUARTERS[(turn % 360 + 45) // 90 % 4])

    def stream(self, entries: bytes, content: bytes) -> int:
        """A new stream object, compressed; its number."""
        with _reading():
            packed = zlib.compress(content, 6)
            parsed = self._parsed(b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(packed)))
            buffer = _fz.fz_new_buffer_from_copied_data(packed)
            return int(_fz.pdf_to_num(_fz.pdf_add_stream(self._pdf, buffer, parsed, 1)))

    def annotate(self, page: int, annotations: Sequence[bytes]) -> None:
        """Put annotations on top of those that the page has; each is the entries of its dictionary."""
        with _reading():
            entries = _fz.pdf_lookup_page_obj(self._pdf, page)
            place = b"/P %d 0 R" % _fz.pdf_to_num(entries)
            held = _fz.pdf_dict_get(entries, _name("Annots"))
            # An array of its own: the old one may be shared with other pages.
            every = _fz.pdf_new_array(self._pdf, len(annotations) + 8)
            for at in range(_fz.pdf_array_len(held)):
                _fz.pdf_array_push(every, _fz.pdf_array_get(held, at))
            for annotation in annotations:
                parsed = self._parsed(b"<<%s%s>>" % (annotation, place))
                _fz.pdf_array_push(every, _fz.pdf_add_object(self._pdf, parsed))
            _fz.pdf_dict_put(entries, _name("Annots"), every)

    def draw_over(self, page: int, forms: Sequence[int]) -> None:
        """Draw form objects over the page's own content, the last on top, untouched by the state it leaves."""
        with _reading():
            entries = _fz.pdf_lookup_page_obj(self._pdf, page)
            resources, names = self._equip(entries, forms)
            before, after = self._unbalanced(entries)
            every = _fz.pdf_new_array(self._pdf, 4)
            _fz.pdf_array_push(every, self._fence(b"q\n" * (before + 1)))
            held = _fz.pdf_dict_get(entries, _name("Contents"))
            if _fz.pdf_is_array(held):
                for at in range(_fz.pdf_array_len(held)):
                    _fz.pdf_array_push(every, _fz.pdf_array_get(held, at))
            elif _fz.pdf_is_stream(held):
                _fz.pdf_array_push(every, held)
            calls = b"".join(b"q /%s Do Q\n" % name for name in names)
            _fz.pdf_array_push(every, self._fence(b"\n" + b"Q\n" * (after + 1) + calls))
            _fz.pdf_dict_put(entries, _name("Contents"), every)
            _fz.pdf_dict_put(entries, _name("Resources"), resources)

    def append_page(self, size: tuple[float, float], content: bytes) -> None:
        """A new last page of this size in points; `content` needs no resources."""
        with _reading():
            stream = self.stream(b"", content)
            width, height = size
            text = f"<</Type/Page/MediaBox[0 0 {width:.2f} {height:.2f}]/Resources<<>>/Rotate 0/Contents {stream} 0 R>>"
            page = _fz.pdf_add_object(self._pdf, self._parsed(text.encode()))
            _fz.pdf_insert_page(self._pdf, -1, page)
            self.page_count += 1

    def append_words(self, size: tuple[float, float], page: DrawnPage, typeface: Typeface) -> None:
        """A new last page with words that can be searched; a line with a letter that the face lacks is outlined."""
        with _reading():
            width, height = size
            new = self._document.new_page(-1, width=width, height=height)
            shape = new.new_shape()
            for x0, y0, x1, y1 in page.rules:
                shape.draw_line((x0, height - y0), (x1, height - y1))
            if page.rules:
                shape.finish(width=0.6, color=(0,))
                shape.commit()
            self._write(new, [words for words in page.words if self._has(words.text)], height)
            outlined = b"".join(
                _outlined(words, typeface) for words in page.words if not self._has(words.text)
            )
            self.page_count += 1
            if outlined:
                entries = b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]" % size
                self.draw_over(self.page_count - 1, [self.stream(entries, outlined)])

    def finish_words(self, blank: int) -> None:
        """Take away the first `blank` pages, and of the face what no page needs."""
        with _reading():
            self._document.delete_pages(0, blank - 1)
            self._document.subset_fonts()
            self.page_count -= blank

    def _write(self, page: Any, lines: Sequence[PlacedWords], height: float) -> None:  # noqa: ANN401
        for is_bold in (False, True):
            writer = _mu.TextWriter(page.rect)
            for words in lines:
                if words.is_bold is is_bold:
                    writer.append(
                        (words.x, height - words.y), words.text, font=self._face, fontsize=words.size
                    )
            writer.write_text(page, render_mode=2 if is_bold else 0)

    def _has(self, text: str) -> bool:
        return all(self._face.has_glyph(ord(letter)) for letter in text)

    def save(self, room: memoryview, own_size: int) -> tuple[int, bool]:
        """Write the copy's last bytes into `room`, to follow the paper's `own_size` bytes; how many they are.

        True with it where the paper had to be repaired, or does not begin where its file begins: then they are all
        of the copy. Raises NoRoomLeft.
        """
        with _reading():
            options = _fz.PdfWriteOptions()
            is_whole = self._is_shifted or not _fz.pdf_can_be_saved_incrementally(self._pdf)
            options.do_incremental = 0 if is_whole else 1
            output = _Room(room, 0 if is_whole else own_size)
            _fz.pdf_write_document(self._pdf, output, options)
            _fz.fz_close_output(output)
        if output.is_too_small:
            raise NoRoomLeft
        if output.size < 0:
            raise CannotOpen(Finding.DAMAGED)
        return output.size, is_whole

    def _parsed(self, text: bytes) -> Any:  # noqa: ANN401  # the binding's object
        stream = _fz.fz_open_buffer(_fz.fz_new_buffer_from_copied_data(text))
        return _fz.pdf_parse_stm_obj(self._pdf, stream, _fz.PdfLexbuf(_fz.PDF_LEXBUF_SMALL))

    def _reference(self, number: int) -> Any:  # noqa: ANN401
        return _fz.pdf_new_indirect(self._pdf, number, 0)

    def _fence(self, content: bytes) -> Any:  # noqa: ANN401
        """A content stream that many pages share."""
        if content not in self._fences:
            self._fences[content] = self.stream(b"", content)
        return self._reference(self._fences[content])

    def _equip(self, entries: Any, forms: Sequence[int]) -> tuple[Any, list[bytes]]:  # noqa: ANN401
        """The page's resources with the forms in them, under names that are free, and these names.

        A copy: other pages may share the page's own. Pages that share it and get the same forms share the copy.
        """
        held = _fz.pdf_dict_get_inheritable(entries, _name("Resources"))
        objects = _fz.pdf_dict_get(held, _name("XObject"))
        names: list[bytes] = []
        number = 0
        while len(names) < len(forms):
            if not _fz.pdf_dict_gets(objects, f"Wuzhi{number}").m_internal:
                names.append(b"Wuzhi%d" % number)
            number += 1
        key = (int(_fz.pdf_to_num(held)), tuple(forms))
        if key[0] and key in self._equipped:
            return self._equipped[key], names
        copied = _fz.pdf_copy_dict(held) if _fz.pdf_is_dict(held) else _fz.pdf_new_dict(self._pdf, 2)
        kept = _fz.pdf_copy_dict(objects) if _fz.pdf_is_dict(objects) else _fz.pdf_new_dict(self._pdf, 2)
        for name, form in zip(names, forms, strict=True):
            _fz.pdf_dict_puts(kept, name.decode(), self._reference(form))
        _fz.pdf_dict_put(copied, _name("XObject"), kept)
        if key[0]:
            copied = self._equipped[key] = _fz.pdf_add_object(self._pdf, copied)
        return copied, names

    def _unbalanced(self, entries: Any) -> tuple[int, int]:  # noqa: ANN401
        """How many graphics states the page's content closes without, and leaves, open."""
        content = _fz.pdf_dict_get(entries, _name("Contents"))
        if not content.m_internal:
            return 0, 0
        resources = _fz.pdf_dict_get_inheritable(entries, _name("Resources"))
        before, after = _fz.pdf_count_q_balance_outparams_fn(self._pdf, resources, content)
        if not (0 <= before <= _MOST_UNBALANCED and 0 <= after <= _MOST_UNBALANCED):
            raise CannotOpen(Finding.DAMAGED_PAGE)
        return before, after


class _Room(_fz.FzOutput2):  # type: ignore[misc]  # the binding is used untyped
    """An output into memory, without the first `known` bytes: an incremental save begins with the file it read."""

    def __init__(self, room: memoryview, known: int) -> None:
        super().__init__()
        self.use_virtual_write()
        self.use_virtual_seek()
        self.use_virtual_tell()
        self._room = room
        self._known = known
        self._end = 0
        self.is_too_small = False

    @property
    def size(self) -> int:
        """Bytes beyond the known ones."""
        return self._end - self._known

    @override
    def write(self, _context: object, data: Any, length: int) -> None:
        begin = self._end - self._known
        self._end += length
        end = begin + length
        if end > len(self._room):
            self.is_too_small = True  # an exception would not pass through the engine
        elif end > 0:
            self._room[max(begin, 0) : end] = _fz.raw_to_python_bytes(data, length)[max(-begin, 0) :]

    @override
    def seek(self, _context: object, _offset: int, _whence: int) -> None:
        """To the beginning before anything is written, then only to the end."""

    @override
    def tell(self, _context: object) -> int:
        return self._end


def quiet() -> None:
    """Print nothing about files: messages of the engine quote their content."""
    _mu.TOOLS.mupdf_display_errors(False)
    _mu.TOOLS.mupdf_display_warnings(False)


def _outlined(words: PlacedWords, typeface: Typeface) -> bytes:
    scale = words.size / EM
    place = b"q %.5f 0 0 %.5f %.2f %.2f cm 30 w\n" % (scale, scale, words.x, words.y)
    return place + drawn_line(words.text, (0.0, 0.0), typeface, BOLD if words.is_bold else FILLED) + b"Q\n"


def _unlock(document: Any, password: str | None) -> None:  # noqa: ANN401
    if password is None:
        raise CannotOpen(Finding.NEEDS_PASSWORD)
    if not document.authenticate(password):
        raise CannotOpen(Finding.WRONG_PASSWORD)


def _name(word: str) -> Any:  # noqa: ANN401
    return _fz.pdf_new_name(word)


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what the engine raises about a file into CannotOpen."""
    try:
        yield
    except MEMORY_ERRORS as error:
        raise CannotOpen(Finding.TOO_MUCH_MEMORY) from error
    except FILE_ERRORS as error:
        raise CannotOpen(Finding.DAMAGED) from error
