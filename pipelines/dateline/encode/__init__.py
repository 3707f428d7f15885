"""Stage 7, Encode: what is published and archived, in Avro and in JSON, by the schemas of ``schemas/``.

:func:`event_record`, :func:`duplicate_record`, :func:`dead_letter_record` and :func:`outcome_record` give records as
dicts; :func:`encode` and :func:`decode` are their Avro form, :func:`to_json_line` and :func:`from_json_line` their
JSON form; :func:`output_of` puts together what leaves the pipeline. The Beam stage is in
:mod:`dateline.encode.stage`, which is imported apart so that this package needs no Beam.
"""

from __future__ import annotations

from dateline.encode.jsonlines import from_json_line, to_json_line
from dateline.encode.outcomes import Outcome, gap_outcome, outcome_from_record, outcome_of, outcome_record
from dateline.encode.output import EncodeSettings, OutputRecord, output_of
from dateline.encode.provenance import Provenance
from dateline.encode.rows import dead_letter_record, duplicate_record, event_record
from dateline.encode.wire import (
    decode,
    decode_dead_letter,
    decode_duplicate,
    decode_event,
    decode_outcome,
    encode,
)

__all__ = [
    "EncodeSettings",
    "Outcome",
    "OutputRecord",
    "Provenance",
    "dead_letter_record",
    "decode",
    "decode_dead_letter",
    "decode_duplicate",
    "decode_event",
    "decode_outcome",
    "duplicate_record",
    "encode",
    "event_record",
    "from_json_line",
    "gap_outcome",
    "outcome_from_record",
    "outcome_of",
    "outcome_record",
    "output_of",
    "to_json_line",
]
