"""Fixtures for batches: see running."""

from __future__ import annotations

from running import batch, inline

__all__ = ["batch", "inline"]
