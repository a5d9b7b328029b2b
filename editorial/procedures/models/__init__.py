"""Procedures with what hangs on them, the centres, the links to the service portal, and files that were sent."""

from .catalogue_file import CatalogueFile
from .procedure import Procedure, ProcedureBasis, ProcedureFee, ProcedurePaper, ProcedureStep
from .service_link import ServiceLink, ServiceOutage
from .service_point import PointHours, PointOfficer, ServicePoint

__all__ = [
    "CatalogueFile",
    "PointHours",
    "PointOfficer",
    "Procedure",
    "ProcedureBasis",
    "ProcedureFee",
    "ProcedurePaper",
    "ProcedureStep",
    "ServiceLink",
    "ServiceOutage",
    "ServicePoint",
]
