"""A mistake: a label takes the second wildcard of a name that has one."""

from k8spatterns_lib import AdapterPod, App, Chart, Container, PrometheusExporter, Resources, StatsdMapping

app = App()
chart = Chart(app, "shop")
web = Container("web", image="registry.example.com/web:1.0.0", resources=Resources(cpu="100m", memory="64Mi"))
mapping = StatsdMapping("shop.*.orders", name="orders_total", labels={"region": "$2"})
AdapterPod(chart, "web", main=web, adapter=PrometheusExporter.statsd(mappings=[mapping]))
app.synth()
