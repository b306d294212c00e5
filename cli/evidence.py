"""``stallwatch evidence``: whether the evidence is sound, and how it is handed on."""

from cyclopts import App

HELP = """\
Check the evidence of runs, and take that of one listing out.

Every response of a run is kept byte for byte in its WARC, under HOME/snapshots. When the run ends, a manifest names the WARC's digest,
the digest of each body as received, the authorisation and the profile; it is signed, and names the manifest before it.

- `stallwatch evidence verify RUN` reads all of it again and names each fault with its file and byte
- `stallwatch evidence export LISTING` writes what a court's expert needs to check one page by himself

The evidence may name third parties: hand it on only as the authorisation allows."""

evidence = App(name="evidence", help=HELP)

evidence.command("cli.evidence_verify:verify", name="verify")
evidence.command("cli.evidence_export:export", name="export")
