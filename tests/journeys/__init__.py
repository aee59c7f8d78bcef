"""Whole roads through Tisserand, in a real browser, at the width of a phone, a tablet and a desk."""
