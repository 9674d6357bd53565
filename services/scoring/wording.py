"""What a calibration says to a person."""

from decimal import Decimal

from services.scoring.rules import Calibration, CaseWorth, ReviewerSeverity


def told(found: Calibration) -> str:
    """The variances, the reviewers from severe to generous, the cases, how far reviewers agree."""
    if not found.cases:
        return "没有评分。"
    lines = [
        f"{len(found.reviewers)} 位专家，{len(found.cases)} 件案例。",
        *_comparison(found),
        _spread(found),
    ]
    lines += ["专家（正数偏宽，负数偏严）：", *(_reviewer(one) for one in _by_severity(found))]
    lines += ["案例（平均分 / 扣除宽严后 / 最小二乘 / 模型估计）：", *(_case(one) for one in found.cases)]
    return "\n".join([*lines, _agreement(found)])


def _comparison(found: Calibration) -> list[str]:
    if found.is_comparable:
        return []
    return [
        f"专家分成 {found.components} 组，组与组之间没有共同评审的案例，宽严无法比较；"
        "以下各数只在本组内有意义，组间只能比较平均分。"
    ]


def _spread(found: Calibration) -> str:
    known = found.variances
    if known is None:
        return "评分太少或完全一致，分不清案例、专家和偶然的差别，宽严按 0 计。"
    return f"方差：案例 {known.quality:.2f}，专家宽严 {known.severity:.2f}，偶然 {known.noise:.2f}。"


def _by_severity(found: Calibration) -> list[ReviewerSeverity]:
    return sorted(found.reviewers, key=lambda one: (one.component, one.severity, one.id))


def _reviewer(one: ReviewerSeverity) -> str:
    return f"  {one.id}：{one.severity:+.2f}（第 {one.component} 组，{one.reviews} 件）"


def _case(one: CaseWorth) -> str:
    figures = (one.mean, one.corrected_mean, one.least_squares, one.quality)
    chance = "" if one.p_selected is None else f"，确属前列的可能 {one.p_selected * 100:.0f} %"
    return f"  {one.id}：{' / '.join(_two(figure) for figure in figures)}{chance}"


def _agreement(found: Calibration) -> str:
    figures = found.agreement
    named = {"α": figures.alpha, "ICC（单份）": figures.icc_1, "ICC（平均）": figures.icc_k}
    said = "，".join(
        f"{name} {'无法计算' if value is None else f'{value:.2f}'}" for name, value in named.items()
    )
    return f"一致程度：{said}。"


def _two(figure: Decimal) -> str:
    return f"{figure:.2f}"
