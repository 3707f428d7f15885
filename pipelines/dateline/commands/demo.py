"""``dateline demo``: the whole job on sample articles, on this machine, with nothing to set up by hand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from dateline.audit import AuditReport, audit_topics
from dateline.commands.produce import read_payloads_of, send
from dateline.commands.shared_options import option
from dateline.commands.tail import assign, pretty_lines
from dateline.encode import wire
from dateline.errors import DatelineError, OptionError
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.lag import LagProbe
from dateline.kafka.topics import OutputTopics
from dateline.local.kfake import embedded_broker

INPUT = "articles"
GROUP = "dateline-demo"
TOPICS = OutputTopics()
