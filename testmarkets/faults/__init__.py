"""What can be wrong with a test marketplace: off unless a fault plan asks for it."""

from testmarkets.faults.page_rules import FaultKind, FaultRule, FaultyApp
from testmarkets.faults.plan import FaultPlan

__all__ = ["FaultKind", "FaultPlan", "FaultRule", "FaultyApp"]
