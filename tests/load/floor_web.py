"""Serve the floor: the product's own web server, another application."""

from config.running.web import main

if __name__ == "__main__":
    main("tests.load.floor:application")
