"""The Python pipelines that are timed; each runs in a process of its own until that is ended.

Reads the topic from its beginning, without a stop: ``--what read`` by our source and ``cross-language`` by Beam's
``ReadFromKafka``, both into the counting step; ``sink`` by our source into our sink. Other options are Beam's.
"""

from __future__ import annotations

import argparse
import logging
from typing import Literal

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from tests.bench.kafka_speed.counting import OUTPUTS, CountFn, prepared

from dateline.encode.output import OutputRecord
from dateline.kafka.connection import Connection
from dateline.launch.settings import FlinkOptions
from dateline.records import RawRecord

Mode = Literal["exactly-once", "at-least-once"]


def our_source(
    pipeline: beam.Pipeline, bootstrap: str, topic: str, claim_seconds: float
) -> beam.PCollection[RawRecord]:
    """The records of the topic by the product's own source."""
    from dateline.kafka.positions import Start, resolve
    from dateline.kafka.source import ReadArticles, ReadSettings

    connection = Connection(bootstrap)
    ranges = resolve(connection, [topic], "bench", Start("earliest", force=True), once=False)
    return pipeline | "Read" >> ReadArticles(ReadSettings(connection, ranges, max_read_seconds=claim_seconds))


def cross_language(pipeline: beam.Pipeline, bootstrap: str, topic: str, expansion: str) -> beam.PCollection:
    """The records of the topic by Beam's ReadFromKafka: a Java worker reads, Python gets what it read."""
    from apache_beam.io.kafka import ReadFromKafka

    consumer = {
        "bootstrap.servers": bootstrap,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": "false",
        "isolation.level": "read_committed",
    }
    return pipeline | "Read" >> ReadFromKafka(consumer, [topic], expansion_service=expansion)


def publish(raw: beam.PCollection[RawRecord], bootstrap: str, group: str, delivery: Mode) -> None:
    """Publish each record as an event, by the product's own sink."""
    from dateline.kafka.sink import PublishRecords, PublishSettings
    from dateline.kafka.topics import OutputTopics

    topics = OutputTopics(*(f"{group}.{kind}" for kind in OUTPUTS))
    settings = PublishSettings(Connection(bootstrap), group, topics, delivery=delivery)
    outputs = raw | "Prepared" >> beam.Map(prepared).with_output_types(OutputRecord)
    _ = outputs | "Publish" >> PublishRecords(settings)


def main() -> None:
    """Build the pipeline that the options name, and run it."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--what", choices=("read", "cross-language", "sink"), required=True)
    for name in ("--bootstrap", "--topic", "--tally"):
        parser.add_argument(name, required=True)
    parser.add_argument("--expansion", help="HOST:PORT of the expansion service")
    parser.add_argument("--claim-seconds", type=float, default=1.0, help="of our source")
    parser.add_argument("--group", default="bench", help="of the sink")
    parser.add_argument("--delivery", default="exactly-once", choices=("exactly-once", "at-least-once"))
    arguments, beams = parser.parse_known_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("kafka").setLevel(logging.WARNING)
    pipeline = beam.Pipeline(options=PipelineOptions(beams).view_as(FlinkOptions))
    if arguments.what == "cross-language":
        raw = cross_language(pipeline, arguments.bootstrap, arguments.topic, arguments.expansion)
    else:
        raw = our_source(pipeline, arguments.bootstrap, arguments.topic, arguments.claim_seconds)
    _ = raw | "Count" >> beam.ParDo(CountFn(arguments.tally))
    if arguments.what == "sink":
        publish(raw, arguments.bootstrap, arguments.group, arguments.delivery)
    pipeline.run().wait_until_finish()


if __name__ == "__main__":
    main()
