"""A mistake: the application listens on the port of its ambassador."""

from k8spatterns_lib import AmbassadorPod, App, Chart, Container, RedisReadWriteSplit, RedisServers, Resources

app = App()
chart = Chart(app, "shop")
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    ports={"cache": 6379},
    resources=Resources(cpu="100m", memory="64Mi"),
)
AmbassadorPod(chart, "web", main=web, ambassador=RedisReadWriteSplit(RedisServers(["redis.example.com"])))
app.synth()
