"""``stallwatch serve``."""

from cli.context import settings_here


def serve() -> int:
    """Run the search API in the foreground, until Ctrl-C.

    It uses the configured Elasticsearch, or the one that `stallwatch up` started. Use it to run the API on its own, behind a proxy.
    """
    from api.serve import listen
    from api.serve import serve as answer

    settings = settings_here()
    with listen(settings) as listener:
        answer(settings, listener)
    return 0
