"""What a household may claim, computed by OpenFisca-France: no Django here, and never imported by what serves pages.

`door` opens it, from a worker or a command; `reading` takes a household in, `simulating` computes, `telling` says it.
"""
