"""网络投票：哪一次结果计入得分、规定权重与实际权重、票数增长与突增，导入与不采用。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SELECTION)

import streamlit as st

from services.edition.queries import current as current_edition
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.scoring.tallies import queries, weighing
from services.scoring.tallies.rules import falls, jumps
from services.store.engine import reading
from ui import votes_figures, votes_import, votes_list
from ui.votes_charts import Race

with reading() as opened:
    edition = current_edition(opened)
    facts = edition_facts(opened, edition)
    known = queries.known(opened, edition)
    kept = queries.kept(opened, edition)
    tally = queries.counting(opened, edition)
    counted = queries.votes(opened, tally) if tally else {}
    snapshots = queries.growth(opened, edition)
    official = weighing.official(opened, edition)
may_import = is_open(facts.stage, Act.IMPORT_TALLY)
covered = [one for one in known if one.is_covered]
# A case that was withdrawn since is no measure for the others any more.
votes = {one.id: counted[one.id] for one in covered if one.id in counted}

frame.header("网络投票")
if not may_import:
    st.info(f"当前处于“{facts.stage.label}”阶段。网络投票结果在“专家评审”阶段导入和更正。")

counting = next((one for one in kept if tally and one.id == tally.id), None)
if counting is None:
    votes_figures.rule_only(facts)
    if not covered:
        st.info("还没有通过形式资格审查的案例，票数无从对应。请先完成资格审查。")
    elif may_import and not kept:
        st.markdown("还没有导入投票结果。下一步：上传从投票平台导出的表格。")
else:
    weighed = votes_figures.weigh(votes, official, facts)
    votes_figures.figures(weighed, counting, len(covered))

names = [
    *(["票数"] if counting else []),
    *(["导入"] if may_import and covered else []),
    *(["历次结果"] if kept else []),
]
tabs = dict(zip(names, st.tabs(names) if names else [], strict=True))
if counting is not None:
    ranked = sorted(votes, key=lambda case: (-votes[case], case))
    race = Race(snapshots, ranked, jumps(snapshots), {one.id: one for one in known})
    with tabs["票数"]:
        votes_list.growth(race, falls(snapshots))
        votes_list.cases(weighed, race)
if "导入" in tabs:
    with tabs["导入"]:
        votes_import.upload()
        file = votes_import.pending()
        if file is not None:
            votes_import.proposal(file, known, facts, kept, actor)
if kept:
    with tabs["历次结果"]:
        votes_list.snapshots(kept, counting, actor, may_import=may_import)
