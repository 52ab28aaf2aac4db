"""A command line that asks for what can not be: exit status 2."""


class WrongUse(Exception):  # noqa: N818 - how the contract calls it
    """The words of a command line do not go together."""
