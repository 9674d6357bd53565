"""The app: start-up, and the one route that turns a sign-in ticket into a session cookie.

``streamlit run app.py`` starts it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from logging.handlers import RotatingFileHandler
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from services.accounts.signing_in import redeem_ticket
from services.errors import DomainError, NotSignedIn
from services.startup import keep_private, prepare
from services.store.engine import LOCAL, work
from ui.faults import number
from ui.gate import Gate
from ui.session import COOKIE, now
from ui.warmup import warm_up

_LOG_BYTES = 5_000_000


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
    except DomainError:
        return Response(status_code=503)
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
    _log_to_file()
    await asyncio.to_thread(prepare)
    # Streamlit would hand out pages/ by URL until some session has run st.navigation.
    PagesManager.uses_pages_directory = False
    warm_up()
    yield {}


def _log_to_file() -> None:
    LOCAL.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        LOCAL / "qichuang.log", maxBytes=_LOG_BYTES, backupCount=5, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger("qichuang").addHandler(handler)


def _log_script_error(error: Exception, *_details: Any) -> None:
    number(error)


ROUTES = [Route("/auth/session", open_session, methods=["POST"])]

app = st.App(
    "ui/main.py",
    lifespan=start,
    routes=ROUTES,
    middleware=[Middleware(Gate)],
    on_script_error=_log_script_error,
)
