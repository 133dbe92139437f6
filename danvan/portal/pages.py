"""The order of the wizard's pages, and which page is still to be answered."""

from collections.abc import Callable
from dataclasses import dataclass

from danvan.portal import forms
from danvan.portal.draft import Draft


@dataclass(frozen=True)
class Page:
    """One question. `applies` tells whether this person is asked it; `edit` is the page that "Sửa" leads to.

    `stands` may tell that an accepted answer still holds without filling in the form again, where that is dear; False = look.
    """

    slug: str
    form: type[forms.PageForm]
    applies: Callable[[Draft], bool] = lambda draft: True
    edit: str = ""
    stands: Callable[[Draft], bool] = lambda draft: False

    def filled(self, draft: Draft) -> forms.PageForm:
        """The form holding what was answered."""
        return self.form(draft.answers.get(self.slug, {}), draft=draft)

    def answered(self, draft: Draft) -> bool:
        """Answered, and the answer still stands beside the others."""
        return self.slug in draft.answers and (self.stands(draft) or self.filled(draft).is_valid())


def kept(draft: Draft) -> bool:
    """For pages that look at nothing but themselves: the session holds only what was accepted, and `receive` refuses what no longer is."""
    return True


PAGES = (
    Page("loai", forms.KindForm, stands=kept),
    Page("noi", forms.PlaceForm, stands=forms.place_stands),
    Page("chon", forms.ChooseForm, edit="noi", stands=forms.place_stands),
    Page("dia-diem", forms.SpotForm, stands=kept),
    Page("viec", forms.TopicForm, stands=kept),
    Page("noi-dung", forms.TextForm, stands=kept),
    Page("anh", forms.FilesForm, stands=kept),
    Page("cung-gui", forms.TogetherForm, stands=kept),
    Page("dai-dien", forms.GroupForm, applies=lambda draft: draft.together),
    Page("lien-he", forms.ContactForm),
    Page("bao-tin", forms.NewsForm, applies=lambda draft: bool(forms.offered())),
    Page("cong-khai", forms.PublishForm),
)
BY_SLUG = {page.slug: page for page in PAGES}


def asked(draft: Draft) -> list[Page]:
    """The pages this person is asked, in order."""
    return [page for page in PAGES if page.applies(draft)]


def first_unanswered(draft: Draft) -> Page | None:
    """Where the person has to go on; None when everything is answered."""
    return next((page for page in asked(draft) if not page.answered(draft)), None)


def before(page: Page, draft: Draft) -> Page | None:
    """The page before, for the back link."""
    earlier = [other for other in asked(draft) if PAGES.index(other) < PAGES.index(page)]
    return earlier[-1] if earlier else None
