"""The orders of a file that a court may edit, each as a DOCX of its own."""

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from relief.papers import Paper
from templates.typeset import layout_data, whole
from templates.values import clean
from templates.word.document import write_document


def write_editable(paper: Paper, county: str, kinds: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each order of these kinds in a file, bound behind another paper or not.

    A file's own paper has the file's name; one that is bound behind it has its kind after that.
    """
    laid_out = layout_data(paper, county)["papers"]
    for each, told in zip(whole(paper), laid_out, strict=True):
        if each.kind in kinds:
            place = PurePosixPath(paper.file)
            bound = "" if each is paper else f"_{each.kind.replace(' ', '_')}"
            file = place.with_name(f"{place.stem}{bound}.docx")
            yield str(file), write_document(told, title=clean(each.title), author=clean(each.author), as_of=each.as_of)
