"""Words of score sheets."""

from services.terms import Term


class SheetState(Term):
    """Whether the reviewer has handed the sheet in. Only submitted sheets count anywhere."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
