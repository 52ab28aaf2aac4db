"""Checks that need a whole chart: each works on plain data and names both ends of what does not fit.

What is not in the chart at all can not be judged here. So a name that the chart does not define is
fine (it is what the target needs), unless it can only be a mistake; each check says when it can.
An object says itself that its other end is elsewhere by the annotation `k8spatterns.io/elsewhere`.
"""
