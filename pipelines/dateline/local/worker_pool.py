"""The pool of Python workers of a local cluster: Beam's own, which starts a worker process for each one asked for.

Run as ``python -m dateline.local.worker_pool PORT``. In place of ``apache_beam.runners.worker.worker_pool_main``,
which listens on every address of the machine and runs what it is told by whoever connects.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import grpc
from apache_beam.portability.api import beam_fn_api_pb2_grpc
from apache_beam.runners.worker.worker_pool_main import BeamFnExternalWorkerPoolServicer
from apache_beam.utils.thread_pool_executor import shared_unbounded_instance

from dateline.local.process import LOCALHOST


def serve(port: int) -> None:
    """Serve on ``port`` of 127.0.0.1 until SIGTERM. The workers run with the Python of this process."""
    # Beam starts plain ``python``; another one, without our packages, would leave the job RUNNING for ever.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    server = grpc.server(
        shared_unbounded_instance(),
        options=[("grpc.http2.max_pings_without_data", 0), ("grpc.http2.max_ping_strikes", 0)],
    )
    pool = BeamFnExternalWorkerPoolServicer(use_process=True)
    beam_fn_api_pb2_grpc.add_BeamFnExternalWorkerPoolServicer_to_server(pool, server)
    server.add_insecure_port(f"{LOCALHOST}:{port}")
    server.start()
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    told.wait()
    server.stop(grace=1.0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
