"""账号：查找账号，新建一个，停用、调整角色、重置密码和退出登录。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.MANAGE_ACCOUNTS)

import streamlit as st

from services.accounts.queries import accounts
from services.store.engine import reading
from ui import accounts_actions, accounts_create, accounts_list, screens

frame.header(
    accounts_create.PAGE,
    "一人一个账号，一个账号一个角色。初始密码只显示一次，请当面或电话告知，首次登录须自行修改。",
)
accounts_create.told()

with reading() as opened:
    known = accounts(opened)

screens.link("enrol", "按名单批量创建账号、打印初始密码条", "group_add")

if len(known) == 1:
    st.info("还没有其他账号。请在下方新建组委会、领导的账号；评审专家较多时可按名单批量创建。")
    found = known
else:
    found = accounts_list.panel(known)

left, right = st.columns(2)
with left:
    accounts_create.form(actor)
with right:
    accounts_actions.panel(actor, [a for a in found if a.id != actor.account_id])
