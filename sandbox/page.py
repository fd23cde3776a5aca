"""The sandbox's web page: plain files, read afresh by the browser each time."""

from pathlib import Path

from aiohttp import web

WEB = Path(__file__).with_name("web")
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".otf": "font/otf",
}
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'",
}


def routes() -> list[web.RouteDef]:
    return [
        web.get("/", show_index),
        web.get("/web/font.otf", send_font),
        web.get("/web/{name:(?:[a-z]+/)?[a-z_]+\\.(?:js|css|svg)}", send_part),
    ]


async def show_index(_request: web.Request) -> web.StreamResponse:
    return _file(WEB / "index.html")


async def send_part(request: web.Request) -> web.StreamResponse:
    path = WEB / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    return _file(path)


async def send_font(_request: web.Request) -> web.StreamResponse:
    """A Chinese face for machines that have none; the package is large, so it is asked for only then."""
    from pylopdf_fonts_zh_cn import sans_path

    return _file(sans_path())


def _file(path: Path) -> web.FileResponse:
    kind = KINDS[path.suffix]
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return web.FileResponse(path, headers={**HEADERS, "Content-Type": kind + charset})
