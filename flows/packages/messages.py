"""The filing messages of a package: one for the batch, one for each case that it holds papers of."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.packages import Writing
from connectors.packages.filing_message import FOLDER, Document, Message, list_documents, write_message
from relief.papers import Filing


def put_messages(
    writing: Writing, filing: Filing, codes: Mapping[str, str], about: Mapping[str, Any], sizes: Mapping[str, int]
) -> None:
    """Write ``ecf/batch.xml`` and ``ecf/<row>.xml``.

    Args:
        filing: court and agency of the package's day.
        codes: words of the court's own code lists.
        about: its ``manifest.json``.
        sizes: file to bytes.
    """
    for name, message in _make(filing, about, sizes):
        writing.put(f"{FOLDER}/{name}.xml", write_message(message, codes))


def _make(filing: Filing, about: Mapping[str, Any], sizes: Mapping[str, int]) -> Iterator[tuple[str, Message]]:
    common = {
        "court": about["court"], "agency": about["prosecuting_agency"], "attorney": filing.agency.attorney,
        "bar_number": filing.agency.bar_number, "day": about["day"],
    }  # fmt: skip
    number = about["batch_id"]
    yield "batch", Message(
        number=number, title=f"People v. {filing.court.caption}", case_number=filing.court.bulk_case_number,
        documents=list_documents(about["papers"], sizes), **common,
    )  # fmt: skip
    titles = {paper["file"]: paper["title"] for paper in about["papers"]}
    for file, rows in _by_order(about["rows"]).items():
        row = rows[0]["row_id"].rpartition("-")[2]
        yield row, Message(
            number=rows[0]["row_id"], title=f"People v. {rows[0]['defendant_name']}",
            case_number=rows[0]["case_number"], documents=tuple(_documents(file, titles, sizes)), charges=tuple(rows),
            defendant=rows[0]["defendant_name"], **common,
        )  # fmt: skip


def _by_order(rows: Sequence[Mapping[str, str]]) -> dict[str, list[Mapping[str, str]]]:
    """The order of a case to its rows."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        if row["document_file"].startswith("cases/"):
            found.setdefault(row["document_file"], []).append(row)
    return found


def _documents(order: str, titles: Mapping[str, str], sizes: Mapping[str, int]) -> Iterator[Document]:
    """The case's motion, where there is one of its own, and its order."""
    motion = order.replace("/order", "/motion")
    for file, code in ((motion, "motion"), (order, "order")):
        if file in titles:
            yield Document(file=file, title=titles[file], code=code, size=sizes[file])
