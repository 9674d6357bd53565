"""The app: start-up, and the one route that turns a sign-in ticket into a session cookie.

``streamlit run app.py`` starts it.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from services import runlog
from services.accounts.signing_in import redeem_ticket
from services.backup import daily
from services.errors import DomainError, NotSignedIn
from services.startup import keep_private, prepare
from services.store.engine import work
from ui import video_route
from ui.faults import said, show_any, told
from ui.gate import Gate
from ui.session import COOKIE, now
from ui.warmup import warm_up


async def open_session(request: Request) -> Response:
    """Exchange a one-time ticket for the HttpOnly session cookie (204), or refuse (403, 410)."""
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host"):
        return Response(status_code=403)
    ticket = (await request.body())[:200].decode("ascii", "replace")
    try:
        token = await run_in_threadpool(_redeem, ticket, request.client.host if request.client else "")
    except NotSignedIn:
        return Response(status_code=410)
    except DomainError as refusal:
        return PlainTextResponse(said(refusal), status_code=503)
    answer = Response(status_code=204)
    is_secure = request.headers.get("x-forwarded-proto", request.url.scheme) == "https"
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=is_secure, path="/")
    return answer


def _redeem(ticket: str, address: str) -> str:
    with work() as session:
        return redeem_ticket(session, ticket=ticket, address=address, now=now())


@asynccontextmanager
async def start(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Bring the database up to date and make reruns cheap, before the first browser is served."""
    keep_private()
    runlog.start()
    try:
        await asyncio.to_thread(prepare)
    except Exception as error:
        # Nobody has a page yet: said where it was started.
        sys.stderr.write(f"程序没有启动。{told(error)}\n")
        raise
    # Streamlit would hand out pages/ by URL until some session has run st.navigation.
    PagesManager.uses_pages_directory = False
    warm_up()
    with daily.schedule():
        yield {}


ROUTES = [
    Route("/auth/session", open_session, methods=["POST"]),
    Route(video_route.PATH, video_route.play),
]

app = st.App(
    "ui/main.py",
    lifespan=start,
    routes=ROUTES,
    middleware=[Middleware(Gate)],
    on_script_error=show_any,
)
