"""Gathers what the machine knows of cases. What further materials bring is added here and nowhere else."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from services.cases.queries import findings_of
from services.eligibility.rules import Evidence, Observed
from services.intake.terms import DocumentKind

# Every case came with a row of a 汇总表.
_ALWAYS_READ = frozenset({DocumentKind.SUMMARY})


def evidence(session: Session, case_ids: Collection[int] | None = None) -> Mapping[int, Evidence]:
    """What the machine knows of these cases, or of all; in so many queries however many cases there are.

    A case nothing was found of is not in it: ``of`` gives its evidence too.
    """
    return {
        case_id: Evidence(
            tuple(Observed(f.level, f.code, f.message, f.hint, f.answer, f.clause) for f in found),
            _ALWAYS_READ,
        )
        for case_id, found in findings_of(session, case_ids).items()
    }


def of(known: Mapping[int, Evidence], case_id: int) -> Evidence:
    """The evidence of one case among many."""
    return known.get(case_id, Evidence(materials=_ALWAYS_READ))
