"""Proof of the deduplication's state layout: the cost of an article must not grow with what is held.

    python -m tests.bench.state_layout --runner prism --prism PATH --articles 1000000
    python -m tests.bench.state_layout --runner flink --endpoint localhost:8099 --pid TASKMANAGER
    python -m tests.bench.state_layout --runner prism --prism PATH --layout key-per-article --articles 5000

Runs the production transform on synthetic articles (metadata and fingerprints, no text) out of an unbounded
source, and prints a line per ``--every`` articles. Results and machine: ``state_layout.md``. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from typing import Any

import apache_beam as beam
from apache_beam.io.unbounded_source import ReadFromUnboundedSource
from apache_beam.options.pipeline_options import PipelineOptions
from tests.bench.layouts import METER, KeyPerArticleFn, Load, MeterFn, SyntheticSource, ValuePerShardFn, instrument

from dateline.dedup.exact import key_of
from dateline.dedup.stage import NO_SPLIT, Deduplicate, DedupSettings, KeyByShardFn, Keyed
from dateline.records import Document

COLUMNS = (
    "articles",
    "held",
    "per_second",
    "cpu_us_per_article",
    "runner_cpu_us_per_article",
    "rss_mb",
    "runner_rss_mb",
    "reads",
    "read_bytes",
    "appends",
    "clears",
    "rebuilds",
    "rebuild_seconds",
)


def layout_of(name: str, settings: DedupSettings, documents: beam.PCollection) -> tuple[Any, Any]:
    """The unique and the duplicate articles by a layout."""
    ttl = settings.layout.ttl_micros
    if name == "sharded":
        out = documents | "Deduplicate" >> Deduplicate(settings)
        return out["unique"], out["duplicates"]
    if name == "key-per-article":
        by_key = beam.Map(lambda document: (key_of(document.fingerprint), document))
        keyed = documents | "Key" >> by_key.with_output_types(tuple[bytes, Document])
        decide: beam.DoFn = KeyPerArticleFn(ttl)
    else:
        keyed = documents | "Key" >> beam.ParDo(KeyByShardFn(settings)).with_output_types(Keyed)
        decide = ValuePerShardFn(ttl)
    out = keyed | "Decide" >> beam.ParDo(decide).with_outputs("duplicates", main="unique")
    return out["unique"], out["duplicates"]


def options_of(arguments: argparse.Namespace, endpoint: str) -> PipelineOptions:
    """The runner's options; on Flink with checkpoints every ten seconds."""
    flags = ["--runner=PortableRunner", f"--job_endpoint={endpoint}", "--environment_type=LOOPBACK", "--streaming"]
    flags.append(f"--experiments={NO_SPLIT}")
    if arguments.runner == "flink":
        flags += ["--checkpointing_interval=10000", "--finish_bundle_before_checkpointing"]
        flags += [f"--max_bundle_size={arguments.bundle}", f"--parallelism={arguments.parallelism}"]
    return PipelineOptions(flags)


def start_prism(path: str) -> tuple[subprocess.Popen[bytes], str]:
    """Prism as a job server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [path, "-job_port", str(port), "-serve_http=false"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"localhost:{port}"
        time.sleep(0.1)
    process.kill()
    raise SystemExit("Prism did not open its port.")


def show(rows: Sequence[dict[str, float]]) -> None:
    """The table in Markdown."""
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---:|" * len(COLUMNS))
    for row in rows:
        print("| " + " | ".join(f"{row[name]:,}" for name in COLUMNS) + " |", flush=True)


def cancel_flink(rest: str) -> None:
    """Cancel the running jobs of a Flink session cluster (Beam's own cancel leaves them running)."""
    with urllib.request.urlopen(f"{rest}/jobs") as answer:  # noqa: S310 - an address given by the user
        jobs = json.load(answer)["jobs"]
    for job in jobs:
        if job["status"] == "RUNNING":
            request = urllib.request.Request(f"{rest}/jobs/{job['id']}?mode=cancel", method="PATCH")  # noqa: S310 - as above
            urllib.request.urlopen(request).close()  # noqa: S310 - as above


def measure(arguments: argparse.Namespace, endpoint: str, pids: list[int]) -> list[dict[str, float]]:
    """Run the pipeline until every article is decided; the rows of the table."""
    settings = DedupSettings(shards=arguments.shards)
    load = Load(arguments.articles, arguments.ttls * settings.ttl_seconds, 2 * arguments.bundle, arguments.reach)
    METER.begin(arguments.articles, arguments.every, pids, arguments.fail_at)
    pipeline = beam.Pipeline(options=options_of(arguments, endpoint))
    source = ReadFromUnboundedSource(SyntheticSource(load), poll_interval=0.0, max_records_per_bundle=arguments.bundle)
    documents = pipeline | "Read" >> source | "Typed" >> beam.Map(lambda item: item).with_output_types(Document)
    unique, duplicates = layout_of(arguments.layout, settings, documents)
    unique | "MeterUnique" >> beam.ParDo(MeterFn(unique=True))
    duplicates | "MeterDuplicates" >> beam.ParDo(MeterFn(unique=False))
    result = pipeline.run()
    finished = METER.done.wait(arguments.seconds)
    if arguments.runner == "flink":
        cancel_flink(arguments.flink_rest)
    else:
        threading.Thread(target=result.cancel, daemon=True).start()
    if not finished:
        print(f"Stopped after {arguments.seconds} s at {METER.decided:,} articles.", file=sys.stderr)
        METER.readings.append(METER.reading())
    readings = METER.readings
    return [reading.row(before) for reading, before in zip(readings, [None, *readings], strict=False)]


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runner", choices=["prism", "flink"], required=True)
    parser.add_argument("--layout", choices=["sharded", "key-per-article", "value-per-shard"], default="sharded")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--every", type=int, default=100_000)
    parser.add_argument("--ttls", type=float, default=1.0, help="event time that the articles span, in TTLs")
    parser.add_argument("--reach", type=int, default=50_000, help="a copy is at most this many articles younger")
    parser.add_argument("--bundle", type=int, default=5_000, help="records of one source bundle")
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--lose-indexes-at", type=int, default=0, help="force a rebuild of every shard's index")
    parser.add_argument("--fail-at", type=int, default=0, help="raise once, after this many articles (Flink restores)")
    parser.add_argument("--prism", default=shutil.which("prism"), help="path of the binary")
    parser.add_argument("--endpoint", help="of a running job server (needed for Flink)")
    parser.add_argument("--flink-rest", default="http://localhost:8081")
    parser.add_argument("--parallelism", type=int, default=1, help="of Flink")
    parser.add_argument("--pid", type=int, action="append", default=[], help="runner process to watch")
    parser.add_argument("--seconds", type=float, default=1_800, help="give up after")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not arguments.endpoint and (arguments.runner == "flink" or not arguments.prism):
        parser.error("give --endpoint of a Flink job server, or --prism PATH")
    instrument(arguments.lose_indexes_at)
    prism = None
    if not arguments.endpoint:
        prism, arguments.endpoint = start_prism(arguments.prism)
        arguments.pid.append(prism.pid)
    try:
        rows = measure(arguments, arguments.endpoint, arguments.pid)
    finally:
        if prism:
            prism.kill()
    verdict = METER.verdict()
    if arguments.json:
        print(json.dumps({"rows": rows, "verdict": verdict}))
    else:
        show(rows)
        print("\n" + ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in verdict.items()))


if __name__ == "__main__":
    main()
