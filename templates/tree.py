"""Markdown with tokens to the tree of blocks that the layout prints.

The Markdown is restricted on purpose: headings, paragraphs, numbered paragraphs (numbered anew
through the whole paper), quotations, bold and italic, pipe tables whose dashes give the columns'
widths, and the fences ``signature``, ``choices``, ``lines``, ``pagebreak``, ``language`` and ``convictions``. Anything
else prints as it is written or is an error with its line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from relief.errors import UserError
from templates.fonts import break_words
from templates.listing import COLUMNS, Block, Page, listing, table
from templates.prose import TOKEN, Prose
from templates.wrapping import Run, count_lines, slots, wrap, wrap_runs

FENCES = "signature, choices, lines, pagebreak, language and convictions"
LANGUAGES = ("en", "es", "zh", "ko", "tl", "vi", "hy", "ru")

_RULES = ["heading", "list", "blockquote", "table", "fence", "emphasis", "escape", "newline"]
_LEFT, _RIGHT = 178, 236
"""Points of the two sides of a signature."""

_MARKDOWN = MarkdownIt("zero").enable(_RULES)


@dataclass(kw_only=True)
class _Writer:
    prose: Prose
    page: Page
    listed: Sequence[object]
    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    number: int = 0

    def fail(self, node: SyntaxTreeNode, what: str) -> UserError:
        # The line is the rendered text's, which is what a preview shows: the template's own may differ.
        line = f" line {node.map[0] + 1} of its text" if node.map else ""
        return UserError(f"{self.prose.template}{line}: {what}")

    def words(self, text: str) -> str:
        return TOKEN.sub(lambda match: self.prose.values[int(match.group(1))], text)

    def runs(self, node: SyntaxTreeNode, width: float) -> list[Run]:
        found = list(self._runs(node, ""))
        return [(break_words(text, width, self.page.size), style) for text, style in found if text]

    def _runs(self, node: SyntaxTreeNode, style: str) -> Iterator[Run]:
        for child in node.children:
            if child.type == "text":
                yield self.words(child.content), style
            elif child.type in ("softbreak", "hardbreak"):
                yield " ", style
            else:
                yield from self._runs(child, style + {"strong": "b", "em": "i"}.get(child.type, ""))

    def add(self, node: SyntaxTreeNode) -> None:
        match node.type:
            case "heading":
                level = int(node.tag[1:])
                self.blocks.append({"type": "heading", "level": level, "runs": self.runs(node, self.page.width)})
            case "paragraph":
                self.paragraph(node, None)
            case "ordered_list":
                for item in node.children:
                    self.item(item)
            case "blockquote":
                self.quotation(node)
            case "table":
                self.table(node)
            case "fence":
                self.fence(node)
            case other:
                raise self.fail(node, f"papers have no {other.replace('_', ' ')}")

    def paragraph(self, node: SyntaxTreeNode, number: int | None) -> None:
        runs = self.runs(node, self.page.width - 72)
        self.blocks.append({"type": "paragraph", "number": number, "sticky": False, "runs": runs})

    def item(self, node: SyntaxTreeNode) -> None:
        self.number += 1
        for place, child in enumerate(node.children):
            if child.type == "paragraph":
                self.paragraph(child, self.number if place == 0 else None)
            elif place == 0 or child.type in ("ordered_list", "bullet_list"):
                raise self.fail(child, "a numbered paragraph begins with text and holds no further list")
            else:
                self.add(child)

    def quotation(self, node: SyntaxTreeNode) -> None:
        for child in node.children:
            if child.type != "paragraph":
                raise self.fail(child, "a quotation holds paragraphs only")
        self.keep_last()
        width = self.page.width - 72
        paragraphs = [wrap_runs(self.runs(child, width), width, self.page.size) for child in node.children]
        lines = sum(count_lines("".join(text for text, _ in runs)) for runs in paragraphs) + len(paragraphs) - 1
        self.blocks.append({"type": "quotation", "sticky": False, "paragraphs": paragraphs, "n": slots(lines)})

    def table(self, node: SyntaxTreeNode) -> None:
        assert node.map is not None
        dashes = self.lines[node.map[0] + 1].strip().strip("|").split("|")
        widths = [max(1, column.count("-")) for column in dashes]
        scale = self.page.width / sum(widths)
        rows = [row for part in node.children for row in part.children]
        cells = [[self.runs(c, w * scale - 8) for c, w in zip(row.children, widths, strict=True)] for row in rows]
        self.blocks.append(table(cells, widths, self.page))

    def fence(self, node: SyntaxTreeNode) -> None:
        match node.info.strip():
            case "signature":
                self.signature(node.content)
            case "choices":
                self.choices(node.content)
            case "pagebreak":
                self.blocks.append({"type": "pagebreak"})
            case "lines":
                self.stack(node.content)
            case "language":
                self.language(node)
            case "convictions":
                self.listing(node)
            case other:
                raise self.fail(node, f"no block is called {other or 'nothing'}; there are {FENCES}")

    def signature(self, content: str) -> None:
        """Lines left of ``|`` and right of it; a line that ends in underscores is one to write on."""
        pairs = [line.partition("|")[::2] for line in content.rstrip("\n").split("\n")]
        widths = (_LEFT, _RIGHT)
        left, right = (
            [wrap(self.words(side.strip()), width, 12) for side in column]
            for column, width in zip(zip(*pairs, strict=True), widths, strict=True)
        )
        lines = max(sum(map(count_lines, side)) for side in (left, right))
        # A signature alone on its page could be put under any text.
        self.keep_last()
        self.blocks.append({"type": "signature", "left": left, "right": right, "n": slots(lines)})

    def choices(self, content: str) -> None:
        """One box to tick for each line; all of them on one page."""
        width = self.page.width - 72
        lines = [wrap(self.words(line), width, self.page.size) for line in content.split("\n") if line.strip()]
        self.blocks.append({"type": "choices", "lines": lines, "n": sum(map(count_lines, lines))})

    def stack(self, content: str) -> None:
        """Each line a line of its own, as of an address."""
        width = self.page.width - 72
        lines = [wrap(self.words(line), width, self.page.size) for line in content.split("\n") if line.strip()]
        self.blocks.append({"type": "lines", "lines": lines, "n": slots(sum(map(count_lines, lines)))})

    def language(self, node: SyntaxTreeNode) -> None:
        """What follows is in this language."""
        code = node.content.strip()
        if code not in LANGUAGES or not self.page.plain:
            raise self.fail(node, f"a paper that is no pleading may be in {', '.join(LANGUAGES)}")
        self.blocks.append({"type": "language", "code": code})

    def keep_last(self) -> None:
        """Keep the paragraph before the next block on that block's page."""
        if self.blocks and "sticky" in self.blocks[-1]:
            self.blocks[-1]["sticky"] = True

    def listing(self, node: SyntaxTreeNode) -> None:
        columns = node.content.split()
        if unknown := [column for column in columns if column not in COLUMNS]:
            raise self.fail(node, f"a conviction has no column {unknown[0]}; there are {', '.join(COLUMNS)}")
        if not self.listed:
            raise self.fail(node, "this paper lists no convictions itself")
        if missing := [column for column in columns if not hasattr(self.listed[0], column)]:
            raise self.fail(node, f"the list of this kind of paper has no column {missing[0]}")
        self.blocks.append(listing(self.listed, columns, self.page))


def grow(prose: Prose, page: Page, listed: Sequence[object] = ()) -> list[Block]:
    """The blocks of a paper. Raises UserError for Markdown that papers do not have."""
    writer = _Writer(prose=prose, page=page, listed=listed, lines=prose.markdown.split("\n"))
    for node in _parse(prose.markdown).children:
        writer.add(node)
    return writer.blocks


@lru_cache(maxsize=64)
def _parse(markdown: str) -> SyntaxTreeNode:
    """The tree of a text, which is only read: papers of a kind differ in their values, and those are not in it."""
    return SyntaxTreeNode(_MARKDOWN.parse(markdown))
