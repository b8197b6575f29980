"""Plots as SVG text, the same bytes for the same numbers."""

from __future__ import annotations

import io
import math

import matplotlib

matplotlib.use("agg")

from matplotlib import pyplot
from matplotlib.axes import Axes

from unspin_eval.measures import BarPlot, HeatMap, LinePlot, Plot


def as_svg(plot: Plot) -> str:
    """The plot as an ``<svg>`` element to put into a page."""
    with pyplot.rc_context({"svg.hashsalt": "unspin", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}):
        height = max(1.6, 0.9 + 0.24 * len(plot.names)) if isinstance(plot, BarPlot) else 4.0
        figure, axes = pyplot.subplots(figsize=(4.6, height), layout="constrained")
        if isinstance(plot, HeatMap):
            _heat(axes, plot)
        elif isinstance(plot, BarPlot):
            _bars(axes, plot)
        else:
            _lines(axes, plot)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _lines(axes: Axes, plot: LinePlot) -> None:
    if plot.diagonal:
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle="--")
    for curve in plot.curves:
        axes.plot(curve.x, curve.y, label=curve.name, linewidth=1.4, marker="o" if len(curve.x) <= 12 else None, markersize=3)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    axes.legend(loc="best", frameon=False)
    axes.set(title=plot.title, xlabel=plot.x_label, ylabel=plot.y_label)


def _bars(axes: Axes, plot: BarPlot) -> None:
    """The first name on top; a whisker is the interval."""
    at = range(len(plot.names) - 1, -1, -1)
    values = [interval.value for interval in plot.intervals]
    below = [i.value - i.low for i in plot.intervals]
    above = [i.high - i.value for i in plot.intervals]
    axes.barh(
        at, values, height=0.6, color="#4c78a8", xerr=(below, above), error_kw={"ecolor": "0.35", "elinewidth": 1, "capsize": 2}
    )
    axes.axvline(plot.line, color="#c0392b", linewidth=1, linestyle="--")
    axes.set_yticks(at, [f"{name} ({interval.n})" for name, interval in zip(plot.names, plot.intervals, strict=True)])
    axes.set(title=plot.title, xlabel=plot.x_label, xlim=(0, min(1.0, max(0.05, 1.05 * max(i.high for i in plot.intervals)))))


def _heat(axes: Axes, plot: HeatMap) -> None:
    axes.imshow(plot.values, vmin=0, vmax=1, cmap="viridis", aspect="auto", origin="lower")
    axes.set(title=plot.title, xlabel=plot.x_label, ylabel=plot.y_label)
    axes.set_xticks(range(len(plot.columns)), plot.columns)
    axes.set_yticks(range(len(plot.rows)), plot.rows)
    for y, row in enumerate(plot.values):
        for x, value in enumerate(row):
            if not math.isnan(value):
                axes.text(x, y, f"{value:.2f}", ha="center", va="center", color="white" if value < 0.6 else "black")
