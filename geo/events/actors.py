"""Actors in sentences: known names, definitions of the article itself, nations' forces, unnamed groups, persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from geo.events import definitions, roster
from geo.events.clauses import Sentence
from geo.events.names import acts, head_end, name_end, same, sponsor_end, titled
from geo.events.refs import ActorRef
from geo.events.words import speech_verbs, starts_with_any, words
from geo.model import Actor, Toponym

FIGHTING = frozenset(("army", "armed_group", "coalition", "police"))
"""Kinds whose own name says more than the country before it: "Sudan's paramilitary Rapid Support Forces"."""


def theatre_of(toponyms: Sequence[Toponym]) -> str | None:
    """Return the ISO country that the places point to most, or None."""
    votes: Counter[str] = Counter()
    for t in toponyms:
        if t.place is None or not t.place.country:
            continue
        if t.mention.role == "place":
            votes[t.place.country] += 1 if t.place.kind in ("country", "region") else 3
        elif t.mention.role == "demonym":
            votes[t.place.country] += 1
    return max(votes, key=lambda c: votes[c]) if votes else None


@cache
def _beginnings() -> frozenset[str]:
    """Return the lower-case words that an actor can begin with."""
    tables = (roster.forces(), roster.groups(), roster.demonyms(), roster.aliases())
    lists = roster.column("force_modifiers.csv", "word") | roster.column("ethnonyms.csv", "word")
    return lists.union(*tables) | words("title", "possessive_pronoun")


def _fighting_countries(sentences: Sequence[Sentence]) -> set[str | None]:
    """Return the countries whose own troops an article names ("Russian forces")."""
    found: set[str | None] = set()
    demonyms = roster.demonyms()
    for s in sentences:
        for k in s.capitals:
            country = demonyms.get(s.lowers[k])
            if country:
                end = head_end(s, k + 1)
                if end and roster.forces()[s.lowers[end - 1]] == "army":
                    found.add(country)
    return found


class Cast:
    """Who appears in one article.

    Parameters
    ----------
    sentences : sequence of Sentence
    theatre : str or None
        ISO country that decides which army is at home.
    """

    def __init__(self, sentences: Sequence[Sentence], theatre: str | None) -> None:
        self.theatre = theatre
        self._defined: dict[str, list[tuple[tuple[str, ...], Actor]]] = {}
        self._persons: dict[str, Actor] = {}
        self._nicknames: dict[str, Actor] = {}
        self._groups: dict[str, Actor] = {}
        self._foreign = _fighting_countries(sentences) - {theatre}
        for s in sentences:
            for parts, actor in definitions.definitions(s, self._named, theatre):
                entries = self._defined.setdefault(parts[0].lower(), [])
                if all(parts != other for other, _ in entries):
                    entries.append((parts, actor))
        for s in sentences:
            for name, actor in definitions.affiliations(s, self._named, self._organisation):
                if name not in self._persons:
                    self._remember(name, actor)

    def refs(self, sentence: Sentence) -> list[ActorRef]:
        """Return the actors of a sentence from left to right, without overlaps."""
        found: list[ActorRef] = []
        done = 0
        for k in self._beginnings(sentence):
            ref = (self._owned(sentence, k, found) or self._at(sentence, k)) if k >= done else None
            if ref is not None:
                qualifies = sentence.lowers[ref.j : ref.j + 1] and sentence.lowers[ref.j] in words("force_thing")
                if qualifies and ref.actor.kind in roster.ARMED and not ref.adjective:
                    ref = replace(ref, adjective=True)
                found.append(ref)
                done = ref.j
        return found

    def _beginnings(self, s: Sentence) -> list[int]:
        """Return the tokens at which an actor can begin: most cannot."""
        known, defined = _beginnings(), self._defined
        return [
            k
            for k, t in enumerate(s.tokens)
            if t.capitalised or t.lower in known or t.lower in defined or "-" in t.text
        ]

    def _owned(self, s: Sentence, k: int, found: Sequence[ActorRef]) -> ActorRef | None:
        """Read "its troops": those of whoever speaks, else of whoever was named last in the sentence."""
        if s.lowers[k] not in words("possessive_pronoun"):
            return None
        end = head_end(s, k + 1)
        kind = roster.forces()[s.lowers[end - 1]] if end else ""
        men = end is not None and s.lowers[end - 1] == "men"
        if end is None or not (kind in ("army", "armed_group", "police") or men):
            return None
        verb = next((x for x in range(k - 1, 0, -1) if s.lowers[x] in speech_verbs()), k)
        named = [r for r in found if not r.adjective and r.actor.name]
        said = [r for r in named if r.j <= verb] or named
        return ActorRef(k, end, self._force_of(said[-1].actor if said else None, kind))

    def _force_of(self, owner: Actor | None, kind: str) -> Actor:
        if owner is not None and owner.kind in ("armed_group", "coalition", "state", "army"):
            return owner
        if owner is not None and owner.country and owner.kind in ("government", "police", "official"):
            return roster.national(owner.country, "army", self.theatre)
        return Actor(name="", kind=kind)

    def person(self, name: str) -> Actor | None:
        """Return the organisation that a person stands for."""
        return self._persons.get(name) or self._persons.get(name.split()[-1])

    def _at(self, s: Sentence, k: int) -> ActorRef | None:
        token = s.tokens[k]
        if not token.is_word:
            return None
        sponsor = sponsor_end(s, k)
        if sponsor:
            inner = self._at(s, sponsor) if sponsor < len(s.tokens) else None
            return ActorRef(k, inner.j, inner.actor, inner.adjective) if inner else None
        owned = self._possessive(s, k)
        if owned:
            return owned
        named = self._named(s, k)
        if named:
            if named[1].kind == "armed_group":
                self._groups[named[1].name] = named[1]
                if s.lowers[named[0] - 1] in roster.forces() and named[0] - k > 1:
                    self._nicknames.setdefault(s.lowers[named[0] - 1], named[1])
            return self._with_head(s, k, named)
        known = self._nation(s, k) or self._group(s, k) or self._bare(s, k)
        return known if known or s.headline else self._organisation(s, k) or self._person(s, k)

    def _named(self, s: Sentence, k: int) -> tuple[int, Actor] | None:
        best: tuple[int, Actor] | None = None
        for parts, actor in self._defined.get(s.tokens[k].lower, ()):
            if same(s, k, parts) and (best is None or len(parts) > best[0] - k):
                best = (k + len(parts), actor)
        for parts, name in roster.aliases().get(s.tokens[k].lower, ()):
            if best is not None and len(parts) <= best[0] - k:
                break
            if same(s, k, parts):
                best = (k + len(parts), roster.from_row(name, self.theatre))
                break
        return best

    def _with_head(self, s: Sentence, k: int, named: tuple[int, Actor]) -> ActorRef:
        j, actor = named
        end = head_end(s, j)
        if end is None:
            return ActorRef(k, j, actor)
        noun = s.lowers[end - 1]
        if actor.kind == "armed_group" and roster.forces()[noun] == "armed_group":
            self._nicknames.setdefault(noun, actor)
        if roster.forces()[noun] == "official" and actor.kind in ("state", "media"):
            actor = Actor(name=s.words(k, end), kind="official", country=actor.country)
        elif actor.kind == "government" and actor.country and roster.forces()[noun] == "army":
            actor = roster.national(actor.country, "army", self.theatre)
        elif actor.kind == "state" and roster.forces()[noun] in ("armed_group", "civilians", "protesters"):
            return ActorRef(k, end, Actor(name=s.words(k, end), kind=roster.forces()[noun], country=actor.country))
        return ActorRef(k, end, actor)

    def _nation(self, s: Sentence, k: int) -> ActorRef | None:
        word = s.lowers[k]
        country = roster.demonyms().get(word)
        if country is None and word in roster.column("ethnonyms.csv", "word") and s.tokens[k].capitalised:
            end = head_end(s, k + 1)
            if end is None:
                return None
            kind = roster.forces()[s.lowers[end - 1]]
            kind = "armed_group" if kind == "army" else kind
            return ActorRef(k, end, roster.make(s.words(k, end), kind, None, self.theatre))
        if word in words("people_plural") and s.tokens[k].capitalised and head_end(s, k + 1) is None:
            return ActorRef(k, k + 1, Actor(name=s.words(k, k + 1), kind="civilians"))
        if country is None or not s.tokens[k].capitalised:
            return None
        end = head_end(s, k + 1)
        if end is None:
            plural = word.endswith("s") and word[:-1] in roster.demonyms()
            if plural:
                return ActorRef(k, k + 1, Actor(name=s.words(k, k + 1), kind="civilians", country=country))
            x = k + 1
            while x < len(s.tokens) - 1 and s.lowers[x] in roster.column("force_modifiers.csv", "word"):
                x += 1
            named = self._named(s, x) if x < len(s.tokens) else None
            if named and (x == k + 1 or named[1].kind in FIGHTING):
                return ActorRef(k, named[0], named[1])
            return ActorRef(k, k + 1, roster.state(country, self.theatre), adjective=True)
        noun, between = s.lowers[end - 1], s.lowers[k + 1 : end - 1]
        kind = roster.forces()[noun]
        if kind == "official" and any(roster.forces().get(w) == "army" for w in between):
            return ActorRef(k, end, roster.national(country, "army", self.theatre))
        group = next((roster.groups()[w] for w in between if w in roster.groups()), None)
        if group and group["name"]:
            return ActorRef(k, end, roster.make(group["name"], group["kind"], None, self.theatre))
        if kind in ("army", "government", "police"):
            kind = "army" if kind == "government" and noun in ("units", "forces", "troops") else kind
            return ActorRef(k, end, roster.national(country, kind, self.theatre))
        return ActorRef(
            k, end, roster.make(s.words(k, end), kind, country if kind != "armed_group" else None, self.theatre)
        )

    def _possessive(self, s: Sentence, k: int) -> ActorRef | None:
        """Read "Lebanon's health ministry", "Moscow's defence ministry", "Burkina Faso's army"."""
        if not s.tokens[k].capitalised or "'s" not in s.lowers[k + 1 : k + 4]:
            return None
        for j in (k + 1, k + 2, k + 3):
            if s.lowers[j : j + 1] == ["'s"]:
                break
        else:
            return None
        name = " ".join(s.lowers[k:j])
        country = roster.countries().get(name) or roster.capitals().get(name)
        if country is None:
            return None
        for x in range(j + 1, min(j + 6, len(s.tokens))):
            word = s.lowers[x]
            named = self._named(s, x)
            if named and named[1].kind in FIGHTING and named[0] - x > 1:
                return ActorRef(k, named[0], named[1])
            kind = roster.forces().get(word, "")
            between = s.lowers[j + 1 : x]
            if word in words("office"):
                if any(w in words("state_office") for w in between):
                    return ActorRef(k, x + 1, roster.national(country, "government", self.theatre))
                return ActorRef(k, x + 1, Actor(name=s.words(k, x + 1), kind="government", country=country))
            if kind in ("army", "police", "government"):
                if s.lowers[x + 1 : x + 2] and roster.forces().get(s.lowers[x + 1], "") in ("army", "official"):
                    continue
                return ActorRef(k, x + 1, roster.national(country, kind, self.theatre))
            if not s.tokens[x].is_word or word in words("preposition") or word in words("be"):
                return None
        return None

    def _group(self, s: Sentence, k: int) -> ActorRef | None:
        row = roster.groups().get(s.lowers[k])
        if row is None:
            return None
        end = head_end(s, k + 1)
        noun = s.lowers[end - 1] if end else ""
        kind = roster.forces().get(noun, "")
        if end and kind in ("official", "civilians", "protesters"):
            if s.lowers[k] == "government" and self.theatre and kind == "official":
                return ActorRef(k, end, roster.national(self.theatre, "government", self.theatre))
            return ActorRef(k, end, Actor(name=s.words(k, end).lower(), kind=kind))
        if not row["name"]:
            if end and self.theatre:
                return ActorRef(k, end, roster.national(self.theatre, "army", self.theatre))
            if end:
                return ActorRef(k, end, Actor(name=titled(s.words(k, end)), kind="army"))
            return None
        actor = roster.make(row["name"], row["kind"], None, self.theatre)
        if end is None and s.lowers[k] in ("resistance", "allied", "coalition", "federal", "loyalist", "peacekeeping"):
            return None
        return ActorRef(k, end or k + 1, actor, adjective=end is None and s.lowers[k] != "opposition")

    def _bare(self, s: Sentence, k: int) -> ActorRef | None:
        end = None
        if s.lowers[k] in roster.column("force_modifiers.csv", "word"):
            end = head_end(s, k + 1)
        if end is None and s.lowers[k] in roster.forces():
            end = k + 1
        if end is None:
            return None
        noun = s.lowers[end - 1]
        kind = roster.forces()[noun]
        if kind == "civilians" and s.lowers[k] in words("armed"):
            return ActorRef(k, end, roster.make(titled(s.words(k, end)), "armed_group", None, self.theatre))
        if end > k + 1 and noun in words("office_noun"):
            return ActorRef(k, end, Actor(name=s.words(k, end), kind="official", country=self.theatre))
        of = self._members(s, end)
        if of and kind in ("army", "armed_group"):
            return ActorRef(k, of.j, of.actor)
        if end == k + 1 and noun in words("nameless_force"):
            return ActorRef(k, end, Actor(name="", kind=kind)) if noun in words("unnamed_force") else None
        if end == k + 1 and noun in self._nicknames:
            return ActorRef(k, end, self._nicknames[noun])
        if end == k + 1 and kind == "armed_group" and len(self._groups) == 1 and k and s.lowers[k - 1] == "the":
            return ActorRef(k, end, next(iter(self._groups.values())))
        group = roster.groups().get(noun.rstrip("s"))
        if group and group["name"]:
            return ActorRef(k, end, roster.make(group["name"], group["kind"], None, self.theatre))
        if kind in ("army", "government", "police") and noun != "authorities" and self.theatre:
            if s.tokens[k].capitalised and k and kind == "government":
                return None
            if kind == "army" and self._foreign and noun not in ("army", "military"):
                return ActorRef(k, end, Actor(name="", kind=kind))
            return ActorRef(k, end, roster.national(self.theatre, kind, self.theatre))
        name = s.words(k, end)
        name = name.lower() if kind in roster.NO_SIDE else titled(name)
        return ActorRef(k, end, roster.make(name, kind, None, self.theatre))

    def _members(self, s: Sentence, k: int) -> ActorRef | None:
        """Read "of the Joint Force", "loyal to X" after "fighters"."""
        n = starts_with_any(s.lowers, k, "belongs_to") if k < len(s.tokens) else 0
        if not n:
            return None
        start = k + n + (s.lowers[k + n : k + n + 1] == ["the"])
        while start < len(s.tokens) and s.lowers[start] in words("title"):
            start += 1
        named = self._named(s, start) if start < len(s.tokens) else None
        if named and named[1].kind in ("army", "armed_group", "coalition"):
            return ActorRef(k, named[0], named[1])
        return None

    def _organisation(self, s: Sentence, k: int) -> ActorRef | None:
        j = name_end(s, k)
        while j > k + 1:
            kind = roster.organisation_nouns().get(s.tokens[j - 1].text)
            if kind is None and k + 2 < j:
                inner = next((x for x in range(j - 2, k, -1) if s.tokens[x].text in roster.organisation_nouns()), None)
                if inner and s.lowers[inner + 1] in ("of", "for"):
                    kind = roster.organisation_nouns()[s.tokens[inner].text]
            if kind:
                return ActorRef(k, j, roster.make(s.words(k, j), kind, None, self.theatre))
            return None
        return None

    def _person(self, s: Sentence, k: int) -> ActorRef | None:
        start = k
        while k < len(s.tokens) and s.lowers[k] in words("title"):
            k += 1
        titled = k > start
        j = name_end(s, k, connectors=False)
        if j == k or (k == 0 and s.lowers[k] in words("opening_adjective")):
            return None
        name = s.words(k, j)
        country = roster.capitals().get(name.lower()) or roster.countries().get(name.lower())
        if country and acts(s, j):
            return ActorRef(k, j, roster.state(country, self.theatre))
        actor = self.person(name)
        if actor:
            return ActorRef(start, j, actor)
        leads = titled and any(w in words("head_of_state") for w in s.lowers[start:k])
        if leads and s.tokens[start].capitalised and self.theatre and j - k >= 2:
            before = roster.demonyms().get(s.lowers[start - 1]) if start else None
            actor = roster.national(before or self.theatre, "government", self.theatre)
            self._persons.setdefault(s.lowers[j - 1], actor)
            self._remember(name, actor)
            return ActorRef(start, j, actor)
        if any(self._named(s, x) for x in range(k + 1, j)):
            return None
        if s.lowers[j : j + 1] and s.lowers[j] in words("band_noun") and not titled:
            return ActorRef(start, j + 1, roster.make(name, "armed_group", None, self.theatre))
        if titled or j - k >= 2:
            return ActorRef(start, j, Actor(name=name, kind="person"))
        return None

    def _remember(self, name: str, actor: Actor) -> None:
        self._persons[name] = actor
        self._persons[name.split()[-1]] = actor
        parts = name.split()
        if len(parts) > 2:
            self._persons[" ".join(parts[1:])] = actor
