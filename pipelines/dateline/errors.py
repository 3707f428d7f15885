"""Every exception that dateline raises on purpose.

The tree::

    DatelineError                 has a message and a remedy
    ├── OptionError               an option or environment variable is wrong; names it; exit code 2
    ├── PreflightError            the outside world is not as the job needs it; exit code 2
    │   ├── BrokerUnreachableError
    │   ├── TopicMissingError
    │   ├── AccessDeniedError     Kafka does not grant what the job needs; names the ACL (kafka.access)
    │   ├── FlinkUnreachableError the cluster's REST interface does not answer (launch.flink_rest)
    │   ├── ModelError            a spaCy pipeline is missing or unfit
    │   └── LocalPartError        an embedded part (broker, runner, cluster) cannot be set up or started
    ├── ArticleError              one article cannot be processed: an *expected* dead letter
    │   ├── EmptyRecordError      no bytes, or nothing but white space
    │   ├── OversizedError        above a stated limit
    │   ├── UndecodableError      the bytes are not what they claim to be
    │   ├── UnknownSchemaError    an Avro schema id or fingerprint that nobody knows
    │   └── FieldError            a field is missing or has a wrong value; names the field
    ├── EncodeError               a record does not fit its schema (a bug or an unsafe value)
    ├── PublishError              the broker refused or did not acknowledge a record
    │   ├── FencedError           another worker publishes for the job (kafka.delivery)
    │   └── StaleDecisionError    decided before all that is published was known (kafka.sink)
    ├── JobFailedError            the runner says that the job failed (launch.waiting)
    └── ArchiveError              the archive's disk refused a file, or a file of the archive is damaged

Anything else that a stage raises is *unexpected*: it goes to the dead letter too, is counted apart, and
stops the job above a ratio.
"""

from __future__ import annotations


class DatelineError(Exception):
    """An error with a remedy: ``message`` says what is wrong, ``remedy`` what a person can do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class OptionError(DatelineError):
    """An option has a value that cannot work; ``option`` is its name on the command line."""

    def __init__(self, option: str, message: str, remedy: str = "") -> None:
        super().__init__(f"{option}: {message}", remedy)
        self.option = option

    def __reduce__(self) -> tuple[type[OptionError], tuple[str, str, str]]:
        return type(self), (self.option, self.message.removeprefix(f"{self.option}: "), self.remedy)


class PreflightError(DatelineError):
    """Something that the job needs is not there; found before launch."""


class BrokerUnreachableError(PreflightError):
    """No Kafka broker answers at the given addresses."""


class TopicMissingError(PreflightError):
    """A topic that the job reads or writes does not exist."""


class ModelError(PreflightError):
    """A spaCy pipeline is not installed, or lacks what the job needs of it."""


class LocalPartError(PreflightError):
    """A part that runs on this machine (broker, runner, cluster) could not be set up or started."""


class ArticleError(DatelineError):
    """One article cannot be processed; it becomes a dead letter with this message."""


class EmptyRecordError(ArticleError):
    """The record holds nothing to process."""


class OversizedError(ArticleError):
    """The record, or a part of it, is above a stated limit."""


class UndecodableError(ArticleError):
    """The bytes cannot be read as JSON or Avro."""


class UnknownSchemaError(ArticleError):
    """An Avro record names a writer schema that is not known."""


class FieldError(ArticleError):
    """A field of the article is missing or wrong; ``field`` is its name."""

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        super().__init__(f"{field}: {message}", remedy)
        self.field = field

    def __reduce__(self) -> tuple[type[FieldError], tuple[str, str, str]]:
        return type(self), (self.field, self.message.removeprefix(f"{self.field}: "), self.remedy)


class EncodeError(DatelineError):
    """A record cannot be written by its schema; the message names the field."""


class PublishError(DatelineError):
    """Kafka did not take a record."""


class ArchiveError(DatelineError):
    """The archive cannot be written, or what is there cannot be trusted."""
