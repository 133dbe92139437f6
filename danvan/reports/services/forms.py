"""Forms written whole: a draft made, changed, published, retired."""

from django.db import transaction

from danvan.reports.contents import FormContent, HeadingContent
from danvan.reports.models import Form, FormLine, Heading, Indicator, Obligation


def stands_on(form: Form) -> bool:
    """Does anybody owe, or has anybody filed, a report on this version?"""
    return Obligation.objects.filter(form=form).exists()


@transaction.atomic
def put(form: Form, content: FormContent) -> Form:
    """Write the content into a form on which nothing stands yet: its row, headings and lines, whole. Six queries."""
    for name, value in content.columns.items():
        setattr(form, name, value)
    form.save()
    form.lines.all().delete()
    form.headings.all().delete()
    by_code = Indicator.objects.in_bulk(content.codes, field_name="code")
    headings = Heading.objects.bulk_create([_heading(form, place, one) for place, one in enumerate(content.headings, start=1)])
    lines = [(heading, code) for heading, one in zip(headings, content.headings, strict=True) for code in one.indicators]
    every = [*lines, *((None, code) for code in content.annex)]
    FormLine.objects.bulk_create(
        FormLine(form=form, indicator=by_code[code], heading=heading, position=place)
        for place, (heading, code) in enumerate(every, start=1)
    )
    return form


def _heading(form: Form, position: int, content: HeadingContent) -> Heading:
    row = {name: value for name, value in vars(content).items() if name != "indicators"}
    return Heading(form=form, position=position, **row)
