"""The vocabulary that the hub, the solver and the page's types share."""
