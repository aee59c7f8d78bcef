"""Rights nobody should miss: what a household may claim, computed by OpenFisca-France, and the gap with what it has."""
