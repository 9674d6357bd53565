"""What a reviewer promises before seeing any case: both texts, a tick for each, one button."""

import streamlit as st

from services.accounts.rules import Actor
from services.review.reviewers.actions import accept_pledges
from services.review.reviewers.queries import missing_pledges
from services.store.engine import reading
from ui import frame, session
from ui.phrases import literal


def ask(actor: Actor) -> None:
    """Show what is still to be promised; the page shows nothing else until it is.

    :raises NotFound: the account belongs to no reviewer who takes part.
    """
    with reading() as opened:
        missing = missing_pledges(opened, actor)
    frame.header("评审承诺", "开始评审前，请阅读并签署以下承诺。签署的全文、时间和地址会记录在案。")
    ticked = {}
    for kind, text in missing.items():
        with st.container(border=True):
            st.markdown(f"**{literal(text.title)}**")
            for paragraph in text.paragraphs:
                st.markdown(literal(paragraph))
            ticked[kind] = st.checkbox(f"我已阅读并接受{kind.label}", key=f"pledge.{kind}")
    if st.button("签署并进入评审", type="primary", icon=":material/draw:", width="stretch"):
        wordings = {kind: missing[kind].wording for kind, is_ticked in ticked.items() if is_ticked}
        with frame.acting("承诺已签署。") as work:
            accept_pledges(work, actor=actor, wordings=wordings, now=session.now())
