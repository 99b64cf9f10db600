"""Where candidates come from, one module each."""
