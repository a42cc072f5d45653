"""Middleware that stands before every page: security headers, size of requests, and requests sent by other sites."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Scripts, styles and pictures from this server alone, nothing inline; no framing; forms only go back here.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # "no-referrer" would blank the Origin of our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SMALL = 1024 * 1024  # bytes of a request that uploads nothing
_FOREIGN = PlainTextResponse("This request was sent by another site.", status_code=403)
_LARGE = PlainTextResponse("The request is too large.", status_code=413)


class Protection:
    """ASGI middleware. ``uploads``: paths that may carry ``most`` bytes; any other request carries at most 1 MiB."""

    def __init__(self, app: ASGIApp, uploads: Iterable[str], most: int) -> None:
        self.app, self.uploads, self.most = app, frozenset(uploads), most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = headers.get("Cache-Control", "no-store")
            await send(message)

        limit = self.most if scope["path"] in self.uploads else _SMALL
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE and is_foreign(headers):
            await _FOREIGN(scope, receive, guarded)
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > limit:
            await _LARGE(scope, receive, guarded)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:  # sent in chunks, without its length
                return {"type": "http.disconnect"}
            return message

        await self.app(scope, counted, guarded)


def is_foreign(headers: Headers) -> bool:
    """Whether a page of another site sent the request, as far as the browser tells (programs send neither header)."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
