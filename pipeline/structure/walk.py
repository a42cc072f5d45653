"""Through the body of a document, unit by unit: which text each paragraph belongs to (own, attached, annexed, quoted, none)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.records import ProvisionKind
from pipeline.structure.attach import Heading, attachment_heading, issued_with, note_follows, starts_repeated_head
from pipeline.structure.closing import left_of_recipients, opens_recipients, opens_signature, take_closing
from pipeline.structure.head import BASIS
from pipeline.structure.label import CAPITALS, LETTERS, Label, Style, read_label
from pipeline.structure.outline import Ledger, Node, Outline, fold
from pipeline.structure.quote import announces_amendment, opens_quotation, quotation_end
from pipeline.structure.segment import Grid, Paragraph, Unit, is_capitals
from pipeline.structure.tabulate import cell_text, continues_table, head_rows, is_cut, row_texts

_ORDER = re.compile(r"^(?:QUYẾT\s*ĐỊNH|QUYẾT\s*NGHỊ|NGHỊ\s*QUYẾT|CHỈ\s*THỊ|YÊU\s*CẦU)\s*[:.]?$")
_INSTRUMENT = re.compile(
    r"^(?:Luật|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Pháp lệnh|Kế hoạch|Công văn|Bộ luật|Văn bản)\b"
)
_CARRIES_OUT = re.compile(
    r"^(?:Thực hiện|Triển khai|Theo)\s+(?:các\s+)?(?:nội dung\s+)?(?:Luật|Nghị định|Nghị quyết|Quyết định|Thông tư"
    r"|Chỉ thị|Pháp lệnh|Kế hoạch|Công văn|Văn bản"
    r"|Kết luận|Chương trình|Đề án|Hướng dẫn|Quy định|Thông báo|Công điện)\b"
)
_PASSED = re.compile(
    r"^(?:Nghị quyết|Quyết định|Quy chế|Quy định|Quy ước|Hương ước|Luật)(?:\s+này)?\s+(?:đã\s+)?được\b.*thông qua", re.DOTALL
)
_FAREWELL = re.compile(r"^(?:Trên đây|Yêu cầu|Đề nghị|Nhận được|Giao\s|Ủy ban nhân dân|UBND|Trong quá trình|Căn cứ|Chủ tịch)")
_CLOSED = re.compile(r"""(?:[;:.!?…]|\./\.?)["”’»)\]]*$""")
_OWN_DECISION = re.compile(r"kèm\s+theo\s+(?:Quyết định|Nghị quyết|Công văn|Chỉ thị)", re.IGNORECASE)


@dataclass
class TableFound:
    """A content table, with the rest of it from the following pages."""

    columns: tuple[str, ...]
    nodes: list[Node]
    start: int
    end: int


@dataclass
class Body:
    """What the walk found. ``leftovers`` are ``(reason, paragraph)``; ``fields`` are ``(name, paragraph)``."""

    ledger: Ledger
    leftovers: list[tuple[str, Paragraph]] = field(default_factory=list)
    fields: list[tuple[str, Paragraph]] = field(default_factory=list)
    table_heads: list[tuple[Grid, int]] = field(default_factory=list)
    tables: list[TableFound] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)


class Walk:
    """One pass over the units behind the head."""

    def __init__(self, units: Sequence[Unit], text: str, type_: str | None) -> None:
        self.units = list(units)
        self.text = text
        self.type = type_
        self.body = Body(Ledger())
        self.outline = Outline(self.body.ledger)
        self.outlines = [self.outline]
        self.position = 0
        self.opening = True  # before the first unit of the text: bases and preamble
        self.signed = False  # behind the signature: what comes now is attached
        self.attachments = 0
        self.annexes: dict[str, int] = {}
        self.attachment: tuple[str, str, Node | None] | None = None  # prefix, label, node of the open attachment
        self.annex: tuple[str, str, Node | None] | None = None
        self.bases = 0
        self.preambles = 0
        self.before: str | None = None  # the last text placed

    def run(self) -> Body:
        while self.position < len(self.units):
            unit = self.units[self.position]
            if isinstance(unit, Grid):
                if self.signed:
                    self._open_nameless()
                self._grid(unit)
                self.position += 1
            else:
                self._paragraph(unit)
        for outline in self.outlines:
            self.body.gaps.extend(outline.gaps)
        return self.body

    def _paragraph(self, unit: Paragraph) -> None:
        if not self._in_form() or opens_recipients(unit):
            closing = take_closing(self.units, self.position)
            if closing and (not self.opening or opens_recipients(unit) or self.body.ledger.nodes):
                self.body.leftovers.extend(closing)
                self.position += len(closing)
                self.signed = self.annex is None
                return
        heading = attachment_heading(unit) or self._untyped_heading(unit)
        if heading is not None and self._accepts(heading):
            self._open(heading)
            return
        if (self.signed or self.attachment or self.annex) and starts_repeated_head(self.units, self.position):
            self._repeated_head()
            return
        if self.signed and (rest := left_of_recipients(self.units, self.position)):
            recipients = self.units[self.position : self.position + rest]
            self.body.leftovers += [("recipients", one) for one in recipients if isinstance(one, Paragraph)]
            self.position += rest
            return
        if self.signed:
            if not self._opens_text(unit):
                self.body.leftovers.append(("signature" if len(unit.text) < 80 else "after-signature", unit))
                self.position += 1
                return
            self._open_nameless()
        if opens_quotation(unit, self.before):
            self._quotation()
            return
        label = self._label(unit)
        if label is not None and self.opening and label.style is Style.DASH and BASIS.match(unit.text[label.end :]):
            self._basis(unit)  # "- Căn cứ …", as documents of before 2010 list their bases
        elif label is not None:
            self.opening = False
            unit = self._part_run_in(unit, label)
            if label.style is Style.ARTICLE and label.order == 1 and not label.suffix and self.outline.articles:
                self._open_nameless()
            self.outline.add_unit(unit, label)
        elif self.opening and self._preamble(unit):
            pass
        else:
            number = self.outline.open_number()
            if number is not None:
                unit = self._part_run_in(unit, number)
            self._text(unit)
        self.before = unit.text
        self.position += 1

    def _label(self, unit: Paragraph) -> Label | None:
        """The label of ``unit`` if it opens a unit here; a number out of sequence after an open sentence is running text."""
        label = read_label(unit.text)
        if label is None:
            return None
        outline = self.outline
        if label.style is Style.ARTICLE:
            last = outline.articles[-1] if outline.articles else 0
            order = label.order or 0
            if outline.follows(label) or order == 1 or last < order <= last + 3 or not outline.articles:
                return label
            # The same number twice is a slip of the document when it stands like a heading; so is a bold heading out of order.
            closed = self.before is None or bool(_CLOSED.search(self.before))
            if announces_amendment(self.before) or not closed:
                return None
            strong = unit.bold and order not in outline.articles and len(unit.text) < 250
            return label if strong or (order == last and (unit.bold or not _CLOSED.search(unit.text))) else None
        if label.order is not None and label.style > Style.ARTICLE and not outline.follows(outline.settle(label)):
            open_sentence = self.before is not None and not _CLOSED.search(self.before) and not is_capitals(self.before)
            leaf = outline.leaf
            if open_sentence and not (leaf is not None and leaf.titled):
                return None
        return label

    def _part_run_in(self, unit: Paragraph, label: Label) -> Paragraph:
        """Cut off a unit that runs on inside the paragraph of the one before ("… phê duyệt. 3. Điểm tập kết …").

        Only where the sequence proves it: the label is the successor of this one, or the first of its children, and the next label
        of that style in the text is the one after (or there is none, and "… . 3. Capital" leaves no doubt).
        """
        for style, order, pattern in run_in_candidates(label):
            for found in pattern.finditer(unit.text, label.end):
                after_it = self._next_order(style)
                last = after_it is None and order >= 3 and unit.text[found.start()] == "."
                if after_it != order + 1 and not last:
                    break
                before, after = unit.split(found.start("at"))
                if before is not None and after is not None:
                    self.units[self.position : self.position + 1] = [before, after]
                    return before
        return unit

    def _next_order(self, style: Style) -> int | None:
        """Number of the next unit of ``style``, if it comes before any higher unit."""
        for unit in self.units[self.position + 1 : self.position + 40]:
            label = read_label(unit.text) if isinstance(unit, Paragraph) else None
            if label is not None and label.style is style:
                return label.order
            if label is not None and label.style < style:
                return None
        return None

    def _text(self, unit: Paragraph) -> None:
        outline = self.outline
        following = self._next_label()
        if (outline.leaf is not None and _PASSED.match(unit.text) and self._closes_next()) or (
            outline.leaf is not None
            and not outline.articles
            and not self.annex
            and not outline.wants_text(unit)
            and _FAREWELL.match(unit.text)
            and self._closes_next()
        ):
            outline.add_loose(unit)
        else:
            outline.add_text(unit, following)

    def _closes_next(self) -> bool:
        if self.position + 1 >= len(self.units):
            return True
        unit = self.units[self.position + 1]
        return isinstance(unit, Paragraph) and (opens_recipients(unit) or opens_signature(unit))

    def _next_label(self) -> Label | None:
        for unit in self.units[self.position + 1 : self.position + 9]:
            if not isinstance(unit, Paragraph):
                continue
            if opens_recipients(unit) or opens_signature(unit) or attachment_heading(unit):
                return None
            label = read_label(unit.text)
            if label is not None:
                return label
        return None

    def _preamble(self, unit: Paragraph) -> bool:
        """Bases, the order line and the text before the first unit. True when ``unit`` was one of them."""
        text = unit.text
        outline = self.outline
        if _ORDER.match(text) and is_capitals(text):
            self.body.fields.append(("order", unit))
            return True
        dispatch = self.type in ("công văn", "công điện", "chỉ thị", "thông báo")
        basis = bool(BASIS.match(text)) or (bool(_CARRIES_OUT.match(text)) and not dispatch)
        if not basis and self.bases and _INSTRUMENT.match(text) and text.rstrip().endswith(";"):
            basis = True
        if basis:
            self._basis(unit)
            return True
        if not outline.prefix and self._articles_ahead():
            self.preambles += 1
            self._own(ProvisionKind.PREAMBLE, f"mo-dau-{self.preambles}", f"mở đầu {self.preambles}", unit, None)
            return True
        return False

    def _basis(self, unit: Paragraph) -> None:
        self.bases += 1
        self._own(ProvisionKind.BASIS, f"can-cu-{self.bases}", f"căn cứ {self.bases}", unit, str(self.bases))

    def _own(self, kind: ProvisionKind, path: str, label: str, unit: Paragraph, number: str | None) -> None:
        outline = self.outline
        full = self.body.ledger.unique(outline.prefix + path)
        node = Node(kind, full, f"{label} {outline.suffix}".strip(), number, outline.root)
        node.parts.append(unit)
        self.body.ledger.add(node)

    def _articles_ahead(self) -> bool:
        for unit in self.units[self.position + 1 :]:
            if isinstance(unit, Paragraph):
                label = read_label(unit.text)
                if label is not None and label.style in (Style.ARTICLE, Style.CHAPTER):
                    return True
                if label is not None and label.style in (Style.ROMAN, Style.NUMBER):
                    return False
                if opens_recipients(unit):
                    return False
        return False

    def _grid(self, grid: Grid) -> None:
        first, columns = head_rows(grid, self.text)
        before = self.units[self.position - 1] if self.position else None
        goes_on = isinstance(before, Grid) and bool(self.body.tables) and continues_table(before, grid, self.text)
        if goes_on:
            columns = self.body.tables[-1].columns
        if first:
            self.body.table_heads.append((grid, first))
        leaf = self.outline.leaf
        if leaf is not None:
            leaf.titled = False
        if goes_on and self._completes_row(grid, first):
            first += 1
        nodes = self.outline.add_grid(grid, first, columns, goes_on=goes_on)
        if goes_on:
            self.body.tables[-1].nodes.extend(nodes)
            self.body.tables[-1].end = grid.end
        else:
            self.body.tables.append(TableFound(columns, nodes, grid.start, grid.end))
        self.opening = False
        self.before = None

    def _completes_row(self, grid: Grid, first: int) -> bool:
        """Give the first row of the rest of a table to the row above the page break, where the break cut it."""
        nodes = self.body.tables[-1].nodes
        row = nodes[-1].row if nodes else None
        if row is None or first >= len(grid.rows):
            return False
        above = {parts[0].column: " ".join(cell_text(part, self.text) for part in parts) for parts in row.cells()}
        numbered = all(node.row is not None and node.row.cells()[0][0].column == 0 for node in nodes)
        if not is_cut(above, row_texts(grid, first, self.text), numbered=numbered):
            return False
        nodes[-1].row = replace(row, rest=(*row.rest, (grid, first)))
        return True

    def _quotation(self) -> None:
        owner = self.outline.leaf
        end = quotation_end(self.units, self.position, self.outline.follows)
        base = f"{owner.path}/trich" if owner is not None else f"{self.outline.prefix}trich"
        label = f"(trích dẫn tại {owner.label})" if owner is not None else "(trích dẫn)"
        prefix = self.body.ledger.unique(base) + "/"
        outer, units = self.outline, self.units
        inner = Outline(self.body.ledger, prefix, label, owner or outer.root, quoted=True)
        self.outline = inner
        while self.position < end:
            unit = units[self.position]
            if isinstance(unit, Grid):
                self._grid(unit)
            else:
                found = read_label(unit.text)
                if found is not None:
                    inner.add_unit(unit, found)
                else:
                    inner.add_text(unit, self._next_label())
            self.position += 1
        self.outline = outer
        self.before = None

    def _in_form(self) -> bool:
        return self.annex is not None

    def _accepts(self, heading: Heading) -> bool:
        if heading.sort == "form":
            return self.annex is not None or self.attachment is not None or self.signed
        if heading.sort == "annex":
            return not self.opening or self.signed or bool(self.body.ledger.nodes)
        if self.signed:
            return True
        if not self.body.ledger.nodes and not self.attachment:
            return False
        return note_follows(self.units, self.position)

    def _opens_text(self, unit: Paragraph) -> bool:
        """Whether text behind the signature is an attached text rather than a remnant of the signature."""
        if read_label(unit.text) is not None and len(unit.text) > 12:
            return True
        if issued_with(unit) or note_follows(self.units, self.position, 3):
            return True
        return len(unit.text) > 60 or (is_capitals(unit.text) and len(unit.text.split()) > 5)

    def _untyped_heading(self, unit: Paragraph) -> Heading | None:
        """Capitals with "(Kèm theo …)" right below head an attached text, whatever their first word."""
        text = unit.text
        if not is_capitals(text) or len(text) > 600 or read_label(text) is not None or issued_with(unit):
            return None
        follows = self.position + 1 < len(self.units) and note_follows(self.units, self.position, 2)
        return Heading("attachment", None, strong=False) if follows else None

    def _open_nameless(self) -> None:
        self._enter_attachment(None, [])

    def _open(self, heading: Heading) -> None:
        """Open an annex, a form or an attachment; its title lines and its note belong to the heading."""
        parts = [self.units[self.position]]
        self.position += 1
        while self.position < len(self.units) and len(parts) < 8:
            unit = self.units[self.position]
            if not isinstance(unit, Paragraph) or not self._continues_heading(unit):
                break
            parts.append(unit)
            self.position += 1
        paragraphs = [part for part in parts if isinstance(part, Paragraph)]
        if heading.sort == "attachment":
            self._enter_attachment(heading, paragraphs)
        elif heading.sort == "annex":
            self._enter_annex(heading, paragraphs)
        else:
            self._enter_form(heading, paragraphs)

    def _continues_heading(self, unit: Paragraph) -> bool:
        text = unit.text.strip()
        if issued_with(unit) or (text.startswith("(") and len(text) < 300):
            return True
        label = read_label(text)
        if label is not None and label.style is not Style.PAREN:
            return False
        other = attachment_heading(unit)
        if other is not None and other.strong:
            return False
        if opens_recipients(unit) or opens_signature(unit) or starts_repeated_head(self.units, self.position):
            return False
        if is_capitals(text) and len(text) < 500:
            return True
        if (unit.bold or unit.centered) and len(text) < 300 and not text.endswith((":", ";")):
            return True
        return len(text) < 300 and note_follows(self.units, self.position, 2)

    def _enter(self, prefix: str, label: str, node: Node | None) -> None:
        self.outline = Outline(self.body.ledger, prefix, label, node)
        self.outlines.append(self.outline)
        self.opening = True
        self.signed = False
        self.bases = 0
        self.before = node.parts[-1].text if node is not None and node.parts else None

    def _enter_attachment(self, heading: Heading | None, parts: list[Paragraph]) -> None:
        self.attachments += 1
        path = self.body.ledger.unique("kem-theo" if self.attachments == 1 else f"kem-theo-{self.attachments}")
        word = (heading.type if heading else None) or "văn bản"
        label = f"{word[0].upper()}{word[1:]} kèm theo" + (f" ({self.attachments})" if self.attachments > 1 else "")
        node = self._heading_node(ProvisionKind.ATTACHMENT, path, label, None, parts, None)
        self.attachment = (path + "/", label, node)
        self.annex = None
        self._enter(path + "/", label, node)

    def _enter_annex(self, heading: Heading, parts: list[Paragraph]) -> None:
        note = " ".join(part.text for part in parts)
        inside = self.attachment if self.attachment and not _OWN_DECISION.search(note) else None
        base, suffix, root = inside or ("", "", None)
        self.annexes[base] = self.annexes.get(base, 0) + 1
        number = heading.number or str(self.annexes[base])
        path = self.body.ledger.unique(f"{base}phu-luc-{fold(number)}")
        label = f"Phụ lục {heading.number or ''}".strip() + (f" {suffix}" if suffix else "")
        node = self._heading_node(ProvisionKind.ANNEX, path, label, heading.number, parts, root)
        self.annex = (path + "/", label, node)
        self._enter(path + "/", label, node)

    def _enter_form(self, heading: Heading, parts: list[Paragraph]) -> None:
        base, suffix, root = self.annex or self.attachment or ("", "", None)
        number = re.sub(r"[^0-9A-Za-z.]+", "-", fold(heading.number))
        path = self.body.ledger.unique(f"{base}mau-{number}")
        label = f"Mẫu {heading.number}" + (f" {suffix}" if suffix else "")
        node = self._heading_node(ProvisionKind.ANNEX, path, label, heading.number, parts, root)
        keep = self.annex
        self._enter(path + "/", label, node)
        self.annex = keep or (base, suffix, root)

    def _heading_node(
        self, kind: ProvisionKind, path: str, label: str, number: str | None, parts: list[Paragraph], root: Node | None
    ) -> Node | None:
        if not parts:
            return None
        node = Node(kind, path, label, number, root)
        node.parts.extend(parts)
        rest = [p.text.strip() for p in parts[1:] if not issued_with(p) and not p.text.strip().startswith("(")]
        node.title = " ".join(rest) or None
        return self.body.ledger.add(node)

    def _repeated_head(self) -> None:
        """The issuer, motto, number and date above an attached text are no provisions."""
        table = None
        taken = 0
        while self.position < len(self.units) and taken < 14:
            unit = self.units[self.position]
            if not isinstance(unit, Paragraph) or len(unit.text) > 250:
                break
            table = table if table is not None else unit.table
            inside = unit.table is not None and unit.table == table
            heading = attachment_heading(unit)
            if taken and not inside and (heading or read_label(unit.text) or not _is_head_line(unit.text)):
                break
            self.body.leftovers.append(("attachment-head", unit))
            taken += 1
            self.position += 1


def run_in_candidates(label: Label) -> list[tuple[Style, int, re.Pattern[str]]]:
    """Labels that may stand inside the paragraph of ``label``: ``(style, number, expression with a group "at")``."""
    found = []
    order = label.order or 0
    if label.style is Style.NUMBER and not label.suffix:
        found.append((Style.NUMBER, order + 1, re.compile(rf"[.;:a-zà-ỹ]\s+(?P<at>{order + 1}\.\s+[{CAPITALS}])")))
    if label.style is Style.LETTER and order < len(LETTERS):
        found.append((Style.LETTER, order + 1, re.compile(rf"[.;:]\s+(?P<at>{LETTERS[order]}\)\s+[{CAPITALS}])")))
    if label.style in (Style.ARTICLE, Style.ROMAN, Style.UPPER):
        found.append((Style.NUMBER, 1, re.compile(rf"[^\d\s]\s+(?P<at>1\.\s+[{CAPITALS}])")))
    if label.style in (Style.ARTICLE, Style.NUMBER):
        found.append((Style.LETTER, 1, re.compile(rf"[.;:]\s+(?P<at>a\)\s+[{CAPITALS}])")))
    return found


def _is_head_line(text: str) -> bool:
    return bool(
        re.search(r"CỘNG\s+H[OÒ][AÀ]|NGHĨA\s+VIỆT\s+NAM|Độc\s+lập|ĐẢNG\s+CỘNG\s+SẢN|^Số\s*:|ngày.*tháng|năm\s+20", text)
        or re.search(r"^V/v|^[.…/\s]+$|^[^.;:]{2,30},\s*ngày[\s.…]*$|^tháng\b.{0,20}$", text)
        or re.match(r"(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|SỞ|BAN|TRƯỜNG|TỈNH|THÀNH PHỐ|XÃ|PHƯỜNG|TÊN|CƠ QUAN)\b", text)
    )
