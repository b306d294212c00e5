"""Draws how often probabilities came true."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ConfigError

if TYPE_CHECKING:
    from nlp.linking.evaluate import LinkReport

ENDINGS = (".svg", ".pdf", ".png")


def check_ending(path: Path) -> None:
    """Refuse a file of which nobody knows the format, before minutes of work are spent.

    Raises:
        ConfigError: The ending is none of these.
    """
    if path.suffix not in ENDINGS:
        raise ConfigError(
            f"--plot {path}: name a file that ends in {', '.join(ENDINGS)}"
        )


def draw_reliability(reports: "Mapping[str, LinkReport]", path: Path) -> None:
    """Write a reliability diagram, one line a report; equal reports give an equal SVG file.

    Args:
        reports: By what the line is called.
        path: Its ending says the format.

    Raises:
        ConfigError: The ending is none of these, or nothing can be written there.
    """
    check_ending(path)
    # Loading it takes a second, so only who draws waits for it.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.add_subplot(
        xlabel="probability that was said", ylabel="share that has one holder"
    )
    axes.plot([0, 1], [0, 1], color="0.7", linestyle="--", label="perfect")
    for name, report in reports.items():
        axes.plot(
            [one.predicted for one in report.reliability],
            [one.observed for one in report.reliability],
            marker="o",
            label=f"{name}, ECE {report.calibration_error:.3f}",
        )
    axes.legend(frameon=False)
    metadata = {"Date": None} if path.suffix == ".svg" else None
    try:
        with rc_context({"svg.hashsalt": "stallwatch"}):
            figure.savefig(path, metadata=metadata)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}): name another file with --plot"
        ) from error
