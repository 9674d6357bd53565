"""Imports a tally: upload, what was matched and what must be decided, and the press that writes it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Literal

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import SHANGHAI, EditionFacts
from services.findings import Level, Source, errors
from services.scoring.tallies import actions
from services.scoring.tallies.matching import Known, Met, Settled, match, settle, written
from services.scoring.tallies.queries import Kept
from services.scoring.tallies.reading import TallyFile, read_tally
from services.scoring.tallies.terms import Meeting
from ui import frame, session, ticked_table
from ui.chart_card import small
from ui.phrases import literal, when
from ui.submission_list import finding_line

_FILE = "votes.read"
_COUNT = "votes.reads"
_DONE = "votes.imports"
_SHOWN = 20
# More rows without any likely case than one wants to set aside one by one.
_MANY = 5
_NONE = -1
_CLOCK = re.compile(r"(\d{1,2})(?:[:.点时](\d{1,2})?分?)?")
_QUIET = frozenset({Meeting.BOTH, Meeting.NAME, Meeting.ENTERPRISE, Meeting.DECIDED})


def upload() -> None:
    """Take in a file and read it; nothing is written yet."""
    st.markdown(
        "从投票平台导出表格后上传。表头写明“票数”（或“得票数”“投票数”）和“案例名称”“单位”即可识别，"
        "每件案例一行；先看对应结果，再导入。"
    )
    with st.form("votes.upload"):
        sent = st.file_uploader(
            "投票结果（Excel、WPS 表格、Word、CSV）",
            key=f"votes.file.{st.session_state.get(_DONE, 0)}",
            help="支持 .xlsx .xls .et .docx .doc .csv .txt，一次一份。文件按原样保存。",
        )
        kind: Literal["primary", "secondary"] = "secondary" if _FILE in st.session_state else "primary"
        submitted = st.form_submit_button("读取并核对", type=kind, icon=":material/upload:")
    if submitted and sent is None:
        st.warning("还没有选择文件。请先选择从投票平台导出的表格。")
    if submitted and sent is not None:
        with st.spinner("正在读取…"):
            st.session_state[_FILE] = read_tally(sent.getvalue(), sent.name)
        # Decisions belong to one reading of one file.
        st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
        st.rerun()


def pending() -> TallyFile | None:
    """The file that was read and is not imported yet."""
    found: TallyFile | None = st.session_state.get(_FILE)
    return found


def proposal(
    file: TallyFile, known: Sequence[Known], facts: EditionFacts, kept: Sequence[Kept], actor: Actor
) -> None:
    """What would be written, what a person has to decide first, and the button that does it."""
    st.markdown(f"**{literal(file.name)}**")
    for finding in file.findings:
        show = st.error if finding.level is Level.ERROR else st.warning
        show(literal(f"{finding.message}{finding.hint}"))
    same = next((one for one in kept if one.sha256 == file.sha256 and one.discarded_at is None), None)
    if same is not None:
        st.info(
            f"这份文件与 {when(same.imported_at)} 导入的“{literal(same.file_name)}”完全相同，无需重复导入。"
        )
    if same is not None or errors(file.findings):
        return
    covered = [one for one in known if one.is_covered]
    met = match(file.rows, known, facts)
    open_rows = [one for one in met if one.is_open]
    summary = st.container()
    decided = _decisions(open_rows, covered) if open_rows else {}
    settled = settle(met, decided, [one.id for one in covered])
    with summary:
        _summary(settled, len(covered))
        _flawed(settled)
    _doubled(settled)
    by_id = {one.id: one for one in covered}
    _matched(met, by_id)
    _finish(file, settled, decided, by_id, kept, actor)


def _summary(settled: Settled, covered: int) -> None:
    cells = [
        ("已对应的案例", f"{len(settled.counts)} / {covered}"),
        ("票数合计", f"{settled.total:,}"),
        ("须由您指定", f"{len(settled.open)} 行"),
        ("票数不能读取", f"{len(settled.flawed)} 行"),
        ("不计入", f"{len(settled.left_out)} 行"),
        ("没有出现的案例", f"{len(settled.missing)} 件"),
    ]
    grid = st.grid(3, min_column_width=130, border=True, key="votes.preview")
    for label, value in cells:
        with grid.cell():
            st.metric(label, value)


def _flawed(settled: Settled) -> None:
    """Rows whose votes cannot be read, with what to correct in the file."""
    if not settled.flawed:
        return
    st.error(
        f"有 {len(settled.flawed)} 行的票数不能读取。请在原表中改正后重新上传；约数不会替您猜成整数。",
        icon=":material/error:",
    )
    lines = [(one, finding) for one in settled.flawed for finding in errors(one.row.findings)]
    for one, finding in lines[:_SHOWN]:
        st.markdown(f"{finding_line(finding)}  \n:small[{literal(written(one.row))}]")
    if len(lines) > _SHOWN:
        st.caption(f"另有 {len(lines) - _SHOWN} 处，改正上面的之后重新上传时显示。")


def _decisions(rows: Sequence[Met], covered: Sequence[Known]) -> dict[Source, int | None]:
    """What a person says of each row nobody could match; more rows follow as these are decided."""
    st.markdown(f"**须由您指定的行**　共 {len(rows)} 行：对应到哪一件案例，或不计入。")
    strangers = [one for one in rows if not one.proposed]
    reading = st.session_state[_COUNT]
    leave_all = len(strangers) >= _MANY and st.checkbox(
        f"没有相近案例的 {len(strangers)} 行都不计入", key=f"votes.leave.{reading}"
    )
    decided: dict[Source, int | None] = {one.row.source: None for one in strangers} if leave_all else {}
    asked = [one for one in rows if one.row.source not in decided]
    names = {one.id: f"{one.city} {one.enterprise}《{one.case_name}》" for one in covered} | {_NONE: "不计入"}
    keys = {one.row.source: f"votes.row.{reading}.{place}" for place, one in enumerate(rows)}
    settled_already = sum(st.session_state.get(keys[one.row.source]) is not None for one in asked)
    for one in asked[: _SHOWN + settled_already]:
        chosen = _choice(one, names, keys[one.row.source])
        if chosen is not None:
            decided[one.row.source] = None if chosen == _NONE else chosen
    rest = len(asked) - _SHOWN - settled_already
    if rest > 0:
        st.caption(f"另有 {rest} 行，办理上面的之后依次显示。")
    return decided


def _choice(one: Met, names: Mapping[int, str], key: str) -> int | None:
    options = [*one.proposed, _NONE, *(case for case in names if case not in {*one.proposed, _NONE})]
    with st.container(border=True, key=f"{key}.card"):
        votes = "票数不能读取" if one.row.votes is None else f"{one.row.votes:,} 票"
        st.markdown(f"**{literal(written(one.row) or '（没有名称）')}**　{votes}")
        for finding in one.findings:
            st.markdown(finding_line(finding))
        if one.proposed:
            st.markdown(small(f"可能是：{literal('；'.join(names[case] for case in one.proposed))}"))
        return st.selectbox(
            "对应案例",
            options,
            index=None,
            placeholder="请选择；最相近的排在最前",
            format_func=names.__getitem__,
            key=key,
            label_visibility="collapsed",
        )


def _doubled(settled: Settled) -> None:
    if settled.doubled:
        rows = "、".join(str(one.row.source.row) for one in settled.doubled)
        st.error(f"第 {rows} 行对应到了同一件案例。请只保留一行，其余选择不计入；票数不会相加。")


def _matched(met: Sequence[Met], known: Mapping[int, Known]) -> None:
    """What met by itself: first the rows worth a look, then all of them."""
    looked = [one for one in met if not one.is_open]
    doubtful = [
        (one, finding)
        for one in looked
        for finding in (*one.row.findings, *one.findings)
        if finding.level is not Level.ERROR
    ]
    if doubtful:
        with st.expander("已自动处理、请核对的行", expanded=len(doubtful) <= _MANY, key="votes.doubtful"):
            for one, finding in doubtful[:_SHOWN]:
                st.markdown(f"{finding_line(finding)}  \n:small[{literal(written(one.row))}]")
            if len(doubtful) > _SHOWN:
                st.caption(f"另有 {len(doubtful) - _SHOWN} 处，见下面的全部结果。")
    if looked:
        with st.expander("自动对应的全部结果", key="votes.matched"):
            every = [
                (
                    one.row.source.row,
                    "—" if one.case_id is None else known[one.case_id].case_name,
                    one.row.votes,
                    one.how.label if one.how in _QUIET else "不计入",
                    written(one.row),
                    "".join(finding.message for finding in (*one.row.findings, *one.findings)),
                )
                for one in looked
            ]
            _table(every, ["原表行号", "对应案例", "票数", "依据", "原表写法", "说明"], "votes.matched.rows")


def _finish(
    file: TallyFile,
    settled: Settled,
    decided: Mapping[Source, int | None],
    known: Mapping[int, Known],
    kept: Sequence[Kept],
    actor: Actor,
) -> None:
    """The missing cases, when and where the votes were counted, and the press."""
    reading = st.session_state[_COUNT]
    with st.form(f"votes.finish.{reading}"):
        zeros = frozenset(settled.missing) if _zeros(settled, known, reading) else frozenset()
        left, right = st.columns(2)
        day = left.date_input(
            "计票日期（北京时间）",
            value=None,
            format="YYYY-MM-DD",
            max_value=session.now().astimezone(SHANGHAI).date(),
            key=f"votes.day.{reading}",
        )
        clock = right.text_input(
            "计票时刻（24 小时制）", placeholder="例如 18:00", max_chars=10, key=f"votes.clock.{reading}"
        )
        source = st.text_input(
            "票数来源",
            value=kept[0].source if kept else "",
            placeholder="投票平台的名称或网址",
            max_chars=actions.SOURCE_MAX,
            key=f"votes.source.{reading}",
        )
        if not settled.is_decided:
            st.caption("请先处理上面列出的行，再导入。")
        pressed = st.form_submit_button(
            "导入票数", type="primary", icon=":material/how_to_vote:", disabled=not settled.is_decided
        )
    counted_at = _moment(day, clock)
    if pressed and counted_at is None:
        st.warning("没有填写计票日期和时刻，或时刻不能识别。请填写票数在平台上统计的时间，例如 18:00。")
    elif pressed and counted_at is not None:
        count = len(settled.counts) + len(settled.missing)
        with frame.acting(f"已导入 {count} 件案例的票数，共 {settled.total:,} 票。", _forget) as work:
            actions.import_tally(
                work, actor=actor, file=file, decided=decided, zeros=zeros, counted_at=counted_at,
                source=source, now=session.now(),
            )  # fmt: skip


def _moment(day: date | None, clock: str) -> datetime | None:
    """When the votes were counted; None where a part is missing or is no time of day."""
    typed = _CLOCK.fullmatch(unicodedata.normalize("NFKC", clock).strip())
    if day is None or typed is None:
        return None
    hour, minute = int(typed.group(1)), int(typed.group(2) or 0)
    if hour > 23 or minute > 59:
        return None
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def _zeros(settled: Settled, known: Mapping[int, Known], reading: int) -> bool:
    """Whether cases that are in no row count as 0: only a person can know that they had none."""
    if not settled.missing:
        return False
    st.markdown(f"有 **{len(settled.missing)}** 件参评案例没有出现在文件中：")
    lines = [(known[case].city, known[case].case_name, known[case].enterprise) for case in settled.missing]
    _table(lines, ["市州", "案例", "单位"], f"votes.missing.{reading}")
    # A tick is for these very cases: where others are missing it is asked again.
    key = f"votes.zeros.{reading}.{hash(settled.missing)}"
    return st.checkbox(f"未出现的 {len(settled.missing)} 件按 0 票计", key=key)


def _table(lines: Sequence[tuple[object, ...]], columns: list[str], key: str) -> None:
    st.dataframe(
        pd.DataFrame(list(lines), columns=columns),
        hide_index=True,
        width="stretch",
        height=ticked_table.height(len(lines)),
        key=key,
    )


def _forget() -> None:
    """What was imported leaves the form by its next name."""
    st.session_state.pop(_FILE, None)
    st.session_state[_DONE] = st.session_state.get(_DONE, 0) + 1
