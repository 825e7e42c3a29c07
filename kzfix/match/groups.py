"""Which sites are one proposal."""

from __future__ import annotations

from collections.abc import Iterator

from kzfix.model import NOWHERE, Site, Span


def grouped(sites: list[Site]) -> Iterator[tuple[Site, ...]]:
    """Sites that share a place belong together: all of them change, or none. Parts do so when it is one object's."""
    left = sorted(sites, key=lambda site: site.places)
    while left:
        group = [left.pop(0)]
        touched = _marks(group[0])
        while more := [site for site in left if touched & _marks(site)]:
            group += more
            left = [site for site in left if site not in more]
            touched = touched.union(*(_marks(site) for site in more))
        yield tuple(sorted(group, key=lambda site: site.places))


def _marks(site: Site) -> set[tuple[Span, Span]]:
    """`memset(p->m, …)` clears a part of p's object, or what p->m points to."""
    about = site.object if site.part else NOWHERE
    return {(place, about if place is site.places[-1] else NOWHERE) for place in site.places}


def real(sites: list[Site]) -> list[Site]:
    """Without those that take for a part of their object what is an object of its own.

    Of `memset(p->ring, 0, n)` the ring is no part of `p` where `p->ring` holds what another call allocated: an array
    holds nothing but itself.
    """
    return [site for site in sites if not any(_pointer_of(site, other) for other in sites)]


def _pointer_of(site: Site, other: Site) -> bool:
    """Whether the other site's object is reached through a pointer that stands in this one's."""
    inner, outer = site.object, other.object
    within = outer.start <= inner.start and inner.end <= outer.end and inner != outer
    return site.part and site.places[-1] == other.places[-1] and within
