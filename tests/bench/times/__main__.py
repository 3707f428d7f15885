"""``python -m tests.bench.times``, from the project's root."""

from __future__ import annotations

from tests.bench.times.command import main

if __name__ == "__main__":
    main()
