"""Each check of a whole chart, on plain objects as anybody may have made them: what it finds and what it leaves."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.manifests.checks.chart_checks import RULES, chart_findings

Objects = list[dict[str, Any]]

PORTS = "ports: [{name: http, containerPort: 8080}]"


def objects(text: str) -> Objects:
    return [each for each in yaml.safe_load_all(text) if each]


def told(text: str) -> list[tuple[str, str]]:
    """Return the rule of each finding, and the line that a user reads."""
    return [(each.rule.id, str(each.as_error("shop"))) for each in chart_findings(objects(text))]


def deployment(
    name: str = "web", *, labels: str = "app: web", spec: str = "", container: str = "", namespace: str = ""
) -> str:
    place = f", namespace: {namespace}" if namespace else ""
    return f"""
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}{place}}}
spec:
  selector: {{matchLabels: {{{labels}}}}}
  template:
    metadata: {{labels: {{{labels}}}}}
    spec:
      {spec or "restartPolicy: Always"}
      containers:
      - name: main
        {container or PORTS}
"""


def service(select: str, port: str = "targetPort: http", *, more: str = "") -> str:
    spec = f"spec: {{selector: {{{select}}}, ports: [{{port: 80, {port}}}]}}"
    return f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: web{more}}}\n{spec}\n"


ELSEWHERE = ", annotations: {k8spatterns.io/elsewhere: the other chart}"
POLICY = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\n"
BUDGET = "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
SCALER = "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web%s}\n"
INGRESS = """
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ways}
spec:
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {%s}}}}]}}]
"""
ROUTE = """
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ways}
spec: {rules: [{backendRefs: [{name: web, port: %s}]}]}
"""
CONFIG = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: texts%s}\ndata: {greeting: hello}\n"
SECRET = (
    "---\napiVersion: v1\nkind: Secret\nmetadata: {name: auth, annotations: {k8spatterns.io/keys: 'user,password'}}\n"
)
READS = "env: [{name: A, valueFrom: {configMapKeyRef: {name: %s, key: %s%s}}}]"
CLAIM = "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data%s}\nspec: {}\n"
MOUNTS = "volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]"
ACCOUNT = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n"
ROLE = "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader%s}\nrules: []\n"
BINDING = """
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reads%s}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: %s}
subjects: [{kind: ServiceAccount, name: %s%s}]
"""
STATEFUL = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main, volumeMounts: [{name: %s, mountPath: /data}]}]}
  volumeClaimTemplates: [{metadata: {name: data}}]
"""


OWN = """
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, labels: {app.kubernetes.io/managed-by: k8spatterns-lib}}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: web}}
  ingress: [{from: [{podSelector: {matchLabels: {app: gateway}}}], ports: [{port: 8080}]}]
"""
BESIDE = OWN.replace("name: web, labels: {app.kubernetes.io/managed-by: k8spatterns-lib}", "name: open")
NODE_PORT = service("app: web", "targetPort: http, nodePort: 30080")


FOUND: list[tuple[str, str, str]] = [
    (
        "service/node-port",
        deployment() + NODE_PORT + NODE_PORT.replace("name: web}", "name: other}"),
        "shop Service 'other': the Service 'web' has this port of the nodes already, got 30080. Give one of them",
    ),
    (
        "network-policy/beside",
        deployment(labels="app.kubernetes.io/name: web") + OWN + BESIDE.replace("app: gateway", "app: other"),
        "shop NetworkPolicy 'open': it admits from pods app=other on 8080/TCP (http), which the policy of 'web' closes. "
        "Policies add up: say it by network.allow_from(...) of 'web', or give that network_policy=False.",
    ),
    (
        "network-policy/beside",
        deployment(labels="app.kubernetes.io/name: web")
        + OWN
        + BESIDE.replace(
            "{podSelector: {matchLabels: {app: gateway}}}", "{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}"
        ),
        "shop NetworkPolicy 'open': it admits from 10.0.0.0/8 without 10.1.0.0/16 on 8080/TCP (http), which the policy",
    ),
    (
        "network-policy/beside",
        deployment(labels="app.kubernetes.io/name: web")
        + OWN.replace("from: [{podSelector: {matchLabels: {app: gateway}}}], ", "")
        + BESIDE,
        "shop NetworkPolicy 'open': it narrows nothing, for the policy of 'web' admits from anywhere on 8080/TCP (http).",
    ),
    (
        "claim/shared",
        (CLAIM % "").replace("spec: {}", "spec: {accessModes: [ReadWriteOnce]}")
        + deployment(spec=MOUNTS % "data").replace("  selector:", "  replicas: 2\n  selector:", 1),
        "shop Deployment 'web': several pods share the claim 'data', which the pods of one node alone can use, "
        "got ['ReadWriteOnce'].",
    ),
    (
        "service/pods",
        deployment() + service("app: wbe"),
        "shop Service 'web': it selects no pod of the chart, got {'app': 'wbe'}. Select labels that pods have, "
        "or say where they are: annotation k8spatterns.io/elsewhere.",
    ),
    (
        "service/pods",
        service("app.kubernetes.io/name: web"),
        "shop Service 'web': it selects no pod of the chart, got {'app.kubernetes.io/name': 'web'}.",
    ),
    (
        "service/pods",
        deployment(namespace="a")
        + service("app: web", more=", namespace: b")
        + deployment("b", labels="app: b", namespace="b"),
        "shop Service 'web': it selects no pod of the chart, got {'app': 'web'}.",
    ),
    (
        "service/port",
        deployment() + service("app: web", "targetPort: https"),
        "shop Service 'web': no port named 'https'. Ports of its pods: http.",
    ),
    (
        "service/port",
        deployment(container="image: a") + service("app: web"),
        "shop Service 'web': no port named 'http'. Ports of its pods: none.",
    ),
    (
        "route/port",
        deployment() + service("app: web") + INGRESS % "number: 8080",
        "shop Ingress 'ways': the Service 'web' has no port 8080. Its ports: 80.",
    ),
    (
        "route/port",
        deployment() + service("app: web", "targetPort: http, name: web") + INGRESS % "name: http",
        "shop Ingress 'ways': the Service 'web' has no port http. Its ports: web.",
    ),
    (
        "route/port",
        deployment() + service("app: web") + ROUTE % 81,
        "shop HTTPRoute 'ways': the Service 'web' has no port 81. Its ports: 80.",
    ),
    (
        "config/key",
        CONFIG % "" + deployment(container=READS % ("texts", "greting", "")),
        "shop Deployment 'web': the ConfigMap 'texts' has no key 'greting'. Its keys: greeting.",
    ),
    (
        "config/key",
        SECRET + deployment(spec="volumes: [{name: a, secret: {secretName: auth, items: [{key: token, path: t}]}}]"),
        "shop Deployment 'web': the Secret 'auth' has no key 'token'. Its keys: password, user.",
    ),
    (
        "config/key",
        CONFIG % ""
        + deployment(
            spec="volumes: [{name: a, projected: {sources: [{configMap: {name: texts, items: [{key: b, path: t}]}}]}}]"
        ),
        "shop Deployment 'web': the ConfigMap 'texts' has no key 'b'. Its keys: greeting.",
    ),
    (
        "reference/namespace",
        CLAIM % ", namespace: a" + deployment(spec=MOUNTS % "data", namespace="b"),
        "shop Deployment 'web': the PersistentVolumeClaim 'data' is in the namespace 'a', and this is in 'b'. "
        "Put both into one namespace, or say where the other is: annotation k8spatterns.io/elsewhere.",
    ),
    (
        "reference/misspelt",
        CLAIM % "" + deployment(spec=MOUNTS % "dtaa"),
        "shop Deployment 'web': there is no PersistentVolumeClaim 'dtaa' in the chart, and nothing refers to its "
        "'data'. Did you mean 'data'?",
    ),
    (
        "reference/misspelt",
        CONFIG % "" + deployment(container="envFrom: [{configMapRef: {name: text}}]"),
        "shop Deployment 'web': there is no ConfigMap 'text' in the chart, and nothing refers to its 'texts'.",
    ),
    (
        "reference/misspelt",
        ACCOUNT + deployment(spec="serviceAccountName: robt"),
        "shop Deployment 'web': there is no ServiceAccount 'robt' in the chart, and nothing refers to its 'robot'.",
    ),
    (
        "autoscaler/workload",
        deployment() + SCALER % "" + "spec: {scaleTargetRef: {kind: Deployment, name: wbe}}",
        "shop HorizontalPodAutoscaler 'web': there is no Deployment 'wbe' in the chart. Scale a workload that",
    ),
    (
        "autoscaler/workload",
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: web}\nspec: {scaleTargetRef: {name: web}}",
        "shop ScaledObject 'web': there is no Deployment 'web' in the chart.",
    ),
    (
        "autoscaler/replicas",
        deployment().replace("spec:\n  selector", "spec:\n  replicas: 3\n  selector")
        + SCALER % ""
        + "spec: {scaleTargetRef: {kind: Deployment, name: web}}",
        "shop HorizontalPodAutoscaler 'web': the Deployment 'web' sets replicas itself, got 3.",
    ),
    (
        "workload/selector",
        deployment().replace("metadata: {labels: {app: web}}", "metadata: {labels: {app: wbe}}"),
        "shop Deployment 'web': its selector does not take its own pods, whose labels are {'app': 'wbe'}, "
        "got {'matchLabels': {'app': 'web'}}. Give selector and template the same labels.",
    ),
    (
        "workload/selector",
        deployment().replace(
            "{matchLabels: {app: web}}", "{matchExpressions: [{key: app, operator: In, values: [a]}]}"
        ),
        "shop Deployment 'web': its selector does not take its own pods, whose labels are {'app': 'web'}",
    ),
    (
        "disruption-budget/pods",
        deployment() + BUDGET + "spec: {selector: {matchLabels: {app: wbe}}}",
        "shop PodDisruptionBudget 'web': it selects no pod of the chart, got {'matchLabels': {'app': 'wbe'}}.",
    ),
    (
        "network-policy/pods",
        deployment() + POLICY + "spec: {podSelector: {matchLabels: {app: wbe}}}",
        "shop NetworkPolicy 'web': it selects no pod of the chart, got {'matchLabels': {'app': 'wbe'}}.",
    ),
    (
        "network-policy/port",
        deployment() + POLICY + "spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: https}]}]}",
        "shop NetworkPolicy 'web': no port named 'https'. Ports of its pods: http.",
    ),
    (
        "workload/volume",
        deployment(container="volumeMounts: [{name: data, mountPath: /data}]"),
        "shop Deployment 'web': container 'main' mounts 'data', and its pod has no such volume. "
        "Volumes of the pod: none.",
    ),
    (
        "workload/volume",
        STATEFUL % "dta",
        "shop StatefulSet 'db': container 'main' mounts 'dta', and its pod has no such volume. "
        "Volumes of the pod: data.",
    ),
    (
        "workload/probe-port",
        deployment(container="readinessProbe: {httpGet: {port: http}}"),
        "shop Deployment 'web': container 'main' has no port named 'http'. Its ports: none.",
    ),
    (
        "workload/probe-port",
        deployment(container=PORTS + "\n        lifecycle: {preStop: {tcpSocket: {port: stop}}}"),
        "shop Deployment 'web': container 'main' has no port named 'stop'. Its ports: http.",
    ),
    (
        "role-binding/role",
        ROLE % "" + ACCOUNT + BINDING % ("", "Role", "writer", "robot", ""),
        "shop RoleBinding 'reads': there is no Role 'writer' in the chart.",
    ),
    (
        "role-binding/account",
        ROLE % "" + ACCOUNT + BINDING % ("", "Role", "reader", "machine", ""),
        "shop RoleBinding 'reads': the chart has no ServiceAccount 'machine', and runs no pod as it. "
        "Accounts of the chart: robot.",
    ),
    (
        "object/unique",
        CONFIG % "" + CONFIG % "",
        "shop ConfigMap 'texts': two objects of kind ConfigMap must not share a name, got 'texts'.",
    ),
    (
        "object/unique",
        "\n---\n".join(
            f"{{apiVersion: autoscaling/{version}, kind: HorizontalPodAutoscaler, metadata: {{name: a}}, spec: {{}}}}"
            for version in ("v1", "v2")
        ),
        "shop HorizontalPodAutoscaler 'a': two objects of kind HorizontalPodAutoscaler must not share a name, got 'a'.",
    ),
    (
        "object/field",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, replicas: 3}",
        "shop Deployment 'a': a Deployment has no field 'replicas'. Move it into spec: spec.replicas.",
    ),
    (
        "object/field",
        "{apiVersion: v1, kind: Service, name: a, metadata: {}}",
        "shop Service: a Service has no field 'name'. Move it into metadata: metadata.name.",
    ),
    (
        "object/field",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, label: {a: b}}}",
        "shop ConfigMap 'a': metadata has no field 'label'. Did you mean 'labels'?",
    ),
    (
        "object/field",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {a: yes}}}",
        "shop ConfigMap 'a': metadata.labels is a map of texts, got {'a': True}. Write it in quotes.",
    ),
    (
        "object/field",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: 1}}",
        "shop ConfigMap 1: metadata.name must be text, got 1. Write it in quotes.",
    ),
    (
        "object/field",
        "{apiVersion: example.com/v1, kind: Widget, metadata: a}",
        "shop Widget: an object needs metadata, got 'a'. Give it a name.",
    ),
    (
        "object/kind",
        "{apiVersion: apps/v1, kind: Deploymnet, metadata: {name: a}}",
        "shop Deploymnet 'a': apps/v1 has no kind Deploymnet. Did you mean 'Deployment'?",
    ),
    (
        "object/kind",
        "{apiVersion: policy/v1beta1, kind: Xyz, metadata: {name: a}}",
        "shop Xyz 'a': policy/v1beta1 has no kind Xyz. Its kinds: Eviction, PodDisruptionBudget.",
    ),
    (
        "object/field",
        "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, date: {}}]}",
        "shop ConfigMap 'a': a ConfigMap has no field 'date'. Did you mean 'data'?",
    ),
    (
        "object/kind",
        "{kind: ConfigMap, metadata: {name: a}}",
        "shop ConfigMap 'a': an object needs an apiVersion and a kind, got {'apiVersion': None, 'kind': 'ConfigMap'}.",
    ),
]


@pytest.mark.parametrize(("rule", "text", "message"), FOUND, ids=[each[0] for each in FOUND])
def test_a_mistake_is_found_and_is_the_only_finding(rule: str, text: str, message: str) -> None:
    ((found, line),) = told(text)

    assert found == rule
    assert line.startswith(message)


def test_every_rule_of_a_chart_has_a_mistake_that_breaks_it() -> None:
    assert {each.id for each in RULES} - {rule for rule, _, _ in FOUND} == set()


@pytest.mark.parametrize(
    "text",
    [
        deployment() + service("app: web"),
        deployment() + service("tier: front"),  # no pod here has such a label: others may
        deployment() + service("app: wbe", more=ELSEWHERE),
        service("app.kubernetes.io/name: web").replace("selector", "type: ExternalName, selector"),
        deployment() + service("app: web", "targetPort: 9999"),  # a number needs no container port
        deployment(namespace="a") + service("app: web"),  # where none is written, the client's own namespace counts
        deployment() + service("app: web") + INGRESS % "number: 80",
        INGRESS % "number: 80",
        deployment() + service("app: web", "targetPort: http, name: x") + INGRESS % "name: x" + ROUTE % 80,
        CONFIG % "" + deployment(container=READS % ("texts", "greeting", "")),
        CONFIG % "" + deployment(container=READS % ("texts", "other", ", optional: true")),
        deployment(container=READS % ("elsewhere", "any", "")),
        CONFIG % ", namespace: a" + deployment(container=READS % ("texts", "greeting", "")),
        SECRET + deployment(container="env: [{name: A, valueFrom: {secretKeyRef: {name: auth, key: user}}}]"),
        CLAIM % "" + deployment(spec=MOUNTS % "data"),
        CLAIM % "" + deployment(spec=MOUNTS % "data") + deployment("b", spec=MOUNTS % "dtaa"),  # data is used
        CLAIM % "" + deployment(spec=MOUNTS % "existing-storage"),
        (CLAIM % "").replace("name: data", "name: data-1") + deployment(spec=MOUNTS % "data-2"),
        STATEFUL % "data",
        (CLAIM % "").replace("spec: {}", "spec: {accessModes: [ReadWriteOnce]}") + deployment(spec=MOUNTS % "data"),
        deployment(labels="app.kubernetes.io/name: web") + OWN + BESIDE,
        deployment() + NODE_PORT + NODE_PORT.replace("name: web}", "name: other}").replace("30080", "30081"),
        SCALER % ELSEWHERE + "spec: {scaleTargetRef: {kind: Deployment, name: wbe}}",
        deployment() + SCALER % "" + "spec: {scaleTargetRef: {kind: Deployment, name: web}}",
        deployment().replace("selector: {matchLabels: {app: web}}", "replicas: 1"),  # the API says what is missing
        deployment() + BUDGET + "spec: {selector: {matchExpressions: [{key: app, operator: Exists}]}}",
        deployment() + POLICY + "spec: {podSelector: {}}",
        deployment() + POLICY + "spec: {podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [b]}]}}",
        deployment(container=PORTS + "\n        livenessProbe: {httpGet: {port: http}}"),
        ROLE % "" + ACCOUNT + BINDING % ("", "Role", "reader", "robot", ""),
        ROLE % "" + BINDING % ("", "ClusterRole", "view", "robot", ""),
        ROLE % "" + ACCOUNT + BINDING % (ELSEWHERE, "Role", "writer", "machine", ""),
        ACCOUNT.replace("robot", "robot, namespace: a")
        + BINDING % (", namespace: a", "ClusterRole", "view", "prometheus", ", namespace: monitoring"),
        deployment(spec="serviceAccountName: made-elsewhere")
        + ROLE % ""
        + BINDING % ("", "Role", "reader", "made-elsewhere", ""),
        CONFIG % ", namespace: a" + CONFIG % ", namespace: b",
        "{apiVersion: apps.example.com/v1, kind: Deployment, metadata: {name: a}, anything: {at: all}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: a-}}\n---\n"
        "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: a-}}",
        "{apiVersion: example.com/v1, kind: Rollout, metadata: {name: web}, spec: {template: {metadata: {labels: "
        "{app: web}}, spec: {containers: [{name: a, ports: [{name: http}]}]}}}}\n" + service("app: web"),
    ],
)
def test_what_is_right_or_can_be_elsewhere_is_no_finding(text: str) -> None:
    assert told(text) == []


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "web", "http"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "key", "kind"]), inner),
    max_leaves=5,
)


def bent(value: Any, draw: Callable[[], Any], chance: Callable[[], bool]) -> Any:
    """Return a manifest with parts of it replaced by anything."""
    if chance():
        return draw()
    if isinstance(value, dict):
        return {key: bent(each, draw, chance) for key, each in value.items()}
    return [bent(each, draw, chance) for each in value] if isinstance(value, list) else value


@given(st.data())
def test_objects_of_any_shape_are_checked_without_a_crash(data: st.DataObject) -> None:
    _, text, _ = data.draw(st.sampled_from(FOUND))
    each = data.draw(st.integers(2, 9))

    broken = [
        bent(whole, lambda: data.draw(plain), lambda: data.draw(st.integers(0, each)) == 0) for whole in objects(text)
    ]
    listed = [whole for whole in broken if isinstance(whole, dict)]

    for finding in chart_findings(listed):
        assert "\n" not in str(finding.as_error("shop"))
