"""Sentences for bodies, all written for this project: long, short, and trapping ones."""

from typing import Final


def _items(text: str) -> tuple[str, ...]:
    """Items are divided by blank lines; line breaks within one are spaces."""
    return tuple(" ".join(item.split()) for item in text.split("\n\n") if item.strip())


PLAIN: Final = _items("""
I walked the whole breakwater twice and still could not find the third lantern.

Thanks for asking this, I have wondered about it since the spring.

Has anybody compared the old map with the one that the ferry company hands out?

My sister says the bakery scene was filmed in one take, which would explain the flour.

We tried it at the last meeting and it took four people, two ladders and a lot of tea.

The page on tide tables is out of date, and I do not have the rights to correct it.

No.

Yes, exactly.

Me too!

I disagree.

It depends on the weather, on who is steering, on how late the others are, and - if we are
honest - on whether somebody remembered to bring the key, which has not been the case on any
of the last five occasions that I can remember.

Please add your name below if you can bring a kettle or a spare tent.

What puzzles me is the letter in chapter nine, because the stamp on it is from another decade.

You may be right about the clock, although I would want to see the second photograph first.

There was a long silence after that, and then everybody talked at once.

I moved the older comments to their own page, so that this one loads a little faster.

Could a moderator please merge this with the thread about the harbor office?

The boat in the background is not the same boat; look at the railing & the colour of the mast.

I keep bees, so I notice these things.

It cost me $12.50 and half an afternoon, and I would do it again.

Nobody told the new members, and that is our fault, not theirs.

As far as I can tell the rule is older than the wiki: it was written on a napkin, the napkin
was photographed, and the photograph was lost when we changed the skin for the first time.

I laughed so hard that the dog left the room :)

She never says who sent her, and I think that is the whole point of the ending.

If x < 3 then the count is wrong, and if x > 7 nobody reads it anyway.

The café on the corner - “Zur Möwe” - still has the drawing on its wall.

A naïve question, perhaps, but why is there no index?

Somebody wrote "ask at the desk" on every single page.

Don't forget that the gallery closes at six o'clock during the winter.

First the lights went out; then, one after another, so did the excuses.

I will bring the list on Thursday, together with the two books you lent me.

In my opinion the second season is better written, the third is better acted, and the first is
the one I would take to an island, mostly because of the music and the slow, rainy streets.

Let us agree on one spelling and correct the rest as we come across it.

The password reset went through on the second try, for what it is worth.

It's all in the notes, between the recipe for pea soup and the list of engines.

I know, I know.

Hm, that link worked yesterday.

We were forty people in a room for twelve, and not one of them wanted to leave early.

Good idea; who writes the first draft?

My grandmother had the same lamp, and hers had a dent in exactly that place.

Sorry for the late answer, I was out at sea for most of the month and the radio was broken.

Her reply was short: "Not before the storm."

Nothing in the rules forbids it. Nothing allows it either.

Count the steps in the opening shot and compare them with the steps in the finale!

That would be the north door, the one with the blue handle.

I think we should leave it as it is, wait for a week, and see whether anyone complains.

The short version: take the early train.

One more thing, and then I will be quiet: the index cards are still in the attic, all nine
boxes of them, and as long as nobody types them in we shall go on guessing who lived where.

Great work, everybody <3

Who else heard the bell?
""")

# Words that the grammar also uses, inside a sentence: text before and after on the same line.
PHRASES: Final = _items("""
Under every answer it asks "Do you find this valuable?" and I never know whom that helps.

Yesterday my post said 2 out of 3 found this valuable. Do you? was printed right behind it, as
if somebody was waiting.

I like that they ask Do you find this valuable? instead of showing little stars.

The line with Keyword tags: None below the first post could say more than that.

It was Posted Anonymously but everybody knew the handwriting.

On top it said Showing 5 posts while I could only see three of them.

The head reads Discussion: something, and the Location: part is wrong as well.

I have Reported the spam This is a featured thread of yours attracted, by the way.
""")

# {date} is a printed date, {other} another one; never alone on the line.
DATED: Final = _items("""
I first saw it on {date} and nobody had answered it then.

{date} was the day on which I joined, so I cannot know.

The stamp above says {date} | Post edited: {other} and both are wrong, I wrote it at night.

Between {date} and {other} the counter did not move at all.

If you look at the note of {date}, you will see that it was planned.
""")

LIST_INTROS: Final = ("What I would do:", "In this order:", "My list so far", "Three things:")
LIST_ITEMS: Final = (
    "Oil the hinge before anything else.",
    "RE: the map - I will redraw it.",
    "Ask the harbor office.",
    "soup",
    "Rename the second gallery, then the first one, and tell the people who link to it",
    "Never stand in the bow!",
    "Wait.",
    "Check the spelling of all names (twice).",
    "RE: lanterns",
    "The attic",
)
PASTE_INTROS: Final = (
    "I mean this one here:",
    "Copied from above so that nobody has to scroll:",
    "Somebody already wrote:",
)
PASTE_ENDS: Final = (
    "That was the end of what I copied, and I stand by my answer.",
    "So far the copy. I do not see the problem.",
)
# What stands before and after a link.
LINK_FRAMES: Final = (
    ("See ", " for the rest."),
    ("There is more on this at ", "."),
    ("(I found it here: ", ")"),
    ("Look at ", ", it is worth it."),
    ("Did you read ", "?"),
    ("", " has the pictures."),
    ("The drawings are at ", ""),
)
LINK_TEXTS: Final = (
    "this page",
    "the old plan",
    "my notes & sketches",
    "click here",
    "The Harbor Gazette, number 12",
    "tide table",
)
