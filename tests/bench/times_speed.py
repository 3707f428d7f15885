"""Documents per second of the times stage on one core, on real newswire; prints, asserts nothing.

Run: ``python tests/bench/times_speed.py``
"""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from dateline.times import normalise

STORIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "wire_reuters" / "stories.jsonl.gz"
PUBLISHED = datetime(1987, 3, 11, 12, 0, tzinfo=UTC)


def main() -> None:
    """Time 2,000 stories after a warm-up that compiles the grammar."""
    if not STORIES.is_file():
        print(f"no stories at {STORIES}")
        return
    with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] or "" for line, _ in zip(lines, range(2_000), strict=False)]
    normalise("at 6:30 p.m. in Lisbon", PUBLISHED)
    begin = time.process_time()
    mentions = sum(len(normalise(body, PUBLISHED)) for body in bodies)
    taken = time.process_time() - begin
    size = sum(map(len, bodies)) / len(bodies)
    print(f"{len(bodies) / taken:,.0f} documents/s of {size:,.0f} characters, {mentions:,} mentions, one core")


if __name__ == "__main__":
    main()
