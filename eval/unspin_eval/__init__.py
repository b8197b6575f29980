"""Batch evaluation of unspin: suites as data, metrics, baselines and reports."""
