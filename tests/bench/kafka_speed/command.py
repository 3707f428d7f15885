"""The command: runs the rows in turn, several times over, and prints rates and ratios.

python tests/bench/kafka_speed/run.py            # 3 repetitions of 200,000 records, about 50 minutes
python tests/bench/kafka_speed/run.py --quick    # does every row work? 20,000 records, once
python tests/bench/kafka_speed/run.py --rows 'prism|bare'
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from tests.bench.kafka_speed import bench as benches
from tests.bench.kafka_speed import table
from tests.bench.kafka_speed.bench import REPOSITORY, Bench, Run
from tests.bench.kafka_speed.table import Ratio, Row

from dateline.errors import DatelineError
from dateline.kafka.connection import Connection
from dateline.local import kafka
from dateline.local.progress import plain

RECORD_BYTES = 2_048

ROWS: dict[str, tuple[str, Run]] = {
    "bare": ("bare kafka-python poll loop", benches.bare("kafka-python")),
    "bare-confluent": ("bare confluent-kafka poll loop", benches.bare("confluent-kafka")),
    "prism-ours": ("our source, Prism", benches.ours_on_prism),
    "prism-cross": ("cross-language ReadFromKafka, Prism", benches.cross_language_on_prism),
    "flink1-ours": ("our source, Flink, parallelism 1", benches.ours_on_flink(1)),
    "flink1-java": ("Java KafkaIO, Flink, parallelism 1", benches.java_on_flink(1)),
    "flink1-java-sdf": ("Java KafkaIO (splittable), Flink, 1", benches.java_on_flink(1, splittable=True)),
    "flink1-cross": ("cross-language ReadFromKafka, Flink, 1", benches.cross_language_on_flink(1)),
    "flink2-ours": ("our source, Flink, parallelism 2", benches.ours_on_flink(2, workers=2)),
    "flink2-ours-1": ("our source, Flink, 2, one Python worker", benches.ours_on_flink(2)),
    "flink2-java": ("Java KafkaIO, Flink, parallelism 2", benches.java_on_flink(2)),
    "flink2-java-sdf": ("Java KafkaIO (splittable), Flink, 2", benches.java_on_flink(2, splittable=True)),
    "flink2-cross": ("cross-language ReadFromKafka, Flink, 2", benches.cross_language_on_flink(2)),
    "prism-sink-eo": ("our sink exactly-once, Prism", benches.sink_on_prism("exactly-once")),
    "prism-sink-alo": ("our sink at-least-once, Prism", benches.sink_on_prism("at-least-once")),
    "flink1-sink-eo": ("our sink exactly-once, Flink", benches.sink_on_flink("exactly-once")),
    "flink1-sink-alo": ("our sink at-least-once, Flink", benches.sink_on_flink("at-least-once")),
}

RATIOS = (
    Ratio("our source / Java KafkaIO, Flink, parallelism 1", "flink1-ours", "flink1-java", 1.0),
    Ratio("our source / Java KafkaIO, Flink, parallelism 2", "flink2-ours", "flink2-java", 1.0),
    Ratio("our source with one worker / Java KafkaIO, Flink, 2", "flink2-ours-1", "flink2-java"),
    Ratio("our source / Java KafkaIO (splittable), Flink, 1", "flink1-ours", "flink1-java-sdf"),
    Ratio("our source / Java KafkaIO (splittable), Flink, 2", "flink2-ours", "flink2-java-sdf"),
    Ratio("our source / cross-language, Flink, 1", "flink1-ours", "flink1-cross"),
    Ratio("our source / cross-language, Flink, 2", "flink2-ours", "flink2-cross"),
    Ratio("our source on Prism / bare kafka-python loop", "prism-ours", "bare", 0.8),
    Ratio("our source / cross-language, Prism", "prism-ours", "prism-cross"),
    Ratio("sink exactly-once / at-least-once, Prism", "prism-sink-eo", "prism-sink-alo", 0.7),
    Ratio("sink exactly-once / at-least-once, Flink", "flink1-sink-eo", "flink1-sink-alo", 0.7),
    Ratio("kafka-python / confluent-kafka, bare loops", "bare", "bare-confluent"),
)


def measure(arguments: argparse.Namespace, folder: Path) -> dict[str, Row]:
    """Start the broker, fill the topics, and run every row that was asked for, in turn, each repetition."""
    names = [name for name in ROWS if re.search(arguments.rows, name)]
    rows = {name: Row(name, ROWS[name][0]) for name in names}
    with kafka.start(kafka.prepare(plain), state_dir=folder / "broker") as broker:
        connection = Connection(broker.endpoint)
        plain(f"filling {arguments.messages:,} and {arguments.sink_messages:,} records of {RECORD_BYTES} bytes")
        reading = benches.fill(connection, "bench-read", arguments.messages, RECORD_BYTES)
        sinking = benches.fill(connection, "bench-sink", arguments.sink_messages, RECORD_BYTES)
        bench = Bench(
            connection, reading, sinking, folder, plain, round(arguments.checkpoint_interval * 1000), arguments.patience
        )
        most = max(arguments.repetitions, arguments.attempts)
        for number in range(most):
            for name in names:
                if number < (arguments.attempts if name.endswith("-cross") else arguments.repetitions):
                    run_once(bench, rows[name], f"{number + 1} of {most}")
    return rows


def run_once(bench: Bench, row: Row, which: str) -> None:
    """Do one run of a row and note what came of it."""
    try:
        pace = ROWS[row.name][1](bench, bench.scratch(row.name))
    except DatelineError as error:
        row.failures.append(" ".join(error.message.split()))
        plain(f"{which}  {row.title}: {error}")
        return
    row.paces.append(pace)
    rate = "all in one bundle" if pace.rate is None else f"{pace.rate:,.0f} records/s"
    plain(f"{which}  {row.title}: {rate} after {pace.startup:.1f} s")


def setting(arguments: argparse.Namespace) -> str:
    """What the figures hold for, in a line."""
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"{arguments.messages:,} records of {RECORD_BYTES} bytes (sink: {arguments.sink_messages:,}), "
        f"{benches.PARTITIONS} partitions, {arguments.repetitions} repetitions in turn, "
        f"checkpoints every {arguments.checkpoint_interval:g} s; {os.cpu_count()} cores, Python {python}, "
        f"apache-beam {version('apache-beam')}, kafka-python {version('kafka-python')}, Kafka {kafka.VERSION}, "
        f"{time.strftime('%Y-%m-%d', time.gmtime())}"
    )


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """The options; ``--quick`` changes the defaults only."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few records, once: to see that every row works")
    parser.add_argument("--json", action="store_true", help="everything measured, as JSON, in place of the tables")
    parser.add_argument("--rows", default="", metavar="REGEX", help=f"only these of {', '.join(ROWS)}")
    parser.add_argument("--messages", type=int, help="records that are read (200,000)")
    parser.add_argument("--sink-messages", type=int, help="records that go through the sink (60,000)")
    parser.add_argument("--repetitions", type=int, help="runs of each row (3)")
    parser.add_argument("--attempts", type=int, help="runs of each cross-language row (as --repetitions)")
    parser.add_argument("--checkpoint-interval", type=float, default=10.0, help="seconds, on Flink, for all (10)")
    parser.add_argument("--patience", type=float, default=90.0, help="seconds without a record before giving up (90)")
    parser.add_argument("--work-dir", type=Path, help="keep logs and data there (else a temporary folder)")
    arguments = parser.parse_args(argv)
    arguments.messages = arguments.messages or (20_000 if arguments.quick else 200_000)
    arguments.sink_messages = arguments.sink_messages or (10_000 if arguments.quick else 60_000)
    arguments.repetitions = arguments.repetitions or (1 if arguments.quick else 3)
    arguments.attempts = arguments.attempts or arguments.repetitions
    return arguments


def main() -> None:
    """Measure and print."""
    arguments = parse()
    # Workers of a pool import the counting step by its name.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH"))))
    try:
        with tempfile.TemporaryDirectory(prefix="kafka-speed-") as scratch:
            folder = (arguments.work_dir or Path(scratch)).absolute()
            folder.mkdir(parents=True, exist_ok=True)
            rows = measure(arguments, folder)
    except DatelineError as error:
        raise SystemExit(f"The bench cannot run: {error}") from error
    if arguments.json:
        print(json.dumps({"setting": setting(arguments), **table.as_json(rows, RATIOS)}, indent=1))
        return
    parts = (setting(arguments), table.rates_table(list(rows.values())), table.ratios_table(rows, RATIOS))
    print("\n\n".join(filter(None, (*parts, table.failures_list(list(rows.values()))))))


if __name__ == "__main__":
    main()
