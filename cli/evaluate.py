"""``stallwatch evaluate``: how good the entity recognition and the links are."""

from cyclopts import App

HELP = """\
Measure the entity recognition on annotated texts, and links on accounts of known holders.

- `stallwatch evaluate entities` scores a model on texts that it was not trained on, the project's or your own
- `stallwatch evaluate agreement` says how far two people agree who marked the same texts: what a model can be measured by at best
- `stallwatch evaluate links` scores links between accounts whose holders are known

Figures of texts are exact (start, end and label are right) and partial (the label is right and a character shared), each with the interval that
holds 95 of 100 samples of as many texts."""

evaluate = App(name="evaluate", help=HELP)

evaluate.command("cli.evaluate_entities:entities", name="entities")
evaluate.command("cli.evaluate_agreement:agreement", name="agreement")
evaluate.command("cli.evaluate_links:links", name="links")
