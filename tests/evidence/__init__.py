"""Proofs that take minutes or need designs of other people: run by hand, their figures kept in docs/evidence."""
