"""Registers a reviewer by hand, and changes what is known of one."""

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts
from services.review.reviewers import actions
from services.review.reviewers.queries import ReviewerView
from services.review.reviewers.rules import LOAD_MAX, Profile, listed
from ui import frame, session, versions

_NEW = Profile("")


def register(actor: Actor, facts: EditionFacts) -> None:
    """A form for one more reviewer."""
    with st.form("reviewers.register", border=False):
        profile = _fields(_NEW, facts, "reviewers.new")
        pressed = st.form_submit_button("登记", icon=":material/person_add:")
    if pressed:
        with frame.acting(f"已登记“{profile.name}”。请在“回避”页重新查找回避。", _empty) as work:
            actions.register(work, actor=actor, profile=profile, now=session.now())


def edit(actor: Actor, one: ReviewerView, facts: EditionFacts) -> None:
    """A form for what is known of a reviewer."""
    seen = versions.seen("reviewer", one.id, one.version)
    with st.form(f"reviewers.edit.{one.id}", border=False):
        profile = _fields(one.profile, facts, f"reviewers.edit.{one.id}.{seen}")
        pressed = st.form_submit_button("保存资料")
    if pressed:
        with frame.acting(
            f"已保存“{profile.name}”的资料。工作单位或电话有变动的，请在“回避”页重新查找回避。",
            lambda: versions.adopt("reviewer", one.id),
        ) as work:
            actions.edit(work, actor=actor, reviewer_id=one.id, profile=profile, seen=seen, now=session.now())


def _empty() -> None:
    for key in [key for key in st.session_state if str(key).startswith("reviewers.new.")]:
        del st.session_state[key]


def _fields(profile: Profile, facts: EditionFacts, key: str) -> Profile:
    first, second = st.columns(2)
    with first:
        name = st.text_input("姓名", profile.name, key=f"{key}.name")
        employer = st.text_input("工作单位（多个用顿号隔开）", profile.employer, key=f"{key}.employer")
        phone = st.text_input("联系电话", profile.phone or "", key=f"{key}.phone")
        cities = [city.name for city in facts.cities]
        city = st.selectbox(
            "所在市州（省外或省直单位留空）",
            cities,
            index=cities.index(profile.city) if profile.city in cities else None,
            placeholder="请选择",
            key=f"{key}.city",
        )
    with second:
        categories = st.multiselect(
            "评审类别（留空即不限）",
            [word.name for word in facts.categories],
            default=list(profile.categories),
            placeholder="请选择",
            key=f"{key}.categories",
        )
        fields = st.text_input("研究领域（用顿号隔开）", "、".join(profile.fields), key=f"{key}.fields")
        load = st.number_input(
            "评审上限（件，留空即不限）", 0, LOAD_MAX, profile.load_max, placeholder="不限", key=f"{key}.load"
        )
        previous = st.text_input(
            "曾参加届次（用顿号隔开）", "、".join(profile.previous_editions), key=f"{key}.previous"
        )
    return Profile(
        name=name.strip(),
        employer=employer.strip(),
        city=city,
        fields=listed(fields),
        categories=tuple(categories),
        phone=phone.strip() or None,
        previous_editions=listed(previous),
        load_max=None if load is None else int(load),
    )
