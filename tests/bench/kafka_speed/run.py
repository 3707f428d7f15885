"""Starts the bench from anywhere: ``python tests/bench/kafka_speed/run.py [--quick] [--json]``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[3])
    from tests.bench.kafka_speed.command import main

    main()
