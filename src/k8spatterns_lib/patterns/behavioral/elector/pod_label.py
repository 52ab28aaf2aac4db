"""The label by which a Service finds the pod that leads.

Who may write a pod's status may change its labels by it, but not what it runs, as the right to the pod
itself would allow.

Source: Kubernetes API reference, "patch status of the specified Pod".
"""

import re

from .api_server import Calls, Refused
from .election import Election

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_GONE = 404


class PodLabel:
    """A label that is on the leading pod alone.

    Args:
        api: The API server.
        namespace: Where the pods are.
        pod: This pod.
        key: The label; its value is "true".
        seconds: How long each part of a request may take.
    """

    def __init__(self, api: Calls, namespace: str, pod: str, key: str, seconds: float) -> None:
        self._api = api
        self._namespace = namespace
        self._pod = pod
        self._key = key
        self._seconds = seconds
        self._is_set: bool | None = None

    def follow(self, election: Election) -> None:
        """Set or remove the label if that changed; a new leader removes it from the pod that led before.

        Raises:
            Refused, OSError, HTTPException, ValueError: It did not work out; the next call tries again.
        """
        leads = election.current_term() is not None
        if leads == self._is_set:
            return
        former = election.former
        if leads and former is not None and former != self._pod and _NAME.fullmatch(former):
            try:
                self._label(former, None)
            except Refused as error:
                if error.status != _GONE:
                    raise
        self._label(self._pod, "true" if leads else None)
        self._is_set = leads

    def _label(self, pod: str, value: str | None) -> None:
        path = f"/api/v1/namespaces/{self._namespace}/pods/{pod}/status"
        self._api.call("PATCH", path, {"metadata": {"labels": {self._key: value}}}, self._seconds)
