"""The machine-readable zone of travel documents, by ICAO 9303: found, read and proved."""
