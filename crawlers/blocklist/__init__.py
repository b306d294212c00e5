"""What must never be stored or shown: hashes and terms that an authority hands out."""
