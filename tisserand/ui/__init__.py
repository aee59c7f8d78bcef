"""What every page is made of: the base page, components and their gallery, panels, words as people read them."""
