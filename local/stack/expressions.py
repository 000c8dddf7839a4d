"""An expression is parsed once: MiniStack parses it at each evaluation, which was a quarter of the engine's time.

Nothing here differs from AWS, or from MiniStack. An evaluation changes no parsed expression (jsonata-python 0.7: it reads them, and
keeps what it knows in frames of its own), so that threads can share them."""

from functools import lru_cache

from jsonata import Jsonata, Parser

# More than the machines of a stack hold; the longest expressions are a line.
KEPT = 4096


def parse_once():
    """Keeps what was parsed; what is no expression is refused each time anew."""
    parse, shared = Parser.parse, Parser()

    @lru_cache(KEPT)
    def parsed(expression, *options):
        return parse(Parser(), expression, *options)

    Parser.parse = lambda _parser, expression, *options: parsed(expression, *options)
    # An evaluation only reads its parser: one serves all threads.
    Jsonata.get_parser = staticmethod(lambda: shared)
