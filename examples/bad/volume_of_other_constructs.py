"""A mistake: pods of a plain ApiObject mount a volume that they do not have."""

import cdk8s

from k8spatterns_lib import App, Chart

app = App()
main = {"name": "main", "image": "registry.example.com/web:1.0.0"}
main["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
metadata = cdk8s.ApiObjectMetadata(name="web")
pod = cdk8s.ApiObject(Chart(app, "shop"), "web", api_version="v1", kind="Pod", metadata=metadata)
pod.add_json_patch(cdk8s.JsonPatch.add("/spec", {"containers": [main]}))
app.synth()
