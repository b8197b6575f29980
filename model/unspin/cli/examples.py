"""The examples at the end of the help pages; docs/cli.md shows them and a test runs them."""

from __future__ import annotations

# \b tells click to keep the lines as they are.
SCORE = """\b
Examples:
  unspin score article.txt
  unspin score article.txt --format html -o report.html
  unspin score articles/ --format jsonl > reports.jsonl
  unspin score --fail-on-spun --fpr 0.001 < article.txt -
"""

RESTORE = """\b
Examples:
  unspin restore article.txt > restored.txt
  unspin restore article.txt --diff
  unspin restore article.txt --interactive -o restored.txt
  unspin restore article.txt --format html -o report.html
"""

BATCH = """\b
Examples:
  unspin batch articles.jsonl -o scored.jsonl
  unspin batch 'news/*.csv' --text-column body --keep url -o scored.csv
  unspin batch articles/ --restore --workers 2 -o restored.jsonl.gz
"""
