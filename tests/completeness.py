"""What to do where a test's tool is missing."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skips the test; fails it where BULLETIN_TESTS_COMPLETE asks for every test, as CI does."""
    if os.environ.get("BULLETIN_TESTS_COMPLETE"):
        pytest.fail(f"{reason}, but BULLETIN_TESTS_COMPLETE is set", pytrace=False)
    pytest.skip(reason)
