"""Hands a received video to the player of a page, piece by piece as the browser asks for it."""

from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from services.accounts.queries import actor_of_token
from services.edition.rules import may
from services.edition.terms import Act
from services.errors import DomainError, NotAllowed, NotFound
from services.intake.terms import DocumentKind
from services.materials.discs import file_of
from services.materials.queries import material
from services.review.sheets.reading import video_of
from services.store.engine import reading
from ui.faults import said
from ui.session import COOKIE, now

PREFIX = "/video/"
PATH = PREFIX + "{material_id:int}"


def address(material_id: int) -> str:
    """Where the browser at this page finds a video."""
    page = urlsplit(st.context.url or "")
    return f"{page.scheme}://{page.netloc}{PREFIX}{material_id}"


async def play(request: Request) -> Response:
    """A video (200, 206) for who receives material or scores its case; else 403, 404, 503."""
    try:
        path = await run_in_threadpool(
            _path, request.cookies.get(COOKIE, ""), request.path_params["material_id"]
        )
    except (NotAllowed, NotFound) as refusal:
        return PlainTextResponse(said(refusal), status_code=403 if isinstance(refusal, NotAllowed) else 404)
    except DomainError as refusal:
        return PlainTextResponse(said(refusal), status_code=503)
    # A fixed type: whatever it is, it is played as a video or not at all.
    return FileResponse(path, media_type="video/mp4")


def _path(token: str, material_id: int) -> Path:
    with reading() as session:
        actor = actor_of_token(session, token, now())
        if actor is not None and may(actor.role, Act.VIEW_OWN_REVIEW):
            found = video_of(session, actor, material_id)
        elif actor is not None and may(actor.role, Act.VIEW_SUBMISSIONS):
            found = material(session, material_id)
        else:
            raise NotAllowed(Act.VIEW_SUBMISSIONS.label, actor.role.label if actor else "未登录")
    if found.kind is not DocumentKind.VIDEO:
        raise NotFound("这个视频")
    return file_of(found)
