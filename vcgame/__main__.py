"""``python -m vcgame``."""

from __future__ import annotations

import sys

from vcgame.cli import main

sys.exit(main())
