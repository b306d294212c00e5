"""How sure a classifier's shares are once they are made honest."""

from collections.abc import Mapping


def calibrated(shares: Mapping[str, float], temperature: float) -> dict[str, float]:
    """Return a classifier's shares as calibrated probabilities.

    Temperature scaling: Guo et al., On calibration of modern neural networks, arXiv 1706.04599.

    Args:
        shares: Of each class, from 0 to 1, at least one above 0.
        temperature: Above 0, fitted on texts kept from training; above 1 makes less sure, 1 changes nothing.
    """
    powers = {name: share ** (1 / temperature) for name, share in shares.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}
