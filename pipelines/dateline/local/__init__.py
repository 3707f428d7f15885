"""The real parts on this machine: an embedded or a real Kafka broker, Prism, a Flink cluster.

Each part is a module with the same two functions: ``prepare(progress)`` fetches or builds what is missing in
the cache folder and returns a :class:`~dateline.local.parts.Prepared`; ``start(prepared, ...)`` starts it on
127.0.0.1, waits until it serves, and returns a :class:`~dateline.local.parts.Running` to use and to stop.
What cannot work raises :class:`~dateline.errors.LocalPartError`, which names the step and what to install.

Unix only: stopping by process group and locking of files have no like on Windows (use WSL there).
"""
