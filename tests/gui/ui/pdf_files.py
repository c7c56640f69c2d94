"""Small PDF files written by hand, because no process with a window may import the PDF library."""

import hashlib
from pathlib import Path

from shared.ui.paper_controller import PaperFile


def write_paper(
    folder: Path, pages: int = 5, name: str = "paper.pdf", size: tuple[int, int] = (595, 842)
) -> PaperFile:
    """A paper whose page n has a grey block, n times as wide as the first one's."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(pages))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    for n in range(pages):
        box = f"[0 0 {size[0]} {size[1]}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {4 + 2 * n} 0 R >>")
        drawing = f"0.5 g 50 700 {20 * (n + 1)} 40 re f"
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    body = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size_ = len(objects) + 1
    body += f"xref\n0 {size_}\n0000000000 65535 f \n{table}trailer << /Size {size_} /Root 1 0 R >>\n"
    body += f"startxref\n{body.index('xref')}\n%%EOF\n"
    data = body.encode("ascii")
    path = folder / name
    path.write_bytes(data)
    return PaperFile(path, hashlib.sha256(data).hexdigest())
