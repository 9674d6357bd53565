"""活动设置：通知的数字与组委会的设定，修改须写明理由。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SETTINGS)

import streamlit as st

from services.edition import queries
from services.edition.rules import is_open, may
from services.review.rubric import queries as rubric_queries
from services.store.engine import reading
from ui import settings_form, settings_rubric, settings_tables

frame.header("活动设置")

with reading() as opened:
    edition = queries.current(opened)
    facts = queries.facts(opened, edition)
    cities = queries.cities(opened, edition)
    editions = queries.editions(opened)
    rubrics = {c.name: rubric_queries.versions(opened, edition, c.name) for c in facts.categories}
    is_scored = rubric_queries.is_frozen(opened, edition)

is_editable = may(actor.role, Act.EDIT_SETTINGS) and is_open(facts.stage, Act.EDIT_SETTINGS)
st.markdown(f"**{edition.title}**")
if not may(actor.role, Act.EDIT_SETTINGS):
    st.caption("设置由系统管理员修改，修改须写明理由。")
elif not is_editable:
    st.info(f"当前处于“{facts.stage.label}”阶段，规则已经固定，只能修改不影响评审和遴选的设置。")

numbers, checks, marking, quotas, parks, years = st.tabs(
    # Short enough for a phone: tabs that do not fit get arrows, which speak English.
    ["规则", "审查清单", "评分标准", "名额期限", "园区", "届次"]
)
with numbers:
    settings_tables.settings(facts)
    changeable = [s for s in facts.settings.values() if is_editable or s.is_operation]
    if may(actor.role, Act.EDIT_OPERATION):
        settings_form.setting(actor, changeable)
with checks:
    settings_tables.checklist(facts)
    if is_editable:
        settings_form.check(actor, facts)
with marking:
    settings_rubric.show(
        actor,
        edition.id,
        rubrics,
        is_editable=may(actor.role, Act.EDIT_RUBRIC) and is_open(facts.stage, Act.EDIT_RUBRIC),
        is_frozen=is_scored,
    )
with quotas:
    settings_tables.quotas(facts)
    if is_editable:
        settings_form.quota(actor, cities)
        settings_form.deadline(actor, facts)
with parks:
    settings_tables.parks(facts)
    if is_editable:
        settings_form.park(actor, cities)
with years:
    settings_tables.editions(editions)
    if may(actor.role, Act.EDIT_SETTINGS):
        settings_form.edition(actor, editions)
