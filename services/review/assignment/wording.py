"""What a proposal, or the lack of one, says to a person: on the page and on the command line alike."""

from collections.abc import Callable, Iterable
from typing import Any

from services.review.assignment.problem import Infeasible, Remedy
from services.review.assignment.queries import Board, Preview
from services.review.assignment.terms import RemedyKind

_NAMED = 5
# Two reviewers who share n cases are compared with 2/n: beyond this, worse than by two.
_WEAK_VARIANCE = 1.0


def obstacles(found: Infeasible, board: Board) -> list[str]:
    """Why nothing can be assigned, and the numbers each of which alone would change that."""
    said = [f"还需安排 {found.needed} 份评审，有 {found.unplaced} 份找不到可以承担的专家。"]
    if found.capacity < found.needed:
        said.append(f"各位专家的上限合计只能再承担 {found.capacity} 份。")
    if found.short_cases:
        short = [
            f"{_title(board, s.case_id)}（只有 {s.available} 位，缺 {s.missing} 位）"
            for s in found.short_cases
        ]
        said.append(f"因回避等原因，{len(short)} 件案例可评的专家不够：{_some(short)}。")
    if found.bottleneck is not None:
        narrow = found.bottleneck
        names = _some([board.reviewer_names[one] for one in narrow.experts])
        who = f"主要靠 {len(narrow.experts)} 位专家（{names}）" if narrow.experts else "可评的专家太少"
        said.append(
            f"{len(narrow.cases)} 件案例（{_some([_title(board, one) for one in narrow.cases])}）"
            f"{who}，共需 {narrow.needed} 份，最多 {narrow.possible} 份。"
        )
    helps = [remedy_told(remedy) for remedy in found.remedies]
    if helps:
        said.append(f"以下任意一项即可：{'；'.join(helps)}。")
    else:
        said.append("单独调整任何一个数都不够，请增加没有回避情形的专家并提高上限。")
    return said


def remedy_told(remedy: Remedy) -> str:
    """One number that would help, as an instruction."""
    told: dict[RemedyKind, Callable[[int], str]] = {
        RemedyKind.LOAD_MAX: lambda number: f"把每位上限提高到 {number} 件",
        RemedyKind.EXPERTS: lambda number: f"再增加 {number} 位没有回避情形的专家",
        RemedyKind.REVIEWS_PER_CASE: lambda number: f"每件案例改为 {number} 份",
        RemedyKind.NO_PAIR_CAP: lambda _: "不限制配对概率",
    }
    return told[remedy.kind](remedy.number)


def connectivity_told(found: Preview) -> str:
    """Whether the reviewers can be compared, in a plain sentence."""
    links, names = found.summary.connectivity, found.board.reviewer_names
    if len(links.components) > 1:
        small = "；".join(_some([names[one] for one in group]) for group in links.components[1:])
        return (
            f"专家分成 {len(links.components)} 组，组与组之间没有共同评审的案例，"
            f"宽严无法比较（较小的组：{small}）。{_joining(found)}"
        )
    if links.worst_variance is None:
        return "只有一位专家，无从比较宽严。"
    if links.worst_variance > _WEAK_VARIANCE:
        return "全体专家通过共同评审的案例连在一起，但有的联系较弱，宽严比较不够可靠；可增加每件案例的份数。"
    return "全体专家通过共同评审的案例连在一起，宽严可以比较。"


def as_json(found: Preview) -> dict[str, Any]:
    """The answer of ``manage.py assign --json``."""
    board, seen = found.board, found.summary
    links = seen.connectivity
    return {
        "round": board.turn.name,
        "published": found.is_published,
        "reviews_per_case": found.settings.reviews_per_case,
        "cases": len(board.cases),
        "load_min": found.problem.lower,
        "load_max": found.problem.upper,
        "seed": found.settings.seed,
        "loads": [
            {
                "reviewer": board.reviewer_names[load.expert_id],
                "cases": load.cases,
                "kept": load.kept,
                "other_categories": load.foreign,
            }
            for load in seen.loads
        ],
        "gaps": {
            "without_expert": [board.case_names[case_id] for case_id in seen.without_expert],
            "below_minimum": _below_minimum(found),
        },
        "components": [[board.reviewer_names[one] for one in group] for group in links.components],
        "lambda_2": links.lambda_2,
        "worst_variance": links.worst_variance,
        "added": len(seen.added),
        "removed": len(seen.removed),
        "fingerprint": found.fingerprint,
    }


def in_words(found: Preview) -> str:
    """The same as lines on a terminal."""
    board, seen, settings = found.board, found.summary, found.settings
    change = f"新增 {len(seen.added)} 份，取消 {len(seen.removed)} 份"
    state = "已公布" if found.is_published else ("尚未公布" if found.is_change else "与已公布的相同")
    lines = [
        f"{board.turn.name}：{len(board.cases)} 件案例，每件 {settings.reviews_per_case} 份。",
        f"与已公布的相比：{change}（{state}）。",
        *(
            f"{board.reviewer_names[one.expert_id]}\t{one.cases} 件"
            + (f"（少于 {found.problem.lower} 件）" if one.is_below_minimum else "")
            for one in seen.loads
        ),
        without_expert_told(found),
        connectivity_told(found),
    ]
    return "\n".join(lines)


def without_expert_told(found: Preview) -> str:
    """How many cases are read by nobody of their category."""
    missing = [_title(found.board, case_id) for case_id in found.summary.without_expert]
    if not missing:
        return "每件案例都有本类别的专家。"
    return f"{len(missing)} 件案例没有本类别的专家：{_some(missing)}。"


def _joining(found: Preview) -> str:
    """What would join the groups; a tree over cases and reviewers is the least that can."""
    read = {case_id for case_id, _ in found.pairs}
    least = len(read) + sum(len(group) for group in found.summary.connectivity.components) - 1
    if len(found.pairs) < least:
        return f"共 {len(found.pairs)} 份评审，至少 {least} 份才可能连在一起：请增加每件案例的份数。"
    if found.problem.preferred:
        return "请提高跨类评审数，并在更多选项中勾选“重新分配”。"
    return "请提高跨类评审数，或换一个种子。"


def _below_minimum(found: Preview) -> list[str]:
    names = found.board.reviewer_names
    return [names[one.expert_id] for one in found.summary.loads if one.is_below_minimum]


def _title(board: Board, case_id: int) -> str:
    return f"《{board.case_names[case_id]}》"


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return "、".join(listed[:_NAMED]) + (f" 等 {len(listed)} 个" if len(listed) > _NAMED else "")
