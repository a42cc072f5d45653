"""The tree of a text: where each labelled or unlabelled paragraph belongs, with its path, label and kind.

One ``Outline`` serves one namespace: the document itself, an attached regulation ("kem-theo"), an annex ("phu-luc-1"), or the
quotation below an amending clause ("dieu-1/khoan-2/trich"). Namespaces share one ``Ledger``, which keeps every path unique.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from pipeline.records import ProvisionKind, SourceCell
from pipeline.structure.label import BULLETS, CONTAINERS, Label, Style, roman, upper_order
from pipeline.structure.segment import Grid, Paragraph, is_capitals

_KINDS = {
    Style.PART: ProvisionKind.PART,
    Style.CHAPTER: ProvisionKind.CHAPTER,
    Style.SECTION: ProvisionKind.SECTION,
    Style.SUBSECTION: ProvisionKind.SUBSECTION,
    Style.ARTICLE: ProvisionKind.ARTICLE,
}
_WORDS = {
    Style.PART: ("phan", "Phần"),
    Style.CHAPTER: ("chuong", "Chương"),
    Style.SECTION: ("muc", "Mục"),
    Style.SUBSECTION: ("tieu-muc", "Tiểu mục"),
}
_BULLET_WORDS = {
    Style.DASH: ("gach", "gạch đầu dòng"),
    Style.PLUS: ("cong", "dấu cộng"),
    Style.STAR: ("sao", "dấu sao"),
    Style.DOT: ("cham", "dấu chấm"),
}
_TERMINAL = re.compile(r"""[.;:!?…]["”’)]*$""")
_NUMBERS = (Style.NUMBER, Style.PAREN)
_LONGEST_TITLE = 90  # characters
_UNITS = frozenset({Style.LETTER, Style.SUBLETTER, Style.LOWER_ROMAN}) | BULLETS


@dataclass(frozen=True, slots=True)
class Row:
    """Row ``index`` of a table whose column heads are ``columns``; ``rest``: what page breaks cut off it, as (grid, row)."""

    grid: Grid
    index: int
    columns: tuple[str, ...]
    rest: tuple[tuple[Grid, int], ...] = ()

    def cells(self) -> list[list[SourceCell]]:
        """The row's own cells by column, each as its parts before and after page breaks."""
        parts: dict[int, list[SourceCell]] = {}
        for grid, index in ((self.grid, self.index), *self.rest):
            for cell in grid.rows[index]:
                parts.setdefault(cell.column, []).append(cell)
        return [parts[column] for column in sorted(parts)]


@dataclass
class Tally:
    """How many tables hang on a unit, and how many content rows the last of them has so far."""

    tables: int = 0
    rows: int = 0


@dataclass(eq=False)
class Node:
    """A provision in the making."""

    kind: ProvisionKind
    path: str
    label: str
    number: str | None
    parent: Node | None
    style: Style | None = None
    order: int | None = None
    paren: bool = False
    parts: list[Paragraph] = field(default_factory=list)
    title: str | None = None
    titled: bool = False  # the own text so far is only label and title
    paragraphs: int = 1  # how many "đoạn" it has
    quoted: bool = False
    bullets: Counter[Style] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)
    row: Row | None = None


class Ledger:
    """All nodes of a document in reading order; hands out unique paths."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._paths: set[str] = {"document"}

    def unique(self, path: str) -> str:
        """``path``, or ``path-lan-2`` where it is taken (the same number twice under one parent)."""
        candidate, count = path, 1
        while candidate in self._paths:
            count += 1
            candidate = f"{path}-lan-{count}"
        self._paths.add(candidate)
        return candidate

    def add(self, node: Node) -> Node:
        self.nodes.append(node)
        return node


class Outline:
    """Builds the tree of one namespace from its paragraphs, in order."""

    def __init__(
        self, ledger: Ledger, prefix: str = "", suffix: str = "", root: Node | None = None, *, quoted: bool = False
    ) -> None:
        self.ledger = ledger
        self.prefix = prefix
        self.suffix = suffix
        self.root = root
        self.quoted = quoted
        self.stack: list[Node] = []
        self.articles: list[int] = []  # numbers met, in order
        self.gaps: list[tuple[str, str]] = []  # (before, after) where a sequence breaks
        self._loose = 0
        self._tally = Tally()
        self._bullets: Counter[Style] = Counter()

    @property
    def leaf(self) -> Node | None:
        return self.stack[-1] if self.stack else None

    @property
    def in_article(self) -> bool:
        return any(node.style is Style.ARTICLE for node in self.stack)

    def open_number(self) -> Label | None:
        """The label of the innermost open "1.", "2." …"""
        node = self._open(Style.NUMBER)
        return Label(Style.NUMBER, node.number, node.order, 0) if node is not None else None

    def settle(self, label: Label) -> Label:
        """Decide what an ambiguous label is here: "I." after "H.", "i)" after "h)", "C." Roman hundred or the letter."""
        if label.style is Style.ROMAN and label.number and len(label.number) == 1:
            upper = self._open(Style.UPPER)
            as_letter = upper_order(label.number)
            wanted = self._open(Style.ROMAN)
            if (
                upper
                and as_letter
                and upper.order
                and as_letter - upper.order in (1, 2)
                and not (wanted and wanted.order == (label.order or 0) - 1)
            ):
                return Label(Style.UPPER, label.number, as_letter, label.end)
            if label.number in "CDLM" and not (wanted and wanted.order == (label.order or 0) - 1):
                return Label(Style.UPPER, label.number, as_letter, label.end)
        if label.style is Style.LETTER and label.number and roman(label.number):
            before = self._open(Style.LETTER)
            lower = self._open(Style.LOWER_ROMAN)
            order = roman(label.number)
            if lower and lower.order == (order or 0) - 1 and not (before and before.order == (label.order or 0) - 1):
                return Label(Style.LOWER_ROMAN, label.number, order, label.end)
            if label.number == "i" and before and before.order != (label.order or 0) - 1:
                return Label(Style.LOWER_ROMAN, label.number, 1, label.end)
        if label.style is Style.PAREN:
            outer = self._open(Style.NUMBER)
            if outer.paren if outer is not None else self._open(Style.LETTER) is None:
                return replace(label, style=Style.NUMBER)
        return label

    def follows(self, label: Label) -> bool:
        """Whether a numbered label is the next one of an open or a fresh sequence."""
        if label.order is None:
            return True
        if label.style is Style.ARTICLE:
            last = self.articles[-1] if self.articles else 0
            return label.order == last + 1 or (bool(label.suffix) and label.order == last)
        same = self._open(label.style)
        if same is None:
            return label.order == 1
        return (same.order is not None and label.order - same.order in (0, 1)) or label.order == 1

    def is_sibling_of_leaf(self, label: Label) -> bool:
        leaf = self.leaf
        if leaf is None or leaf.style is None:
            return False
        if label.style is not leaf.style:
            return False
        return label.style in BULLETS or (label.order or 0) == (leaf.order or 0) + 1

    def add_unit(self, paragraph: Paragraph, label: Label) -> Node:
        """Open the unit that ``paragraph`` begins."""
        label = self.settle(label)
        parent = self._make_room(label)
        kind = self._kind(label, parent)
        node = Node(kind, "", "", label.number, parent or self.root, label.style, label.order, label.paren, quoted=self.quoted)
        node.path = self.ledger.unique(self._path(label, kind, parent))
        node.label = self._label(node, kind, parent)
        node.parts.append(paragraph)
        self._note_gap(node, parent)
        rest = paragraph.text[label.end :].strip()
        self._read_title(node, paragraph, rest)
        if label.style is Style.ARTICLE and label.order is not None:
            self.articles.append(label.order)
        self.stack.append(node)
        return self.ledger.add(node)

    def wants_text(self, paragraph: Paragraph) -> bool:
        """Whether an unlabelled paragraph is still the open unit's own text (its title, or the text under the title)."""
        leaf = self.leaf
        if leaf is None or self.ledger.nodes[-1] is not leaf:
            return False  # a table or a paragraph stands between
        if leaf.title is None and leaf.titled:
            return True
        if leaf.style in CONTAINERS:
            return len(leaf.parts) <= 3 and (is_capitals(paragraph.text) or paragraph.bold) and len(paragraph.text) < 300
        return leaf.style is Style.ARTICLE and leaf.titled

    def add_text(self, paragraph: Paragraph, following: Label | None) -> Node:
        """Place an unlabelled paragraph. ``following`` is the next label in the same text, if any."""
        leaf = self.leaf
        if leaf is not None and self.wants_text(paragraph):
            self._extend(leaf, paragraph)
            return leaf
        owner = self._owner(following)
        if owner is None:
            return self.add_loose(paragraph)
        while self.stack and self.stack[-1] is not owner:
            self.stack.pop()  # the list above is over: a new one below this paragraph is not part of it
        owner.paragraphs += 1
        path = self.ledger.unique(f"{owner.path}/doan-{owner.paragraphs}")
        node = Node(ProvisionKind.PARAGRAPH, path, f"đoạn {owner.paragraphs} {owner.label}", None, owner, quoted=self.quoted)
        node.parts.append(paragraph)
        return self.ledger.add(node)

    def add_loose(self, paragraph: Paragraph) -> Node:
        """A paragraph that stands in no unit of this namespace."""
        self._loose += 1
        path = self.ledger.unique(f"{self.prefix}doan-{self._loose}")
        label = self._with_suffix(f"đoạn {self._loose}")
        node = Node(ProvisionKind.PARAGRAPH, path, label, None, self.root, quoted=self.quoted)
        node.parts.append(paragraph)
        return self.ledger.add(node)

    def add_grid(self, grid: Grid, first: int, columns: tuple[str, ...], *, goes_on: bool = False) -> list[Node]:
        """The content rows of a table, from row ``first`` on, as provisions under the open unit.

        ``goes_on`` says that the table is the rest of the one before (it crossed a page): its rows are counted on.
        """
        owner = self._table_owner()
        tally = owner.tally if owner is not None else self._tally
        if not goes_on or not tally.tables:
            tally.tables += 1
            tally.rows = 0
        base, tail = (owner.path + "/", " " + owner.label) if owner is not None else (self.prefix, self._with_suffix(""))
        head = ""
        if tally.tables > 1 or (owner is None and not self.prefix):
            base += f"bang-{tally.tables}/"
            head = f" bảng {tally.tables}"
        nodes = []
        for row in range(first, len(grid.rows)):
            tally.rows += 1
            place = tally.rows
            path = self.ledger.unique(f"{base}hang-{place}")
            label = f"hàng {place}{head}{tail}".rstrip()
            node = Node(ProvisionKind.ROW, path, label, str(place), owner or self.root, quoted=self.quoted)
            node.row = Row(grid, row, columns)
            nodes.append(self.ledger.add(node))
        return nodes

    def _table_owner(self) -> Node | None:
        for node in reversed(self.stack):
            if node.style not in BULLETS:
                return node
        return None

    def _owner(self, following: Label | None) -> Node | None:
        """The unit to which an unlabelled paragraph below the open one belongs.

        It stays with an open điểm or dash when the text announces it (":") or the list goes on after it; otherwise it is the
        next paragraph of the khoản, Điều or heading above the list.
        """
        leaf = self.leaf
        if leaf is None:
            return None
        if leaf.style not in _UNITS:
            return leaf
        if leaf.parts and leaf.parts[-1].text.rstrip().endswith(":"):
            return leaf
        if self._is_title(leaf):
            return leaf
        if following is not None and self.is_sibling_of_leaf(self.settle(following)):
            return leaf
        for node in reversed(self.stack):
            if node.style not in _UNITS or (node.style is Style.LETTER and self._is_title(node)):
                return node
        return leaf

    def _is_title(self, leaf: Node) -> bool:
        """Whether an open điểm or dash is but a title ("a) Trình tự thực hiện"), so that the text below is its own.

        Items of a bare list have no full stop either; a dash counts where another dash of the list had text below it.
        """
        text = leaf.parts[-1].text.rstrip() if len(leaf.parts) == 1 else ""
        if not text or len(text) > _LONGEST_TITLE or text[-1] in ".;:,!?…”":
            return False
        if leaf.style not in BULLETS:
            return True
        return any(
            node.parent is leaf.parent and node.style is leaf.style and node.paragraphs > 1 for node in self.ledger.nodes[-60:]
        )

    def _open(self, style: Style) -> Node | None:
        for node in reversed(self.stack):
            if node.style is style:
                return node
        return None

    def _make_room(self, label: Label) -> Node | None:
        """Close what the new label closes; returns its parent."""
        style = label.style
        same = [index for index, node in enumerate(self.stack) if node.style is style]
        leaf = self.leaf
        if same:
            place = same[-1]
            if label.order is not None:
                for index in reversed(same):
                    if self.stack[index].order == label.order - 1:
                        place = index
                        break
                else:
                    if label.order == 1 and leaf is not None and self._starts_inner_list(leaf, style):
                        return leaf
            del self.stack[place:]
            return self.leaf
        if style is Style.UPPER and label.order == 1 and self._open(Style.ROMAN):
            while self.stack and (self.stack[-1].style or Style.PART) > Style.ROMAN:
                self.stack.pop()
            return self.leaf
        while self.stack and self.stack[-1].style is not None and self.stack[-1].style >= style:
            self.stack.pop()
        return self.leaf

    def _starts_inner_list(self, leaf: Node, style: Style) -> bool:
        """Whether a list that begins again at 1 is one of its own below the open unit, not a repetition of the outer list."""
        if leaf.style is None or leaf.style in CONTAINERS or style <= Style.ARTICLE:
            return False
        if leaf.style is style:
            return leaf.parts[-1].text.rstrip().endswith(":")
        return leaf.style > style

    def _kind(self, label: Label, parent: Node | None) -> ProvisionKind:
        style = label.style
        if style in _KINDS:
            return _KINDS[style]
        under_article = parent is not None and parent.style is Style.ARTICLE
        if style in _NUMBERS:
            if under_article:
                return ProvisionKind.CLAUSE
            if parent is not None and (parent.style in _UNITS or parent.kind is ProvisionKind.CLAUSE):
                return ProvisionKind.ITEM
            if parent is None and self.quoted:
                return ProvisionKind.CLAUSE
            return ProvisionKind.HEADING if style is Style.NUMBER else ProvisionKind.ITEM
        if style is Style.LETTER:
            return ProvisionKind.POINT
        if style in (Style.DECIMAL2, Style.DECIMAL3, Style.DECIMAL4):
            return ProvisionKind.ITEM if self.in_article and not self._open(Style.ROMAN) else ProvisionKind.HEADING
        if style in (Style.ROMAN, Style.UPPER):
            return ProvisionKind.HEADING
        return ProvisionKind.ITEM

    def _path(self, label: Label, kind: ProvisionKind, parent: Node | None) -> str:
        base = parent.path + "/" if parent is not None else self.prefix
        style, number = label.style, fold(label.number)
        if style is Style.ARTICLE:
            return f"{self.prefix}dieu-{number}"
        if style in _WORDS:
            return f"{base}{_WORDS[style][0]}-{number}"
        if style in BULLETS:
            counter = parent.bullets if parent is not None else self._bullets
            counter[style] += 1
            return f"{base}{_BULLET_WORDS[style][0]}-{counter[style]}"
        if kind is ProvisionKind.CLAUSE:
            return f"{base}khoan-{number}"
        if kind is ProvisionKind.POINT:
            return f"{base}diem-{number}"
        if style in (Style.SUBLETTER, Style.LOWER_ROMAN, Style.PAREN):
            return f"{base}tiet-{number}"
        return f"{base}muc-{number}"

    def _label(self, node: Node, kind: ProvisionKind, parent: Node | None) -> str:
        style = node.style
        tail = " " + parent.label if parent is not None else self._with_suffix("")
        if style is Style.ARTICLE:
            return self._with_suffix(f"Điều {node.number}")
        if style in _WORDS:
            return f"{_WORDS[style][1]} {node.number}{tail}"
        if style in BULLETS:
            count = int(node.path.rsplit("-", 1)[1]) if node.path.rsplit("-", 1)[1].isdigit() else 1
            return f"{_BULLET_WORDS[style][1]} {count}{tail}"
        if kind is ProvisionKind.CLAUSE:
            return f"khoản {node.number}{tail}"
        if kind is ProvisionKind.POINT and (parent is None or parent.kind is not ProvisionKind.HEADING):
            return f"điểm {node.number}{tail}"
        if style in (Style.SUBLETTER, Style.LOWER_ROMAN, Style.PAREN):
            return f"tiết {node.number}{tail}"
        return self._chain(node, parent)

    def _chain(self, node: Node, parent: Node | None) -> str:
        """ "mục I.1.a": numbers of nested headings run together."""
        numbers = [node.number or ""]
        above = parent
        while above is not None and above.kind in (ProvisionKind.HEADING, ProvisionKind.POINT) and above.number:
            if numbers[0].startswith(above.number + "."):
                pass  # "1.1" already says 1
            else:
                numbers.insert(0, above.number)
            above = above.parent if above.parent is not self.root else None
        tail = " " + above.label if above is not None and above is not self.root else self._with_suffix("")
        return f"mục {'.'.join(numbers)}{tail}"

    def _with_suffix(self, label: str) -> str:
        return f"{label} {self.suffix}".strip() if label else (f" {self.suffix}" if self.suffix else "")

    def _note_gap(self, node: Node, parent: Node | None) -> None:
        if node.order is None or node.style is None:
            return
        if node.style is Style.ARTICLE:
            last = self.articles[-1] if self.articles else 0
            if node.order not in (last, last + 1):
                self.gaps.append((f"Điều {last}", node.label))

    def _read_title(self, node: Node, paragraph: Paragraph, rest: str) -> None:
        """Whether what follows the label is a title or already the text."""
        if not rest:
            node.titled = True  # the title is the next paragraph
            return
        short = len(rest) <= 250
        closed = bool(_TERMINAL.search(rest))
        if node.style in CONTAINERS or (short and (paragraph.bold or not closed) and not rest.endswith((";", ":"))):
            node.title = rest
            node.titled = True
            if node.kind is ProvisionKind.HEADING:
                node.paragraphs = 0
        elif node.style is Style.ARTICLE and paragraph.bold and short and rest.endswith(":"):
            node.title = rest.rstrip(":")
            node.titled = True

    def _extend(self, node: Node, paragraph: Paragraph) -> None:
        node.parts.append(paragraph)
        if node.title is None and node.titled:
            text = paragraph.text.strip()
            if node.style in CONTAINERS or (len(text) <= 250 and (paragraph.bold or not _TERMINAL.search(text))):
                node.title = text
                return
            node.titled = False
        elif node.style in CONTAINERS:
            node.title = f"{node.title or ''} {paragraph.text.strip()}".strip()
        else:
            node.titled = False


def fold(number: str | None) -> str:
    """A number as it stands in a path: ASCII, điểm đ as "dd"."""
    return (number or "").replace("đ", "dd").replace("Đ", "DD")
