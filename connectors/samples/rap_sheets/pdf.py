"""Lines of typewriting as a PDF with a text layer: Letter paper, Courier, nothing compressed, the same bytes always."""

from collections.abc import Sequence

LINES = 58
"""Lines of a page."""
_LEFT, _TOP, _LEADING, _SIZE = 54, 738, 12, 10
_FIRST_PAGE = 4
"""Objects 1 to 3 are the catalog, the list of pages and the font."""


def make_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A document of ``pages``, each of so many lines as there are; characters of code page 1252."""
    kids = " ".join(f"{_FIRST_PAGE + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        drawn = _draw(lines)
        page = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {_FIRST_PAGE + 2 * number + 1} 0 R"
        objects.append(f"<< {page} /Resources << /Font << /F1 3 0 R >> >> >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _assemble(objects)


def _draw(lines: Sequence[str]) -> bytes:
    shown = "".join(f"({_escape(line)}) Tj T*\n" if line else "T*\n" for line in lines)
    return f"BT /F1 {_SIZE} Tf {_LEADING} TL {_LEFT} {_TOP} Td\n{shown}ET".encode("cp1252")


def _escape(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assemble(objects: Sequence[bytes]) -> bytes:
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return bytes(body) + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end
