"""Builds what is written about the results: lists, announcement, notice, letters, scores."""

from collections.abc import Callable, Mapping

from services.cases import queries as cases
from services.cases.rules import CaseFilter, CaseView
from services.cases.terms import CaseState
from services.errors import InvalidInput
from services.export import papers, reopened, result_lists, score_summary
from services.export.announcements import announcement, need_entered, notice
from services.export.confirmed import ConfirmedView, confirmed, need_final, need_list
from services.export.fairness_report import fairness_report
from services.export.orders import ExportedFile, Order, compare, filed, listed, not_what_was_read, zipped
from services.export.papers import Paper
from services.export.result_letters import result_letter
from services.export.results_wording import results
from services.export.scored import score_views
from services.export.tables import workbook
from services.export.terms import PUBLIC_SHEET, ExportFormat, ExportKind
from services.fairness import queries as fairness
from services.scoring import queries as scoring
from services.selection.lists import queries as lists
from services.selection.terms import ListKind
from services.terms import Role


def _public(kind: ListKind) -> Callable[[Order], ExportedFile]:
    def build(order: Order) -> ExportedFile:
        found = confirmed(order.session, order.edition, kind)
        listing = result_lists.public(found, order.facts, order.city)
        if order.format is ExportFormat.CSV:
            listing = result_lists.with_stamp_in_rows(listing, found)
        return listed(order, listing, PUBLIC_SHEET)

    return build


def _internal(kind: ListKind) -> Callable[[Order], ExportedFile]:
    def build(order: Order) -> ExportedFile:
        found = confirmed(order.session, order.edition, kind)
        return listed(order, result_lists.internal(found, order.facts, order.city), PUBLIC_SHEET)

    return build


def _announcement(kind: ListKind) -> Callable[[Order], ExportedFile]:
    def build(order: Order) -> ExportedFile:
        return _papered(order, announcement(confirmed(order.session, order.edition, kind), order.facts))

    return build


def _notice(order: Order) -> ExportedFile:
    need_final(order.session, order.edition, order.now.date())
    found = confirmed(order.session, order.edition, ListKind.SHORTLIST)
    return _papered(order, notice(found, _told_lecture(order, is_final=True), order.facts))


def _letters(order: Order) -> ExportedFile:
    """A letter to one city, or a zip of those to every city that recommended any case."""
    found = confirmed(order.session, order.edition, ListKind.SHORTLIST)
    is_final = found.is_final(order.now.date())
    lecture = _told_lecture(order, is_final=is_final)
    by_city = _recommended(order, found)
    if not by_city:
        raise InvalidInput(
            f"{order.city or '各市州'}没有推荐案例，没有结果函可以生成。", "请选择推荐过案例的市州。"
        )
    made = [
        result_letter(city, recommended, found, lecture, order.facts, is_final=is_final)
        for city, recommended in by_city.items()
    ]
    if order.format is not ExportFormat.ZIP:
        return _papered(order, made[0])
    name = made[0].name if order.city else str(results().letter["names"])
    files = [(f"{one.name}.{ExportFormat.DOCX.value}", _written(order, one)) for one in made]
    return zipped(order, name, files, sum(one.count for one in made))


def _told_lecture(order: Order, *, is_final: bool) -> ConfirmedView | None:
    """The lectures where they can be told: a final paper is silent while they are announced."""
    if lists.current(order.session, order.edition, ListKind.LECTURE) is None:
        return None
    found = confirmed(order.session, order.edition, ListKind.LECTURE)
    return None if is_final and found.is_pending(order.now.date()) else found


def _fairness(order: Order) -> ExportedFile:
    """Every confirmed list as leadership may read it, whoever asks."""
    need_list(order.session, order.edition, ListKind.SHORTLIST)
    found = [fairness.report(order.session, viewer=Role.LEADERSHIP, kind=kind) for kind in ListKind]
    reports = [one for one in found if one is not None]
    views = [confirmed(order.session, order.edition, one.kind) for one in reports]
    stamp, footnote = (
        "；".join(told) for told in zip(*((one.stamp, one.footnote) for one in views), strict=True)
    )
    return _papered(order, fairness_report(reports, order.facts, stamp=stamp, footnote=footnote))


def _recommended(order: Order, found: ConfirmedView) -> dict[str, list[CaseView]]:
    """What each city recommended and did not take back, in the notice's order."""
    narrowed = CaseFilter(cities=order.cities, states=tuple(CaseState))
    by_city: dict[str, list[CaseView]] = {}
    for case in cases.public_cases(order.session, narrowed=narrowed):
        if case.state is CaseState.APPLIED or case.id in found.ids:
            by_city.setdefault(case.city, []).append(case)
    return by_city


def _scores(order: Order) -> ExportedFile:
    _need_scores(order)
    views = score_views(order.session, order.edition)
    if order.format is ExportFormat.DOCX:
        return _papered(order, score_summary.summary(views, order.facts))
    sheets = score_summary.full(views, order.facts)
    content = workbook(sheets, order.now, filtered=True)
    for sheet, listing in sheets:
        compare(content, ExportFormat.XLSX, listing, sheet)
    return filed(order, sheets[0][1].name, content, sum(len(listing.rows) for _, listing in sheets))


def _need_scores(order: Order) -> None:
    if not any(scoring.current(order.session, order.edition, kind) for kind in ListKind):
        raise InvalidInput("还没有核定得分。", "请在评审轮次结束后，先在“得分”页核定。")


def _need_list(kind: ListKind) -> Callable[[Order], object]:
    return lambda order: need_list(order.session, order.edition, kind)


def _need_announcing(kind: ListKind) -> Callable[[Order], object]:
    def check(order: Order) -> None:
        need_list(order.session, order.edition, kind)
        need_entered(order.facts)

    return check


def _need_notice(order: Order) -> None:
    need_final(order.session, order.edition, order.now.date())
    need_entered(order.facts)


def _papered(order: Order, made: Paper) -> ExportedFile:
    return filed(order, made.name, _written(order, made), made.count)


def _written(order: Order, made: Paper) -> bytes:
    """The paper as a Word file, opened again and compared line by line and row by row."""
    content = papers.paper(made, order.now)
    told = (reopened.word_lines(content), reopened.word_tables(content))
    is_stamped = reopened.carries(content, made.stamp, made.footnote)
    if not is_stamped or told != (papers.lines(made), papers.tables(made)):
        raise not_what_was_read(made.name)
    return content


BUILDERS: Mapping[ExportKind, Callable[[Order], ExportedFile]] = {
    ExportKind.SHORTLIST: _public(ListKind.SHORTLIST),
    ExportKind.SHORTLIST_INTERNAL: _internal(ListKind.SHORTLIST),
    ExportKind.LECTURE: _public(ListKind.LECTURE),
    ExportKind.LECTURE_INTERNAL: _internal(ListKind.LECTURE),
    ExportKind.ANNOUNCEMENT: _announcement(ListKind.SHORTLIST),
    ExportKind.LECTURE_ANNOUNCEMENT: _announcement(ListKind.LECTURE),
    ExportKind.NOTICE: _notice,
    ExportKind.LETTERS: _letters,
    ExportKind.SCORES: _scores,
    ExportKind.FAIRNESS: _fairness,
}

# What each asks for beforehand, in the words in which it would refuse.
NEEDS: Mapping[ExportKind, Callable[[Order], object]] = {
    ExportKind.SHORTLIST: _need_list(ListKind.SHORTLIST),
    ExportKind.SHORTLIST_INTERNAL: _need_list(ListKind.SHORTLIST),
    ExportKind.LECTURE: _need_list(ListKind.LECTURE),
    ExportKind.LECTURE_INTERNAL: _need_list(ListKind.LECTURE),
    ExportKind.ANNOUNCEMENT: _need_announcing(ListKind.SHORTLIST),
    ExportKind.LECTURE_ANNOUNCEMENT: _need_announcing(ListKind.LECTURE),
    ExportKind.NOTICE: _need_notice,
    ExportKind.LETTERS: _need_list(ListKind.SHORTLIST),
    ExportKind.SCORES: _need_scores,
    ExportKind.FAIRNESS: _need_list(ListKind.SHORTLIST),
}
