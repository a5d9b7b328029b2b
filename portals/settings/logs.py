"""How the processes log: constant messages with an event and ids, as JSON in production."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from portals.operations import SECRET_PATHS

# What stands behind a secret address, or is asked for, up to the end of the address.
SECRET = re.compile(rf"({'|'.join(map(re.escape, SECRET_PATHS))})[^\s'\"]+")
QUERY = re.compile(r"(/[^\s'\"?]*)\?[^\s'\"]+")


def tell_nothing_of_who_asked(
    _logger: object, _level: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take the request out of a line of Django's, the secret out of its address, and what people look for."""
    line.pop("request", None)
    if str(line.get("logger", "")).startswith("django"):
        line["event"] = QUERY.sub(r"\1", SECRET.sub(r"\1", str(line["event"])))
    return line


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return LOGGING: the standard library's records, `extra` included, formatted by structlog."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        tell_nothing_of_who_asked,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # What our own code logs goes the same way as what packages log.
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    # Framed tracebacks with the values of all variables take two seconds each, and show what nobody may see.
    plain = structlog.dev.plain_traceback
    last: list[Any] = [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    if as_json:
        last = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            },
            "line": {"format": "%(message)s"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
            "access": {"class": "logging.StreamHandler", "formatter": "line"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would say everything twice.
        "loggers": {
            # Written as JSON by the layer itself, in a tenth of the time: stored pages take less than this log did.
            "portals.access": {"handlers": ["access"], "propagate": False, "level": "INFO"},
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": level},
            "rq.worker": {"handlers": [], "propagate": True, "level": level},
        },
    }
