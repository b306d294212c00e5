"""The spaCy pipeline that names what a text offers: one config, registered components."""
