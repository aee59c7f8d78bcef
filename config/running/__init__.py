"""How Tisserand gets up and lies down: its environment, its database, the web server and the worker.

`place`, `trouble`, `progress`, `environment`, `pages`, `browser`, `claim` and `start` run before anything is
installed: they import the standard library alone.
"""
