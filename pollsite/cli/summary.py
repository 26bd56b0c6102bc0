"""The one list of commands: read by `--help` before anything is installed, and by click after."""

COMMANDS: dict[str, str] = {
    "serve": "Run the site on this machine.",
    "test": "Run the tests; what follows goes to pytest.",
    "bench": "Measure the site beside a constant page.",
    "articles check": "Say what is wrong with an article file, without publishing it.",
    "articles publish": "Publish an article file, or its new text and wordings.",
    "articles import": "Turn an essay as plain text into an article file to work on.",
    "articles list": "List the published articles.",
    "accounts list": "List accounts with their roles.",
    "accounts promote": "Make somebody a moderator, an editor or an admin.",
    "accounts demote": "Let somebody do what every member may, and no more.",
    "accounts end-sessions": "Sign somebody out everywhere.",
    "accounts confirm": "Take a mail address for confirmed, without a letter.",
    "tallies verify": "Recount every ballot and compare with the tallies.",
    "ledger verify": "Play the polls' public ledgers and compare with ballots and tallies.",
    "discussion verify": "Recount every comment, mark and thread and compare with what is stored.",
    "discussion open": "Let an article's discussion take comments.",
    "discussion hold": "Hold every new comment of a discussion until it is released.",
    "discussion close": "Take no more comments in a discussion.",
    "discussion held": "List the comments that wait.",
    "discussion release": "Let everybody read a held comment.",
    "discussion remove": "Take a comment out of sight, by a rule.",
    "discussion restore": "Let everybody read a removed comment again.",
    "moderation queue": "Say how many cases wait, and for how long.",
    "moderation verify": "Play the log of moderation and compare with what is stored.",
    "insights refresh": "Work out what the votes say, where they have changed.",
    "webhooks add": "Tell an address elsewhere what happens here.",
    "webhooks list": "List the addresses that are told, and how that goes.",
    "webhooks remove": "Tell an address nothing more.",
    "demo fill": "Fill a discussion with made-up readers and comments.",
    "backup": "Write the whole site to one file, while it runs; or say whether such a file is whole.",
    "restore": "Bring a backup into an empty instance.",
    "archive export": "Write all that everybody may see to one file, while the site runs.",
    "archive import": "Bring an archive into an empty instance.",
    "archive import-comments": "Bring comments from Disqus, WordPress or Isso under an article.",
    "retention": "Remove what is personal and no longer needed.",
    "doctor": "Say what a site in production lacks, and how to mend it.",
    "database upgrade": "Make the database, or bring it up to date with this version.",
    "database check": "Say whether the database fits this version and is whole.",
    "database copy": "Copy a site from one database into an empty one, on either engine.",
    "database revise": "For developers: write a migration from what changed in the tables.",
}


def first_words() -> frozenset[str]:
    """What may stand first on the command line: `serve`, `articles`, ..."""
    return frozenset(name.split()[0] for name in COMMANDS)


def usage(program: str) -> str:
    """The text of `--help`: every command with its line."""
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {line}" for name, line in COMMANDS.items())
    return (
        f"usage: {program} COMMAND [OPTIONS]\n\n{commands}\n\n"
        f"`{program} COMMAND --help` explains one command."
    )
