"""The command ``stallwatch``: finds the verb, shows errors plainly, sets the exit code.

Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 130 interrupted, 129 or 143 told to end. Verbs load lazily, so that
``--help`` stays quick. A verb with codes of its own says so in its help.
"""

import os
import signal
import sys
from importlib.metadata import version
from keyword import iskeyword
from types import FrameType

from cyclopts import App, CycloptsError, Parameter

from core.errors import ConfigError, StallwatchError
from core.log import configure_logging
from core.settings import Settings

FAILED = 1
USAGE = 2
INTERRUPTED = 130

VERBS = {
    "demo": "Run the main job on local test marketplaces and show what comes out.",
    "up": "Start Elasticsearch, Redis, a worker and the search API on this machine.",
    "down": "Stop everything that `up` started; data stays.",
    "status": "Show what runs, where, since when and with how much memory.",
    "crawl": "Read marketplaces and send their listings to the workers.",
    "schedule": "Show, start, pause and resume the crawls that begin by themselves.",
    "market": "Read saved pages by a market's profile, and look after markets.",
    "import": "Bring archived or seized pages in, without any network.",
    "reparse": "Read a run's pages again by a mended profile.",
    "evidence": "Check the evidence of runs, and take that of one listing out.",
    "search": "Find listings by text or by an identifier.",
    "links": "Show suspected links between accounts, explained, and what was decided.",
    "judge": "Say whether one person holds two accounts, or take that back.",
    "cluster": "Show the accounts that one person probably holds, and their history.",
    "serve": "Run the search API in the foreground.",
    "retry": "Send failed or unsent batches again.",
    "relink": "Ask the workers to link vendor accounts now, or all of them anew.",
    "link": "Find accounts in files that one person may hold, with the reasons.",
    "extract": "Find goods, amounts, places and identifiers in any texts.",
    "train": "Train the entity recognition, or what evidence weighs between accounts.",
    "evaluate": "Measure the entity recognition, or links between accounts.",
    "migrate": "Bring the indices to the form that this version writes.",
    "key": "Create, list and revoke keys of the search API.",
    "setup": "Make credentials and indices before the services of a deployment start.",
    "kibana": "Make, check and import the dashboards that analysts work with.",
    "doctor": "Check this machine and say what to mend.",
}

GROUPS = ("schedule", "market", "evidence", "train", "evaluate", "kibana", "setup")
"""Verbs that have subcommands."""

HELP = """\
Watch illicit online markets: crawl, extract, link vendors, search.

A first look:  stallwatch demo
Day by day:    stallwatch up; stallwatch crawl MARKET; stallwatch search "TEXT"
Settings come from the environment (STALLWATCH_...) and a file .env."""


def build_app(*, with_summaries: bool) -> App:
    """Return the command with all of its verbs, none of them loaded yet.

    Args:
        with_summaries: Describe each verb by its line above, for the list of verbs; otherwise a verb's own, longer help stands.
    """
    app = App(
        name="stallwatch",
        help=HELP,
        # Paragraphs of a docstring fill the terminal; the lines above stay as they are.
        help_format="plaintext" if with_summaries else "markdown",
        version=version("stallwatch"),
        # No --no-json and --empty-market: leaving an option out says the same.
        default_parameter=Parameter(negative=()),
        # ``run`` says that it stopped; the library would end without a word.
        suppress_keyboard_interrupt=False,
    )
    for verb, summary in VERBS.items():
        described = {"help": summary} if with_summaries else {}
        name = f"{verb}_" if iskeyword(verb) else verb
        app.command(f"cli.{name}:{name}", name=verb, **described)
    return app


def main() -> None:
    """Run one verb and end the process with its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # What `nohup` ignores stays ignored.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one verb.

    Returns:
        The exit code.
    """
    try:
        configure_logging(_log_level(Settings.load()), room="cli")
        app = build_app(with_summaries=VERBS.keys().isdisjoint(arguments))
        _describe_group(app, arguments)
        result = app(arguments, exit_on_error=False, result_action="return_value")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has enough of it, such as `head`; what is still in the
        # buffer must not fail once more at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        return INTERRUPTED
    except CycloptsError:
        return USAGE
    except ConfigError as error:
        sys.stderr.write(f"stallwatch: {error}\n")
        return USAGE
    except StallwatchError as error:
        sys.stderr.write(f"stallwatch: {error}\n")
        return FAILED
    except OSError as error:
        sys.stderr.write(
            f"stallwatch: the system refused something: {error}; see that the home "
            "(STALLWATCH_HOME) can be written; `stallwatch doctor` looks for causes\n"
        )
        return FAILED
    return result if isinstance(result, int) else 0


def _describe_group(app: App, arguments: list[str]) -> None:
    words = [word for word in arguments if not word.startswith("-")]
    if len(words) == 1 and words[0] in GROUPS:
        # The list of subcommands shows the first line of each one's help.
        app[words[0]].resolved_commands()


def _end(number: int, _frame: FrameType | None) -> None:
    # An exception instead of a sudden death: every verb stops what it has started.
    raise SystemExit(128 + number)


def _log_level(settings: Settings) -> str:
    # People read the one message at the end; libraries' warnings only hide it.
    return "DEBUG" if settings.log_level == "DEBUG" else "ERROR"


if __name__ == "__main__":
    main()
