"""The scores for the committee's meeting: a paper to sign, and the full table to work with. Pure."""

from collections.abc import Sequence

from services.edition.rules import SHANGHAI, EditionFacts, percent
from services.export import papers, word
from services.export.confirmed import short_of
from services.export.listings import Listing, Row, printable
from services.export.papers import Block, Line, Paper, Table
from services.export.results_wording import day, named_by, results
from services.export.scored import Decided, Scored, ScoreView
from services.export.terms import PEOPLE_JOIN, Mark
from services.scoring.points import shown
from services.selection.terms import ListKind

# Millimetres, 225 together: the type area of a landscape A4 page.
_WIDTHS = (10, 43, 35, 16, 17, 12, 10, 14, 12, 14, 14, 16, 12)
_LACKING_WIDTHS = (12, 80, 60, 22, 22, 19, 10)
_FULL_WIDTHS = (12, 66, 50, 19, 19, 19, 22, *(16,) * 15)
_WHOLE_COLUMNS = (0, 7, 9, 12, 14, 16, 17, 20, 21)
_DECIMAL_COLUMNS = (8, 10, 11, 13, 15, 18, 19)
_SCORE_DECIMALS = 4
_JOIN = "；"
# A line that keeps its place under the last one.
_SPACE = "\u3000"


def summary(views: Sequence[ScoreView], facts: EditionFacts) -> Paper:
    """The scores of each list that has its own, what was selected by them, and where to sign."""
    told = results().scores
    text: list[Block] = []
    for view in views:
        text += _part(view, facts, starts_page=bool(text))
    # Nobody signs a page on which nothing else stands: what they sign for stands over the names.
    closing = [papers.blank(), *(_note(line) for view in views for line in (*_cuts(view), _legend(view)))]
    for line in ("meeting", "chair", "members"):
        closing += [papers.blank(), _note(told[line])]
    return Paper(
        name=told["name"],
        title=_title(views[0], facts),
        text=(*text, *closing, papers.blank(), papers.blank(), papers.note(_SPACE)),
        count=sum(len(view.rows) for view in views),
        is_landscape=True,
        mark=Mark.INTERNAL,
        stamp=_stamp(views),
        footnote=_footnote(views),
    )


def full(views: Sequence[ScoreView], facts: EditionFacts) -> list[tuple[str, Listing]]:
    """Every figure of every case, a sheet for each list that has scores of its own."""
    told = results().scores
    return [
        (
            told[f"sheet_{view.purpose.value}"],
            Listing(
                name=told["name"],
                title=_title(view, facts),
                headings=tuple(told["full_headings"]),
                widths=_FULL_WIDTHS,
                rows=_full_rows(view),
                above=(f"{_about(view)}；{_counts(view)}",),
                below=tuple((line,) for line in (*_cuts(view), _legend(view))),
                mark=Mark.INTERNAL,
                numbers=_WHOLE_COLUMNS,
                decimals=_DECIMAL_COLUMNS,
                stamp=_stamp(views),
                footnote=_footnote([view]),
            ),
        )
        for view in views
    ]


def _part(view: ScoreView, facts: EditionFacts, *, starts_page: bool) -> list[Block]:
    told = results().scores
    blocks: list[Block] = [
        papers.title(_title(view, facts), starts_page=starts_page),
        papers.note(_about(view)),
        papers.note(_counts(view)),
        Table(tuple(told["headings"]), tuple(_row(one, view) for one in view.ranked), _WIDTHS, is_small=True),
    ]
    if view.lacking:
        heading = told["lacking_heading"].format(required=view.required, count=len(view.lacking))
        rows = tuple(_lacking_row(number, one) for number, one in enumerate(view.lacking, start=1))
        blocks += [
            papers.blank(),
            Line(heading, word.ANNEX, first_line=0, keeps_next=True),
            Table(tuple(told["lacking_headings"]), rows, _LACKING_WIDTHS, is_small=True),
        ]
    return blocks


def _note(text: str) -> Line:
    return papers.note(text, keeps_next=True)


def _title(view: ScoreView, facts: EditionFacts) -> str:
    return str(results().scores[f"title_{view.purpose.value}"].format(**named_by(facts)))


def _about(view: ScoreView) -> str:
    return str(
        results()
        .scores["about"]
        .format(
            number=view.round_number,
            round=view.round_name,
            set=view.number,
            moment=view.fixed_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            method=view.method.label,
            required=view.required,
        )
    )


def _counts(view: ScoreView) -> str:
    told = results().scores
    votes = told["no_votes"]
    if view.vote_weight:
        votes = told["votes"].format(weight=percent(view.vote_weight), mapping=view.vote_mapping.label)
    counted = {"cases": len(view.rows), "scored": len(view.ranked), "lacking": len(view.lacking)}
    return str(told["counts"].format(votes=votes, **counted))


def _row(one: Scored, view: ScoreView) -> Row:
    found = one.figures
    return (
        str(one.rank),
        one.case.case_name,
        one.case.enterprise,
        one.case.city,
        one.case.category,
        _park(one),
        str(found.sheets),
        shown(found.mean),
        shown(found.spread),
        shown(found.corrected),
        shown(found.vote_points),
        shown(found.final, _SCORE_DECIMALS),
        _selected(one, view.decided),
    )


def _lacking_row(number: int, one: Scored) -> Row:
    case = one.case
    sheets = str(one.figures.sheets)
    return (str(number), case.case_name, case.enterprise, case.city, case.category, _park(one), sheets)


def _park(one: Scored) -> str:
    return str(results().lists["park"][one.case.park.value])


def _selected(one: Scored, decided: Sequence[Decided]) -> str:
    told = results().scores["selected"]
    words = (told[found.kind.value] for found in decided if one.case.id in found.ids)
    return "\n".join(words)


def _cuts(view: ScoreView) -> list[str]:
    """What the last column follows from, and the lowest selected scores; that nothing was selected yet."""
    told = results().scores
    if not view.decided:
        return [told["cut_no"]]
    lines = []
    for found in view.decided:
        filled = {"list": found.kind.label, "number": found.number, "fingerprint": found.fingerprint}
        if found.version is None:
            basis = told["cut_run"].format(**filled)
        else:
            met = {"version": found.version, "met": day(found.met_on), "minutes": found.minutes}
            basis = told["cut_confirmed"].format(**filled, **met)
        scores = PEOPLE_JOIN.join(
            (told["cut_none"] if score is None else told["cut"]).format(park=park.label, score=score)
            for park, score in found.cut_lines.items()
        )
        lines += [told["cut_lines"].format(list=found.kind.label, lines=scores), basis]
    return lines


def _legend(view: ScoreView) -> str:
    return str(results().scores["legend"].format(basis=view.basis))


def _stamp(views: Sequence[ScoreView]) -> str:
    """The scores and the lists they led to, as the properties of a file name them."""
    told = results().scores
    parts = []
    for view in views:
        title = told[f"sheet_{view.purpose.value}"]
        parts.append(told["stamp"].format(title=title, set=view.number, basis=view.basis))
        for found in view.decided:
            filled = {"list": found.kind.label, "number": found.number, "version": found.version}
            key = "stamp_run" if found.version is None else "stamp_list"
            parts.append(told[key].format(fingerprint=found.fingerprint, **filled))
    return _JOIN.join(parts)


def _footnote(views: Sequence[ScoreView]) -> str:
    told = results().scores
    return _JOIN.join(
        told["footnote"].format(
            title=told[f"sheet_{view.purpose.value}"], set=view.number, short=short_of(view.basis)
        )
        for view in views
    )


def _full_rows(view: ScoreView) -> tuple[Row, ...]:
    ranks = {name: _ranks(view, name) for name in ("mean", "trimmed", "corrected", "official")}
    return tuple(_full_row(one, view, ranks) for one in (*view.ranked, *view.lacking))


def _full_row(one: Scored, view: ScoreView, ranks: dict[str, dict[int, int]]) -> Row:
    found, case = one.figures, one.case

    def ranked(name: str) -> tuple[str, str]:
        return _exact(getattr(found, name)), _whole(ranks[name].get(case.id))

    cells = (
        _whole(one.rank),
        case.case_name,
        case.enterprise,
        case.city,
        case.enterprise_type,
        case.category,
        case.park.label,
        str(found.sheets),
        *ranked("mean"),
        _exact(found.spread),
        *ranked("trimmed"),
        *ranked("corrected"),
        *ranked("official"),
        _whole(found.votes),
        _exact(found.vote_points),
        _exact(found.final),
        *(_whole(view.places[kind].get(case.id)) for kind in ListKind),
    )
    return tuple(map(printable, cells))


def _ranks(view: ScoreView, measure: str) -> dict[int, int]:
    """The rank of each scored case by one figure, equal for equal."""
    kept = {one.case.id: getattr(one.figures, measure) for one in view.ranked}
    ordered = sorted((value for value in kept.values() if value is not None), reverse=True)
    return {case_id: ordered.index(value) + 1 for case_id, value in kept.items() if value is not None}


def _exact(stored: int | None) -> str:
    return "" if stored is None else shown(stored, _SCORE_DECIMALS)


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)
