"""English words that are another word to who compares by look: `burn` and `bum`, `fall` and `fail`.

Made from the 26,000 most used words of a spelling dictionary: those that accounts.names.fold_name makes one, with some
whose twin is what a list of words would watch for.
"""

_WORDS = """
ail aims ali alien all allen alms angie angle bail bailed bailing bails bairn ball balled balling balls balm belie
belies belle belles bum bums burn burns cairn calm came candies candles carne chili chill chum chums churn churns com
comer comers comet coming compiled complied corn corner corners cornet corning daily dally dam darn deli delia dell
della doilies doily doit dollies dolly dolt eli ell entities entitles fail failing fails fall falling falls fiat files
flat flies gail gall gamer garner gilded gilding glided gliding hail hails hall halls heil hell holier holler homed
horned iliac ion kari karl lilac lon mail mails mall malls marion marlon modem modern mom morn muddied muddled neil
nell paddies paddles pail pall pied piled piles pled plied plies poi pol pom porn poms roiling rolling rubies rubles
silt silver slit sliver spilt split stem stern stickier stickler tail tall tam tarn toil toiled toiling toils toll
tolled tolling tolls tom torn tum tums turn turns wail wailed wailing wails wait waiter waiters wall walled walling
walls walt walter walters yam yams yarn yarns
"""
TWINS = frozenset(_WORDS.split())
