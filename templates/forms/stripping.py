"""A form without whatever acts, so that only its print is left.

XFA and script go, because a viewer that finds them shows the form empty or asks for permission; files that hang on
it, signatures' permissions and other annotations go, because nobody knows what they do at a court. Its tags go as
well: what is filled in is none of the form's own elements, and a screen reader that follows tags would read a form
without its answers.
"""

import pikepdf

_OF_ROOT = (
    "/AcroForm", "/OpenAction", "/AA", "/Perms", "/NeedsRendering", "/Collection", "/StructTreeRoot", "/MarkInfo",
    "/Extensions", "/DSS", "/AF", "/PieceInfo", "/Requirements",
)  # fmt: skip
_OF_NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions", "/AlternatePresentations")
_OF_PAGE = ("/Annots", "/AA", "/StructParents", "/PieceInfo", "/Tabs", "/AF")


def strip(pdf: pikepdf.Pdf) -> None:
    """Take everything out of ``pdf`` that is not print. What is not reached any more is not saved."""
    for key in [key for key in _OF_ROOT if key in pdf.Root]:
        del pdf.Root[key]
    for key in [key for key in _OF_NAMES if "/Names" in pdf.Root and key in pdf.Root.Names]:
        del pdf.Root.Names[key]
    for page in pdf.pages:
        for key in [key for key in _OF_PAGE if key in page]:
            del page[key]
