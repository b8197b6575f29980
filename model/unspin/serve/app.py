"""The application: which address does what. It keeps no text and logs none."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

import unspin
from unspin.documents import read_document_bytes
from unspin.errors import UnspinError
from unspin.formats.confidence import HIGH, MEDIUM
from unspin.formats.html import render_html
from unspin.formats.safe_text import one_line
from unspin.layout import Layout
from unspin.report import Report, Restoration
from unspin.report_schema import report_schema, restoration_schema
from unspin.serve.bodies import ChosenText, ScoredText, Text
from unspin.serve.choices import restore_chosen
from unspin.serve.guard import Guard
from unspin.serve.settings import Settings
from unspin.serve.work_queue import QueueFull, WorkQueue

if TYPE_CHECKING:
    from unspin.model import Model

Result = TypeVar("Result")

# Of a place in a body that does not fit; names of its keys are the sender's and may be anything.
_LONGEST_PLACE = 80

_log = logging.getLogger("unspin.serve")
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The text or document cannot be read"},
    413: {"description": "The body is too big"},
    429: {"description": "Too many requests wait; come back after Retry-After seconds"},
    504: {"description": "The answer took too long"},
}


class Json(JSONResponse):
    """JSON in ASCII, so that a text with half a surrogate pair can be answered in its own escapes."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content, allow_nan=False).encode()


def create_app(model: Model, settings: Settings | None = None) -> FastAPI:
    """The application around a loaded model. Interactive documentation is left out, as it would load scripts from elsewhere."""
    settings = settings or Settings()
    work = WorkQueue(settings.waiting, settings.seconds)
    reading = WorkQueue(settings.waiting, settings.seconds)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        work.close()
        reading.close()

    app = FastAPI(
        title="unspin",
        version=unspin.__version__,
        description=__doc__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(Guard, settings=settings)
    _add_errors(app)
    _add_page(app)

    @app.post("/score", responses=_REFUSALS | _json(report_schema()))
    async def score(request: ScoredText) -> Json:
        """Was this text spun, and which words were swapped?"""
        layout = request.layout()

        def report() -> Report:
            scored = model.score(request.text, layout=layout)
            return model.with_counterfactual(model.with_evidence(scored)) if request.explain else scored

        return Json((await _run(work, report)).to_dict())

    @app.post("/restore", responses=_REFUSALS | _json(restoration_schema()))
    async def restore(request: Text) -> Json:
        """The text with the original wording put back."""
        layout = request.layout()
        restoration = await _run(work, lambda: model.restore(request.text, layout=layout))
        return Json(restoration.to_dict())

    @app.post("/apply", responses=_REFUSALS | _json(restoration_schema()))
    async def apply(request: ChosenText) -> Json:
        """The text with the chosen wording put in, in the right case and with the right article before it."""
        return Json(restore_chosen(request.text, request.triples()).to_dict())

    @app.post("/report", response_class=HTMLResponse, responses=_REFUSALS)
    async def report(request: ChosenText) -> HTMLResponse:
        """The report as one HTML page, to be kept or printed; with choices it also shows the text that they make."""
        restoration = restore_chosen(request.text, request.triples()) if request.choices else None
        layout = request.layout()
        return HTMLResponse(await _run(work, lambda: _report_page(model, request.text, layout, restoration)))

    @app.post("/read", responses=_REFUSALS, openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}}})
    async def read(
        request: Request, name: Annotated[str, Query(description="The file's name; its suffix tells the kind")]
    ) -> Text:
        """The text of a document (.docx, .eml, .epub, .html, .pdf) whose bytes are the body, and its blocks, to be sent back with it.

        Needs the extra "formats".
        """
        data = await request.body()
        return Text.of(await _run(reading, lambda: read_document_bytes(data, name)))

    @app.get("/healthz")
    async def healthz() -> dict[str, Any]:
        """Whether the server is up, which model it has and how many requests are in work."""
        return {
            "status": "ok",
            "model": {"name": model.id.name, "version": model.id.version, "sha256": model.id.sha256},
            "in_work": work.taken,
        }

    return app


def _report_page(model: Model, text: str, layout: Layout | None, restoration: Restoration | None) -> str:
    report = model.with_counterfactual(model.score(text, layout=layout), restoration)
    return render_html([report], [restoration] if restoration else None)


async def _run(queue: WorkQueue, job: Callable[[], Result]) -> Result:
    """The result of a job. A failure that is not the user's is logged by its kind alone, as its message may quote the text."""
    try:
        return await queue.run(job)
    except (UnspinError, QueueFull, TimeoutError, asyncio.CancelledError):
        raise
    except Exception as error:
        _log.error("a request failed: %s", type(error).__name__)
        raise HTTPException(500, "unspin failed on this text; please report it") from None


def _add_errors(app: FastAPI) -> None:
    """Every failure is one line under "error", and none repeats what was sent."""

    @app.exception_handler(QueueFull)
    async def full(request: Request, error: QueueFull) -> Json:
        headers = {"Retry-After": str(error.retry_after)}
        return Json({"error": f"busy; try again in {error.retry_after} seconds"}, 429, headers)

    @app.exception_handler(TimeoutError)
    async def late(request: Request, error: TimeoutError) -> Json:
        return Json({"error": "the answer took too long; send a shorter text"}, 504)

    @app.exception_handler(UnspinError)
    async def unreadable(request: Request, error: UnspinError) -> Json:
        return Json({"error": str(error)}, 400)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Json:
        first = error.errors()[0]
        where = one_line(".".join(map(str, first["loc"])))[:_LONGEST_PLACE]
        return Json({"error": f'{where}: {first["msg"]}; send JSON like {{"text": "..."}}'}, 422)

    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> Json:
        return Json({"error": str(error.detail)}, error.status_code)


def _add_page(app: FastAPI) -> None:
    """The page and its parts, all from this package; the look of marked words is that of the HTML report."""
    page, report = files("unspin.serve") / "page", files("unspin.formats") / "html_template"
    index = Template((page / "index.html").read_text("utf-8")).substitute(high=HIGH, medium=MEDIUM)
    app.add_api_route("/", _always(HTMLResponse(index)), include_in_schema=False)
    for path, source, media_type in (
        ("/page.js", page / "page.js", "text/javascript"),
        ("/page.css", page / "page.css", "text/css"),
        ("/report.css", report / "report.css", "text/css"),
    ):
        app.add_api_route(path, _always(Response(source.read_bytes(), media_type=media_type)), include_in_schema=False)


def _always(response: Response) -> Callable[[], Response]:
    return lambda: response


def _json(schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": schema["description"], "content": {"application/json": {"schema": schema}}}}
