"""Logs tell where something broke, never what somebody said."""

import logging

import pytest

from palabre.log import WordlessFormatter

WORDS = "what somebody said"


def shown(name: str, message: str, error: BaseException | None = None) -> str:
    """Return a record as the log shows it."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, message, (), info)
    return WordlessFormatter("%(levelname)s %(name)s %(message)s").format(record)


def broken() -> BaseException:
    """Return an error with a cause, both quoting somebody."""
    with pytest.raises(KeyError, match=WORDS) as caught:
        fail()
    return caught.value


def fail() -> None:
    """Fail because something else failed."""
    try:
        int(WORDS)
    except ValueError as error:
        raise KeyError(WORDS) from error


def test_an_error_is_told_by_kind_and_place() -> None:
    """Both errors of a chain are named, cause first, with the line of code and without their words."""
    told = shown("uvicorn.error", "Exception in ASGI application", broken())
    assert WORDS not in told
    assert told.startswith("ERROR uvicorn.error Exception in ASGI application\n")
    assert [line for line in told.splitlines() if line in {"KeyError", "ValueError"}] == ["ValueError", "KeyError"]
    assert "test_log_words.py" in told


def test_of_the_event_loop_only_the_first_line_is_told() -> None:
    """What asyncio adds below shows tasks and errors whole."""
    said = f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{WORDS}')>"
    assert shown("asyncio", said) == "ERROR asyncio Task exception was never retrieved"
