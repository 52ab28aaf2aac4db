"""A mistake: an exporter's password in plain text."""

from k8spatterns_lib import AdapterPod, App, Chart, Container, PrometheusExporter, Resources

app = App()
chart = Chart(app, "shop")
mysql = Container("mysql", image="docker.io/library/mysql:8.4.3", resources=Resources(cpu="250m", memory="1Gi"))
exporter = PrometheusExporter.mysqld(password="hunter2")  # type: ignore[arg-type] # noqa: S106 - the mistake
AdapterPod(chart, "mysql", main=mysql, adapter=exporter)
app.synth()
