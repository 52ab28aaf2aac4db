"""How the tests run: hypothesis without deadlines, since jsii's first call starts a process."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
