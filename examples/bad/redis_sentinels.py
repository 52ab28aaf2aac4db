"""A mistake: an even number of sentinels."""

from k8spatterns_lib import App, Chart, RedisSentinel, SecretKey

app = App()
chart = Chart(app, "shop")
RedisSentinel(chart, "redis", replicas=4, storage="1Gi", password=SecretKey("redis-auth", "password"))
app.synth()
