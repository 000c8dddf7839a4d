"""A look at the approval page in a browser (`make look`)."""
