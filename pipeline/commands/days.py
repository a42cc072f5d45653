"""Days as options give them."""

from __future__ import annotations

from datetime import date

from pipeline.commands.messages import say
from pipeline.errors import UsageError


def parse_day(value: str | None) -> date:
    """``--as-of``: an ISO day, today where not given."""
    if value is None:
        return date.today()  # noqa: DTZ011 - the office's own calendar day
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(say("bad-date", "vi", value=value), say("bad-date", "en", value=value)) from error
