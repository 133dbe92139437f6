"""The people's door: send a petition, get a receipt, see where it lies, say whether it helped."""
