"""What objects without pods must not do: carry secrets in plain text, open a namespace to any pod."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.errors import MISSING
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.objects.plain_data import group_of, map_at
from k8spatterns_lib.manifests.rule import Rule

PLAIN_TEXT: Final = Rule(
    id="secret/plain-text",
    demands="a secret must not stand in plain text",
    reason="Manifests are committed, reviewed and copied; base64 hides nothing.",
    fix="Use Secret(…, keys=[…]), a SealedSecret or an ExternalSecret: the values belong into the cluster.",
    source='Kubernetes docs, "Good practices for Kubernetes Secrets"; Kubernetes Patterns, 2nd ed., ch. 25 '
    '"Secure Configuration"',
)
NAMESPACE: Final = Rule(
    id="namespace/pod-security",
    demands="a namespace must enforce the pod-security profile restricted",
    reason="Without the label the API server takes any pod there, privileged ones too.",
    fix="Label it pod-security.kubernetes.io/enforce: restricted, or say why in Namespace(pod_security=…, reason=…).",
    source='Kubernetes docs, "Enforce Pod Security Standards with Namespace Labels"',
)
RULES: Final = (PLAIN_TEXT, NAMESPACE)
_ENFORCE: Final = "pod-security.kubernetes.io/enforce"


def object_policy_findings(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield which of these demands an object breaks."""
    kind = (group_of(data), data.get("kind"))
    if kind == ("", "Secret"):
        for field in ("data", "stringData"):
            if data.get(field):
                keys = ", ".join(map(str, map_at(data, field)))
                what = f"{field}: {PLAIN_TEXT.demands} (keys: {keys})"
                yield Finding(PLAIN_TEXT, data, path=(field,), what=what)
    elif kind == ("", "Namespace"):
        level = map_at(data, "metadata", "labels").get(_ENFORCE)
        if level != "restricted":
            path = ("metadata", "labels", _ENFORCE)
            yield Finding(NAMESPACE, data, path=path, what=NAMESPACE.demands, got=MISSING if level is None else level)
