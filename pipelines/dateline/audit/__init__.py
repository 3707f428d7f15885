"""The audit: proof that each input position ended as exactly one outcome, and that the topics agree.

:func:`audit` is the proof on plain records; :func:`dateline.audit.topics.audit_topics` reads them from Kafka.
"""

from __future__ import annotations

from dateline.audit.proof import AuditSettings, Published, Unreadable, audit
from dateline.audit.report import AuditReport, Finding

__all__ = ["AuditReport", "AuditSettings", "Finding", "Published", "Unreadable", "audit"]
