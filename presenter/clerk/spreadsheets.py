"""Tables as XLSX and as CSV (UTF-8 with BOM). No cell ever becomes a formula, whatever a name looks like."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from presenter.clerk import tables

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes text that begins so for a formula (OWASP, "CSV Injection"); the last four are full-width."""

_SHEET_NAME_LIMIT: Final = 31
_SHEET_NAME_BANNED: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDEST_COLUMN: Final = 48


def guarded(cell: tables.Cell) -> tables.Cell:
    """`cell` as a CSV may hold it: text that looks like a formula is led by an apostrophe."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def csv_bytes(sheets: Sequence[tables.Table]) -> bytes:
    """The tables below each other, with an empty line between; a BOM tells the spreadsheet that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for number, table in enumerate(sheets):
        if number:
            writer.writerow(())
        writer.writerows([guarded(cell) for cell in row] for row in table.lines())
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheets: Sequence[tables.Table]) -> bytes:
    """One worksheet a table; every text is stored as text."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for number, table in enumerate(sheets, start=1):
        name = _sheet_name(table.title, number if len(sheets) > 1 else None)
        _fill(book.create_sheet(name), table)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet_name(title: str, number: int | None) -> str:
    tail = "" if number is None else f" {number}"
    clean = ILLEGAL_CHARACTERS_RE.sub("", title).translate(_SHEET_NAME_BANNED).strip("' ") or "-"
    return clean[: _SHEET_NAME_LIMIT - len(tail)] + tail


def _fill(sheet: Worksheet, table: tables.Table) -> None:
    header_row = 2 + len(table.above) if table.header else 0
    widths: dict[int, int] = {}
    for row_number, row in enumerate(table.lines(), start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=row_number, column=column)
            if isinstance(cell, Cell):
                _set(cell, value, is_bold=row_number in (1, header_row))
            if row_number > 1:
                widths[column] = max(widths.get(column, 0), _width(value))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST_COLUMN)
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"  # on every page of a long list
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _set(cell: Cell, value: tables.Cell, *, is_bold: bool) -> None:
    if isinstance(value, int):
        cell.value = value
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # never "f", even where the text begins with "="
        cell.quotePrefix = value.startswith(FORMULA_STARTS)  # … nor when somebody edits the cell
    cell.font = Font(bold=is_bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _width(value: tables.Cell) -> int:
    """Rough width in characters; a Chinese one is as wide as two."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in str(value))
