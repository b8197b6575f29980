"""Asks an application directly, without a network; several requests at once if a test wants that."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpx
from fastapi import FastAPI

from fakes import FakeModel
from unspin.layout import Layout
from unspin.report import Report

Request = tuple[str, str, dict[str, Any]]


def ask(app: FastAPI, method: str, path: str, **options: Any) -> httpx.Response:
    """One request and its answer."""
    return ask_all(app, [(method, path, options)])[0]


def ask_all(app: FastAPI, requests: Iterable[Request]) -> list[httpx.Response]:
    """All the requests at the same time; answers in the same order."""

    async def run() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8765", timeout=60) as client:
            return await asyncio.gather(*(client.request(method, path, **options) for method, path, options in requests))

    return asyncio.run(run())


class BusyModel(FakeModel):
    """Does something before each answer, and notes which texts it was asked about."""

    def __init__(self, before: Callable[[], object] = lambda: time.sleep(0.01)) -> None:
        self.seen: list[str] = []
        self._before = before

    def score(
        self, text: str, *, id: str | None = None, fpr: float | None = None, layout: Layout | None = None
    ) -> Report:
        self.seen.append(text)
        self._before()
        return super().score(text, id=id, fpr=fpr, layout=layout)
