"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples in every run, so that a red test is red for everybody; `make verify` draws
# fresh ones, round after round.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fresh", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("VCGAME_HYPOTHESIS", "repeatable"))
