"""A mistake: YAML in which a key stands twice; kubectl would take the last one."""

from k8spatterns_lib import App, Chart, Manifest

app = App()
quota = """
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: team}
    spec:
      hard: {requests.cpu: "4"}
      hard: {requests.memory: 8Gi}
"""
Manifest.from_yaml(Chart(app, "shop"), "quota", quota)
app.synth()
