"""``dateline doctor``: looks at everything that a job needs and says what to do about what is not right.

* :mod:`dateline.doctor.checks`: what a check tells.
* :mod:`dateline.doctor.software`, :mod:`~dateline.doctor.broker`, :mod:`~dateline.doctor.rights`,
  :mod:`~dateline.doctor.transactions`, :mod:`~dateline.doctor.clock`, :mod:`~dateline.doctor.disk`,
  :mod:`~dateline.doctor.trial`: the checks.
* :mod:`dateline.doctor.examination`: which of them are made, in which order.
"""
