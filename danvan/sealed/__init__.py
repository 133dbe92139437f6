"""Identities that only named recipients can read, and the procedure of opening them."""
