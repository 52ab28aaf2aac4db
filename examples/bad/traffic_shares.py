"""A mistake: traffic shares that do not add up."""

from k8spatterns_lib import Environment, Fleet, Region

Fleet(
    environments=[
        Environment("release", regions=[Region("asia", traffic_percent=30), Region("uk", traffic_percent=60)])
    ]
)
