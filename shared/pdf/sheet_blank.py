"""Blank papers for whiteboards: small PDFs made of nothing but pages. Pure, without the engine."""

import hashlib
from typing import Final

WIDE_PT: Final = (960.0, 600.0)
"""A board as wide as a screen, 16:10."""
A4_PT: Final = (595.28, 841.89)

MAX_BLANK_PAGES: Final = 200


def blank_paper(page_count: int, width_pt: float, height_pt: float, name: str) -> bytes:
    """A PDF of blank pages. The same arguments give the same bytes, another name gives another file.

    `name` becomes the document's title; two boards of one meeting need two names, because a paper is known by its
    digest. Raises ValueError for sizes and counts that no board has.
    """
    if not (1 <= page_count <= MAX_BLANK_PAGES and 72 <= width_pt <= 14_400 and 72 <= height_pt <= 14_400):
        raise ValueError("a board has 1 to 200 pages between 1 inch and 200 inches")
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32].upper()
    title = name.encode("utf-16-be", "surrogatepass").hex().upper()
    kids = " ".join(f"{4 + page} 0 R" for page in range(page_count))
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width_pt:.2f} {height_pt:.2f}]/Resources<<>>>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {page_count}>>",
        f"<</Title<FEFF{title}>>>",
        *([page] * page_count),
    ]
    return _file(objects, f"/Root 1 0 R/Info 3 0 R/ID[<{mark}><{mark}>]")


def _file(objects: list[str], trailer: str) -> bytes:
    """The objects, numbered from 1, as a file with its table of places (ISO 32000-1, 7.5)."""
    content = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    content += f"trailer\n<</Size {len(objects) + 1}{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(content)
