from hypothesis import given

from k8spatterns_lib.manifests.pods.scheduling_spec import scheduling_spec, spread_among
from k8spatterns_lib.values.scheduling import NodeTerm, PodTerm, Scheduling, Spread, Toleration
from tests.strategies.values_strategies import scheduling

MUST = "requiredDuringSchedulingIgnoredDuringExecution"
WISH = "preferredDuringSchedulingIgnoredDuringExecution"


def test_demands_on_nodes_are_joined_by_and() -> None:
    """Several nodeSelectorTerms would be joined by "or"."""
    terms = (NodeTerm(key="disk", values=("ssd",)), NodeTerm(key="gpu", operator="Exists"))

    spec = scheduling_spec(Scheduling(node_affinity=terms))

    expressions = [{"key": "disk", "operator": "In", "values": ["ssd"]}, {"key": "gpu", "operator": "Exists"}]
    assert spec == {"affinity": {"nodeAffinity": {MUST: {"nodeSelectorTerms": [{"matchExpressions": expressions}]}}}}


def test_wishes_have_their_weight() -> None:
    spec = scheduling_spec(
        Scheduling(
            node_affinity=(NodeTerm(key="disk", values=("ssd",), weight=5),),
            pod_affinity=(PodTerm(labels={"app": "a"}, weight=7),),
        )
    )

    disk = {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}
    near = {"labelSelector": {"matchLabels": {"app": "a"}}, "topologyKey": "kubernetes.io/hostname"}
    assert spec["affinity"] == {
        "nodeAffinity": {WISH: [{"weight": 5, "preference": disk}]},
        "podAntiAffinity": {WISH: [{"weight": 7, "podAffinityTerm": near}]},
    }


def test_pods_move_close_only_when_told() -> None:
    spec = scheduling_spec(Scheduling(pod_affinity=(PodTerm(labels={"app": "a"}, apart=False),)))

    assert list(spec["affinity"]) == ["podAffinity"]


def test_a_toleration_without_a_value_accepts_any() -> None:
    tolerations = (
        Toleration(),
        Toleration(key="gpu", value="yes", effect="NoSchedule"),
        Toleration(key="down", effect="NoExecute", seconds=0),
    )

    assert scheduling_spec(Scheduling(tolerations=tolerations))["tolerations"] == [
        {"operator": "Exists"},
        {"key": "gpu", "value": "yes", "effect": "NoSchedule"},
        {"key": "down", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 0},
    ]


def test_a_spread_counts_the_pods_of_the_selector_and_leaves_the_shared_spec_alone() -> None:
    shared = scheduling_spec(Scheduling(spread=(Spread(),), node_selector={"disk": "ssd"}))

    spec = spread_among(shared, {"app": "web"})

    assert spec["topologySpreadConstraints"] == [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": {"app": "web"}},
        }
    ]
    assert "labelSelector" not in shared["topologySpreadConstraints"][0]
    assert spec["nodeSelector"] == {"disk": "ssd"}


@given(value=scheduling())
def test_every_term_is_written_somewhere(value: Scheduling) -> None:
    affinity = scheduling_spec(value).get("affinity", {})

    nodes = affinity.get("nodeAffinity", {})
    terms = nodes.get(MUST, {"nodeSelectorTerms": [{"matchExpressions": []}]})["nodeSelectorTerms"]
    written = len(terms[0]["matchExpressions"]) + len(nodes.get(WISH, ()))
    pods = [affinity.get(key, {}) for key in ("podAffinity", "podAntiAffinity")]
    assert written == len(value.node_affinity)
    assert sum(len(each.get(MUST, ())) + len(each.get(WISH, ())) for each in pods) == len(value.pod_affinity)
