"""What an answer of 遴选 says to a person."""

from services.selection.problem import Problem, RuleName, Share
from services.selection.rules import Chosen, Selection
from services.selection.terms import RuleKind, Standing
from services.terms import Park


def told(problem: Problem, selection: Selection, fingerprint: str) -> str:
    """The list, what is undecided, and the cut lines; or which rules cannot hold together."""
    if selection.chosen is None:
        lines = _conflicts(problem, selection)
    else:
        lines = _list(problem, selection, selection.chosen)
    return "\n".join([*lines, f"指纹：{fingerprint}"])


def rule_told(problem: Problem, rule: RuleName) -> str:
    """A rule by its label, with what it asks."""
    rules = problem.rules
    share = rules.park_share or Share(0, 1)
    asks = {
        RuleKind.MAX_SIZE: f"（{rules.max_size} 件）",
        RuleKind.PARK_SHARE: f"（{share.num}/{share.den}）",
        RuleKind.CATEGORY_MIN: f"（{rule.about} {rules.category_min.get(rule.about, 0)} 件）",
        RuleKind.MIN_SCORE: f"（{rules.min_score} 分）",
        RuleKind.PINNED: f"（{rule.about}）",
        RuleKind.EXCLUDED: f"（{rule.about}）",
    }
    return f"{rule.kind.label}{asks.get(rule.kind, '')}"


def _list(problem: Problem, selection: Selection, chosen: Chosen) -> list[str]:
    if not chosen.size:
        return [_why_empty(problem)]
    lines = [f"入选 {chosen.size} 件，总分 {chosen.total}：{'、'.join(chosen.ids)}。", _cut_lines(selection)]
    undecided = selection.having(Standing.TIED)
    if undecided:
        lines.append(
            f"{Standing.TIED.label} {len(undecided)} 件：{'、'.join(undecided)}。"
            "仅凭分数无法决定取舍，请按规定办法（抽签、集体研究等）确定先后，登记为 tie_key 后重新求解。"
        )
    return lines


def _why_empty(problem: Problem) -> str:
    rules = problem.rules
    asks_park = rules.park_share is not None and rules.park_share.num > 0
    if not problem.cases:
        return "没有案例，名单为空。"
    if asks_park and not any(rules.counts_as_park(case) for case in problem.cases):
        return "案例中没有园区科协推荐的，任何名单都达不到园区科协占比下限，因此名单为空。"
    return "没有案例能同时满足各项规则，因此名单为空。请核对名单总数上限、最低分数和各项限制。"


def _cut_lines(selection: Selection) -> str:
    lines = [f"{park.label} {selection.cut_lines[park] or '无'}" for park in (Park.PARK, Park.NOT_PARK)]
    return f"最低入选分：{'，'.join(lines)}。"


def _conflicts(problem: Problem, selection: Selection) -> list[str]:
    count = len(selection.conflicts)
    return [
        f"规则无法同时满足，没有名单。互相冲突的规则共 {count} 组，每一组都须放宽其中一条：",
        *(
            f"  {number}. {'、'.join(rule_told(problem, rule) for rule in conflict)}"
            for number, conflict in enumerate(selection.conflicts, start=1)
        ),
    ]
