"""The test marketplaces' faces: four shops that look like different software."""
