"""Shared by all tests: how a missing optional component is reported."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

Require = Callable[[object, str], None]


@pytest.fixture
def require() -> Require:
    """``require(condition, reason)``: skips where an optional component is missing; under REQUIRE_ALL=1 fails instead."""

    def check(condition: object, reason: str) -> None:
        if condition:
            return
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(f"REQUIRE_ALL=1, but {reason}")
        pytest.skip(reason)

    return check
