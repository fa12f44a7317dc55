"""transformatie: kan het, mag het, loont het? One vacant office, every way out, on dated law."""

__version__ = "0.1.0"
