"""Web pages: the main text alone, without menus, notices and comments."""

from __future__ import annotations

from unspin.documents.limits import Limits, Unreadable


def read_web_page(data: bytes, limits: Limits) -> str:
    """The article of a saved web page. Raises Unreadable if none can be made out."""
    import trafilatura

    text = trafilatura.extract(data, include_comments=False) if data.strip() else None
    if not text:
        raise Unreadable("no article can be made out in this page; copy its text into a .txt file")
    return str(text)
