"""Gathers the evidence bundle (复核包) of the confirmed lists; what does not add up does not leave."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from services.audit import queries as audit
from services.audit.queries import Extracted
from services.audit.rules import FIRST_HASH
from services.audit.terms import LoggedAct
from services.cases import queries as cases
from services.cases.rules import CaseFilter
from services.cases.terms import CaseState
from services.edition.rules import SHANGHAI, EditionFacts
from services.errors import RuleViolation
from services.export import evidence_files, reopened, wording
from services.export.evidence_files import Source, half_up, listing, moment, names_somebody
from services.export.evidence_readme import readme
from services.export.listings import Listing
from services.export.packages import packed
from services.export.tables import csv_text
from services.export.terms import ExportFormat
from services.review.reviewers.queries import reviewers
from services.review.sheets.counted import counted
from services.scoring import official
from services.scoring import queries as scoring
from services.scoring import record as scores_on_record
from services.scoring.points import as_stored
from services.selection.lists import record as lists
from services.selection.problem import fingerprint
from services.selection.problem_file import from_json
from services.selection.rules import solve
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.selection_models import CaseScore
from services.terms import Role

SUMS = "SHA256SUMS"
_AUDIT, _CHAIN = "audit.csv", "audit_chain.csv"
# What the extract of the log is made of; an objection names who objects, and stays inside.
_EXTRACTED = ("scoring.", "tally.", "selection.", "list.", "edition.move_stage", "review.close_round")
_NAMED = 5
# A telephone as it is looked for; shorter numbers stand in any text.
_SHORTEST = 7


@dataclass(frozen=True)
class Bundle:
    """The package, and how many cases its lists hold."""

    content: bytes
    rows: int


def bundle(session: Session, edition: Edition, facts: EditionFacts) -> Bundle:
    """The bundle of every list that is confirmed, at least one; the same bytes while it tells the same.

    :raises RuleViolation: solving anew gives another list, or scores do not follow from what
        they are said to follow from.
    """
    private = _private(session)
    found = [_source(session, edition, facts, private, kind) for kind in ListKind]
    sources = [one for one in found if one is not None]
    for source in sources:
        _check(source)
    shared = _log(session, private)
    files = [file for source in sources for file in evidence_files.files(source)]
    files += [(name, csv_text(table)) for name, table in shared.items()]
    files.insert(0, readme(sources))
    files.append((SUMS, _sums(files)))
    content = packed(files, _dated(sources))
    _compare(content, sources, shared)
    return Bundle(content, sum(len(source.record.members) for source in sources))


def _source(
    session: Session, edition: Edition, facts: EditionFacts, private: frozenset[str], kind: ListKind
) -> Source | None:
    record = lists.current(session, edition, kind)
    if record is None:
        return None
    fixed = scores_on_record.score_set(session, record.run.score_set_id)
    scores = scoring.scores(session, fixed)
    return Source(
        record=record,
        fixed=fixed,
        scores=scores,
        sheets=counted(session, fixed.round_id, scores),
        snapshots=scores_on_record.snapshots(session, edition),
        # As leadership sees them: contacts are not even read.
        cases=cases.cases_by_id(session, list(scores), viewer=Role.LEADERSHIP),
        facts=facts,
        private=private,
    )


def _private(session: Session) -> frozenset[str]:
    """Every reviewer's and contact's name, and every telephone, as they may stand in what people typed."""
    every = cases.cases(
        session, viewer=Role.COMMITTEE, narrowed=CaseFilter(states=(CaseState.APPLIED, CaseState.WITHDRAWN))
    )
    people = [one.profile for one in reviewers(session)]
    names = [one.contact_name for one in every] + [one.name for one in people]
    phones = [phone for one in every for phone in one.phones or ()] + [one.phone for one in people]
    written = {phone for phone in phones if phone and len(phone) >= _SHORTEST}
    return frozenset({name for name in names if name} | written | {_digits(phone) for phone in written})


def _digits(phone: str) -> str:
    return "".join(digit for digit in phone if digit.isdigit())


def _check(source: Source) -> None:
    """Refuse a list whose scores, votes and sheets do not give what was selected by."""
    stated = {case["id"]: Decimal(case["score"]) for case in source.record.run.problem["cases"]}
    finals = {str(case_id): one.final for case_id, one in source.scores.items()}
    differing = [one for one, score in stated.items() if finals.get(one) != score * 10_000]
    if differing:
        raise _refused(source, "scores", cases=_named(differing))
    unfounded = [case_id for case_id, one in source.scores.items() if one.final != _final(source, one)]
    if unfounded:
        raise _refused(source, "final", cases=_named(unfounded))
    _check_sheets(source)
    rules = source.record.run.problem["rules"]
    if names_somebody(json.dumps([rules["pinned"], rules["excluded"]], ensure_ascii=False), source.private):
        raise _refused(source, "private", file="problem.json")


def _check_sheets(source: Source) -> None:
    """Refuse scores that today's sheets do not give: one was handed in anew, or set aside, since."""
    given: dict[int, list[Fraction]] = {case_id: [] for case_id in source.scores}
    for sheet in source.sheets:
        given[sheet.case_id].append(sheet.total)
    differing = [
        case_id
        for case_id, one in source.scores.items()
        if one.sheets != len(given[case_id]) or one.mean != _mean(given[case_id])
    ]
    if differing:
        raise _refused(source, "sheets", cases=_named(differing))


def _final(source: Source, one: CaseScore) -> int | None:
    """The final score of a case as the explanation tells it."""
    weight = Fraction(source.fixed.vote_weight)
    if one.official is None or one.vote_points is None or not weight:
        return one.official
    return official.mixed(one.official, one.vote_points, weight)


def _mean(totals: Sequence[Fraction]) -> int | None:
    return as_stored(half_up(sum(totals, Fraction(0)) / len(totals))) if totals else None


def _log(session: Session, private: frozenset[str]) -> dict[str, Listing]:
    """The extract of the log, and the chain it hangs in."""
    acts = [act for act in LoggedAct if act.value.startswith(_EXTRACTED)]
    found = audit.extract(session, acts)
    rows = [_entry(one, private) for one in found]
    linked = audit.chain(session, found[0].id - 1, found[-1].id) if found else []
    before = [("0", FIRST_HASH)] if found and found[0].id == 1 else []
    chained = [*before, *((str(number), hashed) for number, hashed in linked)]
    return {_AUDIT: listing("audit", rows), _CHAIN: listing("chain", chained)}


def _entry(one: Extracted, private: frozenset[str]) -> tuple[str, ...]:
    text = wording.evidence().withheld if names_somebody(one.said, private) else one.text
    about = (one.kind.label, "" if one.record_id is None else str(one.record_id))
    return (str(one.id), moment(one.at), one.act.label, *about, one.previous_hash, one.hash, text)


def _sums(files: Iterable[tuple[str, bytes]]) -> bytes:
    """What ``sha256sum -c`` reads."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files).encode()


def _dated(sources: Sequence[Source]) -> datetime:
    """When the newest of the lists was confirmed: a bundle says nothing about when it was asked for."""
    return max(source.record.confirmed.confirmed_at for source in sources).astimezone(SHANGHAI)


def _compare(content: bytes, sources: Sequence[Source], shared: dict[str, Listing]) -> None:
    """Open the package again: every sum, every row, and the lists solved anew from the files themselves."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if files.pop(SUMS) != _sums(files.items()):
        raise _refused(sources[0], "written", file=SUMS)
    for name, table in shared.items():
        _compare_table(sources[0], name, files[name], table)
    for source in sources:
        for name, table in evidence_files.tables(source).items():
            _compare_table(source, name, files[f"{source.folder}/{name}"], table)
        for name, document in evidence_files.documents(source).items():
            if json.loads(files[f"{source.folder}/{name}"]) != document:
                raise _refused(source, "written", file=name)
        _solve_again(source, files)


def _compare_table(source: Source, name: str, content: bytes, table: Listing) -> None:
    if not reopened.holds(content, ExportFormat.CSV, table):
        raise _refused(source, "written", file=name)


def _solve_again(source: Source, files: dict[str, bytes]) -> None:
    document = json.loads(files[f"{source.folder}/problem.json"])
    chosen = solve(from_json(document)).chosen
    ids = chosen.ids if chosen else ()
    printed = files[f"{source.folder}/fingerprint.txt"].decode().strip()
    if not fingerprint(document, ids) == printed == source.record.run.fingerprint:
        raise _refused(source, "problem")
    if [str(one.case_id) for one in source.record.members] != list(ids):
        raise _refused(source, "members")


def _named(found: Sequence[object]) -> str:
    words = [str(one) for one in found[:_NAMED]]
    return "、".join(words) + (" …" if len(found) > _NAMED else "")


def _refused(source: Source, why: str, **filled: str) -> RuleViolation:
    told = wording.evidence().refused
    return RuleViolation(
        told["sentence"].format(kind=source.record.run.kind.label, why=told[why].format(**filled)),
        told["hint"],
    )
