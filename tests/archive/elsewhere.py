"""Small files as Disqus, WordPress and Isso write them, with everything in them that may be in such files."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.samples import SLUG

ADDRESS = f"https://old.example/essays/{SLUG}/"


def disqus_post(
    number: int,
    words: str = "<p>Words.</p>",
    *,
    parent: int = 0,
    name: str = "Ada",
    mail: str = "ada",
    **also: str,
) -> str:
    """A post, an hour after the one before it."""
    facts = {"createdAt": f"2019-05-01T{number:02}:00:00Z", "isDeleted": "false", "isSpam": "false"} | also
    return (
        f'<post dsq:id="{number}"><id/><message><![CDATA[{words}]]></message>'
        + "".join(f"<{key}>{value}</{key}>" for key, value in facts.items())
        + f"<author><email>{mail}@mail.example</email><name>{name}</name></author><ipAddress>192.0.2.9</ipAddress>"
        + '<thread dsq:id="10"/>'
        + (f'<parent dsq:id="{parent}"/>' if parent else "")
        + "</post>"
    )


def disqus(*posts: str, address: str = ADDRESS) -> str:
    """A whole file: two threads, nothing said in the other one."""
    threads = f'<thread dsq:id="10"><id/><link>{address}</link><title>On portraits</title></thread>'
    other = '<thread dsq:id="11"><id/><link>https://old.example/else</link><title>Else</title></thread>'
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com" '
        f'xmlns:dsq="http://disqus.com/disqus-internals">{threads}{other}{"".join(posts)}</disqus>'
    )


def wordpress_comment(
    number: int, words: str, *, parent: int = 0, approved: str = "1", kind: str = "comment"
) -> str:
    """A comment of a WordPress file."""
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author><![CDATA[Bo]]></wp:comment_author>"
        "<wp:comment_author_email>bo@mail.example</wp:comment_author_email>"
        f"<wp:comment_date_gmt>2018-02-03 04:{number:02}:06</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{words}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>"
        f"<wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


def wordpress(*comments: str) -> str:
    """A whole file: one article with these comments, and a page without any."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        f"<item><title>On portraits</title><link>{ADDRESS}</link><wp:post_name>{SLUG}</wp:post_name>{''.join(comments)}"
        "</item><item><title>About</title><link>https://old.example/about/</link></item></channel></rss>"
    )


def isso(path: Path, *comments: tuple[object, ...]) -> Path:
    """A database with one page; comments are (id, parent, created, mode, author, text)."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256), title VARCHAR(256))"
        )
        connection.execute(
            "CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT, "
            "modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR)"
        )
        connection.execute("INSERT INTO threads VALUES (1, ?, 'On portraits')", (f"/essays/{SLUG}/",))
        connection.executemany(
            "INSERT INTO comments (tid, id, parent, created, mode, author, text, email, remote_addr) "
            "VALUES (1, ?, ?, ?, ?, ?, ?, 'cy@mail.example', '192.0.2.0')",
            comments,
        )
    return path
