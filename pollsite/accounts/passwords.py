"""What a password must be: long, and not the first that anybody would try."""

import re

MIN_PASSWORD = 10
MAX_PASSWORD = 500

_WORDS = """
    password passwords passwort password1 password12 password123 password1234 password12345 password123456
    passw0rd passw0rd1 passw0rd12 passw0rd123 p@ssword p@ssword1 p@ssw0rd p@ssw0rd1 mypassword mypassword1
    thepassword newpassword newpassword1 changeme changeme1 changeme12 changeme123 changeit letmein letmein1
    letmein12 letmein123 letmeinnow welcome welcome1 welcome12 welcome123 welcome1234 iloveyou iloveyou1
    iloveyou12 iloveyou123 iloveyousomuch iloveyou2 administrator admin admin1 admin12 admin123 admin1234
    admin12345 admin123456 qwertyuiop qwertyuiop1 qwertyuiop12 qwertyuiop123 qwerty qwerty1 qwerty12
    qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyuiopasdfghjkl asdfghjkl asdfghjkl1 asdfghjkl123
    asdfghjklqwertyuiop zxcvbnm zxcvbnm123 zxcvbnm1234 qazwsxedc qazwsxedc1 qazwsxedcrfv 1qaz2wsx3edc
    1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx zaq12wsxcde3 abcdefghij abcdefghijk
    abcdefghijkl abcd1234 abcd123456 abc123 abc123456 abc1234567 abc123abc123 abcabcabc trustno1
    trustno1trustno1 football football1 football12 football123 baseball baseball1 baseball123 basketball
    basketball1 superman superman1 superman123 princess princess1 princess123 sunshine sunshine1 sunshine123
    monkey monkey123 monkey1234 dragon dragon123 dragon1234 master master123 master1234 michael123
    jennifer123 charlie123 whatever whatever1 whatever123 computer computer1 computer123 internet internet1
    internet123 starwars starwars1 starwars123 pokemon123 liverpool liverpool1 chocolate chocolate1
    butterfly butterfly1 iamthebest ihateyou123 correcthorsebatterystaple secret secret123 secret1234
    supersecret topsecret topsecret1 testtest testtest1 testtest123 test123456 testing123 guest12345
    default123 login12345 pollsite pollsite1 pollsite12 pollsite123 pollsite1234 minecraft minecraft1
    fuckyou123 motherfucker qwer1234 qwer12345 asdf1234 asdf12345 asdfasdf asdfasdfasdf aa12345678
    a123456789 a1234567890 q123456789 123456789a 123456789q 12345qwert 123qweasd 123qweasdzxc 123123123a
    987654321a
"""
_COMMON = frozenset(_WORDS.split())
_ROWS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
)


def why_refused(password: str, *, about: tuple[str, ...] = ()) -> str:
    """A sentence that says what is wrong with it, "" for nothing. `about`: the mail address and name it is for."""
    if len(password) < MIN_PASSWORD:
        return f"Take at least {MIN_PASSWORD} characters: a few words in a row are easy to remember."
    if len(password) > MAX_PASSWORD:
        return f"Take at most {MAX_PASSWORD} characters."
    if _is_common(password.casefold()):
        return (
            "This is one of the first that anybody would try. Take a few words in a row that only you would."
        )
    if any(_says_little_more(password.casefold(), word.casefold()) for word in about if word):
        return "This is your name or mail address, which others know. Take something that they don't."
    return ""


def _is_common(password: str) -> bool:
    bare = password.strip(" !.?*#-_")
    return (
        bare in _COMMON
        or re.sub(r"[\W_]+", "", bare) in _COMMON
        or any(bare in row for row in _ROWS)
        or re.fullmatch(r"(.{1,5}?)\1*.{0,2}", bare) is not None
    )


def _says_little_more(password: str, word: str) -> bool:
    whole = {word, word.partition("@")[0]}
    return any(len(part) > 2 and re.sub(re.escape(part) + r"|[\d\W_]+", "", password) == "" for part in whole)
