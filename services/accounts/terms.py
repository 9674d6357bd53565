"""Words of signing in."""

from services.terms import Term


class CounterKind(Term):
    """What failed sign-ins are counted by."""

    NAME = "name", "用户名"
    ADDRESS = "address", "网络地址"
