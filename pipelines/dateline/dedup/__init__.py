"""Deduplicate: the first copy of a text is the original, later copies inside the TTL are linked to it.

* :mod:`dateline.dedup.exact`: what is remembered of an original, and the decision; plain functions.
* :mod:`dateline.dedup.state`: how that is kept per shard so that an article costs the same however much is held.
* :mod:`dateline.dedup.stage`: the Beam transform.
"""
