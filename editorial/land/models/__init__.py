"""What is kept of land: plans that are posted, and prices beside the tables that say them."""

from .plan import LandPlanPage
from .price import LandPrice

__all__ = ["LandPlanPage", "LandPrice"]
