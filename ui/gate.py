"""What stands between the network and the app: headers on every answer, and no file without a session."""

from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.accounts.queries import actor_of_token
from services.errors import DomainError
from services.store.engine import reading
from ui import video_route
from ui.faults import said
from ui.session import COOKIE, now

# Files the app hands out, and files it takes: Streamlit itself asks nobody who they are.
_FOR_MEMBERS = ("/media/", "/_stcore/upload_file/", video_route.PREFIX)
# Session counts and memory, which Streamlit tells anybody.
_NOBODY = ("/_stcore/metrics", "/_stcore/script-health-check")

# Streamlit and the sign-in form bring scripts within the page; nothing comes from another machine.
_PAGE = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
# A file is saved or shown as a picture; should a browser open it as a page, nothing in it runs.
_FILE = "default-src 'none'; sandbox"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_YEAR = 31_536_000


class Gate:
    """The ASGI middleware in front of everything the server answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, with the headers on its answer, or refuse it (401, 404, 503)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        headed = _with_headers(scope, send, is_file=path.startswith(_FOR_MEMBERS))
        refusal = await self._refusal(path, Headers(scope=scope))
        await (refusal or self._app)(scope, receive, headed)

    async def _refusal(self, path: str, headers: Headers) -> PlainTextResponse | None:
        if path in _NOBODY:
            return PlainTextResponse("没有这个地址。", status_code=404)
        if not path.startswith(_FOR_MEMBERS):
            return None
        try:
            is_member = await run_in_threadpool(_is_member, _token(headers.get("cookie", "")))
        except DomainError as refusal:
            return PlainTextResponse(said(refusal), status_code=503)
        return None if is_member else PlainTextResponse("登录已失效，请重新登录后再试。", status_code=401)


def _is_member(token: str) -> bool:
    if not token:
        return False
    with reading() as session:
        return actor_of_token(session, token, now()) is not None


def _token(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _with_headers(scope: Scope, send: Send, *, is_file: bool) -> Send:
    forwarded = Headers(scope=scope).get("x-forwarded-proto", scope.get("scheme", "http"))

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_HEADERS)
            headers["Content-Security-Policy"] = _FILE if is_file else _PAGE
            if is_file:
                # Exports hold phones: no shared computer keeps a copy in its cache.
                headers["Cache-Control"] = "no-store"
            if forwarded == "https":
                headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        await send(message)

    return headed
