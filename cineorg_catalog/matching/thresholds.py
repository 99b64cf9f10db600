"""The thresholds of matching: minimum scores of an automatic match, a clear one, a candidate shown."""

THRESHOLD = 85.0  # minimum score for an automatic match (DESIGN §3, auto-validation)

# "Approve all that are clear" takes the first candidate without looking at it.
LEAST = 60.0  # minimum score: an exact title alone reaches it, a similar title does not
LEAD = 5  # points of lead required between candidates without evidence

SHORT_SECONDS = 40 * 60  # a film of less than this is a short, as IMDb and the Academy define it

# What a person is shown, and a row keeps.
OFFERED = 5  # at most this many candidates
WORTH_OFFERING = 30.0  # minimum score
# Minimum similarity of the titles; the lower of two applies if the year agrees.
UNLIKE, UNLIKE_OF_YEAR = 65.0, 57.0
UNRELATED, UNRELATED_OF_YEAR = 80.0, 75.0  # for titles that share at most one word, and no more
