"""Each program in `examples/bad` has one mistake: it is told in one line, and nothing is written."""

import subprocess
import sys
from pathlib import Path

import pytest

BAD = sorted((Path(__file__).parents[2] / "examples" / "bad").glob("*.py"))

ANSWERS = {
    "address_in_a_block": "Peer.block: a block of addresses is needed, got '10.0.0.1/8'. Write \"10.0.0.0/8\"",
    "alias_of_an_address": "shop/db: host must be a host name, no address, got '192.0.2.1'. Give a name of DNS.",
    "claim_shared_by_replicas": "shop/web Deployment 'web': several pods share the claim 'photos', which the pods of one node",
    "claim_without_size": "shop/photos: memory must be a positive number of whole bytes, got '0Gi'.",
    "external_address": "shop/db: an address must be an IP address, got 'db.example.com'. Use host=… for a name.",
    "headless_and_sticky": "shop/db: headless does not go with sticky. Leave it out: clients of a headless Service",
    "ingress_path": "shop/way: a path must not have '/../', got '/api/../admin'.",
    "ingress_tls_host": "shop/way: tls names a host that no rule has, got 'ww.example.com'. Its hosts: www.example.com.",
    "local_volume_without_node": 'shop/disk: local_path needs the nodes that have it, got (). Give nodes=["node-1"]',
    "network_of_missing_port": "shop/web network: no port named 'https'. Ports of its containers: http.",
    "node_port_out_of_range": "ServicePort 80: node_port must be 30000 to 32767, got 8080.",
    "policy_beside": "shop/open NetworkPolicy 'open': it admits from anywhere on 8080/TCP (http), which the policy of 'web' closes.",
    "policy_that_blocks_nobody": "shop/block-one-ip NetworkPolicy 'block': it narrows nothing, for the policy of 'web' admits",
    "route_gateway": "shop/route: this stands for no Gateway, got 'cluster/infra/public'. Write \"name\",",
    "route_without_traffic": "shop/route: a route needs a backend that gets traffic, got [",
    "service_with_two_types": "shop/web: the Service 'web' is there already with other settings, got 'LoadBalancer'.",
    "volume_in_two_places": "shop/photos: exactly one of nfs_server and local_path, got {",
}
"""How the line begins, by program."""


def test_there_are_at_least_25_mistakes() -> None:
    assert len(BAD) >= 25


def test_every_answer_is_that_of_a_program() -> None:
    assert ANSWERS.keys() <= {each.stem for each in BAD}


@pytest.mark.parametrize("program", BAD, ids=lambda each: each.stem)
def test_a_mistake_is_one_line_and_nothing_is_written(program: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "k8spatterns_lib", "synth", "--app", str(program)]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert ": " in done.stderr
    assert done.stderr.startswith(ANSWERS.get(program.stem, ""))
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
