"""Packing the functions for AWS, deploying them, and what is written about a package. Nothing here needs the local stack."""
