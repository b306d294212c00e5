"""``stallwatch setup indices``."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import NOTES, OUT, settings_here, write_json


def indices(
    *,
    wait: Annotated[float, Parameter(validator=Number(gte=0, lte=86_400))] = 300.0,
    json: bool = False,
) -> None:
    """Create the indices that are missing, and tie them to the sentence encoder.

    Connects as STALLWATCH_ELASTICSEARCH_USERNAME, which must be stallwatch-setup where Elasticsearch asks for a user: services may use the
    indices but not make them. What exists is checked: another program's index of the same name, an older mapping or another encoder ends the
    command with a message that says what to do, and nothing is changed.

    Args:
        wait: Seconds that Elasticsearch may take to get ready.
        json: Print one JSON object for scripts.
    """
    from nlp.embedding.encoder import load_encoder
    from search.client import connect, wait_until_ready
    from search.indices import MAPPINGS, VectorModel, create_indices

    settings = settings_here()
    with connect(settings) as client:
        with NOTES.status("waiting for Elasticsearch"):
            wait_until_ready(client, timeout_s=wait)
        encoder = load_encoder(settings.encoder_model, settings.encoder_batch_size)
        model = VectorModel(encoder.version, encoder.dimensions)
        with NOTES.status("creating the indices"):
            created = create_indices(client, settings, model)
    facts = {
        "prefix": settings.index_prefix,
        "created": created,
        "present": len(MAPPINGS),
        "encoder": model.version,
    }
    if json:
        write_json(facts)
        return
    OUT.print(
        f"{created} of {len(MAPPINGS)} indices {settings.index_prefix}-* created, tied to "
        f"{model.version}"
    )
