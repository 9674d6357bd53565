"""备份：上次备份的时间、备份文件清单、立即备份，以及怎样恢复。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.BACK_UP)

import streamlit as st

from services.backup import archive, queries
from services.edition.queries import facts
from services.store.engine import reading
from ui import backup_state, screens, session

frame.header("备份", "一份备份含整个数据库、全部原始文件和届次文件；备份时其他人可以继续使用。")

with reading() as opened:
    last = queries.last(opened)
    keep_days = facts(opened).number("backup.keep_days")
found = queries.archives()

backup_state.standing(last, session.now())
if st.button("立即备份", type="primary", icon=":material/backup:"):
    backup_state.make(actor)

st.subheader("备份文件", anchor=False)
if keep_days:
    st.markdown(f"程序运行时每天自动备份一次，保留 {keep_days} 天；最新的一份总会保留。")
else:
    st.markdown("自动备份已关闭：只有手动备份，也不会自动删除旧的备份。")
screens.link("settings", "修改保留天数", "tune")
backup_state.archives(found)
st.caption(
    f"备份在服务器的 `{archive.directory()}`。请定期把它复制到另一台机器或移动硬盘。"
    "备份含联系人和电话，系统管理员账号无权查看，因此不能在网页上下载，请由服务器的维护人员保管。"
)

st.subheader("怎样恢复", anchor=False)
backup_state.how_to_restore(found)
