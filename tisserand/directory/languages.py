"""The languages by which a service is often looked for."""

_NAMES = (
    "albanais allemand anglais arabe arménien bambara bengali bulgare chinois comorien créole dari espagnol géorgien"
    " haoussa hindi italien kabyle kurde lingala malinké ourdou pachto persan peul polonais portugais roumain russe"
    " serbe somali soninké tamoul tchétchène tigrinya turc ukrainien vietnamien wolof"
)
LANGUAGES = (*_NAMES.split(), "langue des signes")
