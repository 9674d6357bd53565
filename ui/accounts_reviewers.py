"""Creates the accounts registered reviewers do not have yet, in one press, with their slips."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.accounts.actions import generate_password
from services.accounts.queries import AccountView
from services.accounts.roster import proposed_usernames
from services.accounts.rules import Actor, Newcomer
from services.export.enrolment import Slip
from services.review.reviewers.actions import create_accounts
from services.review.reviewers.queries import Accountless
from services.terms import Role
from ui import accounts_slips, frame, once, session
from ui.accounts_slips import PAGE

_ROWS_SHOWN = 15
_TICK = "创建"


def missing(actor: Actor, people: Sequence[Accountless], known: Sequence[AccountView]) -> None:
    """Who has been registered by the committee and cannot sign in yet."""
    if not people:
        st.info("组委会登记的评审专家都已有账号。")
        return
    usernames = proposed_usernames([one.name for one in people], {a.username: a.display_name for a in known})
    owners = {a.display_name for a in known}
    st.markdown(f"组委会登记了 {len(people)} 位还没有账号的评审专家。账号创建后自动与专家登记关联。")
    before = pd.DataFrame(
        [
            (
                one.name not in owners,
                one.name,
                one.employer,
                username or "",
                _doubt(one, username, owners),
            )
            for one, username in zip(people, usernames, strict=True)
        ],
        columns=[_TICK, "姓名", "单位", "用户名", "说明"],
    )
    after: pd.DataFrame = st.data_editor(
        before,
        key=f"enrol.reviewers.{len(people)}",
        hide_index=True,
        num_rows="fixed",
        disabled=[column for column in before.columns if column != _TICK],
        width="stretch",
        height=38 + 35 * min(len(people), _ROWS_SHOWN),
    )
    chosen = [
        (one, username)
        for one, username, ticked in zip(people, usernames, after[_TICK], strict=True)
        if ticked and username
    ]
    label = f"创建 {len(chosen)} 个专家账号" if chosen else "创建专家账号"
    if st.button(label, disabled=not chosen, icon=":material/group_add:"):
        _create(actor, chosen)


def _doubt(one: Accountless, username: str | None, owners: set[str]) -> str:
    if username is None:
        return "姓名不能作为用户名，请在“按名单创建”中另填用户名，再由组委会关联。"
    if one.name in owners:
        return "已有同名账号，默认不再创建；是同一人的，请组委会在“评审专家”页关联。"
    return ""


def _create(actor: Actor, chosen: Sequence[tuple[Accountless, str]]) -> None:
    made = [Slip(one.name, username, generate_password(), one.employer) for one, username in chosen]
    hashes = accounts_slips.hashed([(slip.password, slip.username) for slip in made])
    people = {
        one.reviewer_id: Newcomer(slip.username, slip.name, Role.REVIEWER, hashed)
        for (one, _), slip, hashed in zip(chosen, made, hashes, strict=True)
    }
    once.keep(PAGE, made)
    with frame.acting(f"已创建 {len(people)} 个账号，并与专家登记关联。") as work:
        create_accounts(work, actor=actor, people=people, now=session.now())
    # Only a refusal comes here.
    once.forget()
