"""The API as OpenAPI 3.1, made from the very models that read questions and write answers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .asking import ListQuery, OneQuery
from .problems import CONTENT_TYPE, ProblemDetails
from .registry import resources
from .resources import ReadResource

REF = "#/components/schemas/{model}"
URLCONF = "portals.urls.public"
JSON = "application/json"
VERSION = "1.0.0"


def openapi_document(origin: str) -> dict[str, Any]:
    """Return the description as it stands at `origin`. Asks nothing."""
    items: list[type[BaseModel]] = [resource.item for resource in resources().values()]
    written: list[type[BaseModel]] = [*items, ProblemDetails]
    _map, schemas = models_json_schema(
        [(model, "serialization") for model in written], ref_template=REF
    )
    components: dict[str, Any] = schemas["$defs"]
    for item in items:
        # `fields` leaves out whatever was not asked for.
        components[item.__name__]["required"] = ["id"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Open data of the portals"),
            "version": VERSION,
            "description": _(
                "What is public on the portals, as JSON, without a key. On the host of the province it holds all "
                "portals, on that of a portal its own."
            ),
            "license": {"name": _("Terms of use"), "url": f"{origin}/dieu-khoan-su-dung/"},
        },
        "servers": [{"url": origin}],
        "paths": _paths(),
        "components": {"schemas": components},
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for resource in resources().values():
        address = reverse("read_list", urlconf=URLCONF, args=[resource.name])
        paths[address] = {"get": _list_operation(resource)}
        paths[f"{address}/{{id}}"] = {"get": _one_operation(resource)}
    return paths


def _list_operation(resource: ReadResource[Any]) -> dict[str, Any]:
    page = {
        "type": "object",
        "required": ["data", "next"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": REF.format(model=resource.item.__name__)}},
            "next": {
                "type": ["string", "null"],
                "description": "Giá trị “cursor” của trang sau; null ở trang cuối.",
            },
        },
    }
    return {
        "operationId": f"list_{resource.name}",
        "tags": [resource.name],
        "summary": str(resource.title),
        "description": str(resource.description),
        "parameters": query_parameters(resource.query),
        "responses": _responses(page),
    }


def _one_operation(resource: ReadResource[Any]) -> dict[str, Any]:
    named = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "Mã của mục.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 300},
        "example": resource.example_id,
    }
    return {
        "operationId": f"get_{resource.name}",
        "tags": [resource.name],
        "summary": _("One of: %s") % resource.title,
        "parameters": [named, *query_parameters(OneQuery)],
        "responses": _responses({"$ref": REF.format(model=resource.item.__name__)}),
    }


def query_parameters(model: type[ListQuery] | type[OneQuery]) -> list[dict[str, Any]]:
    """Return the parameters of the address that `model` reads."""
    return [_parameter(name, dict(schema)) for name, schema in _properties(model).items()]


def _properties(model: type[OneQuery]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=REF)
    properties: dict[str, Any] = schema["properties"]
    for one in properties.values():
        for name in ("$ref",):
            if name in one:
                one.update(schema["$defs"][one.pop(name).rpartition("/")[2]])
    return properties


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An address holds no null: what may be left out is simply not required."""
    description = schema.pop("description", "")
    examples = schema.pop("examples", [])
    schema.pop("title", None)
    choices = [one for one in schema.pop("anyOf", []) if one.get("type") != "null"]
    for one in choices:
        schema = {**one, **schema}
    if schema.get("default", "") is None:
        del schema["default"]
    told: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }
    return told | {"example": examples[0]} if examples else told


def _responses(schema: dict[str, Any]) -> dict[str, Any]:
    refused = {CONTENT_TYPE: {"schema": {"$ref": REF.format(model=ProblemDetails.__name__)}}}
    words = {
        "400": _("A parameter or the cursor is not valid"),
        "404": _("Nothing here"),
        "429": _("Too many questions"),
    }
    return {
        "200": {"description": _("What was asked for"), "content": {JSON: {"schema": schema}}},
        "304": {"description": _("Nothing changed since the tag that was sent")},
        **{code: {"description": one, "content": refused} for code, one in words.items()},
    }
