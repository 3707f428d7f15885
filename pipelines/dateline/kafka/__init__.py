"""Kafka on Beam without a JVM: a native source and a sink, both on kafka-python.

``connection`` how to reach the cluster, ``positions`` where a read starts and stops, ``source`` the
``UnboundedSource``, ``commits`` the group offsets for lag tools, ``sink`` the re-sequenced publisher,
``topics`` what topics the job needs.
"""
