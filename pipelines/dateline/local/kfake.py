"""The embedded Kafka broker: franz-go's kfake, built once from the Go source that comes with dateline.

It speaks Kafka 4.3's protocol (groups, transactions, idempotent producers) and starts in a fraction of a second.
It is a test double: one node, no promise of durability.
"""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

from dateline.errors import LocalPartError
from dateline.local.cache import cache_dir, content_key, made_once
from dateline.local.parts import Prepared, Running, running
from dateline.local.process import LOCALHOST, free_port, spawn, wait_until
from dateline.local.progress import Progress, quiet
from dateline.local.steps import run_step
from dateline.local.toolchain import find_go

NAME = "kfake"
SOURCES = ("main.go", "go.mod", "go.sum")
BUILD_TIMEOUT = 900.0
START_TIMEOUT = 20.0
# Room for the largest article that decode accepts and for the ones that it refuses as too large.
MESSAGE_MAX_BYTES = 32 * 1024 * 1024


def source_dir() -> Path:
    """Return the folder of the Go source: inside the installed package, else deploy/local of the checkout.

    Raises LocalPartError when it is in neither.
    """
    packaged = Path(str(files("dateline.local").joinpath("kfake_source")))
    checkout = Path(__file__).resolve().parents[3] / "deploy" / "local" / "kfake"
    for folder in (packaged, checkout):
        if all((folder / name).is_file() for name in SOURCES):
            return folder
    raise LocalPartError("Embedded broker: its Go source is not installed.", "Install dateline again.")


def prepare(progress: Progress = quiet) -> Prepared:
    """Return the broker's program, building it (40 s on two cores) when the cache has none of this source.

    Raises LocalPartError when Go cannot be had or the build fails.
    """
    source = source_dir()
    key = content_key(source / name for name in SOURCES)

    def build(folder: Path) -> None:
        go = find_go(progress)
        progress(f"Embedded broker: building kfake with {go} (about a minute, once)")
        copy = folder / "source"
        copy.mkdir()
        for name in SOURCES:
            shutil.copyfile(source / name, copy / name)
        run_step(
            [go.path, "build", "-trimpath", "-ldflags=-s -w", "-o", folder / NAME, "."],
            step="Embedded broker: build",
            remedy="Check that the Go module proxy can be reached (go env GOPROXY), then try again.",
            timeout=BUILD_TIMEOUT,
            cwd=copy,
            env=go.environment(folder.parent),
        )

    folder = made_once(cache_dir() / NAME / key, build, what="Embedded broker", progress=progress)
    return Prepared(NAME, key, folder / NAME)


def start(
    prepared: Prepared,
    *,
    state_dir: Path,
    port: int = 0,
    registry_port: int | None = None,
    data_dir: Path | None = None,
    message_max_bytes: int = MESSAGE_MAX_BYTES,
    log_level: str = "warn",
    detached: bool = False,
) -> Running:
    """Start the broker on ``port`` of 127.0.0.1 (0: a free one); its ``endpoint`` is the bootstrap address.

    With ``registry_port`` (0: a free one) a schema registry is served too, at ``addresses["registry"]``.
    ``data_dir`` keeps topics over a restart; without it all is in memory. A detached broker outlives the caller.
    Raises LocalPartError when it does not serve within 20 s.
    """
    if port:
        free_port(port)
    log = state_dir / f"{NAME}.log"
    options = ["-port", str(port), "-message-max-bytes", str(message_max_bytes), "-log-level", log_level]
    if data_dir is not None:
        data_dir.mkdir(parents=True, exist_ok=True)
        options += ["-data", str(data_dir)]
    if registry_port is not None:
        options += ["-registry", f"{LOCALHOST}:{registry_port}"]
    process = spawn([prepared.path, *options], role=NAME, log=log, detached=detached)

    def ready() -> dict[str, str] | None:
        # The one line of JSON that the broker writes when it serves.
        line = next((line for line in log.read_text(errors="replace").splitlines() if line.startswith('{"kafka"')), "")
        return dict(json.loads(line)) if line.endswith("}") else None

    served = wait_until(ready, [process], what="The embedded broker", timeout=START_TIMEOUT)
    addresses = {"registry": served["registry"]} if served["registry"] else {}
    return running(NAME, served["kafka"], (process,), state_dir, addresses)
