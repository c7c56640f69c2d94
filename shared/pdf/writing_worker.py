"""The life of a writing process: one order, one answer. Imported in writing processes only."""

from multiprocessing.connection import Connection

from shared.pdf import writing_document
from shared.pdf.confine import refuse_system_calls
from shared.pdf.segment import Segment
from shared.pdf.writing_desk import write_copy
from shared.pdf.writing_source import OpenFile
from shared.pdf.writing_wire import Standing, decode_order, decode_word, encode

_MAX_WORD_BYTES = 1024


def serve(connection: Connection, segment: Segment, source: OpenFile, lacks: tuple[str, ...]) -> None:
    """Say that the walls stand, take the order out of the segment, put the copy into its place."""
    writing_document.quiet()
    lacks += refuse_system_calls()
    connection.send_bytes(encode(Standing(lacks)))
    try:
        word = decode_word(connection.recv_bytes(_MAX_WORD_BYTES))
    except EOFError:
        return
    order = decode_order(segment.memory[: word.size])
    room = segment.view(0, segment.size)
    connection.send_bytes(encode(write_copy(order, source, room)))
