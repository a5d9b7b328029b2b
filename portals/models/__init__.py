"""Who publishes: the portals of a province, their addresses and their ties, each with its dates."""

from .addresses import PortalAddress
from .clusters import Cluster, ClusterMembership
from .editions import EditionChange
from .oversight import Oversight
from .portal import Portal
from .social import SocialAccount, SocialProof, SocialService, SocialState
from .succession import Succession
from .tick import Tick
from .tier import Tier

__all__ = [
    "Cluster",
    "ClusterMembership",
    "EditionChange",
    "Oversight",
    "Portal",
    "PortalAddress",
    "SocialAccount",
    "SocialProof",
    "SocialService",
    "SocialState",
    "Succession",
    "Tick",
    "Tier",
]
