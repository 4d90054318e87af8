"""A fictional court's form, written anew: an XFA hybrid with script, as courts' own are.

``python -m tests.templates.fictional_form FILE`` writes the one that San Francisco elects. It is no form of any court.
"""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name, String

from templates.fonts import folders

FORM = "SF-64"
LINES = 6
COLUMNS = {
    "Row": (50, 130),
    "Count": (132, 160),
    "Section": (162, 232),
    "Date": (234, 318),
    "Level": (320, 386),
    "Relief": (388, 574),
}
_HEADS = {
    "Row": "Row",
    "Count": "Count",
    "Section": "Code section",
    "Date": "Convicted on",
    "Level": "Level now",
    "Relief": "Relief asked for",
}

_DRAWN = """
#let told = json(bytes(sys.inputs.told))
#set text(font: "Liberation Serif", lang: "en", ligatures: false, hyphenate: false)
#set document(title: "SF-64")
#for number in (0, 1) {
  page(width: 612pt, height: 792pt, margin: 0pt, {
    for l in told.lines.filter(l => l.at(0) == number) {
      place(top + left, line(start: (l.at(1) * 1pt, (792 - l.at(2)) * 1pt), end: (l.at(3) * 1pt, (792 - l.at(4)) * 1pt), stroke: 0.5pt))
    }
    for w in told.words.filter(w => w.at(0) == number) {
      let body = text(size: w.at(4) * 1pt, weight: w.at(5), top-edge: "baseline", bottom-edge: "baseline", w.at(3))
      place(top + left, dx: w.at(1) * 1pt, dy: (792 - w.at(2)) * 1pt, box(width: 540pt, body))
    }
  })
}
"""


@dataclass(kw_only=True)
class Drawing:
    """Print and fields, in points from the bottom left."""

    words: list[tuple[int, float, float, str, float, str]] = field(default_factory=list)
    lines: list[tuple[int, float, float, float, float]] = field(default_factory=list)
    fields: list[tuple[int, str, tuple[float, float, float, float], dict[str, object]]] = field(default_factory=list)

    def word(self, page: int, x: float, y: float, text: str, size: float = 8, weight: str = "regular") -> None:
        self.words.append((page, x, y, text, size, weight))

    def frame(self, page: int, x0: float, y0: float, x1: float, y1: float) -> None:
        self.lines += [(page, x0, y0, x1, y0), (page, x0, y1, x1, y1), (page, x0, y0, x0, y1), (page, x1, y0, x1, y1)]

    def text(self, page: int, name: str, x0: float, y0: float, x1: float, y1: float, **more: object) -> None:
        self.fields.append((page, name, (x0, y0, x1, y1), {"FT": "Tx", **more}))

    def box(self, page: int, name: str, x: float, y: float, label: str, on: str = "Yes") -> None:
        self.frame(page, x, y, x + 9, y + 9)
        self.word(page, x + 15, y + 1, label, 9)
        self.fields.append((page, name, (x, y, x + 9, y + 9), {"FT": "Btn", "on": on}))


def draw() -> Drawing:
    """The form: caption, convictions, what is asked for, and the order on its second page."""
    d = Drawing()
    _caption(d)
    _request(d)
    _order(d)
    for page in (0, 1):
        d.word(page, 36, 30, "SF-64 [Rev. June 1, 2018]   Fictional form for tests: no form of any court", 7)
        d.word(page, 520, 30, f"Page {page + 1} of 2", 7)
    return d


def _caption(d: Drawing) -> None:
    d.frame(0, 36, 498, 576, 756)
    d.lines += [(0, 398, 498, 398, 756), (0, 36, 650, 398, 650), (0, 36, 598, 398, 598), (0, 36, 552, 576, 552)]
    d.word(0, 40, 748, "ATTORNEY OR PARTY WITHOUT ATTORNEY", 7)
    d.word(0, 262, 737.6, "STATE BAR NO.:", 7)
    d.word(0, 440, 738, "FOR COURT USE ONLY", 7)
    for label, y, name, x0, x1 in (
        ("NAME:", 724.1, "AttyName", 75, 395.1), ("FIRM NAME:", 712.5, "AttyFirm", 90, 395.1),
        ("EMAIL:", 664.7, "Email", 75, 260), ("ATTORNEY FOR:", 653, "AttyFor", 105, 395.1),
    ):  # fmt: skip
        d.word(0, 40, y + 2, label, 7)
        d.text(0, f"Caption[0].{name}[0]", x0, y, x1, y + 10, DA="/Helv 9 Tf 0 g")
    d.text(0, "Caption[0].AttyBarNo[0]", 320, 735.6, 395.1, 745.6, DA="/Helv 9 Tf 0 g")
    d.word(0, 40, 702, "ADDRESS:", 7)
    d.text(0, "Caption[0].Address[0]", 90, 688, 395.1, 711.5, DA="/Helv 9 Tf 0 g", Ff=1 << 12)
    d.word(0, 40, 678, "TELEPHONE:", 7)
    d.text(0, "Caption[0].Phone[0]", 90, 676.2, 217.9, 686.2, DA="/Helv 9 Tf 0 g")
    d.word(0, 240, 678, "FAX:", 7)
    d.text(0, "Caption[0].Fax[0]", 267.2, 676.2, 395.1, 686.2, DA="/Helv 9 Tf 0 g")
    d.word(0, 40, 640, "SUPERIOR COURT OF CALIFORNIA, COUNTY OF", 8, "bold")
    d.text(0, "Caption[0].County[0]", 240, 638, 395.1, 648.7, DA="/Helv 9 Tf 0 g")
    d.word(0, 60, 624, "BRANCH NAME:", 7)
    d.text(0, "Caption[0].Branch[0]", 125, 621, 395.1, 632, DA="/Helv 9 Tf 0 g")
    d.word(0, 60, 608, "DEPARTMENT:", 7)
    d.text(0, "Caption[0].Dept[0]", 125, 605, 200, 616, DA="/Helv 9 Tf 0 g")
    d.word(0, 40, 584, "PEOPLE OF THE STATE OF CALIFORNIA v.", 8)
    d.word(0, 40, 566, "DEFENDANT:", 8)
    d.text(0, "Caption[0].Defendant[0]", 100, 561, 395.1, 575, DA="/Helv 0 Tf 0 g")
    d.word(0, 402, 588, "CASE NUMBER:", 7)
    d.text(0, "Caption[0].CaseNumber[0]", 402, 560, 572, 578, DA="/Helv 0 Tf 0 g", Q=1)
    d.word(0, 60, 536, "PETITION / APPLICATION AND [PROPOSED] ORDER", 11, "bold")
    d.word(0, 60, 522, "(Health & Saf. Code, §§ 11361.8, 11361.9)", 9)
    d.word(0, 402, 536, "BATCH:", 7)
    d.text(0, "Caption[0].Batch[0]", 402, 508, 570, 524, DA="/Helv 10 Tf 0 g", Ff=1 << 24, MaxLen=12)
    d.lines += [(0, 402 + 14 * n, 508, 402 + 14 * n, 524) for n in range(13)]
    d.lines += [(0, 402, 508, 570, 508), (0, 402, 524, 570, 524)]


def _request(d: Drawing) -> None:
    d.word(
        0, 36, 480, "1. The prosecuting agency asks for relief from these convictions, which it does not challenge:", 9
    )
    top, low = 472, 472 - 16 * (LINES + 1)
    for x in [48, *(x1 + 1 for _, x1 in COLUMNS.values())]:
        d.lines.append((0, x, top, x, low))
    for line in range(LINES + 2):
        d.lines.append((0, 48, top - 16 * line, 575, top - 16 * line))
    for column, (x0, x1) in COLUMNS.items():
        d.word(0, x0 + 2, top - 11, _HEADS[column], 8, "bold")
        for line in range(LINES):
            y = top - 16 * (line + 2)
            d.text(0, f"List[0].Row{line + 1}[0].{column}[0]", x0, y + 1, x1, y + 15, DA="/Helv 9 Tf 0 g")
    d.text(0, "List[0].More[0]", 48, low - 20, 400, low - 6, DA="/Helv 9 Tf 0 g")
    d.word(0, 36, 320, "2. The request is a", 9)
    d.box(
        0, "Basis[0].Petition[0]", 50, 302, "petition: the sentence is being served (Health & Saf. Code, § 11361.8(b))"
    )
    d.box(
        0,
        "Basis[0].Application[0]",
        50,
        286,
        "application: the sentence is completed (Health & Saf. Code, § 11361.8(f))",
    )
    d.word(0, 36, 264, "3. The relief that item 1 and any attachment state beside each conviction is", 9)
    d.box(0, "Relief[0].Dismiss[0]", 50, 246, "dismissal and sealing as legally invalid", "1")
    d.box(0, "Relief[0].Misdemeanor[0]", 50, 230, "redesignation as a misdemeanor", "2")
    d.box(0, "Relief[0].Infraction[0]", 300, 246, "redesignation as an infraction", "3")
    d.box(0, "Relief[0].Resentence[0]", 300, 230, "recall of the sentence and resentencing", "4")
    d.word(0, 36, 206, "4. A hearing is", 9)
    d.box(0, "Hearing[0]", 110, 204, "not requested", "no")
    d.box(0, "Hearing[0]", 220, 204, "requested", "yes")
    d.word(0, 36, 120, "Date:", 9)
    d.text(0, "Signed[0].Date[0]", 62, 116, 200, 130)
    d.lines += [(0, 62, 116, 200, 116), (0, 300, 116, 560, 116)]
    d.fields.append((0, "Signed[0].Attorney[0]", (300, 117, 560, 140), {"FT": "Sig"}))
    d.word(0, 300, 106, "(DEPUTY DISTRICT ATTORNEY)", 7)
    d.fields.append((0, "Print[0]", (36, 44, 110, 58), {"FT": "Btn", "Ff": 1 << 16}))


def _order(d: Drawing) -> None:
    d.frame(1, 36, 710, 576, 756)
    d.lines.append((1, 398, 710, 398, 756))
    d.word(1, 40, 746, "DEFENDANT:", 7)
    d.text(1, "Caption[1].Defendant[0]", 100, 724, 395.1, 742, DA="/Helv 0 Tf 0 g")
    d.word(1, 402, 746, "CASE NUMBER:", 7)
    d.text(1, "Caption[1].CaseNumber[0]", 402, 724, 572, 742, DA="/Helv 0 Tf 0 g", Q=1)
    d.word(1, 250, 688, "[PROPOSED] ORDER", 12, "bold")
    d.word(1, 36, 664, "5. For each conviction in item 1 and in any attachment the Court", 9)
    d.box(1, "Order[0].Grant[0]", 50, 646, "grants the relief that is stated beside it")
    d.box(1, "Order[0].Except[0]", 50, 630, "grants it except in rows:")
    d.text(1, "Order[0].ExceptRows[0]", 170, 628, 560, 642)
    d.lines.append((1, 170, 628, 560, 628))
    d.box(1, "Order[0].Deny[0]", 50, 614, "denies the request")
    d.word(
        1,
        36,
        590,
        "6. Where relief is granted: the person is relieved of any duty to register under Health and Safety Code",
        9,
    )
    d.word(
        1,
        48,
        577,
        "section 11590 that arose from the conviction; the record of a conviction dismissed and sealed may be opened",
        9,
    )
    d.word(
        1,
        48,
        564,
        "only by order of the Court or as the law otherwise allows; the clerk shall report the change to the",
        9,
    )
    d.word(1, 48, 551, "Department of Justice within 30 days (Pen. Code, § 13151).", 9)
    d.word(1, 36, 526, "7. Other orders:", 9)
    d.frame(1, 48, 440, 575, 520)
    d.text(1, "Order[0].Other[0]", 49, 441, 574, 519, Ff=1 << 12)
    d.word(1, 36, 400, "Date:", 9)
    d.text(1, "Order[0].Date[0]", 62, 396, 200, 410)
    d.lines += [(1, 62, 396, 200, 396), (1, 300, 396, 560, 396)]
    d.fields.append((1, "Order[0].Judge[0]", (300, 397, 560, 420), {"FT": "Sig"}))
    d.word(1, 300, 386, "(JUDICIAL OFFICER)", 7)


def build(change: Callable[[pikepdf.Pdf], None] = lambda _: None) -> bytes:
    """The form as a file: print, fields, XFA, script, an attached file; ``change`` may spoil it."""
    drawing = draw()
    pages = typst.compile(
        _DRAWN.encode(),
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=list(map(str, folders()))
        ),
        sys_inputs={"told": json.dumps({"words": drawing.words, "lines": drawing.lines})},
        timestamp=datetime(2018, 6, 1, tzinfo=UTC),
    )
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        _add_fields(pdf, drawing)
        _add_what_acts(pdf)
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add_fields(pdf: pikepdf.Pdf, drawing: Drawing) -> None:
    groups: dict[str, pikepdf.Object] = {}
    roots = []
    for page, name, rect, told in drawing.fields:
        widget = _widget(pdf, page, rect, told)
        annotations = pdf.pages[page].obj.get("/Annots", Array())
        annotations.append(widget)
        pdf.pages[page].obj.Annots = annotations
        above = None
        parts = [f"{FORM}[0]", f"Page{page + 1}[0]", *name.split(".")]
        for depth in range(1, len(parts) + (name == "Hearing[0]")):
            path = ".".join(parts[:depth])
            if path not in groups:
                groups[path] = pdf.make_indirect(Dictionary(T=String(parts[depth - 1]), Kids=Array()))
                if above is None:
                    roots.append(groups[path])
                else:
                    groups[path].Parent = above
                    above.Kids.append(groups[path])
            above = groups[path]
        assert above is not None
        if name == "Hearing[0]":  # one field with a button for each answer
            above.FT, above.Ff = Name.Btn, 1 << 15
            del widget.FT
        else:
            widget.T = String(parts[-1])
        widget.Parent = above
        above.Kids.append(widget)
    pdf.Root.AcroForm = Dictionary(Fields=Array(roots), DA=String("/Helv 0 Tf 0 g"), NeedAppearances=True)


def _widget(pdf: pikepdf.Pdf, page: int, rect: tuple[float, ...], told: dict[str, object]) -> pikepdf.Object:
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, Rect=Array([round(number, 2) for number in rect]), F=4,
        P=pdf.pages[page].obj, FT=Name(f"/{told['FT']}"),
    )  # fmt: skip
    for key in ("Ff", "MaxLen", "Q"):
        if key in told:
            widget[f"/{key}"] = told[key]
    if "DA" in told:
        widget.DA = String(str(told["DA"]))
    if "on" in told:
        shown = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        widget.AP = Dictionary(N=Dictionary({f"/{told['on']}": shown, "/Off": shown}))
        widget.AS = Name.Off
    widget.AA = Dictionary(K=_script(pdf, "app.alert('a key');"))
    return pdf.make_indirect(widget)


def _script(pdf: pikepdf.Pdf, text: str) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String(text)))


def _add_what_acts(pdf: pikepdf.Pdf) -> None:
    xfa = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template><subform name='SF-64'/></template></xdp:xdp>"
    pdf.Root.AcroForm.XFA = Array([String("template"), pdf.make_stream(xfa)])
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("start"), _script(pdf, "app.launchURL('http://a.example');")])),
        EmbeddedFiles=Dictionary(Names=Array([])),
    )
    pdf.Root.OpenAction = _script(pdf, "this.print();")
    pdf.Root.NeedsRendering = True
    pdf.pages[0].obj.AA = Dictionary(O=_script(pdf, "app.beep();"))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
