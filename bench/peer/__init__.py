"""A small project around django-helpdesk, the peer. It runs in an environment of its own (requirements/bench-peer.txt); nothing of danvan is in it."""
