"""What a restoration changed: as a unified diff that ``patch`` takes, or word by word."""

from __future__ import annotations

from difflib import unified_diff

import click

from unspin.formats.safe_text import for_terminal, one_line
from unspin.report import Restoration


def render_diff(restoration: Restoration) -> str:
    """A unified diff of the changed lines; empty if nothing changed."""
    name = one_line(restoration.id or "text")
    changes = unified_diff(_lines(restoration.original), _lines(restoration.text), name, f"{name} (restored)")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in changes)


def render_word_diff(restoration: Restoration, *, color: bool = False) -> str:
    """The whole text with every edit as ``[-found-]{+original+}``.

    It is for eyes, not for ``patch``: control characters are written out.
    """
    parts, done = [], 0
    for edit in restoration.edits:
        found, original = for_terminal(edit.text), for_terminal(edit.replacement)
        parts.append(for_terminal(restoration.original[done : edit.start]))
        parts += [_styled(f"[-{found}-]", "red", color), _styled(f"{{+{original}+}}", "green", color)]
        done = edit.end
    return "".join([*parts, for_terminal(restoration.original[done:])])


def _lines(text: str) -> list[str]:
    """Lines with their "\\n", which alone ends a line for ``patch`` (``splitlines`` would cut at form feeds too)."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _styled(text: str, fg: str, color: bool) -> str:
    return click.style(text, fg=fg) if color else text
