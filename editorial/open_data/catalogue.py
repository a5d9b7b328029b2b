"""The catalogue of sets of data as linked data: DCAT-AP 3, built once and written as Turtle or JSON-LD.

Terms: https://semiceu.github.io/DCAT-AP/releases/3.0.0/. Pages of it are told by Hydra, as harvesters follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from portals.addresses import main_origin

from .registry import DataFile, Dataset

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from portals.models import Portal

EU = "http://publications.europa.eu/resource/authority/"
LANGUAGE = f"{EU}language/VIE"
# What a file is called in the EU's list of file types, and to the web.
FORMS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": ("ZIP", "application/zip"),
}
# The prefixes by which the files name these terms.
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
VIETNAMESE = "vi"


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """A part of a catalogue. Addresses are whole; those before and after are empty at the ends.

    `own`: the catalogue is that of the portal itself; else it gathers those of all.
    """

    address: str
    first: str
    previous: str
    next: str
    own: bool


def catalogue_address(portal: Portal) -> str:
    return main_origin(portal) + reverse("open_data", urlconf="portals.urls.public")


def write_catalogue(
    portal: Portal,
    shown: Iterable[tuple[Portal, Iterable[Dataset]]],
    page: CataloguePage,
    *,
    title: str,
    description: str,
    form: str,
) -> str:
    """Return the catalogue of `portal` with what it `shown` of portals, as "turtle" or "json-ld". Asks nothing."""
    told = _Telling()
    shown = [(one, list(datasets)) for one, datasets in shown]
    told.catalogue(portal, title, description, [one for _portal, some in shown for one in some])
    told.part(page, catalogue_address(portal))
    for one, datasets in shown:
        if not page.own:
            told.member(portal, one)
        for dataset in datasets:
            told.dataset(portal, one, dataset)
    return told.written(form)


class _Telling:
    """Sentences about one catalogue."""

    def __init__(self) -> None:
        # It takes a while to load, and is needed by nothing else that a web process does.
        from rdflib import Graph, Literal, Namespace, URIRef

        self.graph: Graph = Graph()
        self.literal, self.uri = Literal, URIRef
        self.terms: Mapping[str, Namespace] = {
            prefix: Namespace(space) for prefix, space in PREFIXES.items()
        }
        for prefix, space in self.terms.items():
            self.graph.bind(prefix, space, override=True, replace=True)

    def written(self, form: str) -> str:
        if form == "json-ld":
            return self.graph.serialize(format=form, context=dict(PREFIXES), auto_compact=True)
        return self.graph.serialize(format=form)

    def say(self, about: Node, term: str, *values: Node) -> None:
        prefix, _colon, name = term.partition(":")
        for value in values:
            self.graph.add((about, self.terms[prefix][name], value))

    def is_a(self, about: Node, term: str) -> None:
        from rdflib.namespace import RDF

        prefix, _colon, name = term.partition(":")
        self.graph.add((about, RDF.type, self.terms[prefix][name]))

    def words(self, text: str) -> Node:
        return self.literal(text, lang=VIETNAMESE)

    def moment(self, at: datetime) -> Node:
        text = at.isoformat(timespec="seconds")
        return self.literal(text, datatype=self.terms["xsd"]["dateTime"])

    def catalogue(
        self, portal: Portal, title: str, description: str, datasets: Iterable[Dataset]
    ) -> None:
        about = self.uri(catalogue_address(portal))
        self.is_a(about, "dcat:Catalog")
        self.say(about, "dct:title", self.words(title))
        self.say(about, "dct:description", self.words(description))
        self.say(about, "dct:language", self.uri(LANGUAGE))
        self.say(about, "foaf:homepage", about)
        self._answers_for(about, portal)
        self._licence(about, portal)
        if newest := max((one.modified for one in datasets), default=None):
            self.say(about, "dct:modified", self.moment(newest))

    def part(self, page: CataloguePage, catalogue: str) -> None:
        """Say where the catalogue goes on."""
        about = self.uri(page.address)
        self.is_a(about, "hydra:PartialCollectionView")
        self.say(self.uri(catalogue), "hydra:view", about)
        for term, address in (
            ("hydra:first", page.first),
            ("hydra:previous", page.previous),
            ("hydra:next", page.next),
        ):
            if address:
                self.say(about, term, self.uri(address))

    def member(self, portal: Portal, one: Portal) -> None:
        """Name the catalogue of a portal as a part of that of all."""
        if one.pk != portal.pk:
            self.say(
                self.uri(catalogue_address(portal)),
                "dcat:catalog",
                self.uri(catalogue_address(one)),
            )

    def dataset(self, holder: Portal, portal: Portal, dataset: Dataset) -> None:
        home = catalogue_address(portal)
        about = self.uri(f"{home}#{dataset.key}")
        self.say(self.uri(catalogue_address(holder)), "dcat:dataset", about)
        self.is_a(about, "dcat:Dataset")
        self.say(about, "dct:title", self.words(dataset.title))
        self.say(about, "dct:description", self.words(dataset.description or dataset.title))
        self.say(about, "dct:identifier", self.literal(f"{home}#{dataset.key}"))
        self.say(about, "dct:language", self.uri(LANGUAGE))
        self.say(about, "dct:modified", self.moment(dataset.modified))
        if dataset.issued:
            self.say(about, "dct:issued", self.moment(dataset.issued))
        self._kind(about, dataset)
        self.say(about, "dcat:landingPage", self.uri(main_origin(portal) + dataset.page))
        self._answers_for(about, portal)
        self._covers(about, dataset)
        if dataset.series:
            self._series(about, portal, dataset)
        for file in dataset.files:
            self._distribution(about, portal, dataset, file)

    def _kind(self, about: Node, dataset: Dataset) -> None:
        frequency = self.uri(f"{EU}frequency/{dataset.frequency.value}")
        self.say(about, "dct:accrualPeriodicity", frequency)
        self.say(about, "dcat:theme", self.uri(f"{EU}data-theme/{dataset.theme.value}"))

    def _covers(self, about: Node, dataset: Dataset) -> None:
        if dataset.covers is None:
            return
        period = self.uri(f"{about}-thoi-gian")
        self.is_a(period, "dct:PeriodOfTime")
        self.say(about, "dct:temporal", period)
        for term, day in zip(("dcat:startDate", "dcat:endDate"), dataset.covers, strict=True):
            value = self.literal(day.isoformat(), datatype=self.terms["xsd"]["date"])
            self.say(period, term, value)

    def _series(self, about: Node, portal: Portal, dataset: Dataset) -> None:
        series = self.uri(f"{catalogue_address(portal)}#{dataset.series}")
        self.is_a(series, "dcat:DatasetSeries")
        self.say(about, "dcat:inSeries", series)
        self.say(series, "dct:title", self.words(dataset.series_title))
        self.say(series, "dct:description", self.words(dataset.series_title))
        self._kind(series, dataset)
        self._answers_for(series, portal)

    def _distribution(self, about: Node, portal: Portal, dataset: Dataset, file: DataFile) -> None:
        origin = main_origin(portal)
        file_type, media = FORMS[file.form]
        one = self.uri(f"{about}-{file.form}")
        self.say(about, "dcat:distribution", one)
        self.is_a(one, "dcat:Distribution")
        self.say(one, "dct:title", self.words(f"{dataset.title} ({file_type})"))
        for term in ("dcat:accessURL", "dcat:downloadURL"):
            self.say(one, term, self.uri(origin + file.path))
        self.say(one, "dct:format", self.uri(f"{EU}file-type/{file_type}"))
        media_type = self.uri(f"https://www.iana.org/assignments/media-types/{media}")
        self.say(one, "dcat:mediaType", media_type)
        self.say(one, "dct:modified", self.moment(dataset.modified))
        self._licence(one, portal)
        if file.described_by:
            described_by = self.uri(origin + file.described_by)
            self.is_a(described_by, "dct:Standard")
            self.say(one, "dct:conformsTo", described_by)

    def _licence(self, about: Node, portal: Portal) -> None:
        terms = self.uri(
            main_origin(portal) + reverse("terms_of_use", urlconf="portals.urls.public")
        )
        self.is_a(terms, "dct:LicenseDocument")
        self.say(terms, "dct:type", self.uri("http://purl.org/adms/licencetype/Attribution"))
        self.say(about, "dct:license", terms)

    def _answers_for(self, about: Node, portal: Portal) -> None:
        """Name the body that publishes it and where to ask."""
        origin = main_origin(portal)
        agent, contact = self.uri(f"{origin}/#co-quan"), self.uri(f"{origin}/#lien-he")
        self.is_a(agent, "foaf:Agent")
        self.say(agent, "foaf:name", self.words(portal.agency))
        self.say(agent, "foaf:homepage", self.uri(f"{origin}/"))
        self.say(about, "dct:publisher", agent)
        self.is_a(contact, "vcard:Organization")
        self.say(contact, "vcard:fn", self.words(portal.agency))
        page = self.uri(origin + reverse("contact", urlconf="portals.urls.public"))
        self.say(contact, "vcard:hasURL", page)
        if portal.email:
            self.say(contact, "vcard:hasEmail", self.uri(f"mailto:{portal.email}"))
        self.say(about, "dcat:contactPoint", contact)
