"""``stallwatch evaluate agreement``."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import OUT, write_json
from cli.scores_table import print_mistakes, print_scores


def agreement(
    *,
    first: Path | None = None,
    second: Path | None = None,
    errors: Annotated[int, Parameter(validator=Number(gte=0))] = 20,
    json: bool = False,
) -> None:
    """Compare two annotations of the same texts.

    F1 counts the second pass's mentions against the first's. Kappa is the agreement of the tokens' labels beyond chance, from 0 to 1;
    most tokens lie outside of mentions, so that F1 is the stricter of the two.

    Args:
        first: A folder or file of annotated texts. Without it, the project's corpus.
        second: The same texts, or some of them, annotated once more under the same ids. Without it, the project's second pass.
        errors: How many of the most frequent differences to show.
        json: Print one JSON object.
    """
    from nlp.corpus.reader import TEXTS, read_texts
    from nlp.evaluation.agreement import SECOND_PASS, evaluate_agreement

    result = evaluate_agreement(
        read_texts(first or TEXTS), read_texts(second or SECOND_PASS), errors=errors
    )
    if json:
        write_json(result.model_dump(mode="json"))
        return
    OUT.print(f"{result.texts} texts")
    print_scores(result.entities)
    OUT.print(f"\nkappa of the tokens' labels: {result.token_kappa:.3f}")
    OUT.print(f"kappa of the categories: {result.category_kappa:.3f}")
    print_mistakes("most frequent differences", result.mistakes)
