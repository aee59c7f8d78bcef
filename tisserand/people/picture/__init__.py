"""The picture of someone's circle: a genogram (three generations and more) in the middle, an ecomap around it."""
