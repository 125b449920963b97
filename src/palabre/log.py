"""Logs: one line of JSON an event, with names of things and numbers, never words, names or addresses of people."""

import logging

import structlog


def set_up_logs(level: str) -> None:
    """Send every log line to standard error; uvicorn's access log, which holds addresses and URLs, is never on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(number, logging.WARNING), format="%(levelname)s %(name)s %(message)s")
