"""How fast unspin is, beside other ways to do the same and beside the limit. Run ``python -m benchmarks``; see docs/benchmarks.md."""
