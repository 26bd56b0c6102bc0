"""What the archive says of itself to whoever opens it, wherever and whenever that is."""

READ_ME = """\
An archive of a site made with pollsite: its articles, their questions and votes, and the debate.

It holds what everybody could see on the site when it was made, and nothing else. Not in it: mail addresses, who voted
for what, network addresses or hashes of them, cookies, words that wait for a moderator, that were removed or taken back,
what readers reported, and results that nobody could see yet.

  articles.jsonl     each article as it is published, and where its questions stand beside its sentences
  revisions.jsonl    every text an article had, as its author sent it
  media/             the pictures, named by the first 20 hexadecimal digits of their SHA-256
  polls.jsonl        each question in all its wordings, with its tally
  ledger/            by article and question every ballot in a chain, under random names that lead to nobody
  members.jsonl      who stands with a name under what they wrote
  comments.jsonl     the debate; of what is out of sight only that there was something, and the rule by which it went
  decisions.jsonl    what moderators and the site itself decided, without names, words and hours; the latest first
  statements.jsonl   the statements of reasons (Article 17 of the Digital Services Act); the latest first
  insights.jsonl     what was worked out of the ballots taken together
  schema.json        what a line of each of these must be like (JSON Schema)
  manifest.json      when it was made, and the length and SHA-256 of every file

Times are UTC. A .jsonl file has one JSON object a line. Numbers of articles, polls, comments and members are those of
the site. Beside a comment, "first" is the first comment of the same guest; "key" is what it is known by in the program
that it was brought from; "then" is the vote that its author let stand beside it when they wrote it, "now" what that has
become since, where [] says that it was withdrawn.

Is it whole, and do the ledgers come to the tallies? Unpack it and run, with nothing but Python 3:

  python3 verify_archive.py

audit_ledger.py does the same for one ledger, and says whether a receipt is in it; verify_ledger.py is some thirty lines
to read first, and checks that no row was changed, taken out or moved. What a ledger proves, and what it
does not, stands on the site's page about it.

To bring it to life again: `pollsite archive import FILE`, in an empty instance.
"""
