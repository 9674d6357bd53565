"""Reads a roster (账号名单) and proposes an account for everybody in it.

No database: who has an account already is handed in. Whatever the file
holds, the answer is rows and findings, never an exception.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from services.accounts.listed import Listed, base_name, heads, of_reader, people, unread
from services.accounts.rules import check_username, fold_username
from services.accounts.terms import (
    LIST_JOIN,
    ROLE_WORDS,
    ROSTER_HEADINGS,
    RosterCode,
    RosterColumn,
)
from services.errors import InvalidInput
from services.findings import Finding, Source, errors
from services.intake.readers.grid import Grid, Refused
from services.intake.tables import read_table
from services.intake.texts import cleaned, folded, squeezed
from services.terms import Role

PEOPLE_MAX = 500
NAME_MAX = 20
UNIT_MAX = 60
BYTES_MAX = 10_000_000
# Titles, notes and blank lines stand beside the people.
_LINES_MAX = PEOPLE_MAX * 4

_BRACKETS = re.compile(r"[（(\[【〔].*?[)）\]】〕]")
# Between the parts of a name of a minority; nobody types it when signing in.
_DOTS = re.compile(r"[\s·•・‧∙]+")
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HEADS = heads(ROSTER_HEADINGS, RosterColumn.NAME, (RosterColumn.ROLE,))
_OFFERED = tuple(role for role in Role if role is not Role.ADMIN)

Taken = Mapping[str, str]


@dataclass(frozen=True)
class RosterRow:
    """A person of the roster. Without a username no account can be created for the row.

    ``is_suggested``: nothing speaks against creating it, the person need not
    decide.
    """

    source: Source
    name: str
    username: str | None
    role: Role
    unit: str
    is_suggested: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Roster:
    """The people of a file, and what is to be said about the file as a whole."""

    rows: tuple[RosterRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Entry:
    """A row as it stands, its texts cleaned."""

    source: Source
    name: str
    username: str
    unit: str
    role: str
    is_hidden: bool
    formulas: tuple[RosterColumn, ...]


def read_roster(content: bytes, file_name: str, taken: Taken) -> Roster:
    """The people of a file; ``taken`` are the usernames there are, with the names of their owners."""
    file = base_name(file_name)
    try:
        grid = read_table(content, max_bytes=BYTES_MAX, max_lines=_LINES_MAX)
    except Refused as refusal:
        return Roster((), (unread(refusal, file),))
    return propose(grid, file, taken)


def propose(grid: Grid, file: str, taken: Taken) -> Roster:
    """An account for every person of a grid."""
    entries, about_file = _entries(grid, file)
    if grid.cut or len(entries) > PEOPLE_MAX:
        return Roster((), (RosterCode.ROSTER_TOO_MANY.finding(file=file, limit=PEOPLE_MAX),))
    desk = _Desk(entries, taken)
    return Roster(tuple(desk.row(entry) for entry in entries), about_file)


class _Desk:
    """Gives out usernames, those that were asked for first."""

    def __init__(self, entries: Iterable[_Entry], taken: Taken) -> None:
        self.taken = taken
        self.accounts: dict[str, list[str]] = {}
        for username, name in taken.items():
            self.accounts.setdefault(person_name(name), []).append(username)
        self.asked: dict[str, int] = {}
        for entry in entries:
            if entry.username:
                self.asked.setdefault(fold_username(entry.username), entry.source.row)
        # Whose it is: a row of the file, or none for the accounts there are.
        self.used: dict[str, int] = {**self.asked, **dict.fromkeys(taken, 0)}
        self.first_of: dict[str, int] = {}

    def row(self, entry: _Entry) -> RosterRow:
        """The account proposed for an entry, and everything to be said about it."""
        role, about_role = _role(entry)
        found = [*_about_texts(entry), *about_role]
        username, about_username = self._username(entry) if entry.name else (None, [])
        found += about_username
        if entry.is_hidden:
            found.append(RosterCode.ROW_HIDDEN.finding(entry.source))
        if errors(found):
            username = None
        is_suggested = username is not None and not any(f.code in _DOUBTS for f in found)
        return RosterRow(entry.source, entry.name, username, role, entry.unit, is_suggested, tuple(found))

    def _username(self, entry: _Entry) -> tuple[str | None, list[Finding]]:
        wanted = entry.username or _DOTS.sub("", _BRACKETS.sub("", entry.name))
        try:
            base = check_username(wanted)
        except InvalidInput as refusal:
            why = refusal.message
            return None, [RosterCode.USERNAME_UNUSABLE.finding(entry.source, value=wanted, why=why)]
        first = self.asked.get(base, 0)
        if entry.username and first != entry.source.row:
            return None, [RosterCode.USERNAME_REPEATED.finding(entry.source, value=base, other=first)]
        return self._given(entry, base)

    def _given(self, entry: _Entry, base: str) -> tuple[str, list[Finding]]:
        """The name itself or, where it is used, the name with the next number behind it."""
        row = entry.source.row
        is_free = base not in self.taken if entry.username else base not in self.used
        username = base if is_free else numbered(base, self.used)
        self.used.setdefault(username, row)
        found = self._about_accounts(entry, base, username)
        before = self.first_of.setdefault(entry.name, row)
        if before != row:
            found.append(RosterCode.SAME_NAME.finding(entry.source, other=before, username=username))
        elif username != base and not found:
            found.append(
                RosterCode.USERNAME_NUMBERED.finding(
                    entry.source, value=base, other=self.used[base], username=username
                )
            )
        return username, found

    def _about_accounts(self, entry: _Entry, base: str, username: str) -> list[Finding]:
        known = list(self.accounts.get(entry.name, ()))
        if not entry.username and base in self.taken and base not in known:
            known.append(base)
        if known:
            told = LIST_JOIN.join(known)
            return [RosterCode.ACCOUNT_EXISTS.finding(entry.source, known=told, username=username)]
        if base in self.taken:
            holder = self.taken[base]
            return [
                RosterCode.USERNAME_TAKEN.finding(entry.source, value=base, holder=holder, username=username)
            ]
        return []


# What a person has to decide before such a row is created.
_DOUBTS = frozenset(
    {RosterCode.ACCOUNT_EXISTS.name, RosterCode.USERNAME_TAKEN.name, RosterCode.ROW_HIDDEN.name}
)


def proposed_usernames(names: Sequence[str], taken: Taken) -> list[str | None]:
    """A username for each of these people in their order; None where the name makes none."""
    used = dict.fromkeys(taken, 0)
    given: list[str | None] = []
    for name in names:
        try:
            base = check_username(_DOTS.sub("", _BRACKETS.sub("", name)))
        except InvalidInput:
            given.append(None)
            continue
        username = base if base not in used else numbered(base, used)
        used[username] = 0
        given.append(username)
    return given


def numbered(base: str, used: Container[str]) -> str:
    """The first of 王敏2, 王敏3 … that nobody has."""
    return next(name for number in count(2) if (name := f"{base}{number}") not in used)


def person_name(text: str) -> str:
    """A name as it is stored: 李　娜 is 李娜, while John Smith keeps his blank."""
    plain = folded(cleaned(text).text)
    return "".join(plain.split()) if _HAN.search(plain) else plain


def _about_texts(entry: _Entry) -> list[Finding]:
    found = [
        RosterCode.CELL_IS_FORMULA.finding(entry.source, label=column.label) for column in entry.formulas
    ]
    if not entry.name and RosterColumn.NAME not in entry.formulas:
        found.append(RosterCode.NAME_MISSING.finding(entry.source))
    for text, limit, code in (
        (entry.name, NAME_MAX, RosterCode.NAME_TOO_LONG),
        (entry.unit, UNIT_MAX, RosterCode.UNIT_TOO_LONG),
    ):
        if len(text) > limit:
            found.append(code.finding(entry.source, count=len(text), limit=limit))
    return found


def _role(entry: _Entry) -> tuple[Role, list[Finding]]:
    if not entry.role:
        return Role.REVIEWER, []
    role = ROLE_WORDS.get(squeezed(entry.role))
    if role is None:
        options = LIST_JOIN.join(offered.label for offered in _OFFERED)
        about = RosterCode.ROLE_UNKNOWN.finding(entry.source, value=entry.role, options=options)
        return Role.REVIEWER, [about]
    if role not in _OFFERED:
        return role, [RosterCode.ROLE_REFUSED.finding(entry.source)]
    return role, []


def _entries(grid: Grid, file: str) -> tuple[list[_Entry], tuple[Finding, ...]]:
    found = people(grid, _HEADS)
    if not found.is_headed:
        return [], (*of_reader(grid, file), RosterCode.ROSTER_NO_HEADER.finding(file=file))
    told = [RosterCode.ROSTER_TABLE_IGNORED.finding(part=part) for part in found.ignored]
    if not found.people:
        told.append(RosterCode.ROSTER_NO_ROWS.finding(file=file))
    return [_entry(listed) for listed in found.people], (*of_reader(grid, file), *told)


def _entry(listed: Listed[RosterColumn]) -> _Entry:
    texts = listed.texts
    return _Entry(
        source=listed.source,
        name=person_name(texts[RosterColumn.NAME]),
        username=folded(texts.get(RosterColumn.USERNAME, "")),
        unit=folded(texts.get(RosterColumn.UNIT, "")),
        role=folded(texts.get(RosterColumn.ROLE, "")),
        is_hidden=listed.is_hidden,
        formulas=listed.formulas,
    )
