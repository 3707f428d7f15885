"""How a job gets to a runner, is followed to its end, and is stopped so that nothing is left half done.

* :mod:`dateline.launch.settings`: which runner, with which options of Beam's; what cannot work is refused here.
* :mod:`dateline.launch.waiting`: start, wait, signals: the same for every runner.
* :mod:`dateline.launch.flink_rest`: Flink's REST interface: jobs, savepoints, failures.
* :mod:`dateline.launch.flink_job`: one job on a Flink cluster, from submission to its final state.
"""
