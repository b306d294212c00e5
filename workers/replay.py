"""Sends dead letters into the queue again: behind ``stallwatch retry``."""

from broker.client import connect_broker
from core.log import get_logger
from core.settings import Settings
from search.client import connect
from search.run_store import RunStore
from workers.attempts import Attempts
from workers.dead_letters import letters_in_files, message_key
from workers.publisher import Publisher

_log = get_logger(__name__)


def replay(settings: Settings) -> int:
    """Put every dead letter back into the queue and forget it.

    A letter is forgotten only after its message is in the queue: interrupted in between, it is sent twice, which does no harm.

    Returns:
        How many messages were sent.

    Raises:
        ServiceUnavailableError: Redis or Elasticsearch does not answer; what was not sent is kept.
    """
    sent = 0
    publisher = Publisher(settings)
    with connect_broker(settings) as broker, connect(settings) as client:
        attempts = Attempts(broker, settings)

        def send(task: str, payload: object) -> None:
            # A message that failed as often as it may begins anew.
            attempts.clear(message_key(payload))
            publisher.send(task, payload)

        for path, letter in letters_in_files(settings):
            # Under another name: a message that fails again at once writes the old one.
            taken = path.replace(path.with_name(f"{letter.letter_id}.replay.json"))
            send(letter.task, letter.payload)
            taken.unlink(missing_ok=True)
            sent += 1
        store = RunStore(client, settings)
        for letter in store.dead_letters():
            send(letter.task, letter.payload)
            store.remove_dead_letter(letter)
            sent += 1
    publisher.close()
    _log.info("dead-letter/replayed", sent=sent)
    return sent
