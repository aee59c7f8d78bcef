"""What a worker asked to be shown again tomorrow rather than today."""

from django.db import models

from tisserand.accounts.models import User
from tisserand.common.rows import Row
from tisserand.people.models import Person
from tisserand.support.models.dossier import Dossier


class PutOff(Row):
    """*Remis à demain*: one worker's own wish about one dossier; what colleagues see does not change."""

    user = models.ForeignKey(User, models.CASCADE, related_name="put_off")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="put_off")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    until_on = models.DateField("à revoir le")

    class Meta:
        verbose_name = "remis à plus tard"
        constraints = [models.UniqueConstraint(fields=["user", "dossier"], name="one_putting_off_a_worker")]

    def __str__(self) -> str:
        return f"{self.dossier_id} until {self.until_on}"
