"""Who employs the workers, and the teams they form."""

from django.db import models

from tisserand.common.rows import Revised


class Organisation(Revised):
    """A CCAS, an association, a département… (*structure*)."""

    name = models.CharField("nom", max_length=160)
    slug = models.SlugField("identifiant", max_length=60, unique=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    address = models.CharField("adresse", max_length=255, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = "structure"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(Revised):
    """A team of one organisation."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="teams", verbose_name="structure"
    )
    name = models.CharField("nom", max_length=120)
    closed_on = models.DateField("fermée le", null=True, blank=True)

    class Meta:
        verbose_name = "équipe"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_team_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_words(self) -> str:
        """« équipe Nord », or its name alone when it says so already: « Équipe Nord »."""
        says_so = self.name.lower().startswith(("équipe ", "equipe "))
        return self.name if says_so else f"équipe {self.name}"

    @property
    def with_article(self) -> str:
        """« l’équipe Nord », inside a sentence, whatever its name begins by."""
        words = self.in_words
        return f"l’{words[:1].lower()}{words[1:]}"
