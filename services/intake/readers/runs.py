"""Reads what a stretch of Word XML shows: text, and every way of making a box.

What python-docx leaves out stands here: w:sym, content controls, legacy form
fields, EQ fields, text boxes, nested tables, insertions. A tick that is drawn
and not written comes out as undecided.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from lxml import etree

from services.intake.readers import glyphs
from services.intake.readers.grid import Budget
from services.intake.readers.ooxml import attribute, children, local, named
from services.intake.readers.raw_form import UNDECIDED, Piece, joined
from services.intake.readers.wordml import UNREAD, boxes, cells, rows

_OFF = frozenset({"0", "false", "off", "none"})
_PLAIN = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_FIELD_CODE = frozenset({"instrText", "delInstrText"})
_DRAWN = frozenset({"drawing", "pict", "object"})
_MARKS = frozenset({"√", "✓", "✔", "☑", "☒", "■", "●", "×", "V", "v", UNDECIDED})
_FONT_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")


def is_only_mark(text: str) -> bool:
    """Whether a text box or WordArt holds a tick and nothing else: it floats, nobody knows over which box."""
    return "".join(text.split()) in _MARKS


class Styles:
    """The fonts of styles: R becomes a box by a character style as well as by its own font."""

    def __init__(self, root: etree._Element | None) -> None:
        self._fonts: dict[str, tuple[str, ...]] = {}
        self._based_on: dict[str, str] = {}
        for style in () if root is None else children(root, "style"):
            name = attribute(style, "styleId")
            for part in style:
                if local(part) == "basedOn":
                    self._based_on[name] = attribute(part, "val")
                elif local(part) == "rPr":
                    self._fonts[name] = _fonts_in(part)

    def fonts(self, name: str) -> tuple[str, ...]:
        """The fonts a style sets, or the one it is based on."""
        for _ in range(10):
            if self._fonts.get(name) or name not in self._based_on:
                break
            name = self._based_on[name]
        return self._fonts.get(name, ())


@dataclass
class _Field:
    """A field that is open: its code, then its result."""

    legacy: str | None = None
    code: str = ""
    result: list[Piece] = field(default_factory=list)
    has_result: bool = False


class Reader:
    """Collects the pieces of one cell, or of the text outside the table."""

    def __init__(self, styles: Styles, budget: Budget) -> None:
        self._styles = styles
        self._budget = budget
        self._pieces: list[Piece] = []
        self._open: list[_Field] = []
        self._struck = False
        self._paragraph_style = ""

    def pieces(self, element: etree._Element) -> list[Piece]:
        """What stands inside an element, in order; a field left open at its end shows its result."""
        self._inside(element)
        return self._collected()

    def block(self, element: etree._Element) -> list[Piece]:
        """What a paragraph or table shows, as ``pieces`` does for what stands inside an element."""
        self._other(element, local(element))
        return self._collected()

    def text(self, element: etree._Element) -> str:
        """What an element shows as text, without what is crossed out."""
        return "".join(piece.text for piece in self.pieces(element) if not piece.struck)

    def _collected(self) -> list[Piece]:
        while self._open:
            self._close()
        return joined(self._pieces)

    def _inside(self, element: etree._Element) -> None:
        for child in element:
            tag = local(child)
            if tag in UNREAD:
                continue
            read = _READERS.get(tag)
            if read is None:
                self._inside(child)
            else:
                read(self, child)

    def _paragraph(self, element: etree._Element) -> None:
        before = self._paragraph_style
        self._paragraph_style = _value(element, "pPr", "pStyle")
        self._inside(element)
        self._emit("\n")
        self._paragraph_style = before

    def _table(self, element: etree._Element) -> None:
        for row in rows(element):
            for cell in cells(row):
                self._inside(cell)

    def _run(self, element: etree._Element) -> None:
        properties = next(children(element, "rPr"), None)
        if properties is not None and _is_on(properties, "vanish"):
            return
        before = self._struck
        self._struck = properties is not None and (
            _is_on(properties, "strike") or _is_on(properties, "dstrike")
        )
        fonts = self._fonts(properties)
        for child in element:
            tag = local(child)
            if tag == "t" or tag in _FIELD_CODE:
                self._text(glyphs.shown(child.text or "", fonts), is_code=tag != "t")
            elif tag in _PLAIN:
                self._emit(_PLAIN[tag])
            elif tag == "sym":
                self._emit(glyphs.symbol(attribute(child, "char"), attribute(child, "font")))
            elif tag not in UNREAD:
                self._other(child, tag)
        self._struck = before

    def _other(self, child: etree._Element, tag: str) -> None:
        read = _READERS.get(tag)
        if read is None:
            self._inside(child)
        else:
            read(self, child)

    def _fonts(self, properties: etree._Element | None) -> tuple[str, ...]:
        own = () if properties is None else _fonts_in(properties)
        if own:
            return own
        named_style = "" if properties is None else _value(properties, "rStyle")
        return self._styles.fonts(named_style) or self._styles.fonts(self._paragraph_style)

    def _text(self, text: str, *, is_code: bool) -> None:
        if is_code and self._open and not self._open[-1].has_result:
            self._open[-1].code += text[:500]
        elif not is_code:
            self._emit(text)

    def _emit(self, text: str) -> None:
        """Show a text, inside the field it belongs to."""
        if not text:
            return
        text = self._budget.take(text)
        if not self._open:
            self._pieces.append(Piece(text, self._struck))
        elif self._open[-1].has_result:
            self._open[-1].result.append(Piece(text, self._struck))
        else:
            # A symbol set inside the code of an EQ field.
            self._open[-1].code += text[:500]

    def _field_mark(self, element: etree._Element) -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._open.append(_Field(_legacy(element)))
        elif kind == "separate" and self._open:
            self._open[-1].has_result = True
        elif kind == "end" and self._open:
            self._close()

    def _simple_field(self, element: etree._Element) -> None:
        self._open.append(_Field(_legacy(element), attribute(element, "instr"), has_result=True))
        depth = len(self._open)
        self._inside(element)
        while len(self._open) >= depth:
            self._close()

    def _close(self) -> None:
        closed = self._open.pop()
        shows = closed.legacy if closed.legacy is not None else glyphs.field_result(closed.code)
        if shows is None:
            for piece in closed.result:
                self._reemit(piece)
        elif shows:
            self._reemit(Piece(shows, self._struck))

    def _reemit(self, piece: Piece) -> None:
        """Hand what a field shows to the field around it, without paying for it twice."""
        if not self._open:
            self._pieces.append(piece)
        elif self._open[-1].has_result:
            self._open[-1].result.append(piece)
        else:
            self._open[-1].code += piece.text[:500]

    def _control(self, element: etree._Element) -> None:
        """A content control: a box shows its state, a placeholder is no text."""
        properties = next(children(element, "sdtPr"), None)
        box = None if properties is None else next(children(properties, "checkbox"), None)
        if box is not None:
            self._check_box(element, box)
        elif properties is None or not _is_on(properties, "showingPlcHdr"):
            self._inside(element)

    def _check_box(self, element: etree._Element, box: etree._Element) -> None:
        """A box whose state and glyph disagree, as when somebody typed over it, is undecided."""
        is_ticked = _is_on(box, "checked")
        inner = Reader(self._styles, self._budget)
        content = next(children(element, "sdtContent"), None)
        pieces = [] if content is None else inner.pieces(content)
        glyph = "".join("".join(piece.text for piece in pieces).split())
        looks_empty = bool(glyph) and all(character in "□☐○" for character in glyph)
        looks_ticked = any(character in "☑√✓✔☒■●" for character in glyph)
        self._struck = any(piece.struck for piece in pieces)
        is_clear = not (looks_empty if is_ticked else looks_ticked)
        self._emit((glyphs.TICK if is_ticked else glyphs.EMPTY) if is_clear else UNDECIDED)
        self._struck = False

    def _drawn(self, element: etree._Element) -> None:
        """A text box is read for its text; a tick in it, or a shape without text, is undecided here."""
        found = [self._boxed(box) for box in boxes(element) if not _is_in_another(box, element)]
        art = [attribute(path, "string") for path in named(element, "textpath")]
        written = [text for text in (*found, *art) if text.strip()]
        if not written:
            self._emit(UNDECIDED)
        for text in written:
            self._emit(UNDECIDED if is_only_mark(text) else f"\n{text}\n")

    def _boxed(self, box: etree._Element) -> str:
        return Reader(self._styles, self._budget).text(box)

    def _ruby(self, element: etree._Element) -> None:
        """The base text; of what stands above it only a tick: 拼音指南 is used to set one over a box."""
        for above in children(element, "rt"):
            text = self._boxed(above)
            if is_only_mark(text):
                self._emit(text.strip())
        for base in children(element, "rubyBase"):
            self._inside(base)

    def _root(self, _: etree._Element) -> None:
        """The root sign of an equation, which looks like a tick."""
        self._emit(UNDECIDED)


_READERS: Mapping[str, Callable[[Reader, etree._Element], None]] = {
    "p": Reader._paragraph,
    "tbl": Reader._table,
    "r": Reader._run,
    "fldChar": Reader._field_mark,
    "fldSimple": Reader._simple_field,
    "sdt": Reader._control,
    "ruby": Reader._ruby,
    "rad": Reader._root,
    **dict.fromkeys(_DRAWN, Reader._drawn),
}


def _legacy(element: etree._Element) -> str | None:
    """What a legacy form field shows: a box by ``checked``, else by ``default``; a list its choice."""
    data = next(children(element, "ffData"), None)
    for part in () if data is None else data:
        if local(part) == "checkBox":
            state = next((mark for name in ("checked", "default") for mark in children(part, name)), None)
            return glyphs.TICK if state is not None and _says_on(state) else glyphs.EMPTY
        if local(part) == "ddList":
            return _chosen(part)
    return None


def _chosen(choices: etree._Element) -> str | None:
    entries = [attribute(entry, "val") for entry in children(choices, "listEntry")]
    mark = next((mark for name in ("result", "default") for mark in children(choices, name)), None)
    number = "0" if mark is None else attribute(mark, "val")
    is_entry = number.isascii() and number.isdigit() and len(number) < 4 and int(number) < len(entries)
    return entries[int(number)] if is_entry else None


def _fonts_in(properties: etree._Element) -> tuple[str, ...]:
    fonts = next(children(properties, "rFonts"), None)
    if fonts is None:
        return ()
    return tuple(name.strip().lower() for slot in _FONT_SLOTS if (name := attribute(fonts, slot)))


def _is_in_another(box: etree._Element, element: etree._Element) -> bool:
    """Whether a box stands in another one of this drawing, which reads it."""
    above = takewhile(lambda parent: parent is not element, box.iterancestors())
    return any(local(parent) == "txbxContent" for parent in above)


def _value(element: etree._Element, *path: str) -> str:
    found: etree._Element | None = element
    for name in path:
        found = None if found is None else next(children(found, name), None)
    return "" if found is None else attribute(found, "val")


def _is_on(element: etree._Element, name: str) -> bool:
    mark = next(children(element, name), None)
    return mark is not None and _says_on(mark)


def _says_on(mark: etree._Element) -> bool:
    """A mark without a value means on (ECMA-376, ST_OnOff)."""
    return attribute(mark, "val").lower() not in _OFF
