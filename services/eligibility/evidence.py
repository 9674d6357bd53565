"""Gathers what the machine knows of cases: the row of the 汇总表, and the materials beside it."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from services.cases.queries import findings_of
from services.eligibility.rules import Evidence, Observed
from services.findings import Finding
from services.intake.queries import RowFinding
from services.intake.terms import DocumentKind
from services.materials import queries as materials
from services.materials.rules import MaterialSet

# Every case came with a row of a 汇总表.
_ALWAYS_READ = frozenset({DocumentKind.SUMMARY})
# Said of a case only where the edition has material of that kind at all: else nobody collects it here.
_LACKING = {
    "FORM_MISSING": DocumentKind.FORM,
    "PDF_MISSING": DocumentKind.PDF,
    "VIDEO_MISSING": DocumentKind.VIDEO,
}


def evidence(session: Session, case_ids: Collection[int] | None = None) -> Mapping[int, Evidence]:
    """What the machine knows of these cases, or of all; in so many queries however many cases there are.

    A case nothing was found of is not in it: ``of`` gives its evidence too.
    """
    rows = findings_of(session, case_ids)
    collected = materials.kinds(session)
    sets = {one.case.id: one for one in materials.sets(session, case_ids=case_ids)} if collected else {}
    return {
        case_id: Evidence(
            (
                *(_of_row(finding) for finding in rows.get(case_id, ())),
                *(_of_material(finding) for finding in _told(sets.get(case_id), collected)),
            ),
            _ALWAYS_READ | _read(sets.get(case_id)),
        )
        for case_id in {*rows, *sets}
    }


def of(known: Mapping[int, Evidence], case_id: int) -> Evidence:
    """The evidence of one case among many."""
    return known.get(case_id, Evidence(materials=_ALWAYS_READ))


def _told(found: MaterialSet | None, collected: Collection[DocumentKind]) -> list[Finding]:
    if found is None:
        return []
    return [f for f in found.findings if _LACKING.get(f.code) is None or _LACKING[f.code] in collected]


def _of_row(finding: RowFinding) -> Observed:
    """A finding of the row, with what a person has said to it since."""
    return Observed(
        finding.level, finding.code, finding.message, finding.hint, finding.answer, finding.clause
    )


def _of_material(finding: Finding) -> Observed:
    return Observed(finding.level, finding.code, finding.message, finding.hint, None, finding.clause)


def _read(found: MaterialSet | None) -> frozenset[DocumentKind]:
    """The kinds of material the case has."""
    if found is None:
        return frozenset()
    standings = (found.form, found.pdf, found.video, found.others)
    return frozenset(material.kind for standing in standings for material in standing.materials)
