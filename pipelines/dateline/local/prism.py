"""Prism, Beam's own portable runner, as a job server of the version of the installed Beam.

The program comes from the first of: a path given, the cache, Beam's own download, a build with Go.
"""

from __future__ import annotations

import os
import platform
import shutil
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path

from dateline.errors import LocalPartError
from dateline.local.cache import cache_dir, machine, made_once
from dateline.local.parts import Prepared, Running, running
from dateline.local.process import LOCALHOST, free_port, spawn, wait_until
from dateline.local.progress import Progress, quiet
from dateline.local.steps import run_step
from dateline.local.toolchain import find_go

NAME = "prism"
MODULE = "github.com/apache/beam/sdks/v2/go/cmd/prism"
BUILD_TIMEOUT = 1800.0
START_TIMEOUT = 30.0
REACH_TIMEOUT = 5.0


def prepare(progress: Progress = quiet, *, location: Path | None = None, download: bool = True) -> Prepared:
    """Return Prism's program for the installed Beam, fetching or building it (2 to 4 minutes) when needed.

    ``location`` is a program of yours; ``download=False`` skips Beam's own download. Raises LocalPartError when
    ``location`` is no program, or when it can be neither downloaded nor built.
    """
    beam = version("apache-beam")
    if location is not None:
        if not os.access(location, os.X_OK) or location.is_dir():
            raise LocalPartError(f"Prism: {location} is not a program.", "Name Prism's program, or leave it out.")
        return Prepared(NAME, beam, location.absolute())

    def obtain(folder: Path) -> None:
        fetched = _downloaded(progress) if download else None
        if fetched is not None:
            shutil.copyfile(fetched, folder / NAME)
            (folder / NAME).chmod(0o755)
        else:
            _build(beam, folder, progress)

    folder = made_once(cache_dir() / NAME / f"{beam}-{machine()}", obtain, what="Prism", progress=progress)
    return Prepared(NAME, beam, folder / NAME)


def start(
    prepared: Prepared,
    *,
    state_dir: Path,
    port: int = 0,
    web_port: int | None = None,
    log_level: str = "warn",
    detached: bool = False,
) -> Running:
    """Start Prism as a job server on ``port`` (0: a free one); its ``endpoint`` is a pipeline's job endpoint.

    ``web_port`` serves its web page too. Prism listens on every interface of the machine: it has no option for
    that. It keeps no state once it stops. Raises LocalPartError when it does not serve within 30 s.
    """
    import grpc

    port = free_port(port)
    log = state_dir / f"{NAME}.log"
    web = ["-serve_http=false"] if web_port is None else [f"-web_port={web_port}"]
    process = spawn(
        [prepared.path, f"-job_port={port}", *web, "-log_kind=text", f"-log_level={log_level}"],
        role=NAME,
        log=log,
        detached=detached,
    )

    def ready() -> bool | None:
        with grpc.insecure_channel(f"{LOCALHOST}:{port}") as channel:
            try:
                grpc.channel_ready_future(channel).result(timeout=1.0)
            except grpc.FutureTimeoutError:
                return None
        return True

    wait_until(ready, [process], what="Prism", timeout=START_TIMEOUT)
    addresses = {"web": f"http://{LOCALHOST}:{web_port}"} if web_port is not None else {}
    return running(NAME, f"{LOCALHOST}:{port}", (process,), state_dir, addresses)


def _downloaded(progress: Progress) -> Path | None:
    """Return the program that Beam downloads for itself, or None where its address cannot be reached."""
    from apache_beam.options.pipeline_options import PipelineOptions
    from apache_beam.runners.portability.prism_runner import PrismJobServer

    server = PrismJobServer(PipelineOptions([]))
    try:
        url = server.construct_download_url(f"v{version('apache-beam')}", platform.system(), platform.machine())
        progress("Prism: trying Beam's own download")
        # Beam's download has no time-out: see first whether anybody answers.
        probe = urllib.request.Request(url, method="HEAD")  # noqa: S310 - an https address of Beam's own
        with urllib.request.urlopen(probe, timeout=REACH_TIMEOUT):  # noqa: S310 - as above
            pass
        return Path(server.local_bin(url))
    except (OSError, ValueError, RuntimeError, urllib.error.URLError):
        return None


def _build(beam: str, folder: Path, progress: Progress) -> None:
    """Build Prism of Beam's version ``beam`` into ``folder``."""
    go = find_go(progress)
    progress(f"Prism: building {beam} with {go} (2 to 4 minutes, once)")
    run_step(
        [go.path, "install", "-trimpath", "-ldflags=-s -w", f"{MODULE}@v{beam}"],
        step="Prism: build",
        remedy="Check that the Go module proxy can be reached (go env GOPROXY), or give the path of a Prism program.",
        timeout=BUILD_TIMEOUT,
        env={**go.environment(folder.parent), "GOBIN": str(folder)},
    )
    if not (folder / NAME).is_file():
        raise LocalPartError(f"Prism: Go {go.path} built no program.", "Unset GOOS and GOARCH, then try again.")
