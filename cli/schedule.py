"""``stallwatch schedule``: which markets are crawled by themselves, and when."""

from cyclopts import App

HELP = """\
Show, start, pause and resume the crawls that begin by themselves.

A profile says by five cron fields, in UTC, when its market is crawled (`schedule: "30 3 * * *"`). Celery beat asks the queue for what is
due, and any crawl worker takes it; times that passed while nothing ran are caught up with by one crawl.

- `stallwatch schedule list` shows every market: when it is due, how it went, who paused it, what runs where
- `stallwatch schedule run MARKET` asks the crawl workers for a crawl now
- `stallwatch schedule pause MARKET` keeps a market from being crawled by the schedule, on all machines
- `stallwatch schedule resume MARKET` lets it be crawled again

Pausing ends no crawl that runs. Each explains itself with `--help`."""

schedule = App(name="schedule", help=HELP)

# One line a subcommand; each loads when it is called.
schedule.command("cli.schedule_list:list_", name="list")
schedule.command("cli.schedule_run:run", name="run")
schedule.command("cli.schedule_pause:pause", name="pause")
schedule.command("cli.schedule_resume:resume", name="resume")
