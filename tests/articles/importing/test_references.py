"""Entries of reference lists."""

import pytest

from articles.importing import references
from articles.importing.manuscript import Reference


@pytest.mark.parametrize(
    "entry",
    [
        Reference(
            "Ode L. Naps. J Sleep. 2025;3:1-9. doi:10.5555/js.2025(3)a. PMID: 12345678",
            doi="10.5555/js.2025(3)a",
            pmid="12345678",
        ),
        Reference("(https://doi.org/10.5555/js.9)", url="https://doi.org/10.5555/js.9", doi="10.5555/js.9"),
        Reference("Trial nct01234567, www.example.org/t.", url="www.example.org/t", nct="NCT01234567"),
        Reference(
            "https://pubmed.ncbi.nlm.nih.gov/7654321/",
            url="https://pubmed.ncbi.nlm.nih.gov/7654321/",
            pmid="7654321",
        ),
        Reference("Ode L. A book about naps. Lantern Press, 2019."),
    ],
    ids=lambda entry: entry.label[:20],
)
def test_identifiers_are_found_and_the_entry_is_kept_whole(entry):
    assert references.reference(entry.label) == entry


def test_the_address_behind_a_link_is_the_entrys():
    assert references.reference("The paper", ("https://doi.org/10.5555/js.1",)) == Reference(
        "The paper", url="https://doi.org/10.5555/js.1", doi="10.5555/js.1"
    )
