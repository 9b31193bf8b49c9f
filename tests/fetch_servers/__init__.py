"""Servers on loopback that imitate web archives, live sites and hostile ones, and what tests need to use them."""
