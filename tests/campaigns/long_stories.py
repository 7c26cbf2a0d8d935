"""The suite's long stories twenty times as long: ten minutes of flood, tags that stick for more than three hours.

    python tests/campaigns/long_stories.py [times]

Takes some ten minutes. Ends with pytest's summary and its status.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

STORIES = Path(__file__).resolve().parents[1] / "hardware" / "matrix" / "test_long_stories.py"


def main(times: str = "20") -> int:
    """Run the campaign."""
    os.environ["LONG_STORIES"] = times
    return int(pytest.main(["-n", "0", "--timeout=0", "-v", str(STORIES)]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
