"""pollsite: an article whose questions are polls that stand beside the sentences that raise them.

The map, top to bottom; a package may import only from lines below its own (checked by import-linter):

    bootstrap   makes .venv from the hash-locked list, then starts the command line; standard library only
    cli         the operator's and publisher's commands        wsgi        what gunicorn loads
    app         create_app(settings): the ordered steps
    api         JSON for programs, with tokens and a description
    archive     everything taken home in one file, brought back, or brought from elsewhere
    webhooks    what happened, told to other servers, signed
    pages       the article page, home, kept pages: composes the features
    demo        a made-up debate, for trying and measuring; beside pages
    operations  backup, restore, what is kept how long, health, metrics; beside pages
    insights    what the votes say: shift, tables of two questions, the map of opinions, the best of each side
    moderation  flags, cases, decisions, statements, appeals; the gate that words pass
    discussion  comments: posting, editing, marking, threads, ranking, what may be shown to whom
    polls       wordings, ballots, tallies, rounding, visibility
    live        hub (streams), watcher (what changed)
    articles    article files to rendered articles, anchors; content/ holds the article we ship
    accounts    Reader: who acts; Account: sign-in, names, notices
    web         errors, security headers, CSRF, assets: knows no feature
    markup      the only importer of bleach                    ratelimit   what an abuser meets
    writing     group commit                                   migrating   the database, made or brought up to date
    mail        letters: the outbox, sent from there           logs        what needs attention, and no vote
    db  config  epoch
    engines     what SQLite and PostgreSQL are told            clock  turns

This file imports nothing outside the standard library: `python3 -m pollsite` runs before anything is installed.
"""

__version__ = "0.1.0"
