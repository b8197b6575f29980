"""Many documents: ``unspin batch``, and functions for ``datasets.map`` and ``filter``."""

from __future__ import annotations

from unspin.batch.columns import annotate, not_spun

__all__ = ["annotate", "not_spun"]
