"""Django's own `{{ form }}` drawn with our components."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms look the same whether a page says `{{ form }}` or places each field itself."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
