"""The confirmed lists as tables: for everybody by city, for the committee by score. Pure."""

from dataclasses import replace

from services.edition.rules import EditionFacts
from services.export import rules
from services.export.confirmed import ConfirmedView, Listed
from services.export.listings import Listing, printable
from services.export.results_wording import day, named_by, results
from services.export.terms import PUBLIC_HEADINGS, Mark
from services.scoring.points import shown
from services.terms import Park

_INTERNAL_WIDTHS = (12, 19, 68, 50, 19, 19, 19, 19)
_SCORE_DECIMALS = 4


def public(found: ConfirmedView, facts: EditionFacts, city: str | None) -> Listing:
    """The list anybody may read: by city in the notice's order, 排名不分先后, no score, no contact."""
    told, own = results().lists, results().lists[found.kind.value]
    cases = [one for one in found.cases if city in (None, one.city)]
    filled = named_by(facts) | {"version": found.version}
    return Listing(
        name=f"{city or ''}{own['name'].format(**filled)}",
        title=own["title"].format(**filled),
        headings=tuple(PUBLIC_HEADINGS.values()),
        widths=rules.PUBLIC_WIDTHS,
        rows=rules.public_rows(cases, facts),
        above=(told["order"],),
        stamp=found.stamp,
        footnote=found.footnote,
    )


def with_stamp_in_rows(listing: Listing, found: ConfirmedView) -> Listing:
    """The same for a file that is nothing but rows: version and fingerprint stand in each."""
    headings = tuple(results().lists["csv_headings"])
    return replace(
        listing,
        headings=(*listing.headings, *headings),
        rows=tuple((*row, str(found.version), found.fingerprint) for row in listing.rows),
    )


def internal(found: ConfirmedView, facts: EditionFacts, city: str | None) -> Listing:
    """The list by score, for the committee."""
    told, own = results().lists, results().lists[found.kind.value]
    listed = sorted((one for one in found.listed if city in (None, one.case.city)), key=lambda one: one.place)
    filled = named_by(facts) | {
        "met": day(found.met_on),
        "minutes": found.minutes,
        "version": found.version,
        "count": len(listed),
        "parks": sum(one.case.park is Park.PARK for one in listed),
    }
    return Listing(
        name=f"{city or ''}{own['internal_name'].format(**filled)}",
        title=own["internal_title"].format(**filled),
        headings=tuple(told["internal_headings"]),
        widths=_INTERNAL_WIDTHS,
        rows=tuple(map(_internal_row, listed)),
        above=(told["internal_above"].format(**filled),),
        mark=Mark.INTERNAL,
        decimals=(1,),
        stamp=found.stamp,
        footnote=found.footnote,
    )


def _internal_row(one: Listed) -> tuple[str, ...]:
    case, told = one.case, results().lists
    cells = (
        str(one.place),
        shown(one.score, _SCORE_DECIMALS),
        case.case_name,
        case.enterprise,
        case.city,
        case.enterprise_type,
        case.category,
        told["park"][case.park.value],
    )
    return tuple(map(printable, cells))
