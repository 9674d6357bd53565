"""评审专家：名单、导入、登记、停止与恢复参加，承诺书的打印。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.MANAGE_REVIEWERS)

import streamlit as st

from services.edition.queries import current
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.review.assignment.queries import counts_by_reviewer
from services.review.reviewers.queries import free_accounts, registered, reviewers
from services.review.rounds.queries import latest
from services.store.engine import reading
from ui import reviewers_form, reviewers_import, reviewers_list, screens

frame.header("评审专家", "由组委会登记；账号由系统管理员创建。专家签署承诺后才能看到案例。")

with reading() as opened:
    edition = current(opened)
    facts = edition_facts(opened, edition)
    listed = reviewers(opened)
    known = registered(opened, edition)
    free = free_accounts(opened, edition)
    turn = latest(opened, edition)
    loads = counts_by_reviewer(opened, turn) if turn else {}

may_manage = is_open(facts.stage, Act.MANAGE_REVIEWERS)
if not may_manage:
    st.info(f"当前处于“{facts.stage.label}”阶段，专家名单不再改动。")
if listed:
    reviewers_list.summary(listed)
elif may_manage:
    st.info("还没有登记评审专家。下一步：在“导入”中上传专家名单，或在“登记”中逐位填写。")

names = ["名单", "导入", "登记", "承诺书"] if listed else ["导入", "登记"]
tabs = dict(zip(names, st.tabs(names), strict=True))
if listed:
    with tabs["名单"]:
        reviewers_list.table(listed, loads)
        screens.link("conflicts", "前往回避", "visibility_off")
        if may_manage:
            reviewers_list.manage(actor, listed, facts, free)
    with tabs["承诺书"]:
        reviewers_list.pledges(actor)
with tabs["导入"]:
    if may_manage:
        reviewers_import.upload(facts, known)
        reviewers_import.proposal(actor)
with tabs["登记"]:
    if may_manage:
        reviewers_form.register(actor, facts)
