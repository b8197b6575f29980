"""``unspin serve``: a page and an interface over HTTP."""

from __future__ import annotations

import socket

import click

from unspin.cli import options
from unspin.cli.chosen_model import load_model
from unspin.cli.output import warn
from unspin.errors import UnspinError
from unspin.profile import Profile


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@options.judge_all_option
@options.profile_option
@options.model_option
def serve(host: str, port: int, judge_all: bool, profile: Profile | None, model_path: str | None) -> None:
    """Answer over HTTP, with a page to paste a text into.

    Only this computer can reach the server, unless --host says otherwise. No text is stored or logged.
    """
    import uvicorn

    from unspin.serve.app import create_app
    from unspin.serve.connection import Connection
    from unspin.serve.settings import LOOPBACK_HOSTS, Settings

    is_local = host in LOOPBACK_HOSTS
    with _listen(host, port) as listener:
        model = load_model(model_path, profile, judge_all=judge_all)
        app = create_app(model, Settings() if is_local else Settings(hosts=None))
        if not is_local:
            warn(f"anyone who can reach {host} can use this server; it asks for no password")
        shown = f"[{host}]" if ":" in host else host
        warn(f"serving on http://{shown}:{listener.getsockname()[1]} (Ctrl-C stops)")
        config = uvicorn.Config(app, http=Connection, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises UnspinError, so that the user hears of a taken port before the model is loaded."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0].lower()  # Python adds the address in brackets
        raise UnspinError(f"cannot listen on {host} port {port}: {reason}; choose another with --host or --port") from None
