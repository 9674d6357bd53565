"""批量创建账号：读取名单、核对、一次创建，打印每人一张的初始密码条。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.MANAGE_ACCOUNTS)

import streamlit as st

from services.accounts.queries import accounts
from services.edition.queries import current
from services.review.reviewers.queries import without_account
from services.store.engine import reading
from ui import accounts_reviewers, accounts_roster, accounts_slips, screens

frame.header(
    accounts_slips.PAGE, "上传专家名单，核对后一次创建全部账号，并打印每人一张的初始密码条，当面发放。"
)
screens.link("accounts", "返回账号列表", "arrow_back")

with reading() as opened:
    activity = current(opened).short_title
    known = accounts(opened)
    registered = without_account(opened)

made = accounts_slips.pending()
if made:
    accounts_roster.forget()
    accounts_slips.hand_out(made, activity)
    st.stop()

by_roster, of_reviewers, again = st.tabs(["按名单创建", "评审专家", "补打密码条"])
with by_roster:
    accounts_roster.upload(known)
    accounts_roster.proposal(actor)
with of_reviewers:
    accounts_reviewers.missing(actor, registered, known)
with again:
    accounts_slips.reissue(actor, known)
