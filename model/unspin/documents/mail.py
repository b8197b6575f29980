"""E-mails: the body as its sender wrote it; headers and attachments are left out."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import MIMEPart

from unspin.documents.limits import Limits, Unreadable
from unspin.documents.markup import markup_to_parts
from unspin.documents.parts import DocumentText, plain_text, put_together


def read_mail(data: bytes, limits: Limits) -> DocumentText:
    """The plain body of an .eml file, or the text of its HTML body. Raises Unreadable."""
    message = message_from_bytes(data, policy=policy.default)
    if _is_deeper(message, limits.nesting):
        raise Unreadable(f"parts nested over {limits.nesting} deep; copy its text into a .txt file")
    body = message.get_body(("plain", "html"))
    if body is None:
        raise Unreadable("no text in this e-mail; save the attachment and give that")
    text = _content(body)
    return put_together(markup_to_parts(text)) if body.get_content_type() == "text/html" else plain_text(text)


def _is_deeper(message: MIMEPart, nesting: int) -> bool:
    level: list[MIMEPart] = [message]
    for _ in range(nesting):
        level = [part for parent in level if parent.is_multipart() for part in parent.iter_parts()]
    return bool(level)


def _content(body: MIMEPart) -> str:
    try:
        return str(body.get_content())
    except LookupError:  # a character set that Python does not know
        raw = body.get_payload(decode=True)
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
