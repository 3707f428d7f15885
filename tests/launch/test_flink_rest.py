"""Following a job by Flink's REST interface, played by a server that says what the test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from dateline.errors import PreflightError
from dateline.launch import flink_job
from dateline.launch.flink_job import UNALIGNED, FlinkJob, check_cluster, refuse_unaligned
from dateline.launch.flink_rest import Cluster, FlinkUnreachableError, JobMissingError, SavepointError
from dateline.launch.settings import FlinkSettings
from dateline.launch.waiting import JobFailedError

END = str(9223372036854775807)
HOPELESS = (
    "org.apache.flink.JobException: Recovery is suppressed\n\tat a.b\n"
    "Caused by: java.lang.RuntimeException: Error received from SDK harness for instruction 7: Traceback\n"
    "dateline.unexpected.TooManyUnexpectedError: 20 of the latest 20\n\tat c.d\n"
)


class Beam:
    """Beam's handle of a job that Flink took."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.cancelled = False

    def wait_until_finish(self) -> None:
        if self.error is not None:
            raise self.error

    def cancel(self) -> None:
        self.cancelled = True


class Flink:
    """What the cluster answers, and what it was asked to do."""

    def __init__(self) -> None:
        self.states = ["RUNNING"]
        self.failures: list[tuple[int, str]] = []
        self.marks = ["0"]
        self.savepoint: dict[str, Any] = {"location": "file:/s/1"}
        self.orders: list[tuple[str, str, Any]] = []
        self.rest = ""

    @property
    def state(self) -> str:
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def answer(self, method: str, path: str, body: Any) -> Any:
        if method != "GET":
            self.orders.append((method, path, body))
            if "mode=cancel" in path:
                self.states = ["CANCELED"]
            return {"request-id": "t1"}
        job = {"jid": "j1", "name": "news-1", "state": "RUNNING", "start-time": 5}
        entries = [{"timestamp": at, "stacktrace": trace} for at, trace in self.failures]
        known = {
            "/overview": {"slots-available": 2, "slots-total": 4},
            "/jobmanager/config": [{"key": "state.checkpoints.dir", "value": "s3://b/c"}],
            "/jobs/overview": {"jobs": [job]},
            "/jobs/j1": {
                "vertices": [
                    {"id": "v0", "name": "Source: Impulse -> Read"},
                    {"id": "v1", "name": "Decode"},
                    {"id": "v2", "name": "Source: Impulse -> Watch"},
                ]
            },
            "/jobs/j1/vertices/v1/watermarks": [{"value": mark} for mark in self.marks],
            "/jobs/j1/exceptions": {"exceptionHistory": {"entries": entries}},
            "/jobs/j1/metrics": [{"id": "numRestarts", "value": "3"}],
            "/jobs/j1/checkpoints": {"latest": {"completed": {"external_path": "file:/c/7"}}},
            "/jobs/j1/savepoints/t1": {"status": {"id": "COMPLETED"}, "operation": self.savepoint},
        }
        if path == "/jobs/j1/savepoints/t1":
            self.states = ["FINISHED"]
        return {"status": self.state} if path == "/jobs/j1/status" else known.get(path.partition("?")[0])


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flink]:
    monkeypatch.setattr(flink_job, "POLL_SECONDS", 0.01)
    flink = Flink()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            found = flink.answer(self.command, self.path, json.loads(self.rfile.read(length)) if length else None)
            self.send_response(200 if found is not None else 404)
            self.end_headers()
            self.wfile.write(json.dumps(found if found is not None else {"errors": ["no such thing"]}).encode())

        do_GET = do_POST = do_PATCH = handle_any  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: Any) -> None:
            """Nothing is logged."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        flink.rest = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield flink
        server.shutdown()


def job(cluster: Flink, name: str = "news-1", beam: Beam | None = None) -> tuple[FlinkJob, list[str]]:
    told: list[str] = []
    return FlinkJob(beam or Beam(), FlinkSettings(cluster.rest, 10.0), name, told.append), told


def test_a_job_that_finishes(cluster: Flink) -> None:
    cluster.states = ["RUNNING", "RUNNING", "FINISHED"]
    followed, told = job(cluster)
    assert followed.wait_until_finish() == "FINISHED"
    assert told == [f"job news-1, id j1: {cluster.rest}/#/job/running/j1"]


def test_a_restart_is_told_with_its_reason_once(cluster: Flink) -> None:
    cluster.states = ["RESTARTING", "RUNNING", "FINISHED"]
    cluster.failures = [(7, "java.lang.Exception: x\nCaused by: java.io.IOException: worker gone\n\tat a")]
    followed, told = job(cluster)
    followed.wait_until_finish()
    assert told[1:] == ["restart 3: java.io.IOException: worker gone"]


def test_a_failed_job_says_why_and_how_to_go_on(cluster: Flink) -> None:
    cluster.states, cluster.failures = ["FAILED"], [(7, "a.B: no space left")]
    with pytest.raises(JobFailedError, match=r"a\.B: no space left.*--from-savepoint file:/c/7"):
        job(cluster)[0].wait_until_finish()


def test_a_failure_that_no_restart_mends_ends_the_job(cluster: Flink) -> None:
    cluster.failures = [(7, HOPELESS)]
    with pytest.raises(JobFailedError, match="TooManyUnexpectedError: 20 of the latest 20"):
        job(cluster)[0].wait_until_finish()
    assert cluster.orders == [("PATCH", "/jobs/j1?mode=cancel", None)]


def test_cancelling_goes_to_the_cluster(cluster: Flink) -> None:
    followed, _ = job(cluster)
    followed.id = "j1"
    followed.cancel()
    assert followed.wait_until_finish() == "CANCELED"


def test_a_job_that_someone_else_cancelled_has_failed(cluster: Flink) -> None:
    cluster.states = ["CANCELED"]
    with pytest.raises(JobFailedError, match="not by us"):
        job(cluster)[0].wait_until_finish()


def test_a_drained_job_is_ended_when_its_readers_have(cluster: Flink) -> None:
    cluster.marks = ["1795461772000", END]
    followed, _ = job(cluster)
    followed.drain()
    done = threading.Thread(target=followed.wait_until_finish, daemon=True)
    done.start()
    done.join(0.3)
    assert done.is_alive()
    cluster.marks = [END, END]
    done.join(10)
    assert [(path, body) for _, path, body in cluster.orders] == [
        ("/jobs/j1/stop", {"drain": True}),
        ("/savepoint-disposal", {"savepoint-path": "file:/s/1"}),
    ]


def test_a_submission_that_flink_never_saw(cluster: Flink) -> None:
    with pytest.raises(JobFailedError, match="did not take the job: no such host"):
        job(cluster, "other", Beam(RuntimeError("x\nno such host")))[0].wait_until_finish()


def test_the_cluster_is_looked_at_before_anything_is_submitted(cluster: Flink) -> None:
    assert "checkpoints every 10 s to s3://b/c" in check_cluster(FlinkSettings(cluster.rest, 10.0, 2))
    with pytest.raises(PreflightError, match="2 free slots of 4, and the job needs 3"):
        check_cluster(FlinkSettings(cluster.rest, 10.0, 3))
    with pytest.raises(FlinkUnreachableError, match="--flink-rest"):
        check_cluster(FlinkSettings("http://127.0.0.1:1"))


def test_a_cluster_whose_checkpoints_hold_old_decisions_is_refused() -> None:
    refuse_unaligned({"execution.checkpointing.unaligned": "false"})
    for name in UNALIGNED:
        with pytest.raises(PreflightError, match=name):
            refuse_unaligned({name: "true"})


def test_savepoints(cluster: Flink) -> None:
    rest = Cluster(cluster.rest)
    assert rest.savepoint("j1") == "file:/s/1"
    assert rest.savepoint("j1", stop=True) == "file:/s/1"
    assert [body for _, _, body in cluster.orders] == [{"cancel-job": False}, {"drain": False}]
    cluster.savepoint = {"failure-cause": {"stack-trace": "a.B: x\nCaused by: java.io.IOException: disk full"}}
    with pytest.raises(SavepointError, match="disk full"):
        rest.savepoint("j1")


def test_jobs_are_found_by_id_name_or_because_there_is_one(cluster: Flink) -> None:
    rest = Cluster(cluster.rest)
    assert {rest.find(named).id for named in ("j1", "news-1", None)} == {"j1"}
    with pytest.raises(JobMissingError, match="no job 'x'"):
        rest.find("x")
    with pytest.raises(JobMissingError, match="no such thing"):
        rest.state("gone")
